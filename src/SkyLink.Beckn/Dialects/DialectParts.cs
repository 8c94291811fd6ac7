using System.Text.Json;

namespace SkyLink.Beckn;

/// <content>Small parts that both dialects write alike, or nearly.</content>
public abstract partial class Dialect
{
    private protected static readonly (PaymentStatus Value, string Text)[] PaymentStatuses =
        [(PaymentStatus.NotPaid, "NOT-PAID"), (PaymentStatus.Paid, "PAID")];

    private protected static readonly (Collector Value, string Text)[] Collectors =
        [(Collector.Bap, "BAP"), (Collector.Bpp, "BPP")];

    private protected abstract Image? ReadImage(JsonElement from);

    private protected abstract void WriteImages(WireWriter to, ValueList<Image> images);

    private protected abstract TagGroup? ReadTagGroup(WireObject from);

    private protected abstract void WriteTagGroup(WireWriter to, TagGroup group);

    private protected abstract Location ReadLocation(WireObject from);

    private protected abstract void WriteLocation(WireWriter to, Location location);

    private protected Descriptor ReadDescriptor(WireObject from) => new()
    {
        Name = from.Text("name"u8),
        Code = from.Text("code"u8),
        Symbol = from.Text("symbol"u8),
        ShortDescription = from.Text("short_desc"u8),
        LongDescription = from.Text("long_desc"u8),
        Images = from.Values("images"u8, ReadImage),
        Extra = from.Extra(),
    };

    private protected void WriteDescriptor(WireWriter to, Descriptor descriptor)
    {
        to.Text("name"u8, descriptor.Name);
        to.Text("code"u8, descriptor.Code);
        to.Text("symbol"u8, descriptor.Symbol);
        to.Text("short_desc"u8, descriptor.ShortDescription);
        to.Text("long_desc"u8, descriptor.LongDescription);
        WriteImages(to, descriptor.Images);
    }

    private protected static Image? ReadImageObject(JsonElement from)
    {
        if (from.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var image = new WireObject(from);
        return image.Text("url"u8) is { } url ? new Image(url) { Extra = image.Extra() } : null;
    }

    private protected static void WriteImageObject(WireWriter to, Image image) => to.Text("url"u8, image.Url);

    private protected static Price? ReadPrice(WireObject from) =>
        from.Decimal("value"u8) is { } value && from.Text("currency"u8) is { } currency
            ? new Price(value, currency) { MaximumValue = from.Decimal("maximum_value"u8), Extra = from.Extra() }
            : null;

    private protected static void WritePrice(WireWriter to, Price price)
    {
        to.Text("currency"u8, price.Currency);
        to.Decimal("value"u8, price.Value);
        to.Decimal("maximum_value"u8, price.MaximumValue);
    }

    private protected static Measure? ReadMeasure(WireObject from) =>
        from.Decimal("value"u8) is { } value && from.Text("unit"u8) is { } unit
            ? new Measure(value, unit) { Extra = from.Extra() }
            : null;

    private protected static void WriteMeasure(WireWriter to, Measure measure)
    {
        to.Text("unit"u8, measure.Unit);
        to.Decimal("value"u8, measure.Value);
    }

    /// <summary>
    /// A circle around the location; its centre is the location's own point unless it says otherwise.
    /// </summary>
    private protected static decimal? ReadRadius(WireObject from, Gps? centre)
    {
        if (from.Nested("circle"u8) is not { } circle)
        {
            return null;
        }

        var kilometres = circle.Nested("radius"u8) is { } radius ? ReadKilometres(radius) : null;
        if (circle.Gps("gps"u8) != centre || kilometres is null)
        {
            circle.GiveBack("gps"u8);
        }

        return kilometres;
    }

    private protected static void WriteRadius(WireWriter to, Gps? centre, decimal? kilometres)
    {
        to.Open("circle"u8);
        if (kilometres is not null)
        {
            to.Gps("gps"u8, centre);
        }

        to.Open("radius"u8);
        to.Decimal("value"u8, kilometres);
        to.Text("unit"u8, kilometres is null ? null : "km");
        to.Close();
        to.Close();
    }

    private protected static Contact ReadContact(WireObject from) =>
        new() { Phone = from.Text("phone"u8), Email = from.Text("email"u8), Extra = from.Extra() };

    private protected static void WriteContact(WireWriter to, Contact contact)
    {
        to.Text("phone"u8, contact.Phone);
        to.Text("email"u8, contact.Email);
    }

    private protected static Vehicle ReadVehicle(WireObject from) => new()
    {
        Category = from.Text("category"u8),
        Registration = from.Text("registration"u8),
        Extra = from.Extra(),
    };

    private protected static void WriteVehicle(WireWriter to, Vehicle vehicle)
    {
        to.Text("category"u8, vehicle.Category);
        to.Text("registration"u8, vehicle.Registration);
    }

    private static decimal? ReadKilometres(WireObject radius)
    {
        var unit = radius.Text("unit"u8);
        if (unit == "km" && radius.Decimal("value"u8) is { } value)
        {
            return value;
        }

        radius.GiveBack("unit"u8);
        return null;
    }
}
