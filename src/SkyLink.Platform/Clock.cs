namespace SkyLink.Platform;

/// <summary>
/// The system clock, cut to whole microseconds: PostgreSQL keeps no more, and so what was answered at once
/// equals what is read back later.
/// </summary>
public sealed class Clock : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().ToMicroseconds();
}

public static class Microseconds
{
    /// <summary>Cuts what PostgreSQL could not keep. Always UTC.</summary>
    public static DateTimeOffset ToMicroseconds(this DateTimeOffset time)
    {
        var utc = time.ToUniversalTime();
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
