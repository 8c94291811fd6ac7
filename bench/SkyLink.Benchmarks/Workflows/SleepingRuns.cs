using System.Diagnostics;
using System.Globalization;
using Npgsql;
using SkyLink.Benchmarks.Measuring;
using SkyLink.Workflows;

namespace SkyLink.Benchmarks.Workflows;

/// <summary>Runs that sleep for a month: what each takes on disk, and what they cost an engine that starts.</summary>
/// <param name="BytesEach">Of tables and indexes, as the inserts left them.</param>
/// <param name="InsertedPerSecond">Started, and let go of until they are due.</param>
/// <param name="Start">From nothing until the first other run has ended.</param>
internal sealed record SleepingRuns(int Count, double BytesEach, double InsertedPerSecond, TimeSpan Start)
{
    private const int InFlight = 1_000;

    /// <summary>A run that sleeps is held some seconds before it is let go of; an engine holds 100,000.</summary>
    private const int HeldMax = 90_000;

    private static readonly WorkflowType<int, int> Sleeper = WorkflowType.Define<int, int>(
        "sleeper",
        async (context, input) =>
        {
            await context.SleepAsync(TimeSpan.FromDays(30));
            return input;
        });

    public static async Task<SleepingRuns> MeasureAsync(string database, int count, CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(database);
        long size;
        double perSecond;
        await using (var engine = await StartAsync(source, cancellation))
        {
            var empty = await SizeAsync(source, cancellation);
            perSecond = await InsertAsync(engine, count, cancellation);
            size = await SizeAsync(source, cancellation) - empty;
        }

        await DemandAsleepAsync(source, count, cancellation);
        var starts = new List<double>();
        for (var run = 0; run < BenchOptions.Runs; run++)
        {
            starts.Add((await StartupAsync(source, cancellation)).TotalSeconds);
        }

        return new SleepingRuns(count, (double)size / count, perSecond, TimeSpan.FromSeconds(starts.Median()));
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Count:#,0} runs that sleep for 30 days, {InsertedPerSecond:#,0} a second started and put to sleep");

    private static Task<WorkflowEngine> StartAsync(NpgsqlDataSource source, CancellationToken cancellation) =>
        WorkflowEngine.StartAsync(
            new WorkflowEngineOptions { Database = source, Types = [Sleeper, ThreeSteps.Type] }, cancellation);

    private static async Task<double> InsertAsync(WorkflowEngine engine, int count, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => Task.Run(
            async () =>
            {
                while (Interlocked.Increment(ref next) <= count)
                {
                    await engine.StartAsync(Sleeper, 1);
                    await HeldAtMostAsync(engine, HeldMax, cancellation);
                }
            },
            cancellation)));
        await HeldAtMostAsync(engine, 0, cancellation);
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task HeldAtMostAsync(WorkflowEngine engine, int most, CancellationToken cancellation)
    {
        while (engine.Held > most)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellation);
        }
    }

    private static async Task<TimeSpan> StartupAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        await using var engine = await StartAsync(source, cancellation);
        await (await engine.StartAsync(ThreeSteps.Type, 1)).ResultAsync(cancellation);
        return Stopwatch.GetElapsedTime(started);
    }

    private static async Task<long> SizeAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("select pg_database_size(current_database())");
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task DemandAsleepAsync(NpgsqlDataSource source, int count, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(
            "select count(*) from workflows.runs where owner is null and wake_at > now() + interval '29 days'");
        var asleep = (long)(await command.ExecuteScalarAsync(cancellation))!;
        if (asleep != count)
        {
            throw new InvalidOperationException($"{asleep} of {count} runs sleep.");
        }
    }
}
