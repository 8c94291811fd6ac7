using System.Text.Json;
using SkyLink.Trade.Nodes;

namespace SkyLink.Trade.Buyers;

internal sealed record TimelineEntry(DateTimeOffset At, string What, string? Detail);

/// <summary>All SQL of the buyer's app.</summary>
internal static class BuyerOrderStore
{
    public static readonly SealedColumn Document = new("orders", "document", "id");
    public static readonly SealedColumn Query = new("searches", "query", "id");

    private const int PositionsMax = 500;

    public static async Task AddAsync(Tx tx, BuyerOrder order, string what)
    {
        await tx.ExecuteAsync($"""
            insert into orders (id, owner, transaction_id, seller, payment_id, state, payment_state, document, version,
                                created_at, updated_at)
            values ({order.Id}, {order.Owner}, {order.TransactionId}, {order.Seller}, {order.PaymentId},
                    {order.State.ToString()}, {order.PaymentState.ToString()},
                    {Document.Seal(tx, Text(order), order.Id)}, {order.Version}, {order.CreatedAt}, {order.UpdatedAt})
            """);
        await NoteAsync(tx, order.Id, order.CreatedAt, what, detail: null);
        tx.Publish(new BuyerOrderChanged(order.Id, order.Owner, order.State.ToString(), order.PaymentState.ToString()));
    }

    public static async Task UpdateAsync(Tx tx, BuyerOrder order, string what, string? detail = null)
    {
        await tx.ExecuteAsync($"""
            update orders
               set payment_id = {order.PaymentId}, state = {order.State.ToString()},
                   payment_state = {order.PaymentState.ToString()},
                   document = {Document.Seal(tx, Text(order), order.Id)}, version = {order.Version},
                   updated_at = {order.UpdatedAt}
             where id = {order.Id}
            """);
        await NoteAsync(tx, order.Id, order.UpdatedAt, what, detail);
        tx.Publish(new BuyerOrderChanged(order.Id, order.Owner, order.State.ToString(), order.PaymentState.ToString()));
    }

    public static Task NoteAsync(Tx tx, Guid order, DateTimeOffset at, string what, string? detail) =>
        tx.ExecuteAsync($"""
        insert into timeline (order_id, entry, at, what, detail)
        select {order}, coalesce(max(entry), 0) + 1, {at}, {what}, {detail} from timeline where order_id = {order}
        having coalesce(max(entry), 0) < {PositionsMax}
        """);

    /// <summary>Of two callbacks for one order the second waits here, then sees what the first has done.</summary>
    public static Task<BuyerOrder?> LockAsync(Tx tx, string transactionId) =>
        tx.FindAsync(
            $"select id, document from orders where transaction_id = {transactionId} for update", row => Read(tx, row));

    public static Task<BuyerOrder?> LockAsync(Tx tx, Guid id, Guid owner) => tx.FindAsync(
        $"select id, document from orders where id = {id} and owner = {owner} for update", row => Read(tx, row));

    public static Task<BuyerOrder?> FindAsync(Tx tx, Guid id, Guid owner) =>
        tx.FindAsync($"select id, document from orders where id = {id} and owner = {owner}", row => Read(tx, row));

    public static Task<List<BuyerOrder>> ListAsync(Tx tx, Guid owner, Guid? after, int limit) => tx.ListAsync($"""
        select id, document from orders
         where owner = {owner} and id < {after ?? Guid.AllBitsSet}
         order by id desc limit {limit}
        """, row => Read(tx, row));

    public static Task<List<TimelineEntry>> TimelineAsync(Tx tx, Guid order) => tx.ListAsync(
        $"select at, what, detail from timeline where order_id = {order} order by entry",
        row => new TimelineEntry(row.Get<DateTimeOffset>("at"), row.Get<string>("what"), row.Find<string>("detail")));

    /// <summary>
    /// Whether an order goes on in the search's transaction already. Of two carts at once the second waits here for the
    /// first; once it is taken nobody waits any more.
    /// </summary>
    public static async Task<bool> IsTakenAsync(Tx tx, Guid search, string transactionId)
    {
        if (await IsTakenAsync(tx, transactionId))
        {
            return true;
        }

        await tx.ExecuteAsync($"select from searches where id = {search} for update");
        return await IsTakenAsync(tx, transactionId);
    }

    private static async Task<bool> IsTakenAsync(Tx tx, string transactionId) =>
        await tx.ScalarAsync<bool>($"select exists (select from orders where transaction_id = {transactionId})");

    public static Task AddSearchAsync(Tx tx, Search search) => tx.ExecuteAsync($"""
        insert into searches (id, owner, transaction_id, query, started_at)
        values ({search.Id}, {search.Owner}, {search.TransactionId}, {Query.Seal(tx, Text(search.Query), search.Id)},
                {search.StartedAt})
        """);

    public static Task<Search?> FindSearchAsync(Tx tx, Guid id, Guid owner) => tx.FindAsync(
        $"select id, owner, transaction_id, query, started_at from searches where id = {id} and owner = {owner}",
        row => new Search(
            row.Get<Guid>("id"), row.Get<Guid>("owner"), row.Get<string>("transaction_id"),
            JsonSerializer.Deserialize<SearchQuery>(Query.Open(tx, row), Json.Options)!,
            row.Get<DateTimeOffset>("started_at")));

    /// <summary>The answers to a search, as they were received.</summary>
    public static Task<List<(byte[] Body, DateTimeOffset At)>> AnswersAsync(Tx tx, string transactionId) =>
        tx.ListAsync($"""
        select id, body, at from messages
         where transaction_id = {transactionId} and direction = 'in' and action = 'on_search' and code is null
         order by id limit 1000
        """, row => (MessageStore.Body.OpenBytes(tx, row), row.Get<DateTimeOffset>("at")));

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, Json.Options);

    private static BuyerOrder Read(Tx tx, NpgsqlDataReader row) =>
        JsonSerializer.Deserialize<BuyerOrder>(Document.Open(tx, row), Json.Options)!;
}
