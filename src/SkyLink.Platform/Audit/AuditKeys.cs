using SkyLink.Cryptography;
using SkyLink.Cryptography.Lattices;
using SkyLink.Cryptography.Transparency;

namespace SkyLink.Platform.Audit;

/// <summary>
/// The keys that sign the log's heads: one of Ed25519, which tools everywhere know, and one of ML-DSA-44, which
/// outlives it. Both are derived from a secret of the service: who has the database alone has neither.
/// </summary>
internal sealed class AuditKeys : IDisposable
{
    private readonly Lazy<List<Pair>> pairs;
    private readonly Lazy<LogPolicy> policy;

    public AuditKeys(Db<AuditModule> db, IOptions<AuditOptions> options)
    {
        var (origin, current) = (options.Value.Origin, options.Value.KeyVersion);
        pairs = new Lazy<List<Pair>>(() =>
            [.. Enumerable.Range(1, current).Reverse().Select(version => new Pair(db, origin, version))]);
        policy = new Lazy<LogPolicy>(() => new LogPolicy(origin, Public, [], quorum: 0));
    }

    public IReadOnlyList<NoteSigner> Signers => pairs.Value[0].Signers;

    /// <summary>What verifiers need: the keys of now, then the former ones, for what these have signed.</summary>
    public IReadOnlyList<NoteKey> Public =>
        [.. pairs.Value.SelectMany(pair => pair.Signers).Select(signer => signer.Key)];

    /// <summary>Believes what these keys have signed.</summary>
    public LogPolicy Policy => policy.Value;

    public void Dispose()
    {
        if (pairs.IsValueCreated)
        {
            pairs.Value.ForEach(pair => pair.Dispose());
        }
    }

    /// <summary>The keys of one version.</summary>
    private sealed class Pair : IDisposable
    {
        private readonly Ed25519PrivateKey ed25519;
        private readonly MlDsaPrivateKey mlDsa;

        public Pair(Db db, string origin, int version)
        {
            ed25519 = Ed25519PrivateKey.FromSeed(
                db.Derive($"audit log {origin} Ed25519 {version}", Ed25519PrivateKey.SeedSize));
            mlDsa = MlDsaPrivateKey.FromSeed(
                MlDsaParameters.MlDsa44,
                db.Derive($"audit log {origin} ML-DSA-44 {version}", MlDsaParameters.SeedSize));
            Signers = [NoteSigner.Of(origin, ed25519), NoteSigner.OfCosigner(origin, mlDsa)];
        }

        public NoteSigner[] Signers { get; }

        public void Dispose()
        {
            ed25519.Dispose();
            mlDsa.Dispose();
        }
    }
}
