using System.Security.Cryptography;
using System.Text.Json;
using SkyLink.Cryptography.Lattices;

namespace SkyLink.Cryptography.Jose;

/// <summary>An ML-DSA key (RFC 9964): kty "AKP", of which "alg" is a part and the secret is the seed.</summary>
internal abstract class MlDsaKey : JsonWebKey
{
    private readonly string encoded;

    /// <param name="algorithm">ML-DSA-44 or ML-DSA-65.</param>
    /// <param name="raw">The public key as FIPS 204 encodes it.</param>
    /// <param name="keyId">Null where the thumbprint is to be the id.</param>
    /// <param name="isPrivate">Whether the secret is there.</param>
    private protected MlDsaKey(JwsAlgorithm algorithm, ReadOnlySpan<byte> raw, string? keyId, bool isPrivate)
        : this(algorithm, Base64Url.Encode(raw), keyId, isPrivate)
    {
    }

    private MlDsaKey(JwsAlgorithm algorithm, string encoded, string? keyId, bool isPrivate)
        : base(keyId, $$"""{"alg":"{{algorithm.Name()}}","kty":"AKP","pub":"{{encoded}}"}""", isPrivate) =>
        (Algorithm, this.encoded) = (algorithm, encoded);

    public sealed override JwsAlgorithm Algorithm { get; }

    public override int SignatureSize => ParametersOf(Algorithm).SignatureSize;

    /// <exception cref="PlatformNotSupportedException">The machine has no provider of its own.</exception>
    internal static MlDsaKey OfChance(JwsAlgorithm algorithm, MlDsaProvider provider)
    {
        Span<byte> seed = stackalloc byte[MlDsaParameters.SeedSize];
        RandomNumberGenerator.Fill(seed);
        var key = OfSeed(algorithm, seed, keyId: null, provider);
        CryptographicOperations.ZeroMemory(seed);
        return key;
    }

    /// <exception cref="PlatformNotSupportedException">The machine has no provider of its own.</exception>
    internal static MlDsaKey? Read(JsonElement jwk, string? keyId, bool isPrivate, MlDsaProvider provider)
    {
        if (!JwsAlgorithmNames.TryRead(jwk.TextOf("alg"), out var algorithm)
            || jwk.BytesOf("pub") is not { } raw || raw.Length != ParametersOf(algorithm).PublicKeySize)
        {
            return null;
        }

        if (!isPrivate)
        {
            return provider switch
            {
                MlDsaProvider.Managed => ManagedMlDsaKey.OfPublic(algorithm, raw, keyId),
                MlDsaProvider.Platform => PlatformMlDsaKey.OfPublic(algorithm, raw, keyId),
            };
        }

        if (jwk.BytesOf("priv") is not { Length: MlDsaParameters.SeedSize } seed)
        {
            return null;
        }

        var pair = OfSeed(algorithm, seed, keyId, provider);
        CryptographicOperations.ZeroMemory(seed);
        if (pair.encoded == Base64Url.Encode(raw))
        {
            return pair;
        }

        pair.Dispose();
        return null;
    }

    private protected static MlDsaParameters ParametersOf(JwsAlgorithm algorithm) =>
        algorithm == JwsAlgorithm.MlDsa44 ? MlDsaParameters.MlDsa44 : MlDsaParameters.MlDsa65;

    /// <summary>Writes the 32 bytes of a private key's seed.</summary>
    private protected abstract void ExportSeed(Span<byte> destination);

    private protected override void WritePublicMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("kty", "AKP");
        writer.WriteString("pub", encoded);
    }

    private protected override void WriteSecretMembers(Utf8JsonWriter writer)
    {
        Span<byte> seed = stackalloc byte[MlDsaParameters.SeedSize];
        ExportSeed(seed);
        WriteSecret(writer, "priv", seed);
        CryptographicOperations.ZeroMemory(seed);
    }

    private static MlDsaKey OfSeed(
        JwsAlgorithm algorithm, ReadOnlySpan<byte> seed, string? keyId, MlDsaProvider provider) => provider switch
        {
            MlDsaProvider.Managed => ManagedMlDsaKey.OfSeed(algorithm, seed, keyId),
            MlDsaProvider.Platform => PlatformMlDsaKey.OfSeed(algorithm, seed, keyId),
        };
}
