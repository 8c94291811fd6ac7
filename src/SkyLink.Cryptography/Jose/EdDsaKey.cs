using System.Security.Cryptography;
using System.Text.Json;

namespace SkyLink.Cryptography.Jose;

/// <summary>An Ed25519 key (RFC 8037): kty "OKP".</summary>
internal sealed class EdDsaKey : JsonWebKey
{
    private readonly Ed25519PublicKey publicKey;
    private readonly Ed25519PrivateKey? privateKey;

    private EdDsaKey(Ed25519PublicKey publicKey, Ed25519PrivateKey? privateKey, string? keyId)
        : base(
            keyId, $$"""{"crv":"Ed25519","kty":"OKP","x":"{{Base64Url.Encode(publicKey.Raw)}}"}""",
            privateKey is not null) =>
        (this.publicKey, this.privateKey) = (publicKey, privateKey);

    public override JwsAlgorithm Algorithm => JwsAlgorithm.EdDsa;

    public override int SignatureSize => Ed25519PublicKey.SignatureSize;

    internal static EdDsaKey OfChance()
    {
        var pair = Ed25519PrivateKey.Generate();
        return new EdDsaKey(pair.PublicKey, pair, keyId: null);
    }

    internal static EdDsaKey? Read(JsonElement jwk, string? keyId, bool isPrivate)
    {
        if (jwk.BytesOf("x") is not { Length: Ed25519PublicKey.Size } x
            || !Ed25519PublicKey.TryRead(x, out var read))
        {
            return null;
        }

        if (!isPrivate)
        {
            return new EdDsaKey(read, privateKey: null, keyId);
        }

        if (jwk.BytesOf("d") is not { Length: Ed25519PrivateKey.SeedSize } seed)
        {
            return null;
        }

        var pair = Ed25519PrivateKey.FromSeed(seed);
        CryptographicOperations.ZeroMemory(seed);
        if (pair.PublicKey.Equals(read))
        {
            return new EdDsaKey(read, pair, keyId);
        }

        pair.Dispose();
        return null;
    }

    private protected override void SignChecked(ReadOnlySpan<byte> message, Span<byte> signature) =>
        privateKey!.Sign(message, signature);

    private protected override bool VerifyChecked(
        JwsAlgorithm algorithm, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        publicKey.Verify(message, signature);

    private protected override void WritePublicMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("kty", "OKP");
        writer.WriteString("crv", "Ed25519");
        writer.WriteString("x", Base64Url.Encode(publicKey.Raw));
    }

    private protected override void WriteSecretMembers(Utf8JsonWriter writer)
    {
        Span<byte> seed = stackalloc byte[Ed25519PrivateKey.SeedSize];
        privateKey!.ExportSeed(seed);
        WriteSecret(writer, "d", seed);
        CryptographicOperations.ZeroMemory(seed);
    }

    protected override void Dispose(bool isDisposing) => privateKey?.Dispose();
}
