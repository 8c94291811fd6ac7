using System.Globalization;
using System.Runtime.CompilerServices;
using SkyLink.Benchmarks.Measuring;

namespace SkyLink.Benchmarks.Workflows;

/// <summary>
/// Durable workflows beside their peers: DBOS on the same PostgreSQL and Restate on its own log, in the same run.
/// </summary>
internal sealed class WorkflowsArea : IArea
{
    private const int Few = 100;
    private const int More = 256;
    private const int Many = 1_000;
    private const int Recovered = 1_000;

    public string Name => "workflows";

    public async IAsyncEnumerable<Figure> MeasureAsync(
        BenchOptions options, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var postgres = await BenchPostgres.StartAsync(cancellation);
        // In the order in which the peers are measured: what one load leaves to clean up is the next one's cost.
        (string Name, int InFlight, string Unit, Target Target)[] loads =
        [
            ("idle_p50", 1, "ms", Target.AtMost(2)),
            ("three_step_at_100", Few, "/s at 100 in flight", Target.AtLeast(8_000)),
            ("three_step_at_1000", Many, "/s at 1000 in flight", Target.AtLeast(20_000)),
        ];
        var wanted = loads.Where(load => options.Wants(Name, load.Name)).ToList();
        if (wanted.Count > 0)
        {
            var peers = options.IsAlone ? [] : await PeersAsync(postgres, options, cancellation);
            var database = await postgres.CreateDatabaseAsync("steps", cancellation);
            foreach (var load in wanted)
            {
                var (lap, transactions) = await ThreeSteps.MeasureAsync(database, load.InFlight, options, cancellation);
                var cost = await ThreeSteps.CostAsync(postgres, database, load.InFlight, cancellation);
                var first = WorkflowLap.MedianOf(peers.FirstOrDefault()?.Laps ?? [], load.InFlight);
                yield return new Figure(
                    Name, load.Name, ValueOf(lap), load.Unit, load.Target,
                    new Peer(DbosPeer.Title, first is null ? null : ValueOf(first)),
                    string.Create(CultureInfo.InvariantCulture,
                        $"three empty steps, each durable; {lap.Latencies}, {transactions:0} transactions/s; {cost}")
                    + Beside(options, peers, load.InFlight));
            }
        }

        if (options.Wants(Name, "recovery_after_kill"))
        {
            yield return await RecoveryAsync(postgres, options, cancellation);
        }

        if (options.Wants(Name, "sleeping_run_size") || options.Wants(Name, "sleeping_runs_start"))
        {
            foreach (var figure in await SleepingAsync(postgres, options, cancellation))
            {
                yield return figure;
            }
        }
    }

    /// <summary>Milliseconds where one is in flight at a time, else how many a second.</summary>
    private static double ValueOf(WorkflowLap lap) => lap.InFlight == 1 ? lap.P50 : lap.PerSecond;

    /// <summary>What the peers did at the same load, and who was not there.</summary>
    private static string Beside(BenchOptions options, List<PeerFigures> peers, int inFlight) => string.Concat([
        .. peers.Select(peer => $"; {peer.Describe(inFlight)}"),
        .. options.IsAlone || peers.Exists(peer => peer.Name == RestatePeer.Title) ? Array.Empty<string>()
            : [$"; {RestatePeer.Title} was not run: its server is not installed for this system"],
    ]);

    private static async Task<List<PeerFigures>> PeersAsync(
        BenchPostgres postgres, BenchOptions options, CancellationToken cancellation)
    {
        await NodePeer.InstallAsync(cancellation);
        var dbos = new DbosPeer(await postgres.CreateDatabaseAsync("dbos", cancellation));
        int[] inFlights = [1, Few, More, Many];
        var laps = await dbos.MeasureAsync(inFlights, options.Run / 2, BenchOptions.Runs, cancellation);
        var cost = await dbos.CostAsync(postgres, Few, cancellation);
        List<PeerFigures> peers = [new(DbosPeer.Title, "its code, client and load in one node process", laps, cost)];
        if (await RestatePeer.MeasureAsync(inFlights, options.Run / 2, BenchOptions.Runs, cancellation) is { } others)
        {
            peers.Add(new(RestatePeer.Title, "a server, and service and load in one node process", others, Cost: null));
        }

        return peers;
    }

    private static async Task<Figure> RecoveryAsync(
        BenchPostgres postgres, BenchOptions options, CancellationToken cancellation)
    {
        var (own, others) = (new List<double>(), new List<double>());
        for (var run = 0; run < (options.IsQuick ? 1 : BenchOptions.Runs); run++)
        {
            var database = await postgres.CreateDatabaseAsync($"recovery{run}", cancellation);
            own.Add(await Recovery.MeasureAsync(database, Recovered, cancellation));
            if (!options.IsAlone)
            {
                await NodePeer.InstallAsync(cancellation);
                var other = new DbosPeer(await postgres.CreateDatabaseAsync($"dbos_recovery{run}", cancellation));
                others.Add(await other.RecoverAsync(Recovered, cancellation));
            }
        }

        return new Figure(
            "workflows", "recovery_after_kill", own.Median(), "s", Target.AtMost(5),
            new Peer($"{DbosPeer.Title}, started again at once", others.Count > 0 ? others.Median() : null),
            $"kill -9 of a process with {Recovered} runs in their second step, until another that ran beside it has "
            + "ended them; it is taken for dead after 3 s");
    }

    private static async Task<IReadOnlyList<Figure>> SleepingAsync(
        BenchPostgres postgres, BenchOptions options, CancellationToken cancellation)
    {
        var database = await postgres.CreateDatabaseAsync("sleeping", cancellation);
        var runs = await SleepingRuns.MeasureAsync(database, options.IsQuick ? 50_000 : 1_000_000, cancellation);
        return
        [
            new Figure("workflows", "sleeping_run_size", runs.BytesEach, "bytes", Target.AtMost(1_000), Beside: null,
                $"tables and indexes; {runs}"),
            new Figure("workflows", "sleeping_runs_start", runs.Start.TotalSeconds, "s", Target.AtMost(1), Beside: null,
                $"an engine's start to the result of its first run; {runs}"),
        ];
    }

    /// <summary>What a peer did in the same run.</summary>
    /// <param name="Where">Where its code, client and load ran.</param>
    /// <param name="Cost">On PostgreSQL at 100 in flight; null where it has none.</param>
    private sealed record PeerFigures(string Name, string Where, List<WorkflowLap> Laps, WriteCost? Cost)
    {
        public string Describe(int inFlight)
        {
            var laps = inFlight == Few ? [Few, More] : new[] { inFlight };
            var said = laps.Select(it => WorkflowLap.MedianOf(Laps, it)).OfType<WorkflowLap>().Select(lap =>
                lap.InFlight == 1 ? lap.Latencies
                    : $"{FigureReport.Number(lap.PerSecond)}/s at {lap.InFlight} in flight ({lap.Latencies})");
            var cost = inFlight == Few && Cost is not null ? $", {Cost}" : "";
            return $"{Name} ({Where}): {string.Join(", ", said)}{cost}";
        }
    }
}
