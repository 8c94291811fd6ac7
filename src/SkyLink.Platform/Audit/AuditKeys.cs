using SkyLink.Cryptography;
using SkyLink.Cryptography.Lattices;
using SkyLink.Cryptography.Transparency;

namespace SkyLink.Platform.Audit;

/// <summary>
/// The keys that sign the log's heads: one of Ed25519, which tools everywhere know, and one of ML-DSA-44, which
/// outlives it. Both are derived from the master key: who has the database alone has neither.
/// </summary>
internal sealed class AuditKeys : IDisposable
{
    private readonly Ed25519PrivateKey ed25519;
    private readonly MlDsaPrivateKey mlDsa;

    public AuditKeys(MasterKey master, IOptions<AuditOptions> options)
    {
        var (origin, version) = (options.Value.Origin, options.Value.KeyVersion);
        ed25519 = Ed25519PrivateKey.FromSeed(master.Derive($"audit log {origin} Ed25519 {version}", 32));
        mlDsa = MlDsaPrivateKey.FromSeed(
            MlDsaParameters.MlDsa44,
            master.Derive($"audit log {origin} ML-DSA-44 {version}", MlDsaParameters.SeedSize));
        Signers = [NoteSigner.Of(origin, ed25519), NoteSigner.OfCosigner(origin, mlDsa)];
        Policy = new LogPolicy(origin, Public, [], quorum: 0);
    }

    public IReadOnlyList<NoteSigner> Signers { get; }

    /// <summary>What verifiers need.</summary>
    public IReadOnlyList<NoteKey> Public => [.. Signers.Select(signer => signer.Key)];

    /// <summary>Believes what these keys have signed.</summary>
    public LogPolicy Policy { get; }

    public void Dispose()
    {
        ed25519.Dispose();
        mlDsa.Dispose();
    }
}
