using System.Numerics;
using System.Text.Json;
using SkyLink.Beckn;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Logistics;

internal sealed record TimelineRow(DateTimeOffset At, string State, string? Note, Gps? Position);

/// <summary>All SQL of shipments.</summary>
internal static class ShipmentStore
{
    private const int NotesMax = 200;

    /// <summary>False if the customer has a shipment under this order id.</summary>
    public static async Task<bool> AddAsync(Tx tx, Shipment it, Context asked) => await tx.ExecuteAsync($"""
        insert into shipments (id, customer, order_id, transaction_id, area, option, asset, price, pickup, drop_off,
                               state, leg, search_until, context, version, created_at, updated_at, due_at)
        values ({it.Id}, {it.Customer}, {it.OrderId}, {it.TransactionId}, {it.Area}, {it.Option}, {it.Price.Asset},
                {(BigInteger)it.Price.Units}, {Text(it.Pickup)}::text::jsonb, {Text(it.DropOff)}::text::jsonb,
                {it.State.ToString()}, {Text(it.Leg)}::text::jsonb, {it.SearchUntil},
                {KeptContext.Write(asked)}::text::jsonb, {it.Version}, {it.CreatedAt}, {it.UpdatedAt}, {it.DueAt})
        on conflict do nothing
        """) == 1;

    public static Task UpdateAsync(Tx tx, Shipment it) => tx.ExecuteAsync($"""
        update shipments
           set state = {it.State.ToString()}, rider = {it.Rider}, leg = {Text(it.Leg)}::text::jsonb,
               reason = {it.Reason}, version = {it.Version}, updated_at = {it.UpdatedAt}, due_at = {it.DueAt}
         where id = {it.Id}
        """);

    public static Task LookAgainAsync(Tx tx, Shipment it, DateTimeOffset at) =>
        tx.ExecuteAsync($"update shipments set due_at = {at} where id = {it.Id}");

    public static Task NoteAsync(Tx tx, Shipment it, string? note, Gps position, DateTimeOffset at) =>
        tx.ExecuteAsync($"""
            insert into shipment_timeline (shipment, number, at, state, note, latitude, longitude)
            select {it.Id}, coalesce(max(number), 0) + 1, {at}, {it.State.ToWord()}, {note}, {position.Latitude},
                   {position.Longitude}
              from shipment_timeline where shipment = {it.Id}
            having coalesce(max(number), 0) < {NotesMax}
            """);

    public static Task<List<TimelineRow>> TimelineAsync(Tx tx, Guid shipment) => tx.ListAsync(
        $"select * from shipment_timeline where shipment = {shipment} order by number",
        row => new TimelineRow(
            row.Get<DateTimeOffset>("at"), row.Get<string>("state"), row.Find<string>("note"),
            row.Find<double?>("latitude") is { } latitude && row.Find<double?>("longitude") is { } longitude
                ? new Gps(latitude, longitude)
                : null));

    /// <summary>Shipments to be looked at, and who booked them.</summary>
    public static Task<List<(Guid Id, Context Began)>> DueAsync(Tx tx, DateTimeOffset now, int limit) => tx.ListAsync(
        $"select id, context::text as context from shipments where due_at <= {now} order by due_at limit {limit}",
        row => (row.Get<Guid>("id"), KeptContext.Read(row.Get<string>("context"))));

    /// <summary>Null if another process has it, or had it.</summary>
    public static Task<Shipment?> ClaimAsync(Tx tx, Guid id, DateTimeOffset now) => tx.FindAsync(
        $"select * from shipments where id = {id} and due_at <= {now} for update skip locked", Read);

    public static Task<Shipment?> LockAsync(Tx tx, Guid id) =>
        tx.FindAsync($"select * from shipments where id = {id} for update", Read);

    public static Task<Shipment?> LockAsync(Tx tx, string customer, string orderId) => tx.FindAsync(
        $"select * from shipments where customer = {customer} and order_id = {orderId} for update", Read);

    public static Task<Shipment?> FindAsync(Tx tx, Guid id) =>
        tx.FindAsync($"select * from shipments where id = {id}", Read);

    public static async Task<Context> BeginningAsync(Tx tx, Guid id) => KeptContext.Read(
        await tx.ScalarAsync<string>($"select context::text from shipments where id = {id}"));

    /// <summary>Newest first.</summary>
    public static Task<List<Shipment>> ListAsync(Tx tx, string? state, Guid? after, int limit) => tx.ListAsync($"""
        select * from shipments
         where ({state}::text is null or state = {state}) and id < {after ?? Guid.AllBitsSet}
         order by id desc limit {limit}
        """, Read);

    public static Task RateAsync(Tx tx, Guid shipment, string category, decimal value, DateTimeOffset at) =>
        tx.ExecuteAsync($"""
            insert into shipment_ratings (shipment, category, value, at) values ({shipment}, {category}, {value}, {at})
            on conflict (shipment, category) do update set value = excluded.value, at = excluded.at
            """);

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, Json.Options);

    private static T From<T>(NpgsqlDataReader row, string column) =>
        JsonSerializer.Deserialize<T>(row.Get<string>(column), Json.Options)!;

    private static Shipment Read(NpgsqlDataReader row) => new()
    {
        Id = row.Get<Guid>("id"),
        Customer = row.Get<string>("customer"),
        OrderId = row.Get<string>("order_id"),
        TransactionId = row.Get<string>("transaction_id"),
        Area = row.Get<string>("area"),
        Option = row.Get<string>("option"),
        Price = new Money((Int128)row.Get<BigInteger>("price"), row.Get<string>("asset")),
        Pickup = From<Stop>(row, "pickup"),
        DropOff = From<Stop>(row, "drop_off"),
        State = Enum.Parse<ShipmentState>(row.Get<string>("state")),
        Rider = row.Find<Guid?>("rider"),
        Leg = From<Leg>(row, "leg"),
        SearchUntil = row.Get<DateTimeOffset>("search_until"),
        Reason = row.Find<string>("reason"),
        Version = row.Get<int>("version"),
        CreatedAt = row.Get<DateTimeOffset>("created_at"),
        UpdatedAt = row.Get<DateTimeOffset>("updated_at"),
        DueAt = row.Find<DateTimeOffset?>("due_at"),
    };
}
