using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SkyLink.Platform.Data;
using SkyLink.Platform.Hosting;
using SkyLink.Testing;

namespace SkyLink.Platform.Events;

public sealed class RetentionTests(BellsHost host) : IClassFixture<BellsHost>
{
    private readonly DatabaseOptions options = host.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value;

    private Db Bells => host.DbOf("platform.bells");

    [Fact]
    public async Task Whole_months_go_after_ninety_days_and_financial_events_stay_seven_years()
    {
        var now = host.Clock.GetUtcNow();
        await SayAsync("ancient", now.AddYears(-8), Bus.Financial);
        await SayAsync("old", now.AddMonths(-6), Bus.Core);
        await SayAsync("mixed", now.AddMonths(-5), Bus.Core);
        await SayAsync("mixed", now.AddMonths(-5), Bus.Financial);
        await SayAsync("paid", now.AddMonths(-7), Bus.Financial);
        await SayAsync("young", now.AddDays(-60), Bus.Core);
        var before = await PlacesAsync();
        // The host's own upkeep may have been here first: what counts is what is left.
        await Upkeep.DropOldEventsAsync(Bells, now, options, CancellationToken.None);
        Assert.Equal(["mixed Financial", "paid Financial", "young Core"], await KeptAsync());
        Assert.Empty((await PlacesAsync()).Except(before)); // Readers' places mean what they meant.
        Assert.Equal(0, await Upkeep.DropOldEventsAsync(Bells, now, options, CancellationToken.None));
        await Upkeep.DropOldEventsAsync(Bells, now.AddYears(8), options, CancellationToken.None);
        Assert.Empty(await KeptAsync());
    }

    private Task SayAsync(string subject, DateTimeOffset at, Bus bus) => Bells.InTransactionAsync(async tx =>
    {
        // The host's own upkeep must not drop the month between these two statements.
        await tx.ExecuteAsync($"lock table events in share update exclusive mode");
        await tx.ExecuteAsync($"select ensure_event_partition({at})");
        await tx.ExecuteAsync($$"""
            insert into events (at, event_id, type, bus, subject, body)
            values ({{at}}, {{Guid.CreateVersion7()}}, 'platform.bells.rung.v1', {{bus.ToString()}}, {{subject}}, '{}')
            """);
        return true;
    }, CancellationToken.None);

    private Task<List<string>> KeptAsync() => Bells.InTransactionAsync(tx => tx.ListAsync(
        $"select subject || ' ' || bus as it from events order by 1", row => row.Get<string>("it")), CancellationToken.None);

    private Task<List<string>> PlacesAsync() => Bells.InTransactionAsync(tx => tx.ListAsync(
        $"select tx::text || '-' || id || ' ' || event_id as it from events", row => row.Get<string>("it")),
        CancellationToken.None);
}
