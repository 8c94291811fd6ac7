using System.Diagnostics;

namespace SkyLink.Benchmarks.Measuring;

/// <summary>What a load did.</summary>
/// <param name="Elapsed">From the first start to the last end.</param>
internal sealed record LoadResult(long Count, TimeSpan Elapsed)
{
    public double PerSecond => Count / Elapsed.TotalSeconds;
}

/// <summary>Two ways to ask: as fast as answers come, and at a pace that does not wait for them.</summary>
internal static class Load
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// Programs that wanted a core during the last minute, on average; above the number of cores they waited.
    /// </summary>
    public static string OfMachine() => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    /// <summary>Keeps so many operations under way for a while.</summary>
    public static async Task<LoadResult> ClosedAsync(int inFlight, TimeSpan duration, Func<int, Task> operation)
    {
        var started = Stopwatch.GetTimestamp();
        long count = 0;
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(lane => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                await operation(lane);
                Interlocked.Increment(ref count);
            }
        })));
        return new LoadResult(count, Stopwatch.GetElapsedTime(started));
    }

    /// <summary>
    /// Goes on in laps until none has been faster by a twentieth for a while: code is compiled in the background, first
    /// to count what it does and then for that, and on two busy cores this takes longer than any fixed time says.
    /// </summary>
    public static async Task WarmAsync(int inFlight, TimeSpan lap, Func<int, Task> operation)
    {
        const int LapsMax = 20;
        const int LapsWithoutGain = 4;
        var best = 0.0;
        for (var (laps, without) = (0, 0); laps < LapsMax && without < LapsWithoutGain; laps++)
        {
            var done = (await ClosedAsync(inFlight, lap, operation)).PerSecond;
            without = done > best * 1.05 ? 0 : without + 1;
            best = Math.Max(best, done);
        }
    }

    /// <summary>
    /// Starts operations at a rate, whatever becomes of them: latencies then hold the wait that a slow answer costs
    /// those behind it.
    /// </summary>
    public static async Task<LoadResult> PacedAsync(double perSecond, TimeSpan duration, Func<int, Task> operation)
    {
        var underWay = new List<Task>();
        var started = Stopwatch.GetTimestamp();
        var count = 0;
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            var due = (int)(Stopwatch.GetElapsedTime(started).TotalSeconds * perSecond);
            for (; count < due; count++)
            {
                underWay.Add(operation(count));
            }

            if (underWay.Count > 10_000)
            {
                underWay.RemoveAll(task => task.IsCompletedSuccessfully);
            }

            await Task.Delay(Tick, TimeProvider.System, CancellationToken.None);
        }

        await Task.WhenAll(underWay);
        return new LoadResult(count, Stopwatch.GetElapsedTime(started));
    }
}

internal static class Runs
{
    public static T MedianBy<T>(this IReadOnlyCollection<T> runs, Func<T, double> value) =>
        runs.OrderBy(value).ElementAt(runs.Count / 2);

    public static double Median(this IReadOnlyCollection<double> runs) => runs.MedianBy(it => it);
}
