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
    private readonly List<Pair> pairs;

    public AuditKeys(MasterKey master, IOptions<AuditOptions> options)
    {
        var (origin, current) = (options.Value.Origin, options.Value.KeyVersion);
        pairs = [.. Enumerable.Range(1, current).Reverse().Select(version => new Pair(master, origin, version))];
        Signers = pairs[0].Signers;
        Public = [.. pairs.SelectMany(pair => pair.Signers).Select(signer => signer.Key)];
        Policy = new LogPolicy(origin, Public, [], quorum: 0);
    }

    public IReadOnlyList<NoteSigner> Signers { get; }

    /// <summary>What verifiers need: the keys of now, then the former ones, for what these have signed.</summary>
    public IReadOnlyList<NoteKey> Public { get; }

    /// <summary>Believes what these keys have signed.</summary>
    public LogPolicy Policy { get; }

    public void Dispose() => pairs.ForEach(pair => pair.Dispose());

    /// <summary>The keys of one version.</summary>
    private sealed class Pair : IDisposable
    {
        private readonly Ed25519PrivateKey ed25519;
        private readonly MlDsaPrivateKey mlDsa;

        public Pair(MasterKey master, string origin, int version)
        {
            ed25519 = Ed25519PrivateKey.FromSeed(
                master.Derive($"audit log {origin} Ed25519 {version}", Ed25519PrivateKey.SeedSize));
            mlDsa = MlDsaPrivateKey.FromSeed(
                MlDsaParameters.MlDsa44,
                master.Derive($"audit log {origin} ML-DSA-44 {version}", MlDsaParameters.SeedSize));
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
