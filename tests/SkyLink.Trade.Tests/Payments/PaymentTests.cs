using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SkyLink.Beckn;
using SkyLink.Platform;
using SkyLink.Testing;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Payments;

public sealed class PaymentTests(PaymentHost host) : IClassFixture<PaymentHost>
{
    [Fact]
    public async Task Held_money_leaves_the_wallet_and_is_reported_to_creator_and_payee()
    {
        var request = PaymentHost.Request(await host.PayerAsync(50_000), 45_007);
        var report = PaymentHost.ReportOf(await host.HoldAsync(request));
        Assert.Equal((HoldStates.Held, PaymentHost.Of(45_007)), (report.State, report.Amount));
        Assert.Equal(host.Clock.GetUtcNow().AddDays(7), report.ExpiresAt!.Value, TimeSpan.FromMinutes(1));
        await host.AssertBalancesAsync(request, wallet: 4_993, held: 45_007);

        foreach (var app in (string[])["app", "shop"])
        {
            var status = await host.StatusAsync(request, app);
            Assert.Equal(PaymentStatus.Paid, status.Read<Order>().Payments[0].Status);
            Assert.Equal(report, PaymentHost.ReportOf(status) with { Splits = report.Splits });
            Assert.Equal(request.Splits, PaymentHost.ReportOf(status).Splits);
        }

        Assert.NotNull((await host.StatusAsync(request, "other-app")).Error);
    }

    [Fact]
    public async Task Released_money_goes_to_each_beneficiary_exactly()
    {
        var request = await host.HeldAsync(45_007);
        var report = PaymentHost.ReportOf(await host.ReleaseAsync(request));
        Assert.Equal(HoldStates.Released, report.State);
        await host.AssertBalancesAsync(request, wallet: 0, held: 0, 40_957, 3_600, 450);
    }

    [Fact]
    public async Task A_payment_released_twice_pays_once()
    {
        var request = await host.HeldAsync(10_000);
        var answers = await Task.WhenAll(host.ReleaseAsync(request), host.ReleaseAsync(request));
        Assert.All(answers, answer => Assert.Equal(HoldStates.Released, PaymentHost.ReportOf(answer).State));
        await host.AssertBalancesAsync(request, wallet: 0, held: 0, 9_100, 800, 100);
    }

    [Fact]
    public async Task A_refund_gives_back_a_part_and_the_rest_is_shared_without_loss()
    {
        var request = await host.HeldAsync(10_000);
        var refunded = PaymentHost.ReportOf(await host.RefundAsync(request, 3_333));
        Assert.Equal((HoldStates.Held, PaymentHost.Of(6_667)), (refunded.State, refunded.Amount));
        await host.AssertBalancesAsync(request, wallet: 3_333, held: 6_667);

        PaymentHost.ReportOf(await host.ReleaseAsync(request));
        await host.AssertBalancesAsync(request, wallet: 3_333, held: 0, 6_068, 533, 66);
    }

    [Fact]
    public async Task A_refund_of_all_there_is_ends_the_payment()
    {
        var request = await host.HeldAsync(10_000);
        Assert.Equal(HoldStates.Returned, PaymentHost.ReportOf(await host.RefundAsync(request, 10_000)).State);
        Assert.NotNull((await host.ReleaseAsync(request)).Error);
        await host.AssertBalancesAsync(request, wallet: 10_000, held: 0);
    }

    [Fact]
    public async Task A_refund_above_what_is_held_is_refused()
    {
        var request = await host.HeldAsync(10_000);
        Assert.Contains("payments.refund_too_large", (await host.RefundAsync(request, 10_001)).Error!.Message);
        await host.AssertBalancesAsync(request, wallet: 0, held: 10_000);
    }

    [Fact]
    public async Task A_cancelled_payment_returns_whole_and_can_be_cancelled_again()
    {
        var request = await host.HeldAsync(10_000);
        Assert.Equal(HoldStates.Returned, PaymentHost.ReportOf(await host.CancelAsync(request)).State);
        Assert.Equal(HoldStates.Returned, PaymentHost.ReportOf(await host.CancelAsync(request)).State);
        await host.AssertBalancesAsync(request, wallet: 10_000, held: 0);
    }

    [Fact]
    public async Task A_released_payment_cannot_be_cancelled()
    {
        var request = await host.HeldAsync(10_000);
        await host.ReleaseAsync(request);
        Assert.Contains("payments.not_held", (await host.CancelAsync(request)).Error!.Message);
        await host.AssertBalancesAsync(request, wallet: 0, held: 0, 9_100, 800, 100);
    }

    [Fact]
    public async Task A_cancel_on_the_heels_of_the_confirm_finds_the_money_and_returns_it()
    {
        var request = PaymentHost.Request(await host.PayerAsync(10_000), 10_000);
        await host.SayHoldAsync(request);
        Assert.Equal(HoldStates.Returned, PaymentHost.ReportOf(await host.CancelAsync(request)).State);
        await host.AssertBalancesAsync(request, wallet: 10_000, held: 0);
    }

    [Theory]
    [InlineData(9_999)]
    [InlineData(0)]
    public async Task A_payer_without_enough_money_is_declined(int units)
    {
        var payer = units > 0 ? await host.PayerAsync(units) : Guid.CreateVersion7().ToString();
        var request = PaymentHost.Request(payer, 10_000);
        var answer = await host.HoldAsync(request);
        Assert.Contains("payments.declined", answer.Error!.Message);
        Assert.Contains("The wallet holds less than this costs.", answer.Error!.Message);
        Assert.Equal(HoldStates.Declined, PaymentHost.ReportOf(await host.StatusAsync(request)).State);
        Assert.Contains("payments.declined", (await host.HoldAsync(request)).Error!.Message);
        await host.AssertBalancesAsync(request, wallet: units, held: 0);
    }

    [Fact]
    public async Task A_confirm_repeated_under_another_message_id_holds_once()
    {
        var request = PaymentHost.Request(await host.PayerAsync(30_000), 10_000);
        var answers = await Task.WhenAll(host.HoldAsync(request), host.HoldAsync(request), host.HoldAsync(request));
        Assert.All(answers, answer => Assert.Equal(HoldStates.Held, PaymentHost.ReportOf(answer).State));
        await host.AssertBalancesAsync(request, wallet: 20_000, held: 10_000);
    }

    [Fact]
    public async Task Another_payment_under_the_same_id_is_refused()
    {
        var request = await host.HeldAsync(10_000);
        var dearer = PaymentHost.Request(await host.PayerAsync(20_000), 20_000) with { PaymentId = request.PaymentId };
        Assert.Contains("payments.id_taken", (await host.HoldAsync(dearer)).Error!.Message);
        Assert.Contains("payments.id_taken", (await host.HoldAsync(request, "other-app")).Error!.Message);
        await host.AssertBalancesAsync(request, wallet: 0, held: 10_000);
    }

    [Theory]
    [InlineData("other-app")]
    [InlineData("shop")]
    public async Task Nobody_but_the_creator_moves_a_payment(string app)
    {
        var request = await host.HeldAsync(10_000);
        Assert.Contains("payments.not_found", (await host.ReleaseAsync(request, app)).Error!.Message);
        Assert.Contains("payments.not_found", (await host.CancelAsync(request, app)).Error!.Message);
        await host.AssertBalancesAsync(request, wallet: 0, held: 10_000);
    }

    [Fact]
    public async Task Requests_that_make_no_sense_are_refused_by_their_callback()
    {
        var good = PaymentHost.Request(await host.PayerAsync(10_000), 10_000);
        var split = good.Splits[0];
        (HoldRequest Request, string Code)[] wrong =
        [
            (good with { Splits = [split] }, "payments.splits_differ"),
            (good with { Splits = [.. good.Splits, split with { Amount = PaymentHost.Of(1) }] },
                "payments.splits_differ"),
            (good with { Splits = [] }, "payments.invalid_splits"),
            (good with { Splits = [split with { Beneficiary = "world:topups", Amount = good.Amount }] },
                "payments.invalid_splits"),
            (good with { Splits = [split with { Beneficiary = "trade:wallets:me", Amount = good.Amount }] },
                "payments.invalid_splits"),
            (good with { Splits = [.. Enumerable.Repeat(split with { Amount = PaymentHost.Of(1) }, 21)] },
                "payments.invalid_splits"),
            (good with { Amount = PaymentHost.Of(0), Splits = [split with { Amount = PaymentHost.Of(0) }] },
                "payments.invalid_amount"),
            (good with { Payee = "app.example" }, "payments.payee_unknown"),
            (good with { Payee = "nobody.example" }, "payments.payee_unknown"),
            (good with { Payer = "x:y" }, "payments.invalid_party"),
        ];
        foreach (var (request, code) in wrong)
        {
            Assert.Contains(code, (await host.HoldAsync(request)).Error!.Message);
        }

        await host.AssertBalancesAsync(good, wallet: 10_000, held: 0);
    }

    [Fact]
    public async Task Money_held_too_long_returns_by_itself_and_its_creator_hears_of_it()
    {
        var request = await host.HeldAsync(10_000);
        await host.Database.ExecuteAsync(
            $"update trade_payments.payments set expires_at = created_at where id = '{request.PaymentId}'");
        await Eventually.TrueAsync(
            () => host.Probes.HeardOf("app", request.Reference).Any(it => it.Action == BecknAction.OnCancel), "told");
        await host.AssertBalancesAsync(request, wallet: 10_000, held: 0);
        Assert.Equal(HoldStates.Returned, PaymentHost.ReportOf(await host.StatusAsync(request)).State);
    }

    [Fact]
    public async Task A_wallet_is_topped_up_once_per_key_and_to_the_limit_of_the_day()
    {
        var user = Guid.CreateVersion7();
        using var http = host.CreateClient(TokenIdentity.TokenOf(Role.Buyer, user));
        Assert.Equal("Done", (string)(await TopUpAsync(http, "a", 4_000_000))!["state"]!);
        Assert.Equal("Done", (string)(await TopUpAsync(http, "a", 4_000_000))!["state"]!);
        Assert.Equal("payments.top_up_too_large", (string)(await TopUpAsync(http, "b", 6_000_001))!["code"]!);
        Assert.Equal("payments.top_up_too_large", (string)(await TopUpAsync(http, "b", -1))!["code"]!);
        Assert.Equal("Done", (string)(await TopUpAsync(http, "b", 6_000_000))!["state"]!);

        var request = PaymentHost.Request(user.ToString(), 1_000_000);
        PaymentHost.ReportOf(await host.HoldAsync(request));
        var wallet = (await http.GetFromJsonAsync<JsonNode>("/api/v1/payments/wallet"))!;
        Assert.Equal("9000000", (string)wallet["balance"]!["units"]!);
        Assert.Equal("1000000", (string)wallet["held"]!["units"]!);
        Assert.Equal("10000000", (string)wallet["toppedUpToday"]!["units"]!);
    }

    [Fact]
    public async Task Top_ups_at_once_do_not_pass_the_limit_together()
    {
        using var http = host.CreateClient(TokenIdentity.TokenOf(Role.Buyer, Guid.CreateVersion7()));
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => TopUpAsync(http, $"{i}", 3_000_000)));
        Assert.Equal(3, answers.Count(answer => (string?)answer!["state"] == "Done"));
    }

    [Fact]
    public async Task A_buyer_sees_only_payments_of_the_own_wallet()
    {
        var request = await host.HeldAsync(10_000);
        await host.RefundAsync(request, 1_000);
        using var owner = host.CreateClient(TokenIdentity.TokenOf(Role.Buyer, Guid.Parse(request.Payer)));
        using var stranger = host.CreateClient(TokenIdentity.TokenOf(Role.Buyer, Guid.CreateVersion7()));
        using var watch = host.CreateClient(TokenIdentity.TokenOf(Role.Operator, Guid.CreateVersion7()));

        var own = (await owner.GetFromJsonAsync<JsonNode>("/api/v1/payments"))!["items"]!.AsArray();
        Assert.Equal(request.PaymentId.ToString(), (string)own.Single()!["id"]!);
        Assert.Empty((await stranger.GetFromJsonAsync<JsonNode>("/api/v1/payments"))!["items"]!.AsArray());
        var path = $"/api/v1/payments/{request.PaymentId}";
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(path)).StatusCode);

        using var seen = await watch.GetAsync(path);
        var detail = (await seen.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.NotNull(seen.Headers.ETag);
        Assert.Equal(["Hold", "Refund"], detail["steps"]!.AsArray().Select(step => (string)step!["kind"]!));
        Assert.Equal("9000", (string)detail["payment"]!["remaining"]!["units"]!);
    }

    private static async Task<JsonNode?> TopUpAsync(HttpClient http, string key, long units)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/payments/top-ups")
        {
            Content = JsonContent.Create(new { amount = new { units = $"{units}", asset = PaymentHost.Rupees } }),
            Headers = { { "Idempotency-Key", key } },
        };
        using var answer = await http.SendAsync(request);
        return await answer.Content.ReadFromJsonAsync<JsonNode>();
    }
}
