using SkyLink.Beckn;
using SkyLink.Testing;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Payments;

/// <summary>A host of its own: these tests stop it, and take its ledger's answers away.</summary>
public sealed class PaymentCrashTests(PaymentHost host) : IClassFixture<PaymentHost>
{
    [Fact]
    public async Task An_answer_of_the_ledger_that_is_lost_does_not_move_money_twice()
    {
        var request = PaymentHost.Request(await host.PayerAsync(30_000), 10_000);
        host.Stumbling.SilentAnswers = 2;
        Assert.Equal(HoldStates.Held, PaymentHost.ReportOf(await host.HoldAsync(request)).State);
        Assert.Equal(3, host.Stumbling.Asked.Count(it => it.Reference == request.Reference));
        await host.AssertBalancesAsync(request, wallet: 20_000, held: 10_000);

        host.Stumbling.SilentAnswers = 1;
        await host.RefundAsync(request, 4_000);
        host.Stumbling.SilentAnswers = 1;
        await host.ReleaseAsync(request);
        await host.AssertBalancesAsync(request, wallet: 24_000, held: 0, 5_460, 480, 60);
    }

    [Fact]
    public async Task A_step_cut_off_by_a_restart_is_finished_afterwards()
    {
        var request = PaymentHost.Request(await host.PayerAsync(10_000), 10_000);
        host.Stumbling.SilentAnswers = int.MaxValue;
        await host.SayHoldAsync(request);
        await Eventually.TrueAsync(
            () => host.Stumbling.Asked.Any(it => it.Reference == request.Reference), "the ledger was asked");
        Assert.Empty(host.Probes.HeardOf("app", request.Reference));

        // Everybody gets another port and subscribes anew; until then the step has nobody to answer, and waits.
        host.Stumbling.SilentAnswers = 0;
        host.Registry.Entries.Clear();
        await host.RestartAsync();
        await Eventually.TrueAsync(() => host.Probes.HeardOf("app", request.Reference).Any(), "answered");
        Assert.Equal(HoldStates.Held, PaymentHost.ReportOf(await host.StatusAsync(request)).State);
        await host.AssertBalancesAsync(request, wallet: 0, held: 10_000);

        PaymentHost.ReportOf(await host.ReleaseAsync(request));
        Assert.Equal(
            [BecknAction.OnConfirm, BecknAction.OnStatus, BecknAction.OnUpdate],
            host.Probes.HeardOf("app", request.Reference).Select(it => it.Action));
        await host.AssertBalancesAsync(request, wallet: 0, held: 0, 9_100, 800, 100);
    }
}
