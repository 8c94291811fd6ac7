using SkyLink.Beckn;

namespace SkyLink.Trade.Shared;

/// <summary>An area by its corners; sides are straight on the map, as people draw them.</summary>
internal static class Polygon
{
    public const int CornersMin = 3;

    /// <summary>
    /// By counting the sides crossed on the way east. Areas across the date line are none that anybody delivers in.
    /// </summary>
    public static bool Contains(IReadOnlyList<Gps> corners, Gps point)
    {
        var isInside = false;
        for (var at = 0; at < corners.Count; at++)
        {
            var (one, other) = (corners[at], corners[(at + 1) % corners.Count]);
            if (one.Latitude > point.Latitude != other.Latitude > point.Latitude
                && point.Longitude < one.Longitude + ((point.Latitude - one.Latitude)
                    / (other.Latitude - one.Latitude) * (other.Longitude - one.Longitude)))
            {
                isInside = !isInside;
            }
        }

        return isInside;
    }
}
