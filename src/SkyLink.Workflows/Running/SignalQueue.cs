namespace SkyLink.Workflows.Running;

/// <summary>Signals of one name: those that nobody has received yet, or those who wait for one.</summary>
internal sealed class SignalQueue
{
    private readonly Queue<ReadOnlyMemory<byte>> unread = new();
    private readonly LinkedList<TaskCompletionSource<ReadOnlyMemory<byte>>> waiting = [];

    public int Count => unread.Count;

    public void Add(ReadOnlyMemory<byte> payload)
    {
        while (waiting.First is { } first)
        {
            waiting.RemoveFirst();
            if (first.Value.TrySetResult(payload))
            {
                return;
            }
        }

        unread.Enqueue(payload);
    }

    public Task<ReadOnlyMemory<byte>> ReceiveAsync(CancellationToken cancelled)
    {
        if (unread.TryDequeue(out var payload))
        {
            return Task.FromResult(payload);
        }

        if (cancelled.IsCancellationRequested)
        {
            return Task.FromCanceled<ReadOnlyMemory<byte>>(cancelled);
        }

        var source = new TaskCompletionSource<ReadOnlyMemory<byte>>();
        waiting.AddLast(source);
        return source.Task;
    }

    public bool TryReceive(out ReadOnlyMemory<byte> payload) => unread.TryDequeue(out payload);

    /// <summary>Nobody waits any longer.</summary>
    public void Cancel(CancellationToken cancelled)
    {
        foreach (var source in waiting)
        {
            source.TrySetCanceled(cancelled);
        }

        waiting.Clear();
    }
}
