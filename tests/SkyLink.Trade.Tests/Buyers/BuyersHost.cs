using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Platform;
using SkyLink.Platform.Hosting;
using SkyLink.Settle;
using SkyLink.Settle.Ledger;
using SkyLink.Testing;
using SkyLink.Trade.Nodes;
using SkyLink.Trade.Payments;
using SkyLink.Trade.Routing;

namespace SkyLink.Trade.Buyers;

/// <summary>The buyer's app with gateway, payment partner and ledger as they are; the shops are the test's.</summary>
public sealed class BuyersHost : TestHost
{
    internal ShopModule Shops { get; } = new();

    internal OpenRegistryModule Registry { get; } = new();

    protected override IReadOnlyList<IModule> Modules =>
        [Registry, new LedgerModule(), new PaymentsModule(), new RoutingModule(), new BuyersModule(), Shops];

    private ILedger Ledger => Services.GetRequiredService<ILedger>();

    internal static JsonSerializerOptions Json => SkyLink.Platform.Http.Json.Options;

    internal HttpClient As(Role role, Guid user) => CreateClient(TokenIdentity.TokenOf(role, user));

    /// <summary>A new shopper with so much in the wallet, in the smallest unit.</summary>
    internal async Task<Shopper> ShopperAsync(Int128 units)
    {
        var user = Guid.CreateVersion7();
        if (units > 0)
        {
            var wallet = $"trade:wallets:{user}";
            await Ledger.OpenAsync(new OpenAccount("world:topups"), CancellationToken.None);
            await Ledger.OpenAsync(new OpenAccount(wallet), CancellationToken.None);
            var posted = await Ledger.PostAsync(
                new PostTransaction(
                    Guid.CreateVersion7(), "Pocket money", wallet, [new Posting("world:topups", wallet, new Money(units, "PKR/2"))]),
                CancellationToken.None);
            Assert.True(posted.Is(out _, out var error), error?.ToString());
        }

        return new Shopper(this, user, As(Role.Buyer, user));
    }

    internal async Task<Int128> UnitsAsync(string account) =>
        (await Ledger.BalanceAsync(account, "PKR/2", CancellationToken.None)).Is(out var balance, out _)
            ? balance.Balance.Units
            : 0;

    protected override void Configure(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IIdentity, TokenIdentity>();
        builder.Configuration.AddInMemoryCollection(
            [new("Trade:Payments:StepLease", "00:00:00.5"), new("Trade:Buyers:SearchDeadline", "00:00:01")]);
    }

    protected override Task StartedAsync() => Eventually.TrueAsync(
        () => Registry.Entries.Count == 6, "everybody is on the network", TimeSpan.FromMinutes(3));
}

/// <summary>A person at the buyer's app.</summary>
internal sealed record Shopper(BuyersHost Host, Guid Id, HttpClient Http)
{
    private static readonly object Home = new
    {
        name = "Amna",
        phone = "+92 300 1234567",
        email = "amna@example.org",
        address = "1 Mall Road",
        city = "Lahore",
        areaCode = "54000",
        gps = "31.5204,74.3587",
    };

    public static string OfferOf(string seller, string item) => $"{seller}~{seller.Split('.')[0]}~{item}";

    /// <summary>A search that both shops have answered.</summary>
    public async Task<Guid> SearchAsync()
    {
        var search = Guid.Empty;
        await Eventually.TrueAsync(async () =>
        {
            using var answer = await Http.PostAsJsonAsync("/api/v1/buyers/searches", new { text = "tea" });
            search = answer.IsSuccessStatusCode
                ? (await answer.Content.ReadFromJsonAsync<SearchView>(BuyersHost.Json))!.Id
                : Guid.Empty;
            return search != Guid.Empty && await AnsweredAsync(search);
        }, "both shops answer a search", TimeSpan.FromMinutes(3));
        return search;
    }

    public async Task<HttpResponseMessage> PlaceAsync(Guid search, object lines, string? key = null, object? to = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/buyers/orders")
        {
            Content = JsonContent.Create(new { searchId = search, lines, delivery = to ?? Home }),
        };
        request.Headers.Add("Idempotency-Key", key ?? Guid.CreateVersion7().ToString());
        return await Http.SendAsync(request);
    }

    /// <summary>An order for so many packets of tea, up to a state.</summary>
    public async Task<BuyerOrderView> OrderAsync(int count, BuyerOrderState until)
    {
        var search = await SearchAsync();
        using var placed = await PlaceAsync(search, new[] { new { offerId = OfferOf(ShopModule.First, "tea"), quantity = count } });
        var order = Assert.Single((await placed.Content.ReadFromJsonAsync<BuyerOrderView[]>(BuyersHost.Json))!);
        if (until == BuyerOrderState.Failed)
        {
            return await UntilAsync(order.Id, it => it.State == until);
        }

        await UntilAsync(order.Id, it => it.State == BuyerOrderState.Ready);
        if (until != BuyerOrderState.Ready)
        {
            (await ActAsync(order.Id, "confirm")).EnsureSuccessStatusCode();
        }

        return await UntilAsync(order.Id, it => it.State == until);
    }

    public Task<HttpResponseMessage> ActAsync(Guid order, string action, object? request = null) =>
        Http.PostAsJsonAsync($"/api/v1/buyers/orders/{order}/{action}", request ?? new { });

    public async Task<BuyerOrderView> UntilAsync(Guid id, Func<BuyerOrderView, bool> isSo)
    {
        BuyerOrderView? order = null;
        try
        {
            await Eventually.TrueAsync(async () =>
            {
                order = await Http.GetFromJsonAsync<BuyerOrderView>($"/api/v1/buyers/orders/{id}", BuyersHost.Json);
                return isSo(order!);
            }, "the order gets there", TimeSpan.FromMinutes(3));
        }
        catch (TimeoutException)
        {
            Assert.Fail($"It stays {order?.State}, {order?.Payment}, {order?.Notice}: {string.Join("; ", order?.Timeline ?? [])}");
        }

        return order!;
    }

    private async Task<bool> AnsweredAsync(Guid search)
    {
        for (var tries = 0; tries < 50; tries++)
        {
            var view = await Http.GetFromJsonAsync<SearchView>($"/api/v1/buyers/searches/{search}", BuyersHost.Json);
            if (view!.Sources.Count == 2)
            {
                return true;
            }

            await Task.Delay(20);
        }

        return false;
    }
}
