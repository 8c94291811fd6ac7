using System.Diagnostics;

namespace SkyLink.Benchmarks.Measuring;

/// <summary>What a call costs on one core.</summary>
/// <param name="Microseconds">CPU time, or the time it took, which is the same here.</param>
/// <param name="Bytes">Allocated.</param>
internal sealed record CallCost(double Microseconds, double Bytes)
{
    public double PerSecond => 1e6 / Microseconds;

    /// <summary>
    /// The fastest of many batches: what it costs when nothing else interrupts; a shared machine only adds to it.
    /// </summary>
    public static CallCost Of(TimeSpan duration, int batch, Action<int> call)
    {
        var (started, best, bytes) = (Stopwatch.GetTimestamp(), double.MaxValue, 0.0);
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            var (from, allocated) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            for (var i = 0; i < batch; i++)
            {
                call(i);
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(from).TotalMicroseconds / batch);
            bytes = (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)batch;
        }

        return new CallCost(best, bytes);
    }

    /// <summary>The median of several such measurements, after one that is only there to have all compiled.</summary>
    public static CallCost MedianOf(BenchOptions options, int batch, Action<int> call)
    {
        Of(options.Run / 4, batch, call);
        return Enumerable.Range(0, BenchOptions.Runs).Select(_ => Of(options.Run / 4, batch, call)).ToList()
            .MedianBy(it => it.Microseconds);
    }
}
