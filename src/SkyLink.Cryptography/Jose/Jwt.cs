using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SkyLink.Cryptography.Jose;

/// <summary>Writes JSON Web Tokens in compact form (RFC 7519, RFC 9068).</summary>
public static class Jwt
{
    /// <summary>The type of an access token (RFC 9068), so that no other token passes for one.</summary>
    public const string AccessTokenType = "at+jwt";

    /// <summary>Signs claims from a tree.</summary>
    /// <param name="key">A private key; its id becomes "kid".</param>
    /// <param name="claims">The whole payload; times in whole seconds since 1970.</param>
    /// <param name="type">The header "typ", which the verifier demands.</param>
    /// <exception cref="ArgumentException">The token would be longer than <see cref="Jws.LongestText"/>.</exception>
    /// <exception cref="InvalidOperationException">The key is public.</exception>
    public static string Sign(JsonWebKey key, JsonObject claims, string type = AccessTokenType) =>
        Sign(key, claims, static (writer, payload) => payload.WriteTo(writer), type);

    /// <summary>The same for claims that are written without a tree in between.</summary>
    /// <inheritdoc cref="Sign(JsonWebKey, JsonObject, string)"/>
    /// <param name="key">A private key; its id becomes "kid".</param>
    /// <param name="state">What <paramref name="write"/> needs.</param>
    /// <param name="write">Writes one JSON object.</param>
    /// <param name="type">The header "typ", which the verifier demands.</param>
    public static string Sign<TState>(
        JsonWebKey key, TState state, Action<Utf8JsonWriter, TState> write, string type = AccessTokenType)
    {
        var payload = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(payload))
        {
            write(writer, state);
        }

        return Jws.Sign(key, payload.WrittenSpan, type);
    }
}
