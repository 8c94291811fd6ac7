using SkyLink.Beckn;

namespace SkyLink.Trade.Logistics;

/// <summary>
/// The way a rider takes: along streets that run east and north, half of the easting first, then the northing, then the
/// rest. The same for the same two points.
/// </summary>
internal sealed class RidePath
{
    private readonly double[] metresTo;

    private RidePath(IReadOnlyList<Gps> points)
    {
        Points = points;
        metresTo = new double[points.Count];
        for (var i = 1; i < points.Count; i++)
        {
            metresTo[i] = metresTo[i - 1] + (points[i - 1].DistanceKmTo(points[i]) * 1_000);
        }
    }

    public IReadOnlyList<Gps> Points { get; }

    public double LengthKm => metresTo[^1] / 1_000;

    public static RidePath Between(Gps from, Gps to)
    {
        var middle = (from.Longitude + to.Longitude) / 2;
        return new RidePath([from, new Gps(from.Latitude, middle), new Gps(to.Latitude, middle), to]);
    }

    /// <summary>Where the rider is after this part of the way: 0 at the start, 1 at the end, and not beyond.</summary>
    public Gps PositionAt(double part)
    {
        if (part >= 1 || metresTo[^1] == 0)
        {
            return Points[^1];
        }

        var metres = Math.Max(part, 0) * metresTo[^1];
        var leg = 1;
        while (metresTo[leg] < metres)
        {
            leg++;
        }

        var (from, to) = (Points[leg - 1], Points[leg]);
        var length = metresTo[leg] - metresTo[leg - 1];
        var within = length > 0 ? (metres - metresTo[leg - 1]) / length : 0;
        return new Gps(
            Math.Round(from.Latitude + ((to.Latitude - from.Latitude) * within), 6),
            Math.Round(from.Longitude + ((to.Longitude - from.Longitude) * within), 6));
    }
}
