using System.Text;

namespace SkyLink.Trade.Sellers;

/// <param name="Line">On which it begins; from 1.</param>
/// <param name="Fault">What is wrong with its quotes; then the fields are not to be trusted.</param>
internal sealed record CsvRow(int Line, string[] Fields, string? Fault);

/// <summary>
/// Reads RFC 4180 row by row, knowing on which line each begins, so that a bad row costs that row and no more: a quote
/// where none may stand spoils its line only. Only a quoted field that does not end within its limit ends the reading.
/// </summary>
internal sealed class CsvRows(TextReader text)
{
    private const int FieldLengthMax = 32 * 1024;
    private const int FieldsMax = 200;

    private readonly char[] buffer = new char[16 * 1024];
    private readonly StringBuilder field = new();
    private int filled;
    private int at;
    private int line = 1;
    private char last;

    /// <summary>The next row that is not empty; null at the end.</summary>
    /// <exception cref="FormatException">A quoted field does not end: where the next row begins is unknown.</exception>
    /// <exception cref="DecoderFallbackException">The bytes are not UTF-8.</exception>
    public async ValueTask<CsvRow?> NextAsync(CancellationToken cancellation)
    {
        while (await PeekAsync(cancellation) is { } first)
        {
            if (first is not ('\r' or '\n'))
            {
                return await ReadRowAsync(cancellation);
            }

            Take(first);
        }

        return null;
    }

    private async ValueTask<CsvRow> ReadRowAsync(CancellationToken cancellation)
    {
        var start = line;
        var fields = new List<string>();
        string? fault = null;
        while (true)
        {
            fault = await ReadFieldAsync(start, cancellation) ?? fault;
            if (fields.Count < FieldsMax)
            {
                fields.Add(field.ToString());
            }

            if (await PeekAsync(cancellation) is not ',')
            {
                return new CsvRow(start, [.. fields], fault);
            }

            Take(',');
        }
    }

    /// <summary>Reads up to the comma or the end of the line that follows the field.</summary>
    private async ValueTask<string?> ReadFieldAsync(int start, CancellationToken cancellation)
    {
        field.Clear();
        string? fault = null;
        if (await PeekAsync(cancellation) is '"')
        {
            await ReadQuotedAsync(start, cancellation);
            fault = await PeekAsync(cancellation) is null or ',' or '\r' or '\n'
                ? null
                : "Something follows a closing quote.";
        }

        while (await PeekAsync(cancellation) is { } next and not (',' or '\r' or '\n'))
        {
            fault ??= next == '"' ? "A quote stands within an unquoted field." : null;
            fault ??= field.Length >= FieldLengthMax ? "A field is too long." : null;
            if (fault is null)
            {
                field.Append(next);
            }

            Take(next);
        }

        return fault;
    }

    private async ValueTask ReadQuotedAsync(int start, CancellationToken cancellation)
    {
        Take('"');
        while (true)
        {
            var next = await PeekAsync(cancellation);
            if (next is null || field.Length >= FieldLengthMax)
            {
                throw new FormatException($"A quoted field that begins on line {start} does not end.");
            }

            Take(next.Value);
            if (next == '"')
            {
                if (await PeekAsync(cancellation) is not '"')
                {
                    return;
                }

                Take('"');
            }

            field.Append(next.Value);
        }
    }

    private void Take(char taken)
    {
        at++;
        line += taken == '\r' || (taken == '\n' && last != '\r') ? 1 : 0; // CRLF is one end of a line, and so is CR
        last = taken;
    }

    private ValueTask<char?> PeekAsync(CancellationToken cancellation) =>
        at < filled ? new ValueTask<char?>(buffer[at]) : FillAsync(cancellation);

    private async ValueTask<char?> FillAsync(CancellationToken cancellation)
    {
        (filled, at) = (await text.ReadAsync(buffer, cancellation), 0);
        return filled == 0 ? null : buffer[at];
    }
}
