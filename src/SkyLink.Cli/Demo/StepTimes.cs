using System.Collections.Concurrent;

namespace SkyLink.Cli;

/// <summary>How long one kind of step took.</summary>
internal sealed record StepFigures(string Step, int Count, double MedianMs, double P95Ms, double SlowestMs);

/// <summary>Collects durations of steps from many orders at once.</summary>
internal sealed class StepTimes
{
    private readonly ConcurrentQueue<(string Step, double Ms)> taken = new();

    public void Add(string step, TimeSpan took) => taken.Enqueue((step, took.TotalMilliseconds));

    /// <summary>One line per step, in the order in which steps were first seen.</summary>
    public IReadOnlyList<StepFigures> Figures() =>
    [
        .. taken.GroupBy(it => it.Step, StringComparer.Ordinal)
            .Select(group => FiguresOf(group.Key, [.. group.Select(it => it.Ms)])),
    ];

    /// <summary>The value at a rank: nearest-rank, so always one that was measured.</summary>
    internal static double Percentile(IReadOnlyList<double> sorted, double share) =>
        sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];

    private static StepFigures FiguresOf(string step, double[] ms)
    {
        Array.Sort(ms);
        var (median, p95) = (Percentile(ms, 0.5), Percentile(ms, 0.95));
        return new StepFigures(
            step, ms.Length, Math.Round(median, 1), Math.Round(p95, 1), Math.Round(ms[^1], 1));
    }
}
