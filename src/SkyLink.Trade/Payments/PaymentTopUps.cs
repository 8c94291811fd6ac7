using System.Numerics;
using SkyLink.Settle;

namespace SkyLink.Trade.Payments;

/// <param name="State">Requested, Done, or Refused.</param>
internal sealed record TopUp(Guid Id, Guid Owner, Money Amount, string State, DateTimeOffset RequestedAt)
{
    public string Wallet => $"trade:wallets:{Owner}";
}

/// <summary>
/// Demo money for wallets, from the outside account <c>world:topups</c>. Written down first, then posted under its own
/// id: whoever dies in between is followed by one who posts it again, once.
/// </summary>
internal sealed class PaymentTopUps(
    Db<PaymentsModule> db, ILedger ledger, IOptions<PaymentsOptions> options, TimeProvider clock)
{
    private const string Source = "world:topups";

    public Money LimitPerDay => new(options.Value.TopUpUnitsPerDay, options.Value.WalletAsset);

    /// <summary>Notes a top-up if the day's limit allows.</summary>
    public async Task<Result<TopUp>> RequestAsync(Tx tx, Guid owner, Money amount)
    {
        if (amount.Asset != options.Value.WalletAsset)
        {
            return PaymentErrors.TopUpAsset;
        }

        // One at a time per wallet: two at once must not both fit under the limit.
        await tx.ExecuteAsync($"select pg_advisory_xact_lock(hashtextextended({owner.ToString()}, 0))");
        var now = clock.GetUtcNow();
        var today = await TodayAsync(tx, owner);
        if (amount.Units <= 0 || amount.Units > LimitPerDay.Units - today.Units)
        {
            return PaymentErrors.TopUpTooLarge.With($"Today {LimitPerDay - today} are left.");
        }

        var topUp = new TopUp(Guid.CreateVersion7(now), owner, amount, "Requested", now);
        await tx.ExecuteAsync($"""
            insert into top_ups (id, owner, asset, amount, state, due_at, requested_at)
            values ({topUp.Id}, {owner}, {amount.Asset}, {(BigInteger)amount.Units}, {topUp.State},
                    {now + options.Value.StepLease}, {now})
            """);
        return topUp;
    }

    /// <summary>Posts it. Again is harmless.</summary>
    public async Task<TopUp> CarryOutAsync(TopUp topUp, CancellationToken cancellation)
    {
        await ledger.OpenAsync(new OpenAccount(Source, topUp.Amount.Asset), cancellation);
        await ledger.OpenAsync(new OpenAccount(topUp.Wallet, topUp.Amount.Asset), cancellation);
        var posted = await ledger.PostAsync(
            new PostTransaction(
                topUp.Id, "Demo money for a wallet", topUp.Id.ToString(),
                [new Posting(Source, topUp.Wallet, topUp.Amount)]),
            cancellation);
        var done = topUp with { State = posted.Is(out _, out _) ? "Done" : "Refused" };
        await db.InStatementAsync(tx => tx.ExecuteAsync($"""
            update top_ups set state = {done.State} where id = {topUp.Id} and state = 'Requested'
            """), cancellation);
        return done;
    }

    /// <summary>Takes up what its own process did not finish.</summary>
    public async Task ResumeAsync(int limit, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var left = await db.InStatementAsync(tx => tx.ListAsync($"""
            update top_ups set due_at = {now + options.Value.StepLease}
             where id in (select id from top_ups where state = 'Requested' and due_at <= {now}
                           order by due_at limit {limit} for update skip locked)
            returning *
            """, Read), cancellation);
        foreach (var topUp in left)
        {
            await CarryOutAsync(topUp, cancellation);
        }
    }

    /// <summary>What the wallet got today (UTC).</summary>
    public async Task<Money> TodayAsync(Tx tx, Guid owner)
    {
        var midnight = new DateTimeOffset(clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        return new Money((Int128)await tx.ScalarAsync<BigInteger>($"""
            select coalesce(sum(amount), 0)::numeric(38, 0) from top_ups
             where owner = {owner} and requested_at >= {midnight} and state <> 'Refused'
            """), options.Value.WalletAsset);
    }

    private static TopUp Read(NpgsqlDataReader row) => new(
        row.Get<Guid>("id"), row.Get<Guid>("owner"),
        new Money((Int128)row.Get<BigInteger>("amount"), row.Get<string>("asset")), row.Get<string>("state"),
        row.Get<DateTimeOffset>("requested_at"));
}
