using System.Runtime.CompilerServices;
using System.Text;

namespace SkyLink.Platform.Data;

/// <summary>
/// A statement as an interpolated string. Each hole becomes a typed parameter: text cannot become SQL.
/// </summary>
[InterpolatedStringHandler]
public sealed class Sql(int literalLength, int formattedCount)
{
    private readonly StringBuilder text = new(literalLength + (3 * formattedCount));
    private readonly List<NpgsqlParameter> parameters = new(formattedCount);

    public void AppendLiteral(string literal) => text.Append(literal);

    public void AppendFormatted<T>(T value)
    {
        parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        text.Append('$').Append(parameters.Count);
    }

    internal NpgsqlCommand Prepare(NpgsqlConnection connection, NpgsqlTransaction? transaction)
    {
        var command = new NpgsqlCommand(text.ToString(), connection, transaction);
        parameters.ForEach(parameter => command.Parameters.Add(parameter));
        return command;
    }

    internal NpgsqlBatchCommand PrepareForBatch()
    {
        var command = new NpgsqlBatchCommand(text.ToString());
        parameters.ForEach(parameter => command.Parameters.Add(parameter));
        return command;
    }
}

public static class Rows
{
    /// <summary>Reads a column by name and exact type; a wrong type throws instead of converting.</summary>
    public static T Get<T>(this NpgsqlDataReader row, string column) => row.GetFieldValue<T>(row.GetOrdinal(column));

    /// <summary>The column, or null where the database has none.</summary>
    public static T? Find<T>(this NpgsqlDataReader row, string column)
    {
        var ordinal = row.GetOrdinal(column);
        return row.IsDBNull(ordinal) ? default : row.GetFieldValue<T>(ordinal);
    }
}
