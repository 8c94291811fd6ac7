using System.Text;
using SkyLink.Cryptography.Lattices;

namespace SkyLink.Cryptography.Transparency;

/// <summary>A log with its keys and two witnesses, made anew from the same seeds each time.</summary>
internal sealed class TestLog : IDisposable
{
    public const string Origin = "log.example/audit";

    public static readonly DateTimeOffset Time = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    private readonly Ed25519PrivateKey ed25519 = Ed25519PrivateKey.FromSeed(Seed(1));
    private readonly MlDsaPrivateKey mlDsa = MlDsaPrivateKey.FromSeed(MlDsaParameters.MlDsa44, Seed(2));
    private readonly Ed25519PrivateKey firstWitness = Ed25519PrivateKey.FromSeed(Seed(3));
    private readonly MlDsaPrivateKey secondWitness = MlDsaPrivateKey.FromSeed(MlDsaParameters.MlDsa44, Seed(4));

    public TestLog(int size)
    {
        Entries = [.. Enumerable.Range(0, size).Select(EntryOf)];
        var growth = TreeEdge.Empty.Append(Entries);
        Tiles.Store(growth);
        Edge = growth.Edge;
        Signers = [NoteSigner.Of(Origin, ed25519), NoteSigner.OfCosigner(Origin, mlDsa)];
        Witnesses =
        [
            NoteSigner.OfCosigner("witness.example/one", firstWitness),
            NoteSigner.OfCosigner("witness.example/two", secondWitness),
        ];
    }

    public List<ReadOnlyMemory<byte>> Entries { get; }

    public MemoryTiles Tiles { get; } = new();

    public TreeEdge Edge { get; }

    public NoteSigner[] Signers { get; }

    public NoteSigner[] Witnesses { get; }

    public static byte[] Seed(byte value) => [.. Enumerable.Repeat(value, 32)];

    public static ReadOnlyMemory<byte> EntryOf(int index) => Encoding.UTF8.GetBytes($"{{\"event\":{index}}}");

    public LogPolicy Policy(int quorum = 0) =>
        new(Origin, [.. Signers.Select(signer => signer.Key)], [.. Witnesses.Select(witness => witness.Key)], quorum);

    /// <summary>The log's checkpoint, which all witnesses have cosigned.</summary>
    public SignedCheckpoint Checkpoint() => Checkpoint(Edge.Head);

    public SignedCheckpoint Checkpoint(TreeHead head)
    {
        var signed = SignedCheckpoint.Sign(new Checkpoint(Origin, head), Signers, Time);
        return Witnesses.Aggregate(signed, (last, witness) => last.With(witness.Sign(last.Note.Text, Time)));
    }

    public async Task<TlogProof> ProveAsync(long index) => new(
        index, await new TiledTree(Tiles).ProveInclusionAsync(index, Edge.Size, CancellationToken.None), Checkpoint(), default);

    public void Dispose()
    {
        ed25519.Dispose();
        mlDsa.Dispose();
        firstWitness.Dispose();
        secondWitness.Dispose();
    }
}
