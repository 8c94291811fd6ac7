using SkyLink.Platform;

namespace SkyLink.Testing;

/// <summary>
/// The system's clock, set forward by hand: what waits for a deadline does not make a test wait. Timers run in real
/// time.
/// </summary>
public sealed class ManualClock : TimeProvider
{
    private TimeSpan ahead = TimeSpan.Zero;

    public override DateTimeOffset GetUtcNow() => (base.GetUtcNow() + ahead).ToMicroseconds();

    public void Advance(TimeSpan by) => ahead += by;
}
