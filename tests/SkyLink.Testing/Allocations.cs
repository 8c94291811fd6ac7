namespace SkyLink.Testing;

/// <summary>What code allocates on the thread that runs it.</summary>
internal static class Allocations
{
    /// <summary>
    /// The fewest bytes of ten runs: a collection between two readings counts what it leaves of a thread's buffer as
    /// allocated.
    /// </summary>
    public static long Least<T>(Func<T> run)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 10; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            _ = run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
