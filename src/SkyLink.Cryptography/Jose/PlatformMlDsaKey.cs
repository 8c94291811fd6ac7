using System.Security.Cryptography;

namespace SkyLink.Cryptography.Jose;

/// <summary>
/// An ML-DSA key that the machine's cryptography computes with. It has the secret from its import to its dispose.
/// </summary>
internal sealed class PlatformMlDsaKey : MlDsaKey
{
    private readonly MLDsa key;

    private PlatformMlDsaKey(JwsAlgorithm algorithm, MLDsa key, string? keyId, bool isPrivate)
        : base(algorithm, key.ExportMLDsaPublicKey(), keyId, isPrivate) => this.key = key;

    /// <exception cref="PlatformNotSupportedException">The machine has none.</exception>
    internal static PlatformMlDsaKey OfPublic(JwsAlgorithm algorithm, ReadOnlySpan<byte> raw, string? keyId) =>
        new(algorithm, MLDsa.ImportMLDsaPublicKey(Named(algorithm), raw), keyId, isPrivate: false);

    /// <exception cref="PlatformNotSupportedException">The machine has none.</exception>
    internal static PlatformMlDsaKey OfSeed(JwsAlgorithm algorithm, ReadOnlySpan<byte> seed, string? keyId) =>
        new(algorithm, MLDsa.ImportMLDsaPrivateSeed(Named(algorithm), seed), keyId, isPrivate: true);

    private protected override void SignChecked(ReadOnlySpan<byte> message, Span<byte> signature) =>
        key.SignData(message, signature);

    private protected override bool VerifyChecked(
        JwsAlgorithm algorithm, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        key.VerifyData(message, signature);

    private protected override void ExportSeed(Span<byte> destination) => key.ExportMLDsaPrivateSeed(destination);

    protected override void Dispose(bool isDisposing) => key.Dispose();

    private static MLDsaAlgorithm Named(JwsAlgorithm algorithm) =>
        algorithm == JwsAlgorithm.MlDsa44 ? MLDsaAlgorithm.MLDsa44 : MLDsaAlgorithm.MLDsa65;
}
