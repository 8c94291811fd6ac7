using System.Collections.Concurrent;

namespace SkyLink.Cryptography.Jose;

/// <summary>Stands still until it is set forward by hand; its timers too.</summary>
internal sealed class HandClock : TimeProvider
{
    public const long Start = 1_800_000_000;

    private readonly ConcurrentQueue<HandTimer> timers = [];
    private TimeSpan ahead = TimeSpan.Zero;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(Start) + ahead;

    public override long GetTimestamp() => ahead.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HandTimer(() => callback(state), ahead + dueTime);
        timers.Enqueue(timer);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        ahead += by;
        foreach (var timer in timers)
        {
            timer.FireIfDue(ahead);
        }
    }

    private sealed class HandTimer(Action callback, TimeSpan due) : ITimer
    {
        private bool isOver;

        public void FireIfDue(TimeSpan now)
        {
            if (!isOver && now >= due)
            {
                isOver = true;
                callback();
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose() => isOver = true;

        public ValueTask DisposeAsync()
        {
            isOver = true;
            return ValueTask.CompletedTask;
        }
    }
}
