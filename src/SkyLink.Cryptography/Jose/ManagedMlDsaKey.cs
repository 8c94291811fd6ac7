using SkyLink.Cryptography.Lattices;

namespace SkyLink.Cryptography.Jose;

/// <summary>An ML-DSA key that our own code computes with.</summary>
internal sealed class ManagedMlDsaKey : MlDsaKey
{
    private readonly MlDsaPublicKey publicKey;
    private readonly MlDsaPrivateKey? privateKey;

    private ManagedMlDsaKey(
        JwsAlgorithm algorithm, MlDsaPublicKey publicKey, MlDsaPrivateKey? privateKey, string? keyId)
        : base(algorithm, publicKey.Raw, keyId, privateKey is not null) =>
        (this.publicKey, this.privateKey) = (publicKey, privateKey);

    internal static ManagedMlDsaKey? OfPublic(JwsAlgorithm algorithm, ReadOnlySpan<byte> raw, string? keyId) =>
        MlDsaPublicKey.TryRead(ParametersOf(algorithm), raw, out var read)
            ? new ManagedMlDsaKey(algorithm, read, privateKey: null, keyId)
            : null;

    internal static ManagedMlDsaKey OfSeed(JwsAlgorithm algorithm, ReadOnlySpan<byte> seed, string? keyId)
    {
        var pair = MlDsaPrivateKey.FromSeed(ParametersOf(algorithm), seed);
        return new ManagedMlDsaKey(algorithm, pair.PublicKey, pair, keyId);
    }

    private protected override void SignChecked(ReadOnlySpan<byte> message, Span<byte> signature) =>
        privateKey!.Sign(message).CopyTo(signature);

    private protected override bool VerifyChecked(
        JwsAlgorithm algorithm, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        publicKey.Verify(message, signature);

    private protected override void ExportSeed(Span<byte> destination) => privateKey!.ExportSeed(destination);

    protected override void Dispose(bool isDisposing) => privateKey?.Dispose();
}
