using System.Numerics;
using System.Text.Json;
using SkyLink.Beckn;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Logistics;

internal sealed record TimelineRow(DateTimeOffset At, string State, string? Note, Gps? Position);

/// <summary>All SQL of shipments.</summary>
internal static class ShipmentStore
{
    public static readonly SealedColumn Pickup = new("shipments", "pickup", "id");
    public static readonly SealedColumn DropOff = new("shipments", "drop_off", "id");
    public static readonly SealedColumn Leg = new("shipments", "leg", "id");
    public static readonly SealedColumn Position = new("shipment_timeline", "position", "shipment", "number");

    private const int NotesMax = 200;

    /// <summary>False if the customer has a shipment under this order id.</summary>
    public static async Task<bool> AddAsync(Tx tx, Shipment it, Context asked) => await tx.ExecuteAsync($"""
        insert into shipments (id, customer, order_id, transaction_id, area, option, asset, price, pickup, drop_off,
                               state, leg, search_until, context, version, created_at, updated_at, due_at)
        values ({it.Id}, {it.Customer}, {it.OrderId}, {it.TransactionId}, {it.Area}, {it.Option}, {it.Price.Asset},
                {(BigInteger)it.Price.Units}, {Seal(tx, Pickup, it.Pickup, it)}, {Seal(tx, DropOff, it.DropOff, it)},
                {it.State.ToString()}, {Seal(tx, Leg, it.Leg, it)}, {it.SearchUntil},
                {KeptContext.Write(asked)}::text::jsonb, {it.Version}, {it.CreatedAt}, {it.UpdatedAt}, {it.DueAt})
        on conflict do nothing
        """) == 1;

    public static Task UpdateAsync(Tx tx, Shipment it) => tx.ExecuteAsync($"""
        update shipments
           set state = {it.State.ToString()}, rider = {it.Rider}, leg = {Seal(tx, Leg, it.Leg, it)},
               reason = {it.Reason}, version = {it.Version}, updated_at = {it.UpdatedAt}, due_at = {it.DueAt}
         where id = {it.Id}
        """);

    public static Task LookAgainAsync(Tx tx, Shipment it, DateTimeOffset at) =>
        tx.ExecuteAsync($"update shipments set due_at = {at} where id = {it.Id}");

    /// <summary>The shipment is locked, so that nobody else takes the number.</summary>
    public static async Task NoteAsync(Tx tx, Shipment it, string? note, Gps position, DateTimeOffset at)
    {
        var number = 1 + await tx.ScalarAsync<int>(
            $"select coalesce(max(number), 0) from shipment_timeline where shipment = {it.Id}");
        if (number <= NotesMax)
        {
            await tx.ExecuteAsync($"""
                insert into shipment_timeline (shipment, number, at, state, note, position)
                values ({it.Id}, {number}, {at}, {it.State.ToWord()}, {note},
                        {Position.Seal(tx, $"{position}", it.Id, number)})
                """);
        }
    }

    public static Task<List<TimelineRow>> TimelineAsync(Tx tx, Guid shipment) => tx.ListAsync(
        $"select * from shipment_timeline where shipment = {shipment} order by number",
        row => new TimelineRow(
            row.Get<DateTimeOffset>("at"), row.Get<string>("state"), row.Find<string>("note"),
            Gps.TryParse(Position.Find(tx, row), out var position) ? position : null));

    /// <summary>Shipments to be looked at, and who booked them.</summary>
    public static Task<List<(Guid Id, Context Began)>> DueAsync(Tx tx, DateTimeOffset now, int limit) => tx.ListAsync(
        $"select id, context::text as context from shipments where due_at <= {now} order by due_at limit {limit}",
        row => (row.Get<Guid>("id"), KeptContext.Read(row.Get<string>("context"))));

    /// <summary>Null if another process has it, or had it.</summary>
    public static Task<Shipment?> ClaimAsync(Tx tx, Guid id, DateTimeOffset now) => tx.FindAsync(
        $"select * from shipments where id = {id} and due_at <= {now} for update skip locked", row => Read(tx, row));

    public static Task<Shipment?> LockAsync(Tx tx, Guid id) =>
        tx.FindAsync($"select * from shipments where id = {id} for update", row => Read(tx, row));

    public static Task<Shipment?> LockAsync(Tx tx, string customer, string orderId) => tx.FindAsync(
        $"select * from shipments where customer = {customer} and order_id = {orderId} for update",
        row => Read(tx, row));

    public static Task<Shipment?> FindAsync(Tx tx, Guid id) =>
        tx.FindAsync($"select * from shipments where id = {id}", row => Read(tx, row));

    public static async Task<Context> BeginningAsync(Tx tx, Guid id) => KeptContext.Read(
        await tx.ScalarAsync<string>($"select context::text from shipments where id = {id}"));

    /// <summary>Newest first.</summary>
    public static Task<List<Shipment>> ListAsync(Tx tx, string? state, Guid? after, int limit) => tx.ListAsync($"""
        select * from shipments
         where ({state}::text is null or state = {state}) and id < {after ?? Guid.AllBitsSet}
         order by id desc limit {limit}
        """, row => Read(tx, row));

    public static Task RateAsync(Tx tx, Guid shipment, string category, decimal value, DateTimeOffset at) =>
        tx.ExecuteAsync($"""
            insert into shipment_ratings (shipment, category, value, at) values ({shipment}, {category}, {value}, {at})
            on conflict (shipment, category) do update set value = excluded.value, at = excluded.at
            """);

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, Json.Options);

    private static byte[] Seal<T>(Tx tx, SealedColumn column, T value, Shipment it) =>
        column.Seal(tx, Text(value), it.Id);

    private static T From<T>(Tx tx, NpgsqlDataReader row, SealedColumn column) =>
        JsonSerializer.Deserialize<T>(column.Open(tx, row), Json.Options)!;

    private static Shipment Read(Tx tx, NpgsqlDataReader row) => new()
    {
        Id = row.Get<Guid>("id"),
        Customer = row.Get<string>("customer"),
        OrderId = row.Get<string>("order_id"),
        TransactionId = row.Get<string>("transaction_id"),
        Area = row.Get<string>("area"),
        Option = row.Get<string>("option"),
        Price = new Money((Int128)row.Get<BigInteger>("price"), row.Get<string>("asset")),
        Pickup = From<Stop>(tx, row, Pickup),
        DropOff = From<Stop>(tx, row, DropOff),
        State = Enum.Parse<ShipmentState>(row.Get<string>("state")),
        Rider = row.Find<Guid?>("rider"),
        Leg = From<Leg>(tx, row, Leg),
        SearchUntil = row.Get<DateTimeOffset>("search_until"),
        Reason = row.Find<string>("reason"),
        Version = row.Get<int>("version"),
        CreatedAt = row.Get<DateTimeOffset>("created_at"),
        UpdatedAt = row.Get<DateTimeOffset>("updated_at"),
        DueAt = row.Find<DateTimeOffset?>("due_at"),
    };
}
