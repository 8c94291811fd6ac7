using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace SkyLink.Cryptography;

/// <summary>JSON of strangers: no comments, no trailing commas, no name twice, not deep, all of it UTF-8.</summary>
internal static class StrictJson
{
    private const int DeepestLevel = 8;

    private static readonly JsonDocumentOptions Options = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = DeepestLevel,
    };

    /// <summary>Reads an object; its memory belongs to the collector.</summary>
    internal static bool TryParseObject(
        ReadOnlySpan<byte> json, out JsonElement value, int deepestLevel = DeepestLevel)
    {
        value = default;
        if (!System.Text.Unicode.Utf8.IsValid(json))
        {
            return false;
        }

        try
        {
            value = JsonElement.Parse(json, Options with { MaxDepth = deepestLevel });
            return value.ValueKind == JsonValueKind.Object;
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
}
