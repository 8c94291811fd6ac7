namespace SkyLink.Platform.Identity;

public sealed class ThrottleTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void After_the_free_tries_each_failure_doubles_the_wait_up_to_the_longest()
    {
        var throttle = Throttle.None("account:x");
        var waits = new List<double>();
        var now = Start;
        for (var tries = 0; tries < 14; tries++)
        {
            throttle = throttle.Count(now, free: 3, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(15));
            waits.Add(throttle.WaitAt(now).TotalSeconds);
            now += throttle.WaitAt(now);
        }

        Assert.Equal([0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900], waits);
    }

    [Fact]
    public void Failures_are_forgotten_when_nothing_happened_for_as_long_as_the_longest_wait()
    {
        var throttle = new Throttle("account:x", Failures: 9, LastAt: Start, BlockedUntil: Start.AddMinutes(15));
        var max = TimeSpan.FromMinutes(15);
        Assert.Equal(10, throttle.Count(Start.AddMinutes(29), 3, TimeSpan.FromSeconds(2), max).Failures);
        Assert.Equal(1, throttle.Count(Start.AddMinutes(31), 3, TimeSpan.FromSeconds(2), max).Failures);
    }

    [Fact]
    public void Addresses_of_one_ipv6_network_count_together()
    {
        Assert.Equal(Throttle.OfAddress("2001:db8:1:2::1"), Throttle.OfAddress("2001:db8:1:2:ffff::9"));
        Assert.NotEqual(Throttle.OfAddress("2001:db8:1:2::1"), Throttle.OfAddress("2001:db8:1:3::1"));
        Assert.NotEqual(Throttle.OfAddress("192.0.2.1"), Throttle.OfAddress("192.0.2.2"));
    }
}
