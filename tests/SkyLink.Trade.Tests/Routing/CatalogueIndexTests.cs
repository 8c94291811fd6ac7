using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SkyLink.Beckn;
using SkyLink.Platform;
using SkyLink.Platform.Http;
using SkyLink.Testing;
using SkyLink.Trade.Buyers;
using SkyLink.Trade.Nodes;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Routing;

/// <summary>What the gateway knows of catalogues, over the protocol: two shops tell it what they have, or do not.</summary>
public sealed class CatalogueIndexTests(BuyersHost host) : IClassFixture<BuyersHost>
{
    private readonly HttpClient http = host.As(Role.Operator, Guid.CreateVersion7());

    private CatalogueIndex Index => host.Services.GetRequiredService<CatalogueIndex>();

    [Fact]
    public async Task A_seller_is_not_asked_for_what_its_whole_catalogue_does_not_have()
    {
        await PushAsync(ShopModule.First, new CatalogueNotice("a1", 1, 2), Item("tea", "Green Tea"));
        await UntilAsync(ShopModule.First, it => it is { Row.Snapshot: "a1" });
        Assert.Contains(ShopModule.First, await ChosenAsync("soap")); // Half a catalogue proves nothing.
        await PushAsync(ShopModule.First, new CatalogueNotice("a1", 2, 2), Item("rusk", "Cake Rusk"));
        await UntilAsync(ShopModule.First, it => it is { Row.KnownUntil: not null });

        var soap = await DryRunAsync("soap");
        Assert.Contains("none of its 2 products fits “soap”", Of(soap, ShopModule.First).Because);
        Assert.Equal([ShopModule.Second], Chosen(soap)); // Who keeps no catalogue here is always asked.
        Assert.Contains(ShopModule.First, await ChosenAsync("tea"));
        Assert.Contains(ShopModule.First, await ChosenAsync("rusks"));
        Assert.Contains(ShopModule.First, await ChosenAsync("near me"));

        await PushAsync(ShopModule.First, new CatalogueNotice("a1", 1, Parts: null), Item("soap", "Rose Soap"));
        await UntilAsync(ShopModule.First, it => it is { Row.Changes: 1 });
        Assert.Contains(ShopModule.First, await ChosenAsync("soap"));
        await PushAsync(ShopModule.First, new CatalogueNotice("a1", 2, Parts: null), Item("soap", "Rose Soap", available: 0));
        await UntilAsync(ShopModule.First, it => it is { Row.Changes: 2 });
        Assert.DoesNotContain(ShopModule.First, await ChosenAsync("soap"));

        host.Clock.Advance(TimeSpan.FromMinutes(16)); // Nobody has heard of it for too long.
        Assert.Contains(ShopModule.First, await ChosenAsync("soap"));
    }

    [Fact]
    public async Task A_gap_between_changes_ends_the_trust_until_the_whole_comes_again()
    {
        await WholeAsync(ShopModule.First, "b1", Item("tea", "Green Tea"));
        Assert.DoesNotContain(ShopModule.First, await ChosenAsync("soap"));
        await PushAsync(ShopModule.First, new CatalogueNotice("b1", 2, Parts: null), Item("rusk", "Cake Rusk"));
        await UntilAsync(ShopModule.First, it => it is { Row.KnownUntil: null });
        Assert.Contains(ShopModule.First, await ChosenAsync("soap"));
        await WholeAsync(ShopModule.First, "b2", Item("milk", "Milk"));
        Assert.DoesNotContain(ShopModule.First, await ChosenAsync("tea"));
        await PushAsync(ShopModule.First, new CatalogueNotice("b0", 1, Parts: null));
        await UntilAsync(ShopModule.First, it => it is { Row.KnownUntil: null });
    }

    [Fact]
    public async Task A_new_whole_replaces_the_old_and_until_it_is_whole_all_is_open()
    {
        await WholeAsync(ShopModule.First, "c1", Item("tea", "Green Tea"));
        await PushAsync(ShopModule.First, new CatalogueNotice("c2", 1, 2), Item("milk", "Milk"));
        await UntilAsync(ShopModule.First, it => it is { Row.Snapshot: "c2" });
        Assert.Contains(ShopModule.First, await ChosenAsync("soap"));
        await PushAsync(ShopModule.First, new CatalogueNotice("c2", 2, 2), Item("ghee", "Ghee"));
        await UntilAsync(ShopModule.First, it => it is { Row.KnownUntil: not null, Shelf.Count: 2 });
        Assert.DoesNotContain(ShopModule.First, await ChosenAsync("tea"));
    }

    [Fact]
    public async Task Where_no_catalogue_has_it_everybody_is_asked()
    {
        await WholeAsync(ShopModule.First, "d1", Item("tea", "Green Tea"));
        await WholeAsync(ShopModule.Second, "d1", Item("rusk", "Cake Rusk"));
        Assert.Equal([ShopModule.First], await ChosenAsync("tea"));
        Assert.Equal([ShopModule.Second, ShopModule.First], await ChosenAsync("soap"));
        await PushAsync(ShopModule.Second, new CatalogueNotice("d1", 9, Parts: null));
        await UntilAsync(ShopModule.Second, it => it is { Row.KnownUntil: null });
    }

    [Fact]
    public async Task A_catalogue_that_does_not_say_what_it_is_changes_nothing()
    {
        await WholeAsync(ShopModule.First, "e1", Item("tea", "Green Tea"));
        var before = Index.Of(ShopModule.First, ShopModule.Domain)!.Row.Version;
        await PushAsync(ShopModule.First, notice: null, Item("soap", "Rose Soap"));
        await Eventually.TrueAsync(
            async () => await host.Database.ScalarAsync<long>(
                "select count(*) from trade_shops.deliveries where state = 'Dead' and action = 'on_search'") > 0,
            "the gateway refuses it", TimeSpan.FromMinutes(3));
        Assert.Equal(before, Index.Of(ShopModule.First, ShopModule.Domain)!.Row.Version);
    }

    [Fact]
    public async Task Answers_that_pass_by_are_learned_from_and_found_but_exclude_nobody()
    {
        // What other tests pushed is believed no longer: both shops are asked.
        host.Clock.Advance(host.Services.GetRequiredService<IOptions<RoutingOptions>>().Value.CatalogueLifetime);
        var shopper = await host.ShopperAsync(0);
        await shopper.SearchAsync();
        var feed = host.Services.GetRequiredService<CatalogueFeed>();
        await Eventually.TrueAsync(
            async () =>
            {
                await feed.LearnAsync(CancellationToken.None);
                await Index.LookAsync(CancellationToken.None);
                return (await FindAsync("text=rusk&priceMax=50")).Any(it => it is { Seller: ShopModule.Second, Item: "rusk" });
            },
            "what was answered is known", TimeSpan.FromMinutes(3));
        Assert.DoesNotContain(await FindAsync("text=rusk&priceMax=49"), it => it.Seller == ShopModule.Second);
        Assert.Contains(ShopModule.Second, await ChosenAsync("soap"));
    }

    [Fact]
    public async Task The_index_says_whom_it_knows_and_refuses_what_makes_no_sense()
    {
        await WholeAsync(ShopModule.First, "f1", Item("tea", "Green Tea"));
        var sellers = await http.GetFromJsonAsync<Page<IndexedSellerView>>(
            "/api/v1/routing/catalogue/sellers", BuyersHost.Json);
        var first = sellers!.Items.Single(it => it.Seller == ShopModule.First);
        Assert.Equal(1, first.Items);
        Assert.NotNull(first.CompleteUntil);
        foreach (var query in new[] { "gps=here", "limit=0", "priceMax=-1", "withinKm=0" })
        {
            using var refused = await http.GetAsync($"/api/v1/routing/catalogue?{query}");
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }
    }

    [Fact]
    public async Task What_was_known_of_a_seller_that_is_no_longer_listed_is_forgotten()
    {
        await WholeAsync(ShopModule.First, "g1", Item("tea", "Green Tea"));
        Assert.Contains(await FindAsync("text=tea"), it => it.Seller == ShopModule.First);
        await RegistrySaysAsync(new ParticipantChanged(ShopModule.First, ParticipantStatuses.Suspended));
        await UntilAsync(ShopModule.First, it => it is { Row.Snapshot: null, Shelf.Count: 0 });
        Assert.DoesNotContain(await FindAsync("text=tea"), it => it.Seller == ShopModule.First);
        await WholeAsync(ShopModule.First, "g2", Item("soap", "Rose Soap"));
        Assert.DoesNotContain(ShopModule.First, await ChosenAsync("tea"));
    }

    [Fact]
    public async Task That_a_seller_was_on_its_way_in_may_be_heard_of_after_its_catalogue()
    {
        await WholeAsync(ShopModule.First, "h1", Item("tea", "Green Tea"));
        await WholeAsync(ShopModule.Second, "h1", Item("rusk", "Cake Rusk"));
        await RegistrySaysAsync(
            new ParticipantChanged(ShopModule.First, ParticipantStatuses.Initiated),
            new ParticipantChanged(ShopModule.First, ParticipantStatuses.UnderSubscription),
            new ParticipantChanged(ShopModule.Second, ParticipantStatuses.Unsubscribed));
        await UntilAsync(ShopModule.Second, it => it is { Row.Snapshot: null });
        await PushAsync(ShopModule.First, new CatalogueNotice("h1", 1, Parts: null), Item("soap", "Rose Soap"));
        await UntilAsync(ShopModule.First, it => it is { Row: { Changes: 1, KnownUntil: not null }, Shelf.Count: 2 });
    }

    [Fact]
    public async Task A_change_that_a_new_whole_overtook_says_nothing()
    {
        await WholeAsync(ShopModule.First, "i1", Item("tea", "Green Tea"));
        var before = host.Clock.GetUtcNow();
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await WholeAsync(ShopModule.First, "i2", Item("milk", "Milk"));
        await host.Shops.PushAsync(
            host.Services, ShopModule.First, new CatalogueNotice("i1", 1, Parts: null), before, Item("soap", "Soap"));
        await Eventually.TrueAsync(
            async () => (await host.DbOf("trade.routing").InTransactionAsync(
                tx => tx.ListAsync(
                    $"select id, body from messages where transaction_id = 'i1' and code is null",
                    row => MessageStore.Body.Open(tx, row)),
                CancellationToken.None)).Exists(body => body.Contains("catalog_inc", StringComparison.Ordinal)),
            "the gateway takes it", TimeSpan.FromMinutes(3));
        var known = Index.Of(ShopModule.First, ShopModule.Domain)!;
        Assert.True(known is { Row: { Snapshot: "i2", Changes: 0, KnownUntil: not null }, Shelf.Count: 1 }, $"{known.Row}");
    }

    /// <summary>In this order, which is that in which they are heard.</summary>
    private Task RegistrySaysAsync(params ParticipantChanged[] changes) =>
        host.DbOf("trade.registry").InTransactionAsync(tx =>
        {
            Array.ForEach(changes, change => tx.Publish(change));
            return Task.CompletedTask;
        }, CancellationToken.None);

    private static Item Item(string id, string name, long available = 7) => new(id)
    {
        Descriptor = new Descriptor(name),
        Price = new Price(50, "PKR"),
        Stock = new Stock { Available = available },
    };

    private static DecisionView Of(List<DecisionView> decisions, string seller) =>
        decisions.Single(it => it.SubscriberId == seller);

    private static IReadOnlyList<string> Chosen(List<DecisionView> decisions) =>
        [.. decisions.Where(it => it.IsChosen).Select(it => it.SubscriberId)];

    private async Task WholeAsync(string seller, string snapshot, params Item[] items)
    {
        await PushAsync(seller, new CatalogueNotice(snapshot, 1, 1), items);
        await UntilAsync(seller, it => it is { Row.KnownUntil: not null } && it.Row.Snapshot == snapshot);
    }

    private Task PushAsync(string seller, CatalogueNotice? notice, params Item[] items) =>
        host.Shops.PushAsync(host.Services, seller, notice, host.Clock.GetUtcNow(), items);

    private Task UntilAsync(string seller, Func<KnownSeller, bool> holds) => Eventually.TrueAsync(
        () => Index.Of(seller, ShopModule.Domain) is { } known && holds(known),
        "the gateway has taken it", TimeSpan.FromMinutes(3));

    private async Task<IReadOnlyList<string>> ChosenAsync(string text) => Chosen(await DryRunAsync(text));

    private async Task<List<DecisionView>> DryRunAsync(string text)
    {
        using var answer = await http.PostAsJsonAsync("/api/v1/routing/dry-run", new { text, domain = ShopModule.Domain });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<List<DecisionView>>(BuyersHost.Json))!;
    }

    private async Task<IReadOnlyList<IndexedOfferView>> FindAsync(string query) =>
        (await http.GetFromJsonAsync<Page<IndexedOfferView>>($"/api/v1/routing/catalogue?{query}", BuyersHost.Json))!.Items;
}
