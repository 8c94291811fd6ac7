using SkyLink.Trade.Nodes;

namespace SkyLink.Trade.Payments;

/// <summary>Asks for the return of what was held too long, and takes up top-ups whose process died.</summary>
internal sealed partial class PaymentTimer(
    Db<PaymentsModule> db, PaymentTopUps topUps, [FromKeyedServices("trade.payments")] WakeUp wake, TimeProvider clock,
    ILogger<PaymentTimer> logger) : IJob
{
    private const int BatchMax = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await ExpireAsync(stopping);
            await topUps.ResumeAsync(BatchMax, stopping);
            await Task.Delay(Pause, clock, stopping);
        }
    }

    private async Task ExpireAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var expired = await db.InTransactionAsync(async tx =>
        {
            var payments = await PaymentStore.LockExpiredAsync(tx, now, BatchMax);
            foreach (var (payment, began) in payments)
            {
                using var span = Conversation.TakeUp(began.TransactionId, "hold is over");
                await PaymentStore.AddStepAsync(tx, payment, StepKind.Return, amount: null, asked: null, now);
            }

            return payments.Count;
        }, cancellation);
        if (expired > 0)
        {
            LogExpired(logger, expired);
            wake.Call();
        }
    }

    [LoggerMessage(LogLevel.Information, "{Count} payments were held too long and return to their payers")]
    private static partial void LogExpired(ILogger logger, int count);
}
