using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SkyLink.Cryptography.Jose;

/// <summary>
/// The one text of a JSON value that is signed or hashed (JCS, RFC 8785): no blanks, names in the order of their UTF-16
/// code units, numbers as ECMAScript prints doubles, nothing escaped that need not be. A number is read as a double,
/// so that digits beyond its precision are lost.
/// </summary>
public static class CanonicalJson
{
    /// <summary>The longest text in bytes, read or written.</summary>
    public const int LongestBytes = 1_048_576;

    /// <summary>Objects and lists within each other at most.</summary>
    public const int DeepestLevel = 64;

    /// <summary>Characters that are written otherwise: controls, quotation mark, backslash.</summary>
    private static readonly SearchValues<char> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, 32).Select(code => (char)code), '"', '\\']);

    /// <summary>Makes a text of strangers canonical.</summary>
    /// <returns>
    /// False for what is no JSON in UTF-8, a name given twice, half a surrogate pair, a number beyond the doubles,
    /// and what is too long or too deep.
    /// </returns>
    public static bool TryWrite(ReadOnlySpan<byte> json, [NotNullWhen(true)] out byte[]? canonical)
    {
        canonical = null;
        return json.Length <= LongestBytes
            && StrictJson.TryParse(json, DeepestLevel, out var value)
            && TryWrite(value, out canonical);
    }

    /// <inheritdoc cref="TryWrite(ReadOnlySpan{byte}, out byte[])"/>
    public static bool TryWrite(JsonElement value, [NotNullWhen(true)] out byte[]? canonical)
    {
        var text = new ArrayBufferWriter<byte>(256);
        canonical = TryWrite(value, text, DeepestLevel) ? text.WrittenSpan.ToArray() : null;
        return canonical is not null;
    }

    /// <summary>Writes a tree of our own.</summary>
    /// <exception cref="ArgumentException">No JSON text says what the tree does, or it is too long or deep.</exception>
    public static byte[] Write(JsonNode? value) =>
        TryWrite(JsonSerializer.SerializeToUtf8Bytes(value), out var canonical)
            ? canonical
            : throw new ArgumentException("The tree has no canonical text.", nameof(value));

    private static bool TryWrite(JsonElement value, ArrayBufferWriter<byte> text, int levels)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return levels > 0 && TryWriteObject(value, text, levels - 1);
            case JsonValueKind.Array:
                return levels > 0 && TryWriteList(value, text, levels - 1);
            case JsonValueKind.String:
                return StrictJson.TryGetText(value, out var content) && TryWriteText(content, text);
            case JsonValueKind.Number:
                return value.TryGetDouble(out var number) && double.IsFinite(number)
                    && TryAppend(EcmaScriptNumber.Format(number), text);
            case JsonValueKind.True:
                return TryAppend("true", text);
            case JsonValueKind.False:
                return TryAppend("false", text);
            case JsonValueKind.Null:
                return TryAppend("null", text);
            case JsonValueKind.Undefined:
            default:
                return false;
        }
    }

    private static bool TryWriteObject(JsonElement value, ArrayBufferWriter<byte> text, int levels)
    {
        if (!TrySort(value, out var members))
        {
            return false;
        }

        var before = "{";
        foreach (var (name, member) in members)
        {
            if (!TryAppend(before, text) || !TryWriteText(name, text) || !TryAppend(":", text)
                || !TryWrite(member, text, levels))
            {
                return false;
            }

            before = ",";
        }

        return TryAppend(members.Count == 0 ? "{}" : "}", text);
    }

    /// <summary>False where a name is no text or is given twice.</summary>
    private static bool TrySort(JsonElement value, out List<(string Name, JsonElement Value)> members)
    {
        members = new List<(string, JsonElement)>(value.GetPropertyCount());
        try
        {
            foreach (var member in value.EnumerateObject())
            {
                members.Add((member.Name, member.Value));
            }
        }
        catch (InvalidOperationException)
        {
            return false;
        }

        members.Sort(static (one, other) => string.CompareOrdinal(one.Name, other.Name));
        for (var i = 1; i < members.Count; i++)
        {
            if (members[i].Name == members[i - 1].Name)
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryWriteList(JsonElement value, ArrayBufferWriter<byte> text, int levels)
    {
        var before = "[";
        foreach (var item in value.EnumerateArray())
        {
            if (!TryAppend(before, text) || !TryWrite(item, text, levels))
            {
                return false;
            }

            before = ",";
        }

        return TryAppend(value.GetArrayLength() == 0 ? "[]" : "]", text);
    }

    private static bool TryWriteText(ReadOnlySpan<char> content, ArrayBufferWriter<byte> text)
    {
        if (!TryAppend("\"", text))
        {
            return false;
        }

        while (content.IndexOfAny(Escaped) is var next and >= 0)
        {
            if (!TryAppend(content[..next], text) || !TryAppend(Escape(content[next]), text))
            {
                return false;
            }

            content = content[(next + 1)..];
        }

        return TryAppend(content, text) && TryAppend("\"", text);
    }

    private static string Escape(char character) => character switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\b' => "\\b",
        '\t' => "\\t",
        '\n' => "\\n",
        '\f' => "\\f",
        '\r' => "\\r",
        _ => $"\\u{(int)character:x4}",
    };

    private static bool TryAppend(ReadOnlySpan<char> characters, ArrayBufferWriter<byte> text)
    {
        if (text.WrittenCount + characters.Length > LongestBytes)
        {
            return false;
        }

        _ = Encoding.UTF8.GetBytes(characters, text);
        return text.WrittenCount <= LongestBytes;
    }
}
