using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SkyLink.Cryptography;

/// <summary>Writes JSON Web Tokens in compact form, ES256 only (RFC 7519, RFC 9068).</summary>
public static class Jwt
{
    /// <summary>The type of an access token (RFC 9068), so that no other token passes for one.</summary>
    public const string AccessTokenType = "at+jwt";

    /// <summary>The longest token in characters, made or read: it travels in a header.</summary>
    public const int LongestToken = 8192;

    /// <summary>Signs claims from a tree.</summary>
    /// <param name="key">A private key; its id becomes "kid".</param>
    /// <param name="claims">The whole payload; times in whole seconds since 1970.</param>
    /// <param name="type">The header "typ", which the verifier demands.</param>
    /// <exception cref="ArgumentException">The token would be longer than <see cref="LongestToken"/>.</exception>
    public static string Sign(Es256Key key, JsonObject claims, string type = AccessTokenType) =>
        Sign(key, claims, static (writer, payload) => payload.WriteTo(writer), type);

    /// <summary>The same for claims that are written without a tree in between.</summary>
    /// <inheritdoc cref="Sign(Es256Key, JsonObject, string)"/>
    /// <param name="key">A private key; its id becomes "kid".</param>
    /// <param name="state">What <paramref name="write"/> needs.</param>
    /// <param name="write">Writes one JSON object.</param>
    /// <param name="type">The header "typ", which the verifier demands.</param>
    public static string Sign<TState>(
        Es256Key key, TState state, Action<Utf8JsonWriter, TState> write, string type = AccessTokenType)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(buffer);
        WriteHeader(writer, key, type);
        writer.Flush();
        var header = Base64Url.Encode(buffer.WrittenSpan);

        buffer.ResetWrittenCount();
        writer.Reset();
        write(writer, state);
        writer.Flush();
        var signed = $"{header}.{Base64Url.Encode(buffer.WrittenSpan)}";

        Span<byte> signature = stackalloc byte[Es256Key.SignatureSize];
        key.Sign(Encoding.ASCII.GetBytes(signed), signature);
        var token = $"{signed}.{Base64Url.Encode(signature)}";
        return token.Length <= LongestToken
            ? token
            : throw new ArgumentException($"The token would have {token.Length} characters.", nameof(state));
    }

    private static void WriteHeader(Utf8JsonWriter writer, Es256Key key, string type)
    {
        writer.WriteStartObject();
        writer.WriteString("alg", "ES256");
        writer.WriteString("typ", type);
        writer.WriteString("kid", key.KeyId);
        writer.WriteEndObject();
    }
}
