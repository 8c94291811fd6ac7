using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Beckn;
using SkyLink.Platform;
using SkyLink.Platform.Hosting;
using SkyLink.Settle;
using SkyLink.Settle.Ledger;
using SkyLink.Testing;
using SkyLink.Trade.Nodes;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Payments;

/// <summary>The payment partner and a real ledger, with two buyer apps and a seller around them.</summary>
public sealed class PaymentHost : TestHost
{
    public const string Rupees = "PKR/2";
    public const string Partner = "rupaya-pay.example";

    public static Money Of(Int128 units) => new(units, Rupees);

    public ILedger Ledger => Services.GetRequiredService<ILedger>();

    internal ProbeModule Probes { get; } = new(
        Profile("app", new NodeRole(ParticipantType.Bap, HoldRequest.Domain)),
        Profile("other-app", new NodeRole(ParticipantType.Bap, HoldRequest.Domain)),
        Profile(
            "shop", new NodeRole(ParticipantType.Bap, HoldRequest.Domain),
            new NodeRole(ParticipantType.Bpp, "ONDC:RET10")));

    internal StumblingLedgerModule Stumbling { get; } = new();

    internal OpenRegistryModule Registry { get; } = new();

    protected override IReadOnlyList<IModule> Modules =>
        [Registry, new LedgerModule(), Stumbling, Probes, new PaymentsModule()];

    public async Task<Int128> UnitsAsync(string account) =>
        (await Ledger.BalanceAsync(account, Rupees, CancellationToken.None)).Is(out var balance, out _)
            ? balance.Balance.Units
            : 0;

    /// <summary>A new shopper with money.</summary>
    public async Task<string> PayerAsync(Int128 units)
    {
        var payer = Guid.CreateVersion7().ToString();
        await Ledger.OpenAsync(new OpenAccount("world:topups"), CancellationToken.None);
        await Ledger.OpenAsync(new OpenAccount($"trade:wallets:{payer}"), CancellationToken.None);
        var posted = await Ledger.PostAsync(
            new PostTransaction(
                Guid.CreateVersion7(), "Pocket money", payer,
                [new Posting("world:topups", $"trade:wallets:{payer}", Of(units))]),
            CancellationToken.None);
        Assert.True(posted.Is(out _, out var error), error?.ToString());
        return payer;
    }

    /// <summary>A request whose splits go to accounts that no other test has.</summary>
    internal static HoldRequest Request(string payer, Int128 units)
    {
        var id = Guid.CreateVersion7();
        var (commission, fee) = (units * 8 / 100, units / 100);
        return new HoldRequest(id, Of(units), payer, "shop.example", Guid.CreateVersion7().ToString(),
        [
            new Split("seller", $"trade:payables:{id}", Of(units - commission - fee)),
            new Split("seller-app", $"trade:commissions:{id}", Of(commission)),
            new Split("network", $"trade:finders:{id}", Of(fee)),
        ]);
    }

    internal Task<Envelope> HoldAsync(HoldRequest request, string app = "app") =>
        AskAsync(app, BecknAction.Confirm, request.ToOrder(), request.Reference);

    /// <summary>Asks, and does not wait for the answer.</summary>
    internal Task SayHoldAsync(HoldRequest request) => Probes.SayAsync(
        this, "app", BecknAction.Confirm, Partner, HoldRequest.Domain, request.ToOrder(), request.Reference);

    /// <summary>Money that is held, of a payer who had just that.</summary>
    internal async Task<HoldRequest> HeldAsync(Int128 units)
    {
        var request = Request(await PayerAsync(units), units);
        Assert.Equal(HoldStates.Held, ReportOf(await HoldAsync(request)).State);
        return request;
    }

    internal Task<Envelope> ReleaseAsync(HoldRequest request, string app = "app") =>
        AskAsync(app, BecknAction.Update, HoldRequest.Release(request.PaymentId), request.Reference);

    internal Task<Envelope> RefundAsync(HoldRequest request, Int128 units) =>
        AskAsync("app", BecknAction.Update, HoldRequest.Refund(request.PaymentId, Of(units)), request.Reference);

    internal Task<Envelope> CancelAsync(HoldRequest request, string app = "app") =>
        AskAsync(app, BecknAction.Cancel, new CancelRequest(request.PaymentId.ToString(), "001"), request.Reference);

    internal Task<Envelope> StatusAsync(HoldRequest request, string app = "app") =>
        AskAsync(app, BecknAction.Status, new StatusRequest(request.PaymentId.ToString()), request.Reference);

    internal static HoldReport ReportOf(Envelope answer)
    {
        Assert.Null(answer.Error);
        var report = HoldReport.Of(answer.Read<Order>());
        Assert.NotNull(report);
        return report;
    }

    internal async Task AssertBalancesAsync(HoldRequest request, Int128 wallet, Int128 held, params Int128[] shares)
    {
        Assert.Equal(wallet, await UnitsAsync($"trade:wallets:{request.Payer}"));
        Assert.Equal(held, await UnitsAsync($"trade:holds:{request.PaymentId}"));
        for (var i = 0; i < request.Splits.Count; i++)
        {
            Assert.Equal(shares.ElementAtOrDefault(i), await UnitsAsync(request.Splits[i].Beneficiary));
        }
    }

    protected override void Configure(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IIdentity, TokenIdentity>();
        builder.Configuration.AddInMemoryCollection([new("Trade:Payments:StepLease", "00:00:00.5")]);
    }

    private static NodeProfile Profile(string slug, params NodeRole[] roles) =>
        new(slug, slug, $"{slug}.example", roles, ["*"]);

    private Task<Envelope> AskAsync(string app, BecknAction action, Message content, string transaction) =>
        Probes.AskAsync(this, app, action, Partner, HoldRequest.Domain, content, transaction);
}
