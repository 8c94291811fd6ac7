using System.Buffers;
using System.Globalization;
using System.Text;

namespace SkyLink.Cryptography.Transparency;

/// <summary>What notes, proofs and requests share: UTF-8, lines with a line feed, one form of each value.</summary>
internal static class NoteText
{
    private static readonly UTF8Encoding Strict =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>All that stand below the blank, except the line feed.</summary>
    private static readonly SearchValues<char> Controls =
        SearchValues.Create([.. Enumerable.Range(0, ' ').Where(code => code != '\n').Select(code => (char)code)]);

    /// <summary>Reads bytes of a limited size that are UTF-8 without control characters.</summary>
    internal static bool TryDecode(ReadOnlySpan<byte> bytes, int sizeMax, out string text)
    {
        text = bytes.Length <= sizeMax && System.Text.Unicode.Utf8.IsValid(bytes) ? Strict.GetString(bytes) : "";
        return text.Length > 0 && !text.AsSpan().ContainsAny(Controls);
    }

    /// <exception cref="ArgumentException">It is not text: half a surrogate pair.</exception>
    internal static byte[] Encode(string text) => Strict.GetBytes(text);

    internal static bool IsText(ReadOnlySpan<char> text)
    {
        while (Rune.DecodeFromUtf16(text, out _, out var length) == OperationStatus.Done)
        {
            text = text[length..];
        }

        return text.IsEmpty;
    }

    /// <summary>Whether it can stand alone in a line.</summary>
    internal static bool IsLine(ReadOnlySpan<char> line) =>
        !line.IsEmpty && !line.Contains('\n') && !line.ContainsAny(Controls) && IsText(line);

    /// <summary>Whether it can stand in a note.</summary>
    internal static bool IsBody(ReadOnlySpan<char> text) =>
        text is [.., '\n'] && !text.ContainsAny(Controls) && IsText(text);

    /// <summary>Whether it names a key: no blanks of any script and no plus.</summary>
    internal static bool IsKeyName(ReadOnlySpan<char> name)
    {
        foreach (var character in name)
        {
            if (char.IsWhiteSpace(character) || character == '+')
            {
                return false;
            }
        }

        return IsLine(name);
    }

    /// <summary>Cuts the first line off, which must end in a line feed.</summary>
    internal static bool TryCutLine(ref ReadOnlySpan<char> text, out ReadOnlySpan<char> line)
    {
        var end = text.IndexOf('\n');
        line = end < 0 ? default : text[..end];
        text = text[(end + 1)..];
        return end >= 0;
    }

    /// <summary>Cuts off lines of one hash each, up to an empty line, which is cut off, too.</summary>
    internal static bool TryCutHashes(ref ReadOnlySpan<char> text, out TreeHash[] hashes)
    {
        var read = new List<TreeHash>();
        hashes = [];
        while (TryCutLine(ref text, out var line))
        {
            if (line.IsEmpty)
            {
                hashes = [.. read];
                return true;
            }

            if (read.Count == InclusionProof.LongestProof || !TreeHash.TryRead(line, out var hash))
            {
                return false;
            }

            read.Add(hash);
        }

        return false;
    }

    /// <summary>A number below 2^63 without sign and leading zeros.</summary>
    internal static bool TryParseNumber(ReadOnlySpan<char> digits, out long number)
    {
        number = 0;
        return (digits is "0" || digits is [not '0', ..])
            && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
