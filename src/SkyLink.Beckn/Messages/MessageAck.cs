using System.Text.Json;

namespace SkyLink.Beckn;

/// <summary>
/// The answer in the same HTTP session: understood, or not and why. Alike in both dialects but for codes.
/// </summary>
public static class Ack
{
    /// <summary><c>{"message":{"ack":{"status":"ACK"}}}</c>; do not change the bytes.</summary>
    public static ReadOnlyMemory<byte> Accepted { get; } = """{"message":{"ack":{"status":"ACK"}}}"""u8.ToArray();

    /// <summary>A NACK with one error, the first: the protocol has room for one.</summary>
    public static byte[] Refuse(Dialect dialect, BecknError error) => WireWriter.ToBytes(json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("message"u8);
        json.WriteStartObject("ack"u8);
        json.WriteString("status"u8, "NACK"u8);
        json.WriteEndObject();
        json.WriteEndObject();
        ErrorObject.Write(json, error, dialect);
        json.WriteEndObject();
    });

    /// <summary>
    /// The NACK for what <see cref="MessageReader"/> found. All findings stand in the message, the first leads.
    /// </summary>
    public static byte[] Refuse(ReadResult result)
    {
        var errors = result.Errors;
        var first = errors[0];
        return Refuse(result.Dialect, errors.Count == 1 ? first : first with
        {
            Message = string.Join(' ', errors.Skip(1).Select(it => $"{it.Path}: {it.Message}").Prepend(first.Message)),
        });
    }

    /// <summary>
    /// Reads a peer's answer. True and no error for ACK; false with its error for NACK; false with
    /// <see cref="ErrorKind.NotJson"/> for anything that is no answer of this protocol.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> utf8, out BecknError? error)
    {
        error = null;
        if (!JsonScan.TryParse(utf8, out var root, out var kind, out var path))
        {
            error = Dialect.Ondc1.Error(kind, path, "The answer is no JSON object.", Refuser.Buyer);
            return false;
        }

        var status = root.TryGetProperty("message"u8, out var message) && message.ValueKind == JsonValueKind.Object
            && message.TryGetProperty("ack"u8, out var ack) && ack.ValueKind == JsonValueKind.Object
            && ack.TryGetProperty("status"u8, out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
        if (status == "ACK")
        {
            return true;
        }

        error = root.TryGetProperty("error"u8, out var reason) && reason.ValueKind == JsonValueKind.Object
            ? ErrorObject.Read(reason)
            : Dialect.Ondc1.Error(ErrorKind.NotJson, "$.message.ack.status",
                "Neither ACK nor a reason.", Refuser.Buyer);
        return false;
    }
}
