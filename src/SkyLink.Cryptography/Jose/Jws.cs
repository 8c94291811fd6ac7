using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace SkyLink.Cryptography.Jose;

/// <summary>
/// A signed text in compact form (RFC 7515), taken apart but not yet believed. Keys that come along (jwk, jku, x5u,
/// x5c) are ignored; "crit" and "b64" are refused, as no extension is known here.
/// </summary>
public sealed class Jws
{
    /// <summary>The longest text in characters, made or read: it travels in a header.</summary>
    public const int LongestText = 8192;

    private readonly string text;
    private readonly byte[] payload;
    private readonly byte[] signature;

    private Jws(string text, JwsAlgorithm algorithm, JsonElement header, byte[] payload, byte[] signature)
    {
        (this.text, this.payload, this.signature) = (text, payload, signature);
        (Algorithm, Header) = (algorithm, header);
    }

    /// <summary>"alg": what it claims, not what it is checked with.</summary>
    public JwsAlgorithm Algorithm { get; }

    public JsonElement Header { get; }

    /// <summary>"kid", or null if it is missing or no text.</summary>
    public string? KeyId => Header.TextOf("kid");

    /// <summary>"typ", or null if it is missing or no text.</summary>
    public string? Type => Header.TextOf("typ");

    public ReadOnlySpan<byte> Payload => payload;

    /// <summary>Signs a payload; "alg" and "kid" are those of the key.</summary>
    /// <param name="key">A private key.</param>
    /// <param name="payload">Any bytes.</param>
    /// <param name="type">The header "typ", or null for none.</param>
    /// <exception cref="ArgumentException">It would be longer than <see cref="LongestText"/>.</exception>
    /// <exception cref="InvalidOperationException">The key is public.</exception>
    public static string Sign(JsonWebKey key, ReadOnlySpan<byte> payload, string? type = null)
    {
        var header = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(header))
        {
            writer.WriteStartObject();
            writer.WriteString("alg", key.Algorithm.Name());
            if (type is not null)
            {
                writer.WriteString("typ", type);
            }

            writer.WriteString("kid", key.KeyId);
            writer.WriteEndObject();
        }

        var signed = $"{Base64Url.Encode(header.WrittenSpan)}.{Base64Url.Encode(payload)}";
        var mark = new byte[key.SignatureSize];
        key.Sign(Encoding.ASCII.GetBytes(signed), mark);
        var whole = $"{signed}.{Base64Url.Encode(mark)}";
        return whole.Length <= LongestText
            ? whole
            : throw new ArgumentException($"The text would have {whole.Length} characters.", nameof(payload));
    }

    /// <summary>Takes a text apart.</summary>
    /// <returns>
    /// False unless it is three parts of strict base64url with a header of ours; see <see cref="JwtRefusal"/>.
    /// </returns>
    public static bool TryRead([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Jws? jws)
    {
        jws = null;
        return text is not null && Read(text, out jws) == JwtRefusal.None && jws is not null;
    }

    /// <summary>Whether the key may check this algorithm and says that the signature is its own.</summary>
    public bool IsSignedBy(JsonWebKey key)
    {
        var length = text.LastIndexOf('.');
        Span<byte> signed = stackalloc byte[length];
        _ = Encoding.ASCII.GetBytes(text.AsSpan(0, length), signed);
        return key.Verify(Algorithm, signed, signature);
    }

    internal static JwtRefusal Read(string? text, out Jws? jws)
    {
        jws = null;
        if (text is null || text.Length > LongestText
            || !TrySplit(text, out var header, out var payload, out var signature))
        {
            return JwtRefusal.Malformed;
        }

        if (!JwsAlgorithmNames.TryRead(header.TextOf("alg"), out var algorithm))
        {
            return JwtRefusal.AlgorithmRefused;
        }

        if (header.Has("crit") || header.Has("b64"))
        {
            return JwtRefusal.CriticalHeader;
        }

        jws = new Jws(text, algorithm, header, payload, signature);
        return JwtRefusal.None;
    }

    private static bool TrySplit(string text, out JsonElement header, out byte[] payload, out byte[] signature)
    {
        (header, payload, signature) = (default, [], []);
        var first = text.IndexOf('.', StringComparison.Ordinal);
        var last = text.LastIndexOf('.');
        if (first <= 0 || last <= first || last == text.Length - 1
            || !Base64Url.TryDecode(text.AsSpan(0, first), out var headerJson)
            || !Base64Url.TryDecode(text.AsSpan((first + 1)..last), out var payloadBytes)
            || !Base64Url.TryDecode(text.AsSpan(last + 1), out var signatureBytes))
        {
            return false;
        }

        (payload, signature) = (payloadBytes, signatureBytes);
        return StrictJson.TryParseObject(headerJson, out header);
    }
}
