using System.Diagnostics;

namespace SkyLink.Benchmarks.Measuring;

/// <summary>
/// Durations of one run, for percentiles. Thread-safe to add to; what exceeds the room is counted, not kept.
/// </summary>
internal sealed class Latencies(int room = 4_000_000)
{
    private readonly long[] ticks = new long[room];
    private int count;

    public int Count => Math.Min(Volatile.Read(ref count), ticks.Length);

    /// <param name="startedAt">A value of <see cref="Stopwatch.GetTimestamp"/>.</param>
    public void AddSince(long startedAt)
    {
        var place = Interlocked.Increment(ref count) - 1;
        if (place < ticks.Length)
        {
            ticks[place] = Stopwatch.GetTimestamp() - startedAt;
        }
    }

    public void Clear() => Volatile.Write(ref count, 0);

    /// <summary>In milliseconds; nothing was measured: 0.</summary>
    public double Percentile(double percent)
    {
        var sorted = ticks.AsSpan(0, Count).ToArray();
        if (sorted.Length == 0)
        {
            return 0;
        }

        Array.Sort(sorted);
        var place = Math.Min(sorted.Length - 1, (int)(sorted.Length * percent / 100));
        return sorted[place] * 1_000.0 / Stopwatch.Frequency;
    }
}
