namespace SkyLink.Beckn;

/// <content>
/// Places. Here an address is one text beside city, state, country and code; its parts, if it has several, are kept
/// in <c>address_parts</c>.
/// </content>
internal sealed partial class Beckn11Dialect
{
    private protected override Location ReadLocation(WireObject from)
    {
        var gps = from.Gps("gps"u8);
        return new Location
        {
            Id = from.Text("id"u8),
            Descriptor = from.Object("descriptor"u8, ReadDescriptor),
            Gps = gps,
            Address = ReadAddress(from),
            ServiceRadiusKm = ReadRadius(from, gps),
            Extra = from.Extra(),
        };
    }

    private protected override void WriteLocation(WireWriter to, Location location)
    {
        to.Text("id"u8, location.Id);
        to.Object("descriptor"u8, location.Descriptor, WriteDescriptor);
        to.Gps("gps"u8, location.Gps);
        WriteAddress(to, location.Address);
        WriteRadius(to, location.Gps, location.ServiceRadiusKm);
    }

    private protected override Address? ReadBillingAddress(WireObject billing) => ReadAddress(billing);

    private protected override void WriteBillingAddress(WireWriter billing, Address? address) =>
        WriteAddress(billing, address);

    private static Address? ReadAddress(WireObject holder)
    {
        var parts = holder.Object("address_parts"u8, ReadParts);
        var address = (parts ?? new Address()) with
        {
            City = holder.Nested("city"u8)?.Text("name"u8),
            State = holder.Nested("state"u8)?.Text("name"u8),
            Country = holder.Nested("country"u8)?.Text("name"u8),
            AreaCode = holder.Text("area_code"u8),
        };
        if (parts is null)
        {
            address = address with { Street = holder.Text("address"u8) };
            return address == new Address() ? null : address;
        }

        if (OneText(parts) is { } text)
        {
            holder.Drop("address"u8, text);
        }

        return address;
    }

    private static void WriteAddress(WireWriter holder, Address? address)
    {
        if (address is null)
        {
            return;
        }

        holder.Text("address"u8, OneText(address));
        holder.Open("city"u8);
        holder.Text("name"u8, address.City);
        holder.Close();
        holder.Open("state"u8);
        holder.Text("name"u8, address.State);
        holder.Close();
        holder.Open("country"u8);
        holder.Text("name"u8, address.Country);
        holder.Close();
        holder.Text("area_code"u8, address.AreaCode);
        var isOneText = address is { Name: null, Building: null, Locality: null, Extra.Count: 0 };
        holder.Object("address_parts"u8, isOneText && address != new Address() ? null : address, WriteParts);
    }

    private static Address ReadParts(WireObject from) => new()
    {
        Name = from.Text("name"u8),
        Building = from.Text("building"u8),
        Street = from.Text("street"u8),
        Locality = from.Text("locality"u8),
        Extra = from.Extra(),
    };

    private static void WriteParts(WireWriter to, Address address)
    {
        to.Text("name"u8, address.Name);
        to.Text("building"u8, address.Building);
        to.Text("street"u8, address.Street);
        to.Text("locality"u8, address.Locality);
    }

    private static string? OneText(Address address)
    {
        var parts = new[] { address.Name, address.Building, address.Street, address.Locality }
            .Where(it => it is not null);
        return parts.Any() ? string.Join(", ", parts) : null;
    }
}
