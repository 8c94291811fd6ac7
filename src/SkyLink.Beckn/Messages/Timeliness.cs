namespace SkyLink.Beckn;

/// <summary>Whether a message arrived while its sender still waits for it.</summary>
public enum Timeliness
{
    OnTime,

    /// <summary>Its time to live is over.</summary>
    Stale,

    /// <summary>Its timestamp lies ahead of our clock by more than the skew.</summary>
    FromTheFuture,

    /// <summary>It was never valid: a time to live of zero.</summary>
    ZeroTtl,
}

/// <summary>Compares a context with the clock; pure.</summary>
public static class TimelinessCheck
{
    extension(Timeliness)
    {
        /// <summary>
        /// The skew is granted in both directions. A message without a time to live is stale only by
        /// <paramref name="ageMax"/>, or never.
        /// </summary>
        public static Timeliness Check(Context context, DateTimeOffset now, TimeSpan skew, TimeSpan? ageMax = null)
        {
            var age = now - context.Timestamp;
            return (context.Ttl ?? ageMax) switch
            {
                _ when age < -skew => Timeliness.FromTheFuture,
                { Ticks: 0 } => Timeliness.ZeroTtl,
                { } limit when age - skew > limit => Timeliness.Stale,
                _ => Timeliness.OnTime,
            };
        }
    }

    /// <summary>What to answer, or null when it is on time.</summary>
    public static ErrorKind? ToErrorKind(this Timeliness timeliness) => timeliness switch
    {
        Timeliness.OnTime => null,
        Timeliness.Stale => ErrorKind.Stale,
        Timeliness.FromTheFuture => ErrorKind.FromTheFuture,
        Timeliness.ZeroTtl => ErrorKind.ZeroTtl,
    };
}
