using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SkyLink.Platform.Data;

/// <summary>
/// A column of type bytea whose fields are secret or personal: each is sealed with the service's data key, and bound to
/// its column and row. What is in it PostgreSQL neither reads nor searches; where rows are found by it, a
/// <see cref="Fingerprint"/> stands beside it.
/// </summary>
/// <param name="table">Whose it is.</param>
/// <param name="name">Its name.</param>
/// <param name="key">The columns that name a row and never change: they are read with it.</param>
public sealed class SealedColumn(string table, string name, params string[] key)
{
    public string Table { get; } = table;

    public string Name { get; } = name;

    public IReadOnlyList<string> Key { get; } = key;

    /// <summary>The column (bytea) of the fingerprints, or null.</summary>
    public string? Fingerprint { get; init; }

    /// <param name="tx">Of the service whose column it is.</param>
    /// <param name="text">What is to be sealed.</param>
    /// <param name="row">The values of the key.</param>
    public byte[] Seal(Tx tx, string text, params ReadOnlySpan<object> row) =>
        Seal(tx, Encoding.UTF8.GetBytes(text), row);

    /// <inheritdoc cref="Seal(Tx, string, ReadOnlySpan{object})"/>
    public byte[] Seal(Tx tx, ReadOnlySpan<byte> plain, params ReadOnlySpan<object> row) =>
        tx.Keys.Seal(plain, ContextOf(row));

    /// <summary>The text of a row that has one.</summary>
    /// <exception cref="InvalidOperationException">The field was changed, or moved here from elsewhere.</exception>
    public string Open(Tx tx, NpgsqlDataReader row) => Encoding.UTF8.GetString(OpenBytes(tx, row));

    /// <summary>The same, or null where the row has none.</summary>
    public string? Find(Tx tx, NpgsqlDataReader row) =>
        row.IsDBNull(row.GetOrdinal(Name)) ? null : Open(tx, row);

    /// <summary>The bytes of a row that has some.</summary>
    /// <exception cref="InvalidOperationException">The field was changed, or moved here from elsewhere.</exception>
    public byte[] OpenBytes(Tx tx, NpgsqlDataReader row) => Open(tx, row.Get<byte[]>(Name), RowOf(row));

    /// <summary>The same, or null where the field was changed, or moved here from elsewhere.</summary>
    public byte[]? TryOpenBytes(Tx tx, NpgsqlDataReader row) =>
        tx.Keys.Open(row.Get<byte[]>(Name), ContextOf(RowOf(row)));

    /// <summary>The bytes of a field that was read another way.</summary>
    /// <exception cref="InvalidOperationException">The field was changed, or moved here from elsewhere.</exception>
    public byte[] Open(Tx tx, byte[] field, params ReadOnlySpan<object> row) =>
        tx.Keys.Open(field, ContextOf(row)) ?? throw new InvalidOperationException(
            $"{this} of {TextOf(row).ReplaceLineEndings(" ")}was changed, or sealed with a key that is not there.");

    /// <summary>
    /// The same for the same text, and tells nothing of it to who has not the key: HMAC-SHA-256 under a key of the
    /// service.
    /// </summary>
    public byte[] FingerprintOf(Tx tx, string text) => FingerprintOf(tx, Encoding.UTF8.GetBytes(text));

    public override string ToString() => $"{Table}.{Name}";

    internal byte[] FingerprintOf(Tx tx, ReadOnlySpan<byte> text) =>
        tx.Keys.Fingerprint([.. Encoding.ASCII.GetBytes($"{this}\n"), .. text]);

    private object[] RowOf(NpgsqlDataReader row) => [.. Key.Select(column => row.GetValue(row.GetOrdinal(column)))];

    private byte[] ContextOf(ReadOnlySpan<object> row) => row.Length == Key.Count
        ? Encoding.UTF8.GetBytes($"{this}\n{TextOf(row)}")
        : throw new ArgumentException($"{this} is bound to {Key.Count} columns, not {row.Length}.", nameof(row));

    /// <summary>As PostgreSQL writes them, too: numbers, texts and uuids.</summary>
    private static string TextOf(ReadOnlySpan<object> row)
    {
        var text = new StringBuilder();
        foreach (var value in row)
        {
            text.Append(CultureInfo.InvariantCulture, $"{value}").Append('\n');
        }

        return text.ToString();
    }
}
