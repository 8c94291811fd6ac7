using SkyLink.Settle;

namespace SkyLink.Trade.Payments;

internal sealed record TopUpRequest(Money Amount);

/// <param name="State">Requested where the ledger is away: the money comes as soon as it is back.</param>
internal sealed record TopUpView(Guid Id, Money Amount, string State, DateTimeOffset RequestedAt);

/// <param name="Balance">What can be spent.</param>
/// <param name="Held">What is set aside for orders under way.</param>
internal sealed record PaymentWalletView(
    Guid Owner, string Account, Money Balance, Money Held, Money ToppedUpToday, Money TopUpLimitPerDay);

/// <param name="State">Only payments in this state.</param>
internal sealed record PaymentsPage(
    [property: RegularExpression("^[A-Za-z]{1,20}$")] string? State,
    Guid? After,
    [property: Range(1, PageRequest.LimitMax)] int Limit = 50);

internal sealed record PaymentView(
    Guid Id, string TransactionId, HoldState State, string BuyerApp, string Payee, string Payer, Money Amount,
    Money Refunded, Money Remaining, string? Reason, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    DateTimeOffset ExpiresAt)
{
    public static PaymentView Of(PaymentHold it) => new(
        it.Id, it.Reference, it.State, it.Creator, it.Payee, it.Payer, it.Amount, it.Refunded, it.Remaining, it.Reason,
        it.CreatedAt, it.UpdatedAt, it.ExpiresAt);
}

internal sealed record PaymentShareView(string Counterparty, string Beneficiary, Money Amount);

internal sealed record PaymentDetail(
    PaymentView Payment, string HoldAccount, IReadOnlyList<PaymentShareView> Shares, IReadOnlyList<StepRow> Steps);

internal static class PaymentsEndpoints
{
    private static readonly Permission CanRead = new(
        "payments.read", "See payments: one's own, or all of them as operator", Role.Buyer, Role.Analyst, Role.Operator,
        Role.Admin);

    private static readonly Permission CanTopUp =
        new("payments.top_up", "Put demo money into one's own wallet", Role.Buyer);

    private static readonly Permission CanSeeWallet = new("payments.wallet", "See one's own wallet", Role.Buyer);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var payments = routes.MapGroup("/api/v1/payments").WithTags("Payments").Validated();
        payments.MapGet("/", ListAsync).WithName("ListPayments")
            .WithSummary("Read payments, newest first").Requires(CanRead);
        payments.MapGet("/{id:guid}", GetAsync).WithName("GetPayment")
            .WithSummary("Read one payment, its shares and its steps").Requires(CanRead);
        payments.MapGet("/wallet", WalletAsync).WithName("GetPaymentWallet")
            .WithSummary("Read one's own wallet").Requires(CanSeeWallet);
        payments.MapPost("/top-ups", TopUpAsync).WithName("TopUpWallet")
            .WithSummary("Put demo money into one's own wallet").Requires(CanTopUp, rate: RateClass.Write);
    }

    private static async Task<Ok<Page<PaymentView>>> ListAsync(
        [AsParameters] PaymentsPage page, Caller caller, Db<PaymentsModule> db, CancellationToken cancellation)
    {
        var rows = await db.InStatementAsync(
            tx => PaymentStore.ListAsync(tx, PayerOf(caller), page.State, page.After, page.Limit), cancellation);
        return TypedResults.Ok(Page.Of(rows, page.Limit, PaymentView.Of, row => row.Id.ToString()));
    }

    private static async Task<Results<Ok<PaymentDetail>, ProblemHttpResult>> GetAsync(
        Guid id, Caller caller, Db<PaymentsModule> db, HttpContext http, CancellationToken cancellation)
    {
        var (payment, steps) = await db.InTransactionAsync(
            async tx => (await PaymentStore.FindAsync(tx, id), await PaymentStore.StepsAsync(tx, id)), cancellation);
        if (payment is null || (PayerOf(caller) is { } own && payment.Payer != own))
        {
            return PaymentErrors.NotFound.ToProblem();
        }

        http.SetETag(payment.Version);
        return TypedResults.Ok(new PaymentDetail(
            PaymentView.Of(payment), payment.Account,
            [.. payment.Shares().Select(it => new PaymentShareView(it.Counterparty, it.Beneficiary, it.Amount))],
            steps));
    }

    private static async Task<Results<Ok<PaymentWalletView>, ProblemHttpResult>> WalletAsync(
        Caller caller, Db<PaymentsModule> db, ILedger ledger, PaymentTopUps topUps, CancellationToken cancellation)
    {
        var (account, asset) = ($"trade:wallets:{caller.UserId}", topUps.LimitPerDay.Asset);
        var balance = await ledger.BalanceAsync(account, asset, cancellation);
        if (!balance.Is(out var found, out var error) && error.Status != StatusCodes.Status404NotFound)
        {
            return error.ToProblem();
        }

        var (held, today) = await db.InTransactionAsync(async tx => (
            await PaymentStore.HeldOfAsync(tx, caller.UserId.ToString(), asset),
            await topUps.TodayAsync(tx, caller.UserId)), cancellation);
        return TypedResults.Ok(new PaymentWalletView(
            caller.UserId, account, found?.Balance ?? new Money(0, asset), held, today, topUps.LimitPerDay));
    }

    private static async Task<Results<Created<TopUpView>, ProblemHttpResult>> TopUpAsync(
        TopUpRequest request, [FromHeader(Name = "Idempotency-Key")] string key, Caller caller, Db<PaymentsModule> db,
        PaymentTopUps topUps, CancellationToken cancellation)
    {
        var result = await db.OnceAsync<TopUp>(
            $"payments.top_up:{caller.UserId}", key, request,
            tx => topUps.RequestAsync(tx, caller.UserId, request.Amount), cancellation);
        if (!result.Is(out var topUp, out var error))
        {
            return error.ToProblem();
        }

        try
        {
            topUp = await topUps.CarryOutAsync(topUp, cancellation);
        }
        catch (RemoteCallException)
        {
            // It is written down: the timer brings it to the ledger when that is back.
        }

        return TypedResults.Created(
            "/api/v1/payments/wallet", new TopUpView(topUp.Id, topUp.Amount, topUp.State, topUp.RequestedAt));
    }

    /// <summary>Those who watch over the network see all payments, everybody else those of the own wallet.</summary>
    private static string? PayerOf(Caller caller) =>
        caller.Is(Role.Operator) || caller.Is(Role.Admin) || caller.Is(Role.Analyst) ? null : caller.UserId.ToString();
}
