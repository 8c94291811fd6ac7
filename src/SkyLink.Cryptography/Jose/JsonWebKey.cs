using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Codec = System.Buffers.Text.Base64Url;

namespace SkyLink.Cryptography.Jose;

/// <summary>
/// A key for signatures as JOSE writes it (RFC 7517), private or public: EC on P-256, RSA of 2,048 to 4,096 bits
/// with the exponent 65537, OKP with Ed25519 (RFC 8037), AKP with ML-DSA (RFC 9964). Thread-safe.
/// </summary>
public abstract class JsonWebKey : IDisposable
{
    /// <summary>The longest "kid" in characters; it is looked up and never anything else.</summary>
    public const int LongestKeyId = 128;

    private const int LongestSecret = 1_024;

    /// <summary>More than any private JWK has, so that the buffer is never copied on its way.</summary>
    private const int PrivateSizeMax = 8_192;

    private static readonly string[] SecretMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];

    /// <param name="keyId">Null where the thumbprint is to be the id.</param>
    /// <param name="canonical">The members of RFC 7638 section 3.2 in their order.</param>
    /// <param name="isPrivate">Whether the secret is there.</param>
    private protected JsonWebKey(string? keyId, string canonical, bool isPrivate)
    {
        Thumbprint = Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(canonical)));
        KeyId = keyId ?? Thumbprint;
        IsPrivate = isPrivate;
    }

    /// <summary>"kid", or the thumbprint of a key that came without.</summary>
    public string KeyId { get; }

    /// <summary>SHA-256 of the key (RFC 7638): 43 characters of base64url.</summary>
    public string Thumbprint { get; }

    public bool IsPrivate { get; }

    /// <summary>The algorithm of the signatures it makes.</summary>
    public abstract JwsAlgorithm Algorithm { get; }

    /// <summary>Size of a signature in bytes.</summary>
    public abstract int SignatureSize { get; }

    /// <summary>"alg" of the key, or null where it has none.</summary>
    private protected virtual JwsAlgorithm? NamedAlgorithm => Algorithm;

    /// <summary>Makes a key pair whose id is its thumbprint; RSA of 2,048 bits.</summary>
    /// <param name="algorithm">What it is to sign with.</param>
    /// <param name="provider">Computes, if the key is of ML-DSA.</param>
    /// <exception cref="ArgumentOutOfRangeException">RS256: nothing new signs with it.</exception>
    /// <exception cref="PlatformNotSupportedException">The machine has no provider of its own.</exception>
    public static JsonWebKey Generate(
        JwsAlgorithm algorithm, MlDsaProvider provider = MlDsaProvider.Managed) => algorithm switch
        {
            JwsAlgorithm.Es256 => Es256Key.OfChance(),
            JwsAlgorithm.EdDsa => EdDsaKey.OfChance(),
            JwsAlgorithm.Ps256 => RsaKey.OfChance(),
            JwsAlgorithm.MlDsa44 or JwsAlgorithm.MlDsa65 => MlDsaKey.OfChance(algorithm, provider),
            JwsAlgorithm.Rs256 => throw new ArgumentOutOfRangeException(nameof(algorithm), "RS256 is only checked."),
        };

    /// <summary>Reads a public key.</summary>
    /// <param name="json">One object in UTF-8; of what is not known in it, only a secret matters.</param>
    /// <param name="key">The caller's to dispose.</param>
    /// <param name="provider">Computes, if the key is of ML-DSA.</param>
    /// <returns>
    /// False for other kinds and sizes, a point that is none, a member that is not the one canonical text, an alg,
    /// use, key_ops or kid that does not fit, a name given twice, and where a secret lies beside.
    /// </returns>
    /// <exception cref="PlatformNotSupportedException">The machine has no provider of its own.</exception>
    public static bool TryRead(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out JsonWebKey? key,
        MlDsaProvider provider = MlDsaProvider.Managed)
    {
        key = null;
        return StrictJson.TryParseObject(json, out var jwk) && TryRead(jwk, isPrivate: false, out key, provider);
    }

    /// <summary>Reads a private key, as a vault keeps it.</summary>
    /// <param name="json">One object in UTF-8.</param>
    /// <param name="key">The caller's to dispose.</param>
    /// <param name="provider">Computes, if the key is of ML-DSA.</param>
    /// <returns>
    /// False also where the secret is missing or belongs to another public key, and for a key of RS256.
    /// </returns>
    /// <exception cref="PlatformNotSupportedException">The machine has no provider of its own.</exception>
    public static bool TryReadPrivate(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out JsonWebKey? key,
        MlDsaProvider provider = MlDsaProvider.Managed)
    {
        key = null;
        return StrictJson.TryParseObject(json, out var jwk) && TryRead(jwk, isPrivate: true, out key, provider);
    }

    /// <summary>Whether the key may check signatures of this algorithm: it decides, not the token.</summary>
    public virtual bool Fits(JwsAlgorithm algorithm) => algorithm == Algorithm;

    /// <summary>Signs with <see cref="Algorithm"/>.</summary>
    /// <param name="message">Any length.</param>
    /// <param name="signature">Receives <see cref="SignatureSize"/> bytes.</param>
    /// <exception cref="InvalidOperationException">The key is public.</exception>
    /// <exception cref="ArgumentException">The destination has another size.</exception>
    public void Sign(ReadOnlySpan<byte> message, Span<byte> signature)
    {
        Sizes.Demand(signature.Length, SignatureSize, nameof(signature));
        DemandPrivate();
        SignChecked(message, signature);
    }

    /// <summary>
    /// False for anything but a signature of exactly this message, of a wrong size or algorithm among them.
    /// </summary>
    public bool Verify(JwsAlgorithm algorithm, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        Fits(algorithm) && signature.Length == SignatureSize && VerifyChecked(algorithm, message, signature);

    /// <summary>Writes the public members, kid, use and alg.</summary>
    public void WritePublicJwk(Utf8JsonWriter writer) => WriteJwk(writer, isPrivate: false);

    /// <summary>The public JWK in UTF-8, as it is given to others.</summary>
    public byte[] ToPublicJwk()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            WritePublicJwk(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The same with the secret: for a vault, never for a response.</summary>
    /// <exception cref="InvalidOperationException">The key is public.</exception>
    public void WritePrivateJwk(Utf8JsonWriter writer)
    {
        DemandPrivate();
        WriteJwk(writer, isPrivate: true);
    }

    /// <summary>The private JWK in UTF-8, at most 8 KiB: whoever asks must seal or wipe it.</summary>
    /// <exception cref="InvalidOperationException">The key is public.</exception>
    public byte[] ToPrivateJwk()
    {
        var buffer = new ArrayBufferWriter<byte>(PrivateSizeMax);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            WritePrivateJwk(writer);
        }

        var jwk = buffer.WrittenSpan.ToArray();
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsMemory(buffer.WrittenMemory).Span);
        return jwk;
    }

    /// <summary>Says the id; the secret is never text.</summary>
    public override string ToString() => KeyId;

    public void Dispose()
    {
        Dispose(isDisposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Reads what <see cref="JwkPurpose"/> calls ours, from a document without a name given twice.</summary>
    internal static bool TryRead(
        JsonElement jwk, bool isPrivate, [NotNullWhen(true)] out JsonWebKey? key,
        MlDsaProvider provider = MlDsaProvider.Managed)
    {
        key = null;
        if (!JwkPurpose.IsOurs(jwk, isPrivate)
            || !TryReadKeyId(jwk, out var keyId)
            || Array.Exists(SecretMembers, name => jwk.Has(name)) != isPrivate)
        {
            return false;
        }

        key = jwk.TextOf("kty") switch
        {
            "EC" => Es256Key.Read(jwk, keyId, isPrivate),
            "OKP" => EdDsaKey.Read(jwk, keyId, isPrivate),
            "RSA" => RsaKey.Read(jwk, keyId, isPrivate),
            "AKP" => MlDsaKey.Read(jwk, keyId, isPrivate, provider),
            _ => null,
        };
        return key is not null;
    }

    private protected static void WriteSecret(Utf8JsonWriter writer, string name, ReadOnlySpan<byte> secret)
    {
        Span<byte> text = stackalloc byte[LongestSecret];
        var length = Codec.EncodeToUtf8(secret, text);
        writer.WriteString(name, text[..length]);
        text.Clear();
    }

    private protected abstract void SignChecked(ReadOnlySpan<byte> message, Span<byte> signature);

    private protected abstract bool VerifyChecked(
        JwsAlgorithm algorithm, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);

    /// <summary>kty and what belongs to it.</summary>
    private protected abstract void WritePublicMembers(Utf8JsonWriter writer);

    private protected abstract void WriteSecretMembers(Utf8JsonWriter writer);

    private protected void DemandPrivate()
    {
        if (!IsPrivate)
        {
            throw new InvalidOperationException("A public key signs nothing and has nothing to export.");
        }
    }

    protected abstract void Dispose(bool isDisposing);

    private static bool TryReadKeyId(JsonElement jwk, out string? keyId)
    {
        keyId = jwk.TextOf("kid");
        return keyId is null ? !jwk.Has("kid") : keyId.Length is > 0 and <= LongestKeyId;
    }

    private void WriteJwk(Utf8JsonWriter writer, bool isPrivate)
    {
        writer.WriteStartObject();
        WritePublicMembers(writer);
        if (isPrivate)
        {
            WriteSecretMembers(writer);
        }

        writer.WriteString("kid", KeyId);
        writer.WriteString("use", "sig");
        if (NamedAlgorithm is { } algorithm)
        {
            writer.WriteString("alg", algorithm.Name());
        }

        writer.WriteEndObject();
    }
}
