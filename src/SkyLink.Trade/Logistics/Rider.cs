using System.Security.Cryptography;
using System.Text;
using SkyLink.Beckn;

namespace SkyLink.Trade.Logistics;

/// <summary>A person who rides for Quick Wheels.</summary>
/// <param name="Shipment">What is carried at the moment; null while free.</param>
/// <param name="Rides">Ended so far.</param>
internal sealed record Rider(
    Guid Id, string Area, string Name, string Phone, string Vehicle, string Registration, Gps Position, Guid? Shipment,
    int Rides);

/// <summary>All SQL of riders.</summary>
internal static class RiderStore
{
    private static readonly string[] FirstNames =
    [
        "Bilal", "Sana", "Usman", "Hina", "Danish", "Farah", "Kamran", "Nadia", "Faisal", "Amna", "Tariq",
    ];

    private static readonly string[] LastNames = ["Ahmed", "Raza", "Malik", "Iqbal", "Siddiqui", "Yousaf", "Hussain"];

    /// <summary>Hires each area's riders once, spread around its centre.</summary>
    public static async Task HireAsync(Tx tx, IReadOnlyList<ServiceArea> areas, int perArea)
    {
        foreach (var (number, area) in areas.Index())
        {
            for (var i = 0; i < perArea; i++)
            {
                await HireAsync(tx, area, i, (number * perArea) + i);
            }
        }
    }

    /// <summary>The nearest free rider of the area, taken for a shipment; null if none is free.</summary>
    public static Task<Rider?> TakeAsync(Tx tx, string area, Gps near, Guid shipment) => tx.FindAsync($"""
        update riders set shipment = {shipment}
         where id = (
            select id from riders where area = {area} and shipment is null
             order by power(latitude - {near.Latitude}, 2) + power(longitude - {near.Longitude}, 2), id
             limit 1 for update skip locked)
        returning *
        """, Read);

    /// <summary>Free again, where the ride ended.</summary>
    public static Task FreeAsync(Tx tx, Guid shipment, Gps at) => tx.ExecuteAsync($"""
        update riders set shipment = null, latitude = {at.Latitude}, longitude = {at.Longitude}, rides = rides + 1
         where shipment = {shipment}
        """);

    public static Task<Rider?> FindAsync(Tx tx, Guid id) => tx.FindAsync($"select * from riders where id = {id}", Read);

    public static Task<List<Rider>> ListAsync(Tx tx, Guid? after, int limit) => tx.ListAsync(
        $"select * from riders where id > {after ?? Guid.Empty} order by id limit {limit}", Read);

    /// <param name="index">Counts the area's riders.</param>
    /// <param name="number">Counts all riders: names and telephone numbers follow from it.</param>
    private static async Task HireAsync(Tx tx, ServiceArea area, int index, int number)
    {
        var (latitude, longitude) = (
            Math.Round(area.Centre.Latitude + (0.004 * ((index % 5) - 2)), 6),
            Math.Round(area.Centre.Longitude + (0.004 * ((index / 5 % 5) - 2)), 6));
        var registration = $"{area.City.Replace(":", "", StringComparison.Ordinal).ToUpperInvariant()}-{index + 101}";
        var name = $"{FirstNames[number % FirstNames.Length]} {LastNames[number % LastNames.Length]}";
        await tx.ExecuteAsync($"""
            insert into riders (id, area, name, phone, vehicle, registration, latitude, longitude)
            values ({IdOf(registration)}, {area.City}, {name}, {$"+92-300-{number + 5_550_101}"}, 'Motorcycle',
                    {registration}, {latitude}, {longitude})
            on conflict do nothing
            """);
    }

    /// <summary>The same rider in every process that hires.</summary>
    private static Guid IdOf(string registration)
    {
        Span<byte> id = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(registration), id);
        id[6] = (byte)((id[6] & 0x0f) | 0x80);
        id[8] = (byte)((id[8] & 0x3f) | 0x80);
        return new Guid(id[..16], bigEndian: true);
    }

    private static Rider Read(NpgsqlDataReader row) => new(
        row.Get<Guid>("id"), row.Get<string>("area"), row.Get<string>("name"), row.Get<string>("phone"),
        row.Get<string>("vehicle"), row.Get<string>("registration"),
        new Gps(row.Get<double>("latitude"), row.Get<double>("longitude")), row.Find<Guid?>("shipment"),
        row.Get<int>("rides"));
}
