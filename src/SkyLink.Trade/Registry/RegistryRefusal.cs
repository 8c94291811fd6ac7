using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SkyLink.Trade.Registry;

/// <summary>
/// A refusal in the words of the network: number codes where the network has published one (129, 132, 151), text codes
/// beginning with AUT_ where a signature was refused.
/// </summary>
internal sealed record RegistryRefusal(int Status, string Type, string Code, string Message, string? Path = null)
{
    private const string ContextError = "CONTEXT-ERROR";
    private const string PolicyError = "POLICY-ERROR";

    public static readonly RegistryRefusal TooLarge =
        new(413, ContextError, "151", "The body is larger than a registry message may be.");

    public static readonly RegistryRefusal TooMany =
        new(429, PolicyError, "132", "Too many requests; wait a minute.");

    public static readonly RegistryRefusal UnsignedLookup =
        new(401, ContextError, "AUT_SIGNATURE_MISSING", "This registry answers signed lookups only.");

    public static RegistryRefusal Malformed(string path, string message) =>
        new(400, ContextError, "151", message, path);

    public static RegistryRefusal Policy(string message, string? path = null, int status = 400) =>
        new(status, PolicyError, "132", message, path);

    /// <summary>The addresses do not belong to the subscriber, or must not be called.</summary>
    public static RegistryRefusal Domain(string path, string message) => new(400, "DOMAIN-ERROR", "129", message, path);

    public static RegistryRefusal Unauthenticated(string code, string message) => new(401, ContextError, code, message);

    public static RegistryRefusal Of(Error error) => Policy(error.Title, path: null, error.Status);

    public IResult ToNack(HttpContext context, string realm)
    {
        if (Status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate =
                $"Signature realm=\"{realm}\",headers=\"(created) (expires) digest\"";
        }

        if (Status == StatusCodes.Status429TooManyRequests)
        {
            context.Response.Headers.RetryAfter = "60";
        }

        return Results.Json(
            new WireAnswer(new WireMessage(new WireAck("NACK")), new WireError(Type, Code, Path, Message)),
            WireJson.Options, statusCode: Status);
    }
}

/// <summary>How the network writes JSON: snake case, unknown members allowed, no member twice.</summary>
internal static class WireJson
{
    /// <summary>The largest body of a registry message, in bytes.</summary>
    internal const int BodyMaxBytes = 128 * 1024;

    private const int DepthMax = 16;

    internal static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        AllowDuplicateProperties = false,
        NumberHandling = JsonNumberHandling.Strict,
        MaxDepth = DepthMax,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal static WireAnswer Ack { get; } =
        new(new WireMessage(new WireAck("ACK")), new WireError(null, null, null, null));

    /// <summary>The bytes as they came, because signatures are over bytes; null if there are too many.</summary>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength > BodyMaxBytes)
        {
            return null;
        }

        using var body = new MemoryStream();
        var buffer = new byte[8192];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellation)) > 0)
        {
            if (body.Length + read > BodyMaxBytes)
            {
                return null;
            }

            await body.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }

        return body.ToArray();
    }

    /// <summary>Reads a message; the refusal names the place where it stops being one.</summary>
    public static T? Parse<T>(ReadOnlySpan<byte> body, out RegistryRefusal? refusal)
        where T : class
    {
        refusal = null;
        try
        {
            if (JsonSerializer.Deserialize<T>(body, Options) is { } message)
            {
                return message;
            }

            refusal = RegistryRefusal.Malformed("$", "Expected a JSON object.");
        }
        catch (JsonException malformed)
        {
            refusal = RegistryRefusal.Malformed(malformed.Path ?? "$", "JSON request in an invalid format.");
        }

        return null;
    }
}

internal sealed record WireAnswer(WireMessage Message, WireError Error);

internal sealed record WireMessage(WireAck Ack);

internal sealed record WireAck(string Status);

internal sealed record WireError(string? Type, string? Code, string? Path, string? Message);
