using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SkyLink.Platform.Data;

namespace SkyLink.Platform.Gateways;

public sealed class RateLimitTests(GatewayHost host) : IClassFixture<GatewayHost>
{
    [Theory]
    [InlineData(7)]
    [InlineData(250)]
    public async Task Two_replicas_enforce_one_limit(int limit)
    {
        var db = host.Services.GetRequiredService<Db<GatewaysModule>>();
        await using var storeA = new RateLimitStore(db);
        await using var storeB = new RateLimitStore(db);
        var clock = new Fixed(new DateTimeOffset(2026, 1, 1, 12, 0, 30, TimeSpan.Zero));
        RateLimits[] replicas =
        [
            new(storeA, clock, NullLogger<RateLimits>.Instance), new(storeB, clock, NullLogger<RateLimits>.Instance),
        ];
        var key = $"test {Guid.CreateVersion7()}";
        var verdicts = await Task.WhenAll(Enumerable.Range(0, limit * 3)
            .Select(i => Task.Run(() => replicas[i % 2].SpendAsync(key, limit, CancellationToken.None))));
        Assert.Equal(limit, verdicts.Count(verdict => verdict.IsAllowed));

        clock.Now += TimeSpan.FromMinutes(1);
        Assert.True((await replicas[0].SpendAsync(key, limit, CancellationToken.None)).IsAllowed);
    }

    [Fact]
    public async Task Each_key_has_a_limit_of_its_own()
    {
        var limits = host.Services.GetRequiredService<RateLimits>();
        var keys = Enumerable.Range(0, 50).Select(i => $"own {i} {Guid.CreateVersion7()}").ToList();
        var verdicts = await Task.WhenAll(keys.Select(key => limits.SpendAsync(key, 1, CancellationToken.None)));
        Assert.All(verdicts, verdict => Assert.True(verdict.IsAllowed));
    }

    private sealed class Fixed(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
