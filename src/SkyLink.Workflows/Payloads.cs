using System.Text.Json;

namespace SkyLink.Workflows;

/// <summary>Values as they are kept: one byte that says the form, and then the value.</summary>
internal sealed class Payloads(JsonSerializerOptions options)
{
    /// <summary>JSON in UTF-8.</summary>
    private const byte Json = 0;

    public static JsonSerializerOptions DefaultOptions { get; } = new(JsonSerializerDefaults.Web) { MaxDepth = 64 };

    public byte[] Write<T>(T value)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(value, options);
        var payload = new byte[json.Length + 1];
        payload[0] = Json;
        json.CopyTo(payload, 1);
        return payload;
    }

    /// <exception cref="InvalidDataException">The bytes are no payload.</exception>
    /// <exception cref="JsonException">They are of another type.</exception>
    public T Read<T>(ReadOnlyMemory<byte> payload) => payload switch
    {
        { IsEmpty: true } => throw new InvalidDataException("A payload is empty."),
        _ when payload.Span[0] == Json => JsonSerializer.Deserialize<T>(payload.Span[1..], options)!,
        _ => throw new InvalidDataException($"A payload of form {payload.Span[0]} is not known."),
    };
}
