namespace SkyLink.Benchmarks.Measuring;

/// <summary>CPU time that this process and some others have used since the meter was made.</summary>
internal sealed class CpuMeter(params int[] others)
{
    private readonly TimeSpan ownBefore = Environment.CpuUsage.TotalTime;
    private readonly TimeSpan othersBefore = Sum(others);

    /// <summary>This process: load, client and server where both run here.</summary>
    public TimeSpan Own => Environment.CpuUsage.TotalTime - ownBefore;

    /// <summary>The other process trees: a database, a broker.</summary>
    public TimeSpan Others => Sum(others) - othersBefore;

    /// <summary>"41 + 12 µs CPU each": this process and the others, per operation.</summary>
    public string PerOperation(long count) => count == 0 ? "nothing done"
        : $"{Own.TotalMicroseconds / count:0} + {Others.TotalMicroseconds / count:0} µs CPU each";

    private static TimeSpan Sum(int[] roots) =>
        roots.Aggregate(TimeSpan.Zero, (sum, root) => sum + ProcessTree.CpuOf(root));
}
