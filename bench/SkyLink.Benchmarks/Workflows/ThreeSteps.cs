using System.Diagnostics;
using System.Globalization;
using Npgsql;
using SkyLink.Benchmarks.Measuring;
using SkyLink.Workflows;

namespace SkyLink.Benchmarks.Workflows;

/// <summary>What a load of workflows gave.</summary>
/// <param name="P50">Milliseconds from the start to the result.</param>
/// <param name="P95">The same.</param>
/// <param name="P99">The same.</param>
internal sealed record WorkflowLap(int InFlight, long Count, double PerSecond, double P50, double P95, double P99)
{
    /// <summary>Not counted: the code was still being compiled.</summary>
    public bool IsWarmUp { get; init; }

    /// <summary>The median of those that count, by what the load is about.</summary>
    public static WorkflowLap? MedianOf(IEnumerable<WorkflowLap> laps, int inFlight)
    {
        var counted = laps.Where(lap => !lap.IsWarmUp && lap.InFlight == inFlight).ToList();
        return counted.Count == 0 ? null : counted.MedianBy(lap => inFlight == 1 ? lap.P50 : lap.PerSecond);
    }

    public string Latencies => string.Create(
        CultureInfo.InvariantCulture, $"p50 {P50:0.00} p95 {P95:0.00} p99 {P99:0.00} ms");
}

/// <summary>Three steps that do nothing, each with a small result, each on disk before the next begins.</summary>
internal static class ThreeSteps
{
    public static readonly WorkflowType<int, int> Type = WorkflowType.Define<int, int>(
        "three",
        async (context, input) =>
        {
            var one = await context.StepAsync("one", _ => Task.FromResult(input + 1));
            var two = await context.StepAsync("two", _ => Task.FromResult(one + 1));
            return await context.StepAsync("three", _ => Task.FromResult(two + 1));
        });

    /// <summary>From the start to the result, warm; and how many transactions a second that took.</summary>
    public static async Task<(WorkflowLap Lap, double Transactions)> MeasureAsync(
        string database, int inFlight, BenchOptions options, CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var engine = await StartAsync(source, cancellation);
        await Load.WarmAsync(inFlight, options.WarmUp / 16, lane => OneAsync(engine, lane));
        var runs = new List<(WorkflowLap Lap, double Transactions)>();
        for (var run = 0; run < BenchOptions.Runs; run++)
        {
            var before = engine.Batches;
            var (lap, elapsed) = await LapAsync(engine, inFlight, options.Run);
            runs.Add((lap, (engine.Batches - before) / elapsed.TotalSeconds));
        }

        return runs.MedianBy(it => inFlight == 1 ? it.Lap.P50 : it.Lap.PerSecond);
    }

    /// <summary>What each costs the server; in a run of its own, as counting statements slows it down.</summary>
    public static Task<WriteCost> CostAsync(
        BenchPostgres postgres, string database, int inFlight, CancellationToken cancellation) =>
        postgres.CostOfAsync(
            async () =>
            {
                await using var source = NpgsqlDataSource.Create(database);
                await using var engine = await StartAsync(source, cancellation);
                var (lap, _) = await LapAsync(engine, inFlight, TimeSpan.FromSeconds(2));
                return lap.Count;
            },
            cancellation);

    private static Task<WorkflowEngine> StartAsync(NpgsqlDataSource source, CancellationToken cancellation) =>
        WorkflowEngine.StartAsync(new WorkflowEngineOptions { Database = source, Types = [Type] }, cancellation);

    private static async Task<(WorkflowLap Lap, TimeSpan Elapsed)> LapAsync(
        WorkflowEngine engine, int inFlight, TimeSpan duration)
    {
        var latencies = new Latencies(room: 1_000_000);
        var done = await Load.ClosedAsync(inFlight, duration, async lane =>
        {
            var started = Stopwatch.GetTimestamp();
            await OneAsync(engine, lane);
            latencies.AddSince(started);
        });
        var lap = new WorkflowLap(
            inFlight, done.Count, done.PerSecond, latencies.Percentile(50), latencies.Percentile(95),
            latencies.Percentile(99));
        return (lap, done.Elapsed);
    }

    private static async Task OneAsync(WorkflowEngine engine, int input)
    {
        var run = await engine.StartAsync(Type, input);
        if (await run.ResultAsync() != input + 3)
        {
            throw new InvalidOperationException("A workflow ended with another result than its steps gave.");
        }
    }
}
