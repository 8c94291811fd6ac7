using System.Globalization;
using System.Runtime.InteropServices;

namespace SkyLink.Beckn;

/// <summary>How a thing is presented to people.</summary>
public sealed record Descriptor(string? Name = null) : IExtensible
{
    public string? Code { get; init; }

    public string? Symbol { get; init; }

    public string? ShortDescription { get; init; }

    public string? LongDescription { get; init; }

    public ValueList<Image> Images { get; init; }

    public ValueList<ExtraMember> Extra { get; init; }
}

/// <summary>A picture by its address; a text is one.</summary>
public sealed record Image(string Url) : IExtensible
{
    public ValueList<ExtraMember> Extra { get; init; }

    public static implicit operator Image(string url) => new(url);
}

/// <summary>An exact amount. The decimal keeps the places as written: 120.00 stays 120.00.</summary>
/// <param name="Currency">ISO 4217, such as <c>PKR</c>.</param>
public sealed record Price(decimal Value, string Currency) : IExtensible
{
    /// <summary>The printed price, above which nobody may sell.</summary>
    public decimal? MaximumValue { get; init; }

    public ValueList<ExtraMember> Extra { get; init; }
}

/// <summary>A point on the earth, WGS 84, in degrees.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Gps(double Latitude, double Longitude)
{
    private const double EarthRadiusKm = 6371.0088;

    /// <summary>Reads "31.5204,74.3587", a blank after the comma allowed; refuses what lies off the globe.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Gps gps)
    {
        gps = default;
        var comma = text.IndexOf(',');
        if (comma < 0 || text.Length > 64
            || !TryDegrees(text[..comma].TrimEnd(), 90, out var latitude)
            || !TryDegrees(text[(comma + 1)..].TrimStart(), 180, out var longitude))
        {
            return false;
        }

        gps = new Gps(latitude, longitude);
        return true;
    }

    /// <summary>Along the great circle.</summary>
    public double DistanceKmTo(Gps other)
    {
        var (here, there) = (double.DegreesToRadians(Latitude), double.DegreesToRadians(other.Latitude));
        var (north, east) = (there - here, double.DegreesToRadians(other.Longitude - Longitude));
        var chord = Math.Pow(Math.Sin(north / 2), 2)
            + (Math.Cos(here) * Math.Cos(there) * Math.Pow(Math.Sin(east / 2), 2));
        return 2 * EarthRadiusKm * Math.Asin(Math.Sqrt(Math.Min(1, chord)));
    }

    /// <summary>As on the wire; reads back as the same point to 1e-20 degrees.</summary>
    public override string ToString() => $"{Degrees(Latitude)},{Degrees(Longitude)}";

    private static bool TryDegrees(ReadOnlySpan<char> text, double max, out double degrees) =>
        double.TryParse(
            text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture, out degrees)
        && Math.Abs(degrees) <= max;

    /// <summary>Never with an exponent, which few readers of this protocol expect.</summary>
    private static string Degrees(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.Contains('E', StringComparison.Ordinal)
            ? ((decimal)value).ToString(CultureInfo.InvariantCulture)
            : text;
    }
}

/// <summary>A postal address; any part may be missing.</summary>
public sealed record Address : IExtensible
{
    /// <summary>Of the person or the house.</summary>
    public string? Name { get; init; }

    public string? Building { get; init; }

    public string? Street { get; init; }

    public string? Locality { get; init; }

    public string? City { get; init; }

    public string? State { get; init; }

    public string? Country { get; init; }

    /// <summary>The postal code.</summary>
    public string? AreaCode { get; init; }

    public ValueList<ExtraMember> Extra { get; init; }
}

/// <summary>A place: a shop, a door, an area served.</summary>
public sealed record Location : IExtensible
{
    public string? Id { get; init; }

    public Descriptor? Descriptor { get; init; }

    public Gps? Gps { get; init; }

    public Address? Address { get; init; }

    /// <summary>How far around <see cref="Gps"/> it delivers.</summary>
    public decimal? ServiceRadiusKm { get; init; }

    public ValueList<ExtraMember> Extra { get; init; }
}

/// <summary>A named list of names and values, where the protocol has no member of its own.</summary>
public sealed record TagGroup(string Code, ValueList<Tag> Tags) : IExtensible
{
    public ValueList<ExtraMember> Extra { get; init; }
}

/// <summary>One name and value of a <see cref="TagGroup"/>.</summary>
public sealed record Tag(string Code, string Value) : IExtensible
{
    public ValueList<ExtraMember> Extra { get; init; }
}

/// <summary>What the buyer's app is paid by the seller.</summary>
/// <param name="Type"><see cref="Percent"/> or <see cref="Amount"/>.</param>
/// <param name="Value">Percent of the order's value, or an amount in its currency.</param>
public sealed record FinderFee(string Type, decimal Value)
{
    public const string Percent = "percent";

    public const string Amount = "amount";
}
