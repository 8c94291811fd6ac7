using System.Security.Cryptography;
using System.Text.Json;
using SkyLink.Cryptography.Lattices;

namespace SkyLink.Cryptography.Jose;

/// <summary>An ML-DSA key (RFC 9964): kty "AKP", of which "alg" is a part and the secret is the seed.</summary>
internal sealed class MlDsaKey : JsonWebKey
{
    private readonly MlDsaPublicKey publicKey;
    private readonly MlDsaPrivateKey? privateKey;

    private MlDsaKey(JwsAlgorithm algorithm, MlDsaPublicKey publicKey, MlDsaPrivateKey? privateKey, string? keyId)
        : base(
            keyId, $$"""{"alg":"{{algorithm.Name()}}","kty":"AKP","pub":"{{Base64Url.Encode(publicKey.Raw)}}"}""",
            privateKey is not null) =>
        (Algorithm, this.publicKey, this.privateKey) = (algorithm, publicKey, privateKey);

    public override JwsAlgorithm Algorithm { get; }

    public override int SignatureSize => publicKey.Parameters.SignatureSize;

    internal static MlDsaKey OfChance(JwsAlgorithm algorithm)
    {
        var pair = MlDsaPrivateKey.Generate(ParametersOf(algorithm));
        return new MlDsaKey(algorithm, pair.PublicKey, pair, keyId: null);
    }

    internal static MlDsaKey? Read(JsonElement jwk, string? keyId, bool isPrivate)
    {
        if (!JwsAlgorithmNames.TryRead(jwk.TextOf("alg"), out var algorithm)
            || jwk.BytesOf("pub") is not { } raw
            || !MlDsaPublicKey.TryRead(ParametersOf(algorithm), raw, out var read))
        {
            return null;
        }

        if (!isPrivate)
        {
            return new MlDsaKey(algorithm, read, privateKey: null, keyId);
        }

        if (jwk.BytesOf("priv") is not { Length: MlDsaParameters.SeedSize } seed)
        {
            return null;
        }

        var pair = MlDsaPrivateKey.FromSeed(ParametersOf(algorithm), seed);
        CryptographicOperations.ZeroMemory(seed);
        if (pair.PublicKey.Equals(read))
        {
            return new MlDsaKey(algorithm, read, pair, keyId);
        }

        pair.Dispose();
        return null;
    }

    private protected override void SignChecked(ReadOnlySpan<byte> message, Span<byte> signature) =>
        privateKey!.Sign(message).CopyTo(signature);

    private protected override bool VerifyChecked(
        JwsAlgorithm algorithm, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        publicKey.Verify(message, signature);

    private protected override void WritePublicMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("kty", "AKP");
        writer.WriteString("pub", Base64Url.Encode(publicKey.Raw));
    }

    private protected override void WriteSecretMembers(Utf8JsonWriter writer)
    {
        Span<byte> seed = stackalloc byte[MlDsaParameters.SeedSize];
        privateKey!.ExportSeed(seed);
        WriteSecret(writer, "priv", seed);
        CryptographicOperations.ZeroMemory(seed);
    }

    protected override void Dispose(bool isDisposing) => privateKey?.Dispose();

    private static MlDsaParameters ParametersOf(JwsAlgorithm algorithm) =>
        algorithm == JwsAlgorithm.MlDsa44 ? MlDsaParameters.MlDsa44 : MlDsaParameters.MlDsa65;
}
