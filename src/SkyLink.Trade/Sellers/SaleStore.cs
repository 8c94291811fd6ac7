using System.Numerics;
using System.Text.Json;

namespace SkyLink.Trade.Sellers;

/// <summary>All SQL of sales.</summary>
internal static class SaleStore
{
    public static readonly SealedColumn Details = new("sales", "details", "id");
    public static readonly SealedColumn TicketPhone = new("support_tickets", "phone", "node", "buyer_app", "reference");

    private const string InsertLines = """
        insert into sale_lines (sale, sku, position, name, price, ordered, count)
        select $1, it.* from unnest($2, $3, $4, $5, $6, $7) as it
        """;

    /// <summary>The sale that a buyer has open at a shop in a transaction, locked.</summary>
    public static Task<Sale?> LockOpenAsync(Tx tx, string node, string buyerApp, string transaction, string shop) =>
        OneAsync(tx, tx.ListAsync($"""
            select * from sales
             where node = {node} and buyer_app = {buyerApp} and transaction_id = {transaction} and shop = {shop}
               and stage in ('Quoting', 'Quoted', 'Reserved')
               for update
            """, row => Read(tx, row)));

    public static Task<Sale?> LockOrderAsync(Tx tx, string node, string buyerApp, string order) =>
        OneAsync(tx, tx.ListAsync($"""
            select * from sales where node = {node} and buyer_app = {buyerApp} and order_id = {order} for update
            """, row => Read(tx, row)));

    public static Task<Sale?> FindOrderAsync(Tx tx, string node, string buyerApp, string order) =>
        OneAsync(tx, tx.ListAsync(
            $"select * from sales where node = {node} and buyer_app = {buyerApp} and order_id = {order}",
            row => Read(tx, row)));

    public static Task<Sale?> LockAsync(Tx tx, Guid id) =>
        OneAsync(tx, tx.ListAsync($"select * from sales where id = {id} for update", row => Read(tx, row)));

    public static Task<Sale?> FindAsync(Tx tx, Guid id) =>
        OneAsync(tx, tx.ListAsync($"select * from sales where id = {id}", row => Read(tx, row)));

    /// <summary>The sale that waits for the payment partner's word on a payment, or had it already; locked.</summary>
    public static Task<Sale?> LockPaymentAsync(Tx tx, string node, string transaction, string payment) =>
        OneAsync(tx, tx.ListAsync($"""
            select * from sales
             where node = {node} and transaction_id = {transaction} and payment_id = {payment}
             order by id desc limit 1 for update
            """, row => Read(tx, row)));

    /// <summary>Whether a payment already pays for something.</summary>
    public static Task<bool> IsSpentAsync(Tx tx, string payment) => tx.ScalarAsync<bool>(
        $"select exists (select from sales where payment_id = {payment} and stage <> 'Refused')");

    /// <summary>The buyer's order of a transaction, where the message names none.</summary>
    public static Task<Sale?> FindByTransactionAsync(Tx tx, string node, string buyerApp, string transaction) =>
        OneAsync(tx, tx.ListAsync($"""
            select * from sales
             where node = {node} and buyer_app = {buyerApp} and transaction_id = {transaction} and order_id is not null
             order by id desc limit 1
            """, row => Read(tx, row)));

    /// <summary>What is on the road in a transaction.</summary>
    public static async Task<Sale?> LockOnTheRoadAsync(Tx tx, string node, string transaction)
    {
        var rows = await tx.ListAsync($"""
            select * from sales
             where node = {node} and transaction_id = {transaction}
               and stage in ('Packed', 'AgentAssigned', 'PickedUp', 'OutForDelivery', 'Returning')
             limit 2 for update
            """, row => Read(tx, row));
        return rows is [var only] ? await WithLinesAsync(tx, only) : null;
    }

    /// <summary>Takes sales whose time is over; other processes skip them until this transaction ends.</summary>
    public static async Task<Sale?> LockDueAsync(Tx tx, string[] nodes, DateTimeOffset now) =>
        await OneAsync(tx, tx.ListAsync($"""
            select * from sales where due_at <= {now} and node = any({nodes})
             order by due_at limit 1 for update skip locked
            """, row => Read(tx, row)));

    /// <summary>Confirmed orders, newest first.</summary>
    public static async Task<List<Sale>> ListAsync(
        Tx tx, string? organization, string? shop, SaleStage? stage, Guid? after, int limit)
    {
        var sales = await tx.ListAsync($"""
            select sales.* from sales join shops on slug = shop
             where order_id is not null
               and ({organization}::text is null or organization = {organization})
               and ({shop}::text is null or shop = {shop})
               and ({stage?.ToString()}::text is null or stage = {stage?.ToString()})
               and ({after}::uuid is null or id < {after})
             order by id desc limit {limit}
            """, row => Read(tx, row));
        var lines = await LinesAsync(tx, [.. sales.Select(sale => sale.Id)]);
        return sales.ConvertAll(sale => sale with { Lines = [.. lines[sale.Id]] });
    }

    public static async Task AddAsync(Tx tx, Sale sale)
    {
        await tx.ExecuteAsync($"""
            insert into sales (id, node, shop, buyer_app, transaction_id, order_id, payment_id, stage, version, asset,
                               delivery, packing, refunded, details, created_at, updated_at, confirmed_at, due_at)
            values ({sale.Id}, {sale.Node}, {sale.Shop}, {sale.BuyerApp}, {sale.TransactionId}, {sale.OrderId},
                    {sale.PaymentId}, {sale.Stage.ToString()}, {sale.Version}, {sale.Delivery.Asset},
                    {(BigInteger)sale.Delivery.Units}, {(BigInteger)sale.Packing.Units},
                    {(BigInteger)sale.Refunded.Units}, {Details.Seal(tx, Text(sale.Details), sale.Id)},
                    {sale.CreatedAt}, {sale.UpdatedAt}, {sale.ConfirmedAt}, {sale.DueAt})
            """);
        await AddLinesAsync(tx, sale);
    }

    public static async Task UpdateAsync(Tx tx, Sale before, Sale after)
    {
        await tx.ExecuteAsync($"""
            update sales
               set order_id = {after.OrderId}, payment_id = {after.PaymentId}, stage = {after.Stage.ToString()},
                   version = {after.Version}, delivery = {(BigInteger)after.Delivery.Units},
                   packing = {(BigInteger)after.Packing.Units}, refunded = {(BigInteger)after.Refunded.Units},
                   details = {Details.Seal(tx, Text(after.Details), after.Id)}, updated_at = {after.UpdatedAt},
                   confirmed_at = {after.ConfirmedAt}, due_at = {after.DueAt}
             where id = {after.Id} and version = {before.Version}
            """);
        if (!before.Lines.SequenceEqual(after.Lines))
        {
            await tx.ExecuteAsync($"delete from sale_lines where sale = {after.Id}");
            await AddLinesAsync(tx, after);
        }
    }

    public static Task NoteAsync(Tx tx, Guid sale, DateTimeOffset at, string what, string? detail) => tx.ExecuteAsync(
        $"insert into sale_timeline (sale, at, what, detail) values ({sale}, {at}, {what}, {detail})");

    public static Task<List<TimelineEntry>> TimelineAsync(Tx tx, Guid sale) => tx.ListAsync(
        $"select at, what, detail from sale_timeline where sale = {sale} order by number limit 500",
        row => new TimelineEntry(row.Get<DateTimeOffset>("at"), row.Get<string>("what"), row.Find<string>("detail")));

    public static Task RateAsync(Tx tx, Guid sale, string category, string subject, decimal value, DateTimeOffset at) =>
        tx.ExecuteAsync($"""
            insert into ratings (sale, category, subject, value, at)
            values ({sale}, {category}, {subject}, {value}, {at})
            on conflict (sale, category, subject) do update set value = excluded.value, at = excluded.at
            """);

    /// <summary>The ticket of a question; asking again keeps its number.</summary>
    public static Task<Guid> OpenTicketAsync(
        Tx tx, Guid? sale, string node, string buyerApp, string reference, string? phone, DateTimeOffset at) =>
        tx.ScalarAsync<Guid>($"""
            insert into support_tickets (id, sale, node, buyer_app, reference, phone, opened_at)
            values ({Guid.CreateVersion7(at)}, {sale}, {node}, {buyerApp}, {reference},
                    {(phone is null ? null : TicketPhone.Seal(tx, phone, node, buyerApp, reference))}, {at})
            on conflict (node, buyer_app, reference)
               do update set phone = coalesce(excluded.phone, support_tickets.phone)
            returning id
            """);

    private static async Task<Sale?> OneAsync(Tx tx, Task<List<Sale>> rows) =>
        (await rows).SingleOrDefault() is { } sale ? await WithLinesAsync(tx, sale) : null;

    private static async Task<Sale> WithLinesAsync(Tx tx, Sale sale) =>
        sale with { Lines = [.. (await LinesAsync(tx, [sale.Id]))[sale.Id]] };

    private static async Task<ILookup<Guid, SaleLine>> LinesAsync(Tx tx, Guid[] sales) => (await tx.ListAsync(
        $"""
        select sale_lines.*, asset from sale_lines join sales on id = sale
         where sale = any({sales}) order by sale, position
        """,
        row => (Sale: row.Get<Guid>("sale"), Line: new SaleLine(
            row.Get<string>("sku"), row.Get<string>("name"), row.Money("price", row.Get<string>("asset")),
            row.Get<int>("ordered"), row.Get<int>("count"))))).ToLookup(it => it.Sale, it => it.Line);

    private static async Task AddLinesAsync(Tx tx, Sale sale)
    {
        await using var command = tx.Command(InsertLines);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = sale.Id });
        Add(command, sale.Lines, line => line.Sku);
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. Enumerable.Range(0, sale.Lines.Count)] });
        Add(command, sale.Lines, line => line.Name);
        Add(command, sale.Lines, line => (BigInteger)line.Price.Units);
        Add(command, sale.Lines, line => line.Ordered);
        Add(command, sale.Lines, line => line.Count);
        await command.ExecuteNonQueryAsync(tx.Cancellation);
    }

    private static void Add<T>(NpgsqlCommand command, IReadOnlyList<SaleLine> lines, Func<SaleLine, T> column) =>
        command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = [.. lines.Select(column)] });

    private static string Text(SaleDetails details) => JsonSerializer.Serialize(details, Json.Options);

    private static Sale Read(Tx tx, NpgsqlDataReader row)
    {
        var asset = row.Get<string>("asset");
        return new Sale(
            row.Get<Guid>("id"),
            row.Get<string>("node"),
            row.Get<string>("shop"),
            row.Get<string>("buyer_app"),
            row.Get<string>("transaction_id"),
            Enum.Parse<SaleStage>(row.Get<string>("stage")),
            row.Get<int>("version"))
        {
            Lines = [],
            Delivery = row.Money("delivery", asset),
            Packing = row.Money("packing", asset),
            Refunded = row.Money("refunded", asset),
            Details = JsonSerializer.Deserialize<SaleDetails>(Details.Open(tx, row), Json.Options)!,
            CreatedAt = row.Get<DateTimeOffset>("created_at"),
            UpdatedAt = row.Get<DateTimeOffset>("updated_at"),
            OrderId = row.Find<string>("order_id"),
            PaymentId = row.Find<string>("payment_id"),
            ConfirmedAt = row.Find<DateTimeOffset?>("confirmed_at"),
            DueAt = row.Find<DateTimeOffset?>("due_at"),
        };
    }
}

internal sealed record TimelineEntry(DateTimeOffset At, string What, string? Detail);
