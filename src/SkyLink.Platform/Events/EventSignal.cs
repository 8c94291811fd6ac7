using System.Collections.Concurrent;

namespace SkyLink.Platform.Events;

/// <summary>
/// Says inside this process that a service's log has grown. A signal may be spurious or lost (a reader polls as well);
/// it carries nothing but the hint to look.
/// </summary>
public sealed class EventSignal
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> next = new(StringComparer.Ordinal);

    /// <summary>Every raise in this process, for the notifier that tells other processes.</summary>
    public event Action<string>? Raised;

    public void Raise(string publisher)
    {
        Hear(publisher);
        Raised?.Invoke(publisher);
    }

    /// <summary>A signal that came from another process: wakes readers here and is not passed on.</summary>
    public void Hear(string publisher)
    {
        if (next.TryRemove(publisher, out var waiting))
        {
            waiting.TrySetResult();
        }
    }

    /// <summary>
    /// Completes at the next <see cref="Raise"/>. Take it before reading the log, wait for it after: a commit in
    /// between
    /// is then not missed.
    /// </summary>
    public Task Next(string publisher) => next
        .GetOrAdd(publisher, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
}
