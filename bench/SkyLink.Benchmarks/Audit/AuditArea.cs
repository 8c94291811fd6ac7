using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Benchmarks.Measuring;
using SkyLink.Cryptography;
using SkyLink.Cryptography.Jose;
using SkyLink.Cryptography.Lattices;
using SkyLink.Cryptography.Transparency;
using SkyLink.Platform;
using SkyLink.Platform.Audit;
using SkyLink.Platform.Data;

namespace SkyLink.Benchmarks.Audit;

/// <summary>The audit log: how fast it takes records, how soon a head covers a call, what a proof costs.</summary>
internal sealed class AuditArea : IArea
{
    private const int Batch = 1_000;
    private const int Writers = 2;
    private const int CallsPerSecond = 300;
    private const int Leaves = 1_000_000;
    private const string Origin = "bench.example/log";

    public string Name => "audit";

    public async IAsyncEnumerable<Figure> MeasureAsync(
        BenchOptions options, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (options.Wants(Name, "append_leaves") || options.Wants(Name, "checkpoint_lag_p99"))
        {
            await using var host = await BenchHost.StartAsync(
                [new BenchNotesModule(), new AuditModule()], cancellation);
            yield return await AppendAsync(host, options);
            yield return await LagAsync(host, options, cancellation);
        }

        if (options.Wants(Name, "proof_1m_verify"))
        {
            yield return await ProofAsync(options, cancellation);
        }
    }

    private static async Task<Figure> AppendAsync(BenchHost host, BenchOptions options)
    {
        var audit = host.Services.GetRequiredService<IAudit>();
        async Task AppendBatchAsync(int lane) =>
            await audit.AppendAsync([.. Enumerable.Range(0, Batch).Select(RecordOf)], CancellationToken.None);

        await Load.WarmAsync(Writers, TimeSpan.FromSeconds(1), AppendBatchAsync);
        var runs = new List<(double PerSecond, string Cpu)>();
        for (var run = 0; run < BenchOptions.Runs; run++)
        {
            var cpu = new CpuMeter(host.PostgresPid);
            var done = await Load.ClosedAsync(Writers, options.Run, AppendBatchAsync);
            runs.Add((done.PerSecond * Batch, cpu.PerOperation(done.Count * Batch)));
        }

        var median = runs.MedianBy(it => it.PerSecond);
        return new Figure(
            "audit", "append_leaves", median.PerSecond, "/s", Target.AtLeast(20_000), Beside: null,
            $"batches of {Batch} from {Writers} writers, numbered, hashed, in tiles, durable; {median.Cpu}");
    }

    /// <summary>From a call to the signed head that covers it: transaction, relay, log, signature.</summary>
    private static async Task<Figure> LagAsync(BenchHost host, BenchOptions options, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        async Task CallAsync(int number)
        {
            using var answer = await http.PostAsync(BenchNotesModule.Path, content: null, cancellation);
            answer.EnsureSuccessStatusCode();
        }

        var db = host.Services.GetRequiredKeyedService<Db>("platform.audit");
        await Load.PacedAsync(CallsPerSecond, options.WarmUp / 2, CallAsync);
        var from = await SizeAsync(db, cancellation);
        await Load.PacedAsync(CallsPerSecond, options.Run * 2, CallAsync);
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, cancellation);
        var (p50, p99) = await db.InStatementAsync(async tx => (await tx.ListAsync($"""
            select percentile_cont(0.5) within group (order by lag) as p50,
                   percentile_cont(0.99) within group (order by lag) as p99
              from (select extract(epoch from (select min(checkpoints.at) from checkpoints
                                                where checkpoints.size > entries.number) - entries.at)::float8 as lag
                      from entries where number >= {from}) as measured
            """, row => (row.GetDouble(0), row.GetDouble(1)))).Single(), cancellation);
        return new Figure(
            "audit", "checkpoint_lag_p99", p99, "s", Target.AtMost(1), Beside: null,
            string.Create(
                CultureInfo.InvariantCulture, $"{CallsPerSecond} calls a second over HTTP; p50 {p50:0.00} s"));
    }

    private static async Task<Figure> ProofAsync(BenchOptions options, CancellationToken cancellation)
    {
        var tiles = new MemoryTiles();
        var edge = TreeEdge.Empty;
        for (var first = 0; first < Leaves; first += Batch)
        {
            var growth = edge.Append([.. Enumerable.Range(first, Batch).Select(HashOf)]);
            tiles.Take(growth);
            edge = growth.Edge;
        }

        using var ed25519 = Ed25519PrivateKey.Generate();
        using var mlDsa = MlDsaPrivateKey.Generate(MlDsaParameters.MlDsa44);
        NoteSigner[] signers = [NoteSigner.Of(Origin, ed25519), NoteSigner.OfCosigner(Origin, mlDsa)];
        var checkpoint = SignedCheckpoint.Sign(
            new Checkpoint(Origin, edge.Head), signers, TimeProvider.System.GetUtcNow());
        var policy = new LogPolicy(Origin, [.. signers.Select(it => it.Key)], [], quorum: 0);
        var entry = BitConverter.GetBytes(654_321);
        var hashes = await new TiledTree(tiles).ProveInclusionAsync(654_321, Leaves, cancellation);
        var proof = new TlogProof(654_321, hashes, checkpoint, default);
        var text = Encoding.UTF8.GetBytes(proof.ToString());
        var whole = CallCost.MedianOf(options, 50, _ =>
        {
            if (!TlogProof.TryRead(text, out var read) || read.Verify(entry, policy) != LogVerdict.Trusted)
            {
                throw new InvalidOperationException("A good proof was refused.");
            }
        });
        var path = CallCost.MedianOf(options, 500, _ => InclusionProof.Verify(
            TreeHash.OfLeaf(entry), 654_321, proof.Hashes, edge.Head));
        return new Figure(
            "audit", "proof_1m_verify", whole.Microseconds / 1_000, "ms", Target.AtMost(0.2), Beside: null,
            string.Create(CultureInfo.InvariantCulture,
                $"text of {text.Length} bytes read, {proof.Hashes.Length} hashes, Ed25519 and ML-DSA-44 of the head; ")
            + string.Create(CultureInfo.InvariantCulture, $"the hashes alone {path.Microseconds:0.0} µs"));
    }

    private static TreeHash HashOf(int number) => TreeHash.OfLeaf(BitConverter.GetBytes(number));

    private static Task<long> SizeAsync(Db db, CancellationToken cancellation) => db.InStatementAsync(
        tx => tx.ScalarAsync<long>($"select coalesce(max(number) + 1, 0) from entries"), cancellation);

    private static AuditRecord RecordOf(int number)
    {
        var id = Guid.CreateVersion7();
        var at = TimeProvider.System.GetUtcNow();
        var entry = CanonicalJson.Write(new JsonObject
        {
            ["action"] = "TakeNote",
            ["actor"] = new JsonObject { ["credential"] = "Session", ["organization"] = $"{id}", ["user"] = $"{id}" },
            ["at"] = at.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            ["correlation"] = $"{id:n}",
            ["events"] = new JsonArray(),
            ["id"] = $"{id}",
            ["personal"] = null,
            ["service"] = "bench.notes",
            ["target"] = new JsonObject { ["number"] = $"{number}" },
            ["version"] = 1,
        });
        return new AuditRecord(id, entry, Subject: null, Personal: null);
    }

    private sealed class MemoryTiles : ITileSource
    {
        private readonly Dictionary<(int Level, long Index), ReadOnlyMemory<byte>> tiles = [];

        public void Take(TreeGrowth growth)
        {
            foreach (var tile in growth.Tiles)
            {
                tiles[(tile.Path.Level, tile.Path.Index)] = tile.Bytes;
            }
        }

        public ValueTask<ReadOnlyMemory<byte>> ReadAsync(TilePath tile, CancellationToken cancellation) =>
            ValueTask.FromResult(tiles.GetValueOrDefault((tile.Level, tile.Index)));
    }
}
