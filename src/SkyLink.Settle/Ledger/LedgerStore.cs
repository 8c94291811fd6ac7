using System.Numerics;
using System.Text.Json;

namespace SkyLink.Settle.Ledger;

/// <summary>A transaction as it was first posted.</summary>
internal sealed record Earlier(Guid Id, byte[] ContentSha256, DateTimeOffset PostedAt);

/// <summary>All SQL by which the ledger changes; what only reads is in <see cref="LedgerQueries"/>.</summary>
internal static class LedgerStore
{
    /// <summary>Opens the account unless it is open, and answers what is there.</summary>
    public static async Task<LedgerAccount> OpenAsync(Tx tx, OpenAccount request, DateTimeOffset at)
    {
        await tx.ExecuteAsync($"""
            insert into accounts (name, kind, asset, opened_at)
            values ({request.Account}, {LedgerRules.KindOf(request.Account).ToString()}, {request.Asset}, {at})
            on conflict do nothing
            """);
        return (await LedgerQueries.AccountAsync(tx, request.Account))!;
    }

    /// <summary>Makes the rows that <see cref="LockAsync"/> locks. The accounts are open.</summary>
    public static Task AddBalancesAsync(Tx tx, IReadOnlyList<BalanceKey> keys) => tx.ExecuteAsync($"""
        insert into balances (account, asset)
        select * from unnest({Accounts(keys)}, {Assets(keys)}) on conflict do nothing
        """);

    /// <summary>
    /// Locks balances until the transaction ends, in the order given (unnest keeps it, and a locking subquery is
    /// joined row by row): callers who all sort alike cannot deadlock.
    /// </summary>
    public static async Task<Dictionary<BalanceKey, Balance>> LockAsync(Tx tx, IReadOnlyList<BalanceKey> sorted)
    {
        var rows = await tx.ListAsync($"""
            select locked.*
              from unnest({Accounts(sorted)}, {Assets(sorted)}) as wanted (account, asset)
             cross join lateral (
                select b.account, b.asset, b.units, b.entries from balances b
                 where b.account = wanted.account and b.asset = wanted.asset for update) as locked
            """, LedgerQueries.ReadBalance);
        return rows.Count == sorted.Count
            ? new Dictionary<BalanceKey, Balance>(rows)
            : throw new InvalidOperationException("A balance that was made is gone: was the database replaced?");
    }

    /// <summary>Those of the ids that were posted. Read after locking: a racing repeat has committed by then.</summary>
    public static Task<List<Earlier>> EarlierAsync(Tx tx, Guid[] ids) => tx.ListAsync($"""
        select found.*
          from unnest({ids}) as wanted (id)
         cross join lateral (
            select id, content_sha256, posted_at from transactions t where t.id = wanted.id offset 0) as found
        """,
        row => new Earlier(
            row.Get<Guid>("id"), row.Get<byte[]>("content_sha256"), row.Get<DateTimeOffset>("posted_at")));

    /// <summary>Writes what was accepted in one round trip: transactions, entries, new balances.</summary>
    public static Task WriteAsync(Tx tx, IReadOnlyList<Draft> accepted, Book book, DateTimeOffset at)
    {
        var (entries, changed) = (book.Entries, book.Changed.ToList());
        var (keys, balanceKeys) = (entries.Select(it => it.Key).ToList(), changed.ConvertAll(it => it.Key));
        return tx.ExecuteAsync(
            $"""
            insert into transactions (id, content_sha256, description, reference, metadata, posted_at)
            select id, sha256, description, reference, metadata::jsonb, {at}
              from unnest({Column(accepted, it => it.Request.Id)}, {Column(accepted, it => it.ContentSha256)},
                          {Column(accepted, it => it.Request.Description)},
                          {Column(accepted, it => it.Request.Reference)}, {Column(accepted, MetadataOf)})
                as t (id, sha256, description, reference, metadata)
            """,
            $"""
            insert into entries (account, asset, number, transaction_id, line, units, balance)
            select * from unnest({Accounts(keys)}, {Assets(keys)}, {Column(entries, it => it.Number)},
                                 {Column(entries, it => it.TransactionId)}, {Column(entries, it => it.Line)},
                                 {Column(entries, it => (BigInteger)it.Units)},
                                 {Column(entries, it => (BigInteger)it.After)})
            """,
            $"""
            insert into balances (account, asset, units, entries)
            select * from unnest({Accounts(balanceKeys)}, {Assets(balanceKeys)},
                                 {Column(changed, it => (BigInteger)it.Value.Units)},
                                 {Column(changed, it => it.Value.Entries)})
                on conflict (account, asset) do update set units = excluded.units, entries = excluded.entries
            """);
    }

    private static string? MetadataOf(Draft draft) =>
        draft.Request.Metadata is { } metadata ? JsonSerializer.Serialize(metadata, Json.Options) : null;

    private static string[] Accounts(IReadOnlyList<BalanceKey> keys) => Column(keys, key => key.Account);

    private static string[] Assets(IReadOnlyList<BalanceKey> keys) => Column(keys, key => key.Asset);

    private static TColumn[] Column<TRow, TColumn>(IReadOnlyList<TRow> rows, Func<TRow, TColumn> of)
    {
        var column = new TColumn[rows.Count];
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = of(rows[i]);
        }

        return column;
    }
}
