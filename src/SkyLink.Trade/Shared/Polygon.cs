using SkyLink.Beckn;

namespace SkyLink.Trade.Shared;

/// <summary>An area by its corners; sides are straight on the map, as people draw them.</summary>
internal static class Polygon
{
    public const int CornersMin = 3;

    /// <summary>Reads corners written as "latitude,longitude".</summary>
    /// <param name="texts">One for each corner.</param>
    /// <param name="corners">Those before the first that cannot be read.</param>
    public static bool TryRead(IReadOnlyList<string> texts, out List<Gps> corners)
    {
        corners = [];
        foreach (var text in texts)
        {
            if (!Gps.TryParse(text, out var corner))
            {
                return false;
            }

            corners.Add(corner);
        }

        return true;
    }

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

    /// <summary>Whether sides meet elsewhere than at the corner they share: then it has no clear inside.</summary>
    public static bool CrossesItself(IReadOnlyList<Gps> corners)
    {
        for (var one = 0; one < corners.Count; one++)
        {
            for (var other = one + 1; other < corners.Count; other++)
            {
                var areNeighbours = other == one + 1 || (one == 0 && other == corners.Count - 1);
                if (areNeighbours ? FoldsBack(corners, one, other) : Meet(Side(corners, one), Side(corners, other)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static (Gps From, Gps To) Side(IReadOnlyList<Gps> corners, int at) =>
        (corners[at], corners[(at + 1) % corners.Count]);

    /// <summary>Neighbours share a corner; they go there and back where the next corner lies on the side.</summary>
    private static bool FoldsBack(IReadOnlyList<Gps> corners, int one, int other)
    {
        var ((first, shared), (_, last)) = other == one + 1
            ? (Side(corners, one), Side(corners, other))
            : (Side(corners, other), Side(corners, one));
        return first == shared || shared == last
            || (Turn(first, shared, last) == 0 && (IsBetween(first, shared, last) || IsBetween(last, shared, first)));
    }

    private static bool Meet((Gps From, Gps To) one, (Gps From, Gps To) other)
    {
        var (a, b) = (Turn(one.From, one.To, other.From), Turn(one.From, one.To, other.To));
        var (c, d) = (Turn(other.From, other.To, one.From), Turn(other.From, other.To, one.To));
        return (a * b < 0 && c * d < 0)
            || (a == 0 && IsBetween(one.From, one.To, other.From)) || (b == 0 && IsBetween(one.From, one.To, other.To))
            || (c == 0 && IsBetween(other.From, other.To, one.From))
            || (d == 0 && IsBetween(other.From, other.To, one.To));
    }

    /// <summary>Above zero: to the left; zero: straight on.</summary>
    private static int Turn(Gps from, Gps to, Gps then) => Math.Sign(
        ((to.Longitude - from.Longitude) * (then.Latitude - from.Latitude))
        - ((to.Latitude - from.Latitude) * (then.Longitude - from.Longitude)));

    /// <summary>Of three on one line.</summary>
    private static bool IsBetween(Gps from, Gps to, Gps point) =>
        point.Longitude >= Math.Min(from.Longitude, to.Longitude)
        && point.Longitude <= Math.Max(from.Longitude, to.Longitude)
        && point.Latitude >= Math.Min(from.Latitude, to.Latitude)
        && point.Latitude <= Math.Max(from.Latitude, to.Latitude);
}
