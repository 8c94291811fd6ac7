using System.Threading.Channels;

namespace SkyLink.Workflows.Running;

/// <summary>A wait that others may end, also before it begins.</summary>
internal sealed class Pulse
{
    private readonly Channel<bool> woken = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Wake() => woken.Writer.TryWrite(item: true);

    /// <summary>Waits until somebody wakes it, or the time is over.</summary>
    public async Task WaitAsync(TimeSpan most, TimeProvider clock, CancellationToken cancellation)
    {
        using var over = new CancellationTokenSource(most, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellation);
        try
        {
            await woken.Reader.WaitToReadAsync(either.Token).ConfigureAwait(false);
            woken.Reader.TryRead(out _);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The time is over.
        }
    }
}
