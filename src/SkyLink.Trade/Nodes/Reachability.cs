using System.Collections.Concurrent;

namespace SkyLink.Trade.Nodes;

/// <summary>
/// Which participants answer. After a few failures in a row a participant counts as away; after a pause one message
/// goes out again to see whether it is back. Each process learns for itself: a wrong belief costs a pause, no message.
/// </summary>
internal sealed class Reachability(TimeProvider clock)
{
    private const int FailuresMax = 3;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<string, State> states = new(StringComparer.Ordinal);

    /// <summary>False while nothing should be sent: whatever is durable waits, a search goes elsewhere.</summary>
    public bool IsReachable(string subscriberId) =>
        !states.TryGetValue(subscriberId, out var state) || state.Failures < FailuresMax
        || clock.GetUtcNow() >= state.PausedUntil;

    public void Answered(string subscriberId) => states.TryRemove(subscriberId, out _);

    public void Failed(string subscriberId) => states.AddOrUpdate(
        subscriberId, _ => Next(0), (_, state) => Next(state.Failures));

    private State Next(int failures)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(Math.Max(failures + 1 - FailuresMax, 0), 10));
        return new State(failures + 1, clock.GetUtcNow() + (pause < LongestPause ? pause : LongestPause));
    }

    private sealed record State(int Failures, DateTimeOffset PausedUntil);
}
