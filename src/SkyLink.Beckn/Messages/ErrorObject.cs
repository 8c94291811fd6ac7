using System.Text.Json;

namespace SkyLink.Beckn;

/// <summary>The member <c>error</c>, alike in both dialects but for the name of the path.</summary>
internal static class ErrorObject
{
    internal static BecknError Read(JsonElement error) => new(
        ErrorKind.BusinessRefusal,
        Text(error, "type"u8) ?? "",
        Text(error, "code"u8) ?? "",
        Text(error, "path"u8) ?? Text(error, "paths"u8),
        Text(error, "message"u8) ?? "");

    internal static void Write(Utf8JsonWriter json, BecknError error, Dialect dialect)
    {
        json.WriteStartObject("error"u8);
        json.WriteString("type"u8, error.Type);
        json.WriteString("code"u8, error.Code);
        if (error.Path is { } path)
        {
            json.WriteString(dialect.ErrorPathName, path);
        }

        json.WriteString("message"u8, error.Message);
        json.WriteEndObject();
    }

    /// <summary>Codes come as text or as numbers.</summary>
    private static string? Text(JsonElement error, ReadOnlySpan<byte> name) =>
        !error.TryGetProperty(name, out var value)
        ? null
        : value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
}
