using System.Collections.Concurrent;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Platform.Data;
using SkyLink.Platform.Hosting;
using SkyLink.Testing;

namespace SkyLink.Platform.Events;

[Event("platform.bells.rung.v1", Bus.Core)]
internal sealed record BellRung(string Subject, int Number) : IEvent;

/// <summary>Says BellRung.</summary>
internal sealed class BellsModule : IModule
{
    public string Name => "platform.bells";

    public void Add(ModuleBuilder module)
    {
    }

    public void Map(IEndpointRouteBuilder routes)
    {
    }
}

/// <summary>Hears it, in order per bell, and stumbles over what a test tells it to.</summary>
internal sealed class EarsModule : IModule
{
    public ConcurrentDictionary<(string Subject, int Number), int> FailuresLeft { get; } = [];

    public string Name => "platform.ears";

    public void Add(ModuleBuilder module) => module.Subscribe(
        new Subscription("ears.listen") { AttemptsMax = 4, FirstWait = TimeSpan.FromMilliseconds(10) }
            .On<BellRung>(async (_, tx, rung, context) =>
            {
                await tx.ExecuteAsync($"""
                    insert into migrations (name, sha256) values ({$"heard {context.Id}"}, {Array.Empty<byte>()})
                    """);
                await tx.ExecuteAsync($"""
                    insert into idempotency (scope, key, request_sha256, answer)
                    values ({rung.Subject}, {$"{rung.Number}"}, {Array.Empty<byte>()},
                            convert_to((select count(*) from idempotency)::text, 'UTF8'))
                    """);
                if (FailuresLeft.AddOrUpdate((rung.Subject, rung.Number), 0, (_, left) => Math.Max(left - 1, -1)) > 0)
                {
                    throw new InvalidOperationException("The ear stumbles.");
                }
            }));

    public void Map(IEndpointRouteBuilder routes)
    {
    }
}

public sealed class BellsHost : TestHost
{
    internal EarsModule Ears { get; } = new();

    protected override IReadOnlyList<IModule> Modules => [new BellsModule(), Ears];

    internal Task RingAsync(params IEnumerable<BellRung> rungs) => DbOf("platform.bells").InTransactionAsync(tx =>
    {
        foreach (var rung in rungs)
        {
            tx.Publish(rung);
        }

        return Task.FromResult(true);
    }, CancellationToken.None);

    /// <summary>The numbers heard of a bell, in the order of their effects.</summary>
    internal async Task<List<int>> HeardAsync(string bell) =>
        await DbOf("platform.ears").InTransactionAsync(tx => tx.ListAsync(
            $"select key from idempotency where scope = {bell} order by convert_from(answer, 'UTF8')::int, key::int",
            row => int.Parse(row.Get<string>("key"))), CancellationToken.None);
}

public sealed class EventDeliveryTests(BellsHost host) : IClassFixture<BellsHost>
{
    [Fact]
    public async Task What_was_committed_arrives_once_and_in_order()
    {
        var rings = Enumerable.Range(0, 500).Select(number => new BellRung("a", number)).ToList();
        await Task.WhenAll(rings.Chunk(50).Select(chunk => host.RingAsync(chunk)));
        await Eventually.TrueAsync(async () => (await host.HeardAsync("a")).Count == 500, "500 rings of a");
        Assert.Equal(500, (await host.HeardAsync("a")).Distinct().Count());
    }

    [Fact]
    public async Task What_was_rolled_back_is_never_told()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.DbOf("platform.bells").InTransactionAsync<bool>(
            async tx =>
            {
                tx.Publish(new BellRung("ghost", 1));
                await tx.ExecuteAsync($"select 1");
                throw new InvalidOperationException();
            },
            CancellationToken.None));
        await host.RingAsync(new BellRung("after-ghost", 1));
        await Eventually.TrueAsync(async () => (await host.HeardAsync("after-ghost")).Count == 1, "the ring after");
        Assert.Empty(await host.HeardAsync("ghost"));
    }

    [Fact]
    public async Task A_failed_event_holds_back_its_subject_and_nobody_else()
    {
        host.Ears.FailuresLeft[("b", 2)] = 3;
        foreach (var number in Enumerable.Range(0, 6))
        {
            await host.RingAsync(new BellRung("b", number), new BellRung("c", number));
        }

        await Eventually.TrueAsync(async () => (await host.HeardAsync("b")).Count == 6, "six rings of b");
        Assert.Equal([0, 1, 2, 3, 4, 5], await host.HeardAsync("b"));
        Assert.Equal([0, 1, 2, 3, 4, 5], await host.HeardAsync("c"));
    }

    [Fact]
    public async Task A_poisoned_event_dies_after_its_tries_and_lives_again_when_redriven()
    {
        host.Ears.FailuresLeft[("d", 1)] = 6; // the batch, four tries of its own, and one to spare
        await host.RingAsync(new BellRung("d", 0), new BellRung("d", 1), new BellRung("d", 2));
        await Eventually.TrueAsync(async () => (await host.HeardAsync("d")).Contains(2), "the ring behind the dead one");
        var ears = host.DbOf("platform.ears");
        var dead = (await ears.InTransactionAsync(tx => ParkedStore.DeadAsync(tx, 0, 100), CancellationToken.None))
            .Single(it => it.Event.Subject == "d");
        Assert.Equal(4, dead.Attempts);
        Assert.Contains("The ear stumbles", dead.Reason, StringComparison.Ordinal);

        await ears.InTransactionAsync(tx => ParkedStore.RedriveAsync(tx, dead.Id), CancellationToken.None);
        await Eventually.TrueAsync(async () => (await host.HeardAsync("d")).Contains(1), "the redriven ring");
    }

    [Fact]
    public async Task A_writer_that_commits_late_is_not_skipped()
    {
        var bells = host.DbOf("platform.bells");
        var started = new TaskCompletionSource();
        var finish = new TaskCompletionSource();
        var slow = bells.InTransactionAsync(async tx =>
        {
            await tx.ScalarAsync<string>($"select pg_current_xact_id()::text");
            started.SetResult();
            await finish.Task;
            tx.Publish(new BellRung("e", 1));
            return true;
        }, CancellationToken.None);
        await started.Task;
        await host.RingAsync(new BellRung("e", 2));
        await Task.Delay(100);
        finish.SetResult();
        await slow;
        await Eventually.TrueAsync(async () => (await host.HeardAsync("e")).Count == 2, "both rings of e");
    }

    [Fact]
    public async Task One_service_cannot_read_the_table_of_another()
    {
        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => host.DbOf("platform.ears")
            .InTransactionAsync(tx => tx.ExecuteAsync($"select * from platform_bells.events"), CancellationToken.None));
        Assert.Equal("42501", refused.SqlState);
    }
}
