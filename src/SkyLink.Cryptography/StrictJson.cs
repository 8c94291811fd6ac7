using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace SkyLink.Cryptography;

/// <summary>JSON of strangers: no comments, no trailing commas, no name twice, not deep, all of it UTF-8.</summary>
internal static class StrictJson
{
    private const int LevelsOfTokens = 8;

    private static readonly JsonDocumentOptions Options = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
    };

    /// <summary>Reads an object; its memory belongs to the collector.</summary>
    internal static bool TryParseObject(
        ReadOnlySpan<byte> json, out JsonElement value, int deepestLevel = LevelsOfTokens) =>
        TryParse(json, deepestLevel, out value) && value.ValueKind == JsonValueKind.Object;

    internal static bool TryParse(ReadOnlySpan<byte> json, int deepestLevel, out JsonElement value)
    {
        value = default;
        if (!System.Text.Unicode.Utf8.IsValid(json))
        {
            return false;
        }

        try
        {
            value = JsonElement.Parse(json, Options with { MaxDepth = deepestLevel });
            return true;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // The second kind: a name that is no text, such as half a surrogate pair.
            return false;
        }
    }

    /// <summary>The text of a string; false for other kinds and for half a surrogate pair.</summary>
    internal static bool TryGetText(JsonElement value, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (value.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        try
        {
            text = value.GetString();
        }
        catch (InvalidOperationException)
        {
            return false;
        }

        return text is not null;
    }

    /// <summary>The text of a member, or null if it is missing or no text.</summary>
    internal static string? TextOf(this JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && TryGetText(value, out var text) ? text : null;

    /// <summary>The bytes of a member in strict base64url, or null.</summary>
    internal static byte[]? BytesOf(this JsonElement parent, string name) =>
        parent.TextOf(name) is { } text && Base64Url.TryDecode(text, out var bytes) ? bytes : null;

    internal static bool Has(this JsonElement parent, string name) => parent.TryGetProperty(name, out _);
}
