namespace SkyLink.Workflows.Schedules;

/// <summary>
/// The wall clock of a time zone, known by one question only: which offset holds at this moment. Whether a local time
/// is skipped or comes twice follows from it, and so also where a country moves its standard time. Moments and local
/// times are seconds since 0001-01-01T00:00:00. A zone is taken to change at most once within two days.
/// </summary>
internal readonly struct ZoneClock(TimeZoneInfo zone)
{
    /// <summary>No offset differs from UTC, and no change moves a clock, by more than this.</summary>
    internal const long Day = CronFields.SecondsPerDay;

    internal const long LastSecond = 3_652_059L * Day - 1; // 9999-12-31T23:59:59

    /// <summary>Local time minus UTC at a moment, in seconds.</summary>
    public long Offset(long moment)
    {
        var within = Math.Clamp(moment, 0, LastSecond);
        var utc = new DateTime(within * TimeSpan.TicksPerSecond, DateTimeKind.Utc);
        return zone.GetUtcOffset(utc).Ticks / TimeSpan.TicksPerSecond;
    }

    /// <summary>The first moment of the offset that holds at <paramref name="to"/>, which another precedes.</summary>
    public long Change(long from, long to)
    {
        var later = Offset(to);
        while (to - from > 1)
        {
            var middle = from + (to - from) / 2;
            (from, to) = Offset(middle) == later ? (from, middle) : (middle, to);
        }

        return to;
    }

    /// <summary>
    /// The first moment at which the clock shows a local time or has gone past it.
    /// </summary>
    /// <param name="local">The local time.</param>
    /// <param name="afterGap">What the clock shows then, where it jumped over the time; else the time itself.</param>
    public long FirstReached(long local, out long afterGap)
    {
        afterGap = local;
        var earlier = Offset(local - Day);
        var later = Offset(local + Day);
        if (earlier == later)
        {
            return local - earlier;
        }

        var change = Change(local - Day, local + Day);
        if (local - earlier < change)
        {
            return local - earlier;
        }

        if (local - later >= change)
        {
            return local - later;
        }

        afterGap = change + later;
        return change;
    }
}
