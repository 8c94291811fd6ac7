namespace SkyLink.Workflows.Schedules;

/// <summary>What a recurrence owes at a moment: which planned times to run now, and how many are given up.</summary>
/// <param name="Planned">The times to run, oldest first, at most the limit.</param>
/// <param name="Missed">
/// How many planned times are not run: they lie before the catch-up window, or the limit left no room for them. Counted
/// only while at most <see cref="MostCounted"/> times were planned; beyond that it is <see cref="MostCounted"/> less
/// the
/// planned ones, "so many or more".
/// </param>
/// <param name="Last">
/// The newest planned time up to now, run or missed; what <see cref="Since"/> is asked with the next time. Where there
/// is none, the time it was asked with.
/// </param>
public sealed record DueTimes(IReadOnlyList<DateTimeOffset> Planned, int Missed, DateTimeOffset Last)
{
    /// <summary>The most planned times that are counted one by one.</summary>
    public const int MostCounted = 10_000;

    /// <summary>The highest limit.</summary>
    public const int MostPlanned = 1000;

    /// <summary>
    /// The planned times after the last one and up to now. Those older than the window are missed; of the others the
    /// newest are kept, because after a long silence the present matters more than the backlog. The work is bounded
    /// whatever the recurrence and however long the silence.
    /// </summary>
    /// <param name="recurrence">What is planned.</param>
    /// <param name="last">The last planned time that was dealt with, or when the recurrence began; exclusive.</param>
    /// <param name="now">Inclusive.</param>
    /// <param name="catchUp">
    /// How old a planned time may be and still run, its end included; longer than the pause between two questions, or
    /// times that are merely late are missed.
    /// </param>
    /// <param name="limit">The most times to run, 0 to <see cref="MostPlanned"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window is negative, or the limit is out of range.</exception>
    public static DueTimes Since(
        Recurrence recurrence, DateTimeOffset last, DateTimeOffset now, TimeSpan catchUp, int limit)
    {
        ArgumentNullException.ThrowIfNull(recurrence);
        ArgumentOutOfRangeException.ThrowIfLessThan(catchUp, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MostPlanned);
        var count = 0;
        for (var next = recurrence.Next(last);
            next <= now && count < MostCounted;
            next = recurrence.Next(next.Value))
        {
            count++;
        }

        if (count == 0)
        {
            return new DueTimes([], 0, last);
        }

        var newest = Newest(recurrence, last, now)!.Value;
        var planned = new List<DateTimeOffset>();
        for (DateTimeOffset? time = newest;
            time is { } due && planned.Count < limit && now - due <= catchUp;
            time = Newest(recurrence, last, due.AddTicks(-1)))
        {
            planned.Add(due);
        }

        planned.Reverse();
        return new DueTimes(planned, count - planned.Count, newest);
    }

    /// <summary>
    /// The newest planned time after one moment and up to another, found by halving the span between.
    /// </summary>
    private static DateTimeOffset? Newest(Recurrence recurrence, DateTimeOffset after, DateTimeOffset upTo)
    {
        DateTimeOffset? newest = null;
        var (low, high) = (after, upTo);
        while (low < high)
        {
            if (recurrence.Next(low) is not { } found || found > upTo)
            {
                break;
            }

            newest = found;
            low = found;
            var middle = low + (high - low) / 2;
            if (recurrence.Next(middle) is { } later && later <= upTo)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return newest;
    }
}
