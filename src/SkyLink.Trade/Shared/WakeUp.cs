namespace SkyLink.Trade.Shared;

/// <summary>
/// Tells a job that work was just committed, so that it need not wait for its next look. Calls that come while it is
/// busy count as one; a call lost with its process costs only that wait.
/// </summary>
internal sealed class WakeUp : IDisposable
{
    private readonly SemaphoreSlim calls = new(0);
    private int isCalled;

    public void Call()
    {
        if (Interlocked.Exchange(ref isCalled, 1) == 0)
        {
            calls.Release();
        }
    }

    /// <summary>Until the next call, or for <paramref name="longest"/>.</summary>
    public async Task WaitAsync(TimeSpan longest, CancellationToken cancellation)
    {
        await calls.WaitAsync(longest, cancellation);
        Interlocked.Exchange(ref isCalled, 0);
    }

    public void Dispose() => calls.Dispose();
}
