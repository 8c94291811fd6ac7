using System.Globalization;
using SkyLink.Beckn;

namespace SkyLink.Trade.Logistics;

internal sealed record Rider(int Id, string Name, string Phone);

/// <summary>All SQL of shipments and riders.</summary>
internal static class ShipmentStore
{
    private static readonly string[] FirstNames =
    [
        "Bilal", "Sana", "Usman", "Hira", "Kashif", "Nadia", "Imran", "Zoya", "Faisal", "Mehwish", "Tariq", "Amna",
    ];

    private static readonly string[] LastNames = ["Ahmed", "Raza", "Butt", "Malik", "Chaudhry", "Sheikh"];

    /// <summary>Hires riders until there are enough; names repeat after a while, as they do.</summary>
    public static Task HireAsync(Tx tx, int count)
    {
        var ids = Enumerable.Range(1, count).ToArray();
        return tx.ExecuteAsync($"""
            insert into riders (id, name, phone)
            select * from unnest({ids}, {ids.Select(NameOf).ToArray()}, {ids.Select(PhoneOf).ToArray()})
            on conflict do nothing
            """);
    }

    /// <summary>False if it was booked before.</summary>
    public static async Task<bool> AddAsync(Tx tx, Shipment it) => await tx.ExecuteAsync($"""
        insert into shipments (id, seller, transaction_id, began, start_gps, end_gps, distance_km, price, state, rider,
                               position, picked_up_at, next_at, version, created_at, updated_at)
        values ({it.Id}, {it.Seller}, {it.TransactionId}, {it.Began}, {it.Start.ToString()}, {it.End.ToString()},
                {it.DistanceKm}, {$"{it.Price.ToDecimalString()} {it.Price.Asset}"}, {it.State.ToString()}, {it.Rider},
                {it.Position?.ToString()}, {it.PickedUpAt}, {it.NextAt}, {it.Version}, {it.CreatedAt}, {it.UpdatedAt})
        on conflict do nothing
        """) == 1;

    public static Task UpdateAsync(Tx tx, Shipment it) => tx.ExecuteAsync($"""
        update shipments
           set state = {it.State.ToString()}, rider = {it.Rider}, position = {it.Position?.ToString()},
               picked_up_at = {it.PickedUpAt}, next_at = {it.NextAt}, version = {it.Version}, updated_at = {it.UpdatedAt}
         where id = {it.Id}
        """);

    public static Task<Shipment?> LockAsync(Tx tx, Guid id) =>
        tx.FindAsync($"select * from shipments where id = {id} for update", Read);

    public static Task<Shipment?> FindAsync(Tx tx, Guid id) =>
        tx.FindAsync($"select * from shipments where id = {id}", Read);

    /// <summary>Shipments whose time has come, claimed by this transaction.</summary>
    public static Task<List<Shipment>> ClaimDueAsync(Tx tx, DateTimeOffset now, int limit) => tx.ListAsync(
        $"select * from shipments where next_at <= {now} order by next_at limit {limit} for update skip locked", Read);

    /// <summary>A rider who carries nothing; null if all are on the way.</summary>
    public static async Task<int?> FreeRiderAsync(Tx tx) => (await tx.ListAsync($"""
        select id from riders
         where not exists (select from shipments
                            where rider = riders.id and state in ('AgentAssigned', 'PickedUp', 'OutForDelivery'))
         order by id limit 1 for update skip locked
        """, row => (int?)row.Get<int>("id"))).SingleOrDefault();

    public static Task<Rider?> RiderAsync(Tx tx, int id) => tx.FindAsync(
        $"select * from riders where id = {id}",
        row => new Rider(row.Get<int>("id"), row.Get<string>("name"), row.Get<string>("phone")));

    public static Task<List<Shipment>> ListAsync(Tx tx, Guid? after, int limit) => tx.ListAsync($"""
        select * from shipments
         where id < {after ?? Guid.Parse("ffffffff-ffff-ffff-ffff-ffffffffffff")} order by id desc limit {limit}
        """, Read);

    private static string NameOf(int id) =>
        $"{FirstNames[id % FirstNames.Length]} {LastNames[id / FirstNames.Length % LastNames.Length]}";

    private static string PhoneOf(int id) => $"+9200{id.ToString("0000000", CultureInfo.InvariantCulture)}";

    private static Shipment Read(NpgsqlDataReader row)
    {
        var price = row.Get<string>("price").Split(' ');
        return new Shipment(
            row.Get<Guid>("id"),
            row.Get<string>("seller"),
            row.Get<string>("transaction_id"),
            row.Get<byte[]>("began"),
            Place(row.Get<string>("start_gps"))!.Value,
            Place(row.Get<string>("end_gps"))!.Value,
            row.Get<double>("distance_km"),
            Money.FromDecimalString(price[0], price[1])!,
            Enum.Parse<ShipmentState>(row.Get<string>("state")),
            row.Find<int?>("rider"),
            Place(row.Find<string>("position")),
            row.Find<DateTimeOffset?>("picked_up_at"),
            row.Find<DateTimeOffset?>("next_at"),
            row.Get<int>("version"),
            row.Get<DateTimeOffset>("created_at"),
            row.Get<DateTimeOffset>("updated_at"));
    }

    private static Gps? Place(string? text) => Gps.TryParse(text, out var gps) ? gps : null;
}
