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
    public static readonly SealedColumn Name = new("riders", "name", "id");
    public static readonly SealedColumn Phone = new("riders", "phone", "id");
    public static readonly SealedColumn Registration = new("riders", "registration", "id");
    public static readonly SealedColumn Position = new("riders", "position", "id");

    /// <summary>A hundredth of a degree is about a kilometre: enough to find who is near, and no door.</summary>
    private const int CoarseDigits = 2;

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
        """, row => Read(tx, row));

    /// <summary>Free again, where the ride ended.</summary>
    public static Task FreeAsync(Tx tx, Guid rider, Guid shipment, Gps at) => tx.ExecuteAsync($"""
        update riders
           set shipment = null, latitude = {Coarse(at.Latitude)}, longitude = {Coarse(at.Longitude)},
               position = {Position.Seal(tx, $"{at}", rider)}, rides = rides + 1
         where id = {rider} and shipment = {shipment}
        """);

    public static Task<Rider?> FindAsync(Tx tx, Guid id) =>
        tx.FindAsync($"select * from riders where id = {id}", row => Read(tx, row));

    public static Task<List<Rider>> ListAsync(Tx tx, Guid? after, int limit) => tx.ListAsync(
        $"select * from riders where id > {after ?? Guid.Empty} order by id limit {limit}",
        row => Read(tx, row));

    /// <param name="index">Counts the area's riders.</param>
    /// <param name="number">Counts all riders: names and telephone numbers follow from it.</param>
    private static async Task HireAsync(Tx tx, ServiceArea area, int index, int number)
    {
        var (latitude, longitude) = (
            Math.Round(area.Centre.Latitude + (0.004 * ((index % 5) - 2)), 6),
            Math.Round(area.Centre.Longitude + (0.004 * ((index / 5 % 5) - 2)), 6));
        var registration = $"{area.City.Replace(":", "", StringComparison.Ordinal).ToUpperInvariant()}-{index + 101}";
        var id = IdOf(registration);
        var name = $"{FirstNames[number % FirstNames.Length]} {LastNames[number % LastNames.Length]}";
        await tx.ExecuteAsync($"""
            insert into riders (id, area, name, phone, vehicle, registration, latitude, longitude, position)
            values ({id}, {area.City}, {Name.Seal(tx, name, id)},
                    {Phone.Seal(tx, $"+92-300-{number + 5_550_101}", id)}, 'Motorcycle',
                    {Registration.Seal(tx, registration, id)}, {Coarse(latitude)}, {Coarse(longitude)},
                    {Position.Seal(tx, $"{new Gps(latitude, longitude)}", id)})
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

    private static double Coarse(double degrees) => Math.Round(degrees, CoarseDigits);

    private static Rider Read(Tx tx, NpgsqlDataReader row) => new(
        row.Get<Guid>("id"), row.Get<string>("area"), Name.Open(tx, row), Phone.Open(tx, row),
        row.Get<string>("vehicle"), Registration.Open(tx, row),
        Gps.TryParse(Position.Open(tx, row), out var position) ? position : throw new InvalidOperationException(
            $"{Position} is no position."),
        row.Find<Guid?>("shipment"), row.Get<int>("rides"));
}
