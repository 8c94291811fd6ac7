using System.Numerics;
using System.Text.Json;
using SkyLink.Beckn;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Payments;

/// <summary>A step that this process is to carry out.</summary>
/// <param name="Asked">The request to answer when it is over; null where nobody asked.</param>
/// <param name="Origin">Whose doing it is.</param>
internal sealed record ClaimedStep(PaymentStep Step, Context? Asked, DateTimeOffset RequestedAt, EventOrigin Origin);

internal sealed record StepRow(
    int Number, StepKind Kind, Money? Amount, string State, string? Reason, DateTimeOffset RequestedAt,
    DateTimeOffset? DoneAt);

/// <summary>All SQL of payments and their steps.</summary>
internal static class PaymentStore
{
    /// <summary>False if there is a payment of this id.</summary>
    public static async Task<bool> AddAsync(Tx tx, PaymentHold payment, Context asked) => await tx.ExecuteAsync($"""
        insert into payments (id, creator, payee, payer, reference, asset, amount, refunded, splits, state, moving_step,
                              context, version, created_at, updated_at, expires_at)
        values ({payment.Id}, {payment.Creator}, {payment.Payee}, {payment.Payer}, {payment.Reference},
                {payment.Amount.Asset}, {(BigInteger)payment.Amount.Units}, {(BigInteger)payment.Refunded.Units},
                {JsonSerializer.Serialize(payment.Splits, Json.Options)}::text::jsonb, {payment.State.ToString()},
                {payment.MovingStep}, {KeptContext.Write(asked)}::text::jsonb, {payment.Version}, {payment.CreatedAt},
                {payment.UpdatedAt}, {payment.ExpiresAt})
        on conflict do nothing
        """) == 1;

    public static Task UpdateAsync(Tx tx, PaymentHold payment) => tx.ExecuteAsync($"""
        update payments
           set refunded = {(BigInteger)payment.Refunded.Units}, state = {payment.State.ToString()},
               moving_step = {payment.MovingStep}, reason = {payment.Reason}, version = {payment.Version},
               updated_at = {payment.UpdatedAt}
         where id = {payment.Id}
        """);

    public static Task<PaymentHold?> LockAsync(Tx tx, Guid id) =>
        tx.FindAsync($"select * from payments where id = {id} for update", Read);

    public static Task<PaymentHold?> FindAsync(Tx tx, Guid id) =>
        tx.FindAsync($"select * from payments where id = {id}", Read);

    /// <summary>Newest first.</summary>
    /// <param name="payer">Only payments of this wallet; null: all.</param>
    public static Task<List<PaymentHold>> ListAsync(Tx tx, string? payer, string? state, Guid? after, int limit) =>
        tx.ListAsync($"""
            select * from payments
             where ({payer}::text is null or payer = {payer}) and ({state}::text is null or state = {state})
               and id < {after ?? Guid.AllBitsSet}
             order by id desc limit {limit}
            """, Read);

    /// <summary>The head of the request that created a payment.</summary>
    public static async Task<Context> BeginningAsync(Tx tx, Guid id) => KeptContext.Read(
        await tx.ScalarAsync<string>($"select context::text from payments where id = {id}"));

    /// <summary>What the payer's wallet has given and neither got back nor paid out.</summary>
    public static async Task<Money> HeldOfAsync(Tx tx, string payer, string asset) => new(
        (Int128)await tx.ScalarAsync<BigInteger>($"""
            select coalesce(sum(amount - refunded), 0)::numeric(38, 0) from payments
             where payer = {payer} and asset = {asset} and state in ('Held', 'Releasing', 'Refunding', 'Returning')
            """),
        asset);

    /// <summary>Held longer than agreed, and what each began with.</summary>
    public static Task<List<(Guid Id, Context Began)>> LockExpiredAsync(
        Tx tx, DateTimeOffset now, int limit) => tx.ListAsync($"""
        select id, context::text as context from payments where state = 'Held' and expires_at <= {now}
           and not exists (select from payment_steps where payment = id and payment_steps.state = 'Waiting')
         order by expires_at limit {limit} for update skip locked
        """, row => (row.Get<Guid>("id"), KeptContext.Read(row.Get<string>("context"))));

    /// <summary>The payment's row is locked by the caller, or new: numbers have no gaps and no doubles.</summary>
    public static Task AddStepAsync(
        Tx tx, Guid payment, StepKind kind, Money? amount, Context? asked, DateTimeOffset now)
    {
        var origin = EventOrigin.Current;
        return tx.ExecuteAsync($"""
            insert into payment_steps (payment, number, kind, amount, context, state, due_at, requested_at,
                                       trace, correlation, actor)
            select {payment}, coalesce(max(number), 0) + 1, {kind.ToString()}, {(BigInteger?)amount?.Units}::numeric,
                   {(asked is null ? null : KeptContext.Write(asked))}::text::jsonb, 'Waiting', {now}, {now},
                   {origin.Trace}::text, {origin.Correlation}::text, {origin.Actor}::uuid
              from payment_steps where payment = {payment}
            """);
    }

    /// <summary>The first waiting step of each payment whose time has come, leased to the caller.</summary>
    public static Task<List<ClaimedStep>> ClaimAsync(Tx tx, DateTimeOffset now, TimeSpan lease, int limit) =>
        tx.ListAsync($"""
            update payment_steps as step set due_at = {now + lease}
              from payments
             where payments.id = step.payment and (step.payment, step.number) in (
                select payment, number from payment_steps as it
                 where state = 'Waiting' and due_at <= {now}
                   and not exists (
                       select from payment_steps as before
                        where before.payment = it.payment and before.state = 'Waiting' and before.number < it.number)
                 order by due_at limit {limit} for update skip locked)
            returning step.payment, step.number, step.kind, step.amount, step.context::text as context,
                      step.requested_at, payments.asset, step.trace, step.correlation, step.actor
            """, row => new ClaimedStep(
            new PaymentStep(
                row.Get<Guid>("payment"), row.Get<int>("number"), Enum.Parse<StepKind>(row.Get<string>("kind")),
                AmountOf(row)),
            row.Find<string>("context") is { } context ? KeptContext.Read(context) : null,
            row.Get<DateTimeOffset>("requested_at"),
            new EventOrigin(row.Find<string>("correlation"), row.Find<string>("trace"), row.Find<Guid?>("actor"))));

    /// <summary>False if the step is over already: another process was faster.</summary>
    public static async Task<bool> FinishAsync(Tx tx, PaymentStep step, string? refusal, DateTimeOffset now) =>
        await tx.ExecuteAsync($"""
            update payment_steps
               set state = {(refusal is null ? "Done" : "Refused")}, reason = {refusal}, done_at = {now}
             where payment = {step.Payment} and number = {step.Number} and state = 'Waiting'
            """) == 1;

    public static Task<List<StepRow>> StepsAsync(Tx tx, Guid payment) => tx.ListAsync($"""
        select step.*, payments.asset from payment_steps as step join payments on payments.id = step.payment
         where step.payment = {payment} order by number limit 200
        """, row => new StepRow(
        row.Get<int>("number"), Enum.Parse<StepKind>(row.Get<string>("kind")), AmountOf(row), row.Get<string>("state"),
        row.Find<string>("reason"), row.Get<DateTimeOffset>("requested_at"), row.Find<DateTimeOffset?>("done_at")));

    private static Money? AmountOf(NpgsqlDataReader row) => row.Find<BigInteger?>("amount") is { } units
        ? new Money((Int128)units, row.Get<string>("asset"))
        : null;

    private static PaymentHold Read(NpgsqlDataReader row)
    {
        var asset = row.Get<string>("asset");
        return new PaymentHold
        {
            Id = row.Get<Guid>("id"),
            Creator = row.Get<string>("creator"),
            Payee = row.Get<string>("payee"),
            Payer = row.Get<string>("payer"),
            Reference = row.Get<string>("reference"),
            Amount = new Money((Int128)row.Get<BigInteger>("amount"), asset),
            Refunded = new Money((Int128)row.Get<BigInteger>("refunded"), asset),
            Splits = JsonSerializer.Deserialize<List<Split>>(row.Get<string>("splits"), Json.Options)!,
            State = Enum.Parse<HoldState>(row.Get<string>("state")),
            MovingStep = row.Find<int?>("moving_step"),
            Reason = row.Find<string>("reason"),
            Version = row.Get<int>("version"),
            CreatedAt = row.Get<DateTimeOffset>("created_at"),
            UpdatedAt = row.Get<DateTimeOffset>("updated_at"),
            ExpiresAt = row.Get<DateTimeOffset>("expires_at"),
        };
    }
}
