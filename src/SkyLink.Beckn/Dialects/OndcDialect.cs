using System.Text.Json;

namespace SkyLink.Beckn;

/// <summary>ONDC 1.x for retail.</summary>
internal sealed partial class OndcDialect : Dialect
{
    private static readonly (PaymentType Value, string Text)[] PaymentTypes =
    [
        (PaymentType.OnOrder, "ON-ORDER"),
        (PaymentType.PreFulfillment, "PRE-FULFILLMENT"),
        (PaymentType.OnFulfillment, "ON-FULFILLMENT"),
        (PaymentType.PostFulfillment, "POST-FULFILLMENT"),
    ];

    public override string Name => "ondc-1";

    public override string SupportedVersions => "1.0.x, 1.1.x, 1.2.x";

    public override string DefaultVersion => "1.2.0";

    internal override string VersionName => "core_version";

    internal override ReadOnlySpan<byte> VersionNameUtf8 => "core_version"u8;

    internal override string ErrorPathName => "path";

    internal override DialectRules Rules => OndcRules.All;

    public override BecknError Error(ErrorKind kind, string? path, string message, Refuser refuser = Refuser.Seller)
    {
        var (type, code) = ErrorCodes.Ondc(kind, refuser);
        return new BecknError(kind, type, code, path, message);
    }

    internal override bool Supports(string version) =>
        Version.TryParse(version, out var it) && it is { Major: 1, Minor: >= 0 and <= 2, Build: >= 0 };

    internal override (string Country, string City) ReadPlace(JsonElement head, Findings findings)
    {
        var members = new ContextReader.Members(head, findings);
        return (members.Id("country"u8) ?? "", members.Id("city"u8) ?? "");
    }

    internal override bool IsContextMember(JsonProperty member) =>
        IsSharedContextMember(member) || member.NameEquals("core_version"u8)
        || member.NameEquals("country"u8) || member.NameEquals("city"u8);

    private protected override void WritePlace(WireWriter writer, Context context)
    {
        writer.Text("country"u8, context.Country);
        writer.Text("city"u8, context.City);
    }

    private protected override Image? ReadImage(JsonElement from) =>
        from.ValueKind == JsonValueKind.String ? new Image(from.GetString()!) : ReadImageObject(from);

    private protected override void WriteImages(WireWriter to, ValueList<Image> images) =>
        to.Texts("images"u8, images, image => image.Extra.Count == 0 ? image.Url : null, WriteImageObject);

    private protected override TagGroup? ReadTagGroup(WireObject from) => from.Text("code"u8) is { } code
        ? new TagGroup(code, from.List("list"u8, ReadTag)) { Extra = from.Extra() }
        : null;

    private protected override void WriteTagGroup(WireWriter to, TagGroup group)
    {
        to.Text("code"u8, group.Code);
        to.List("list"u8, group.Tags, WriteTag);
    }

    private protected override Location ReadLocation(WireObject from)
    {
        var gps = from.Gps("gps"u8);
        return new Location
        {
            Id = from.Text("id"u8),
            Descriptor = from.Object("descriptor"u8, ReadDescriptor),
            Gps = gps,
            Address = from.Object("address"u8, ReadAddress),
            ServiceRadiusKm = ReadRadius(from, gps),
            Extra = from.Extra(),
        };
    }

    private protected override void WriteLocation(WireWriter to, Location location)
    {
        to.Text("id"u8, location.Id);
        to.Object("descriptor"u8, location.Descriptor, WriteDescriptor);
        to.Gps("gps"u8, location.Gps);
        to.Object("address"u8, location.Address, WriteAddress);
        WriteRadius(to, location.Gps, location.ServiceRadiusKm);
    }

    private protected override SupportRequest? ReadSupportRequest(WireObject message) =>
        message.Text("ref_id"u8) is { } id
            ? new SupportRequest(id) { CallbackPhone = message.Text("callback_phone"u8) } : null;

    private protected override void WriteSupportRequest(WireWriter message, SupportRequest request)
    {
        message.Text("ref_id"u8, request.RefId);
        message.Text("callback_phone"u8, request.CallbackPhone);
    }

    private protected override Support ReadSupport(WireObject message) => new()
    {
        RefId = message.Text("ref_id"u8),
        Phone = message.Text("phone"u8),
        Email = message.Text("email"u8),
        Url = message.Text("uri"u8),
        Ticket = message.Text("ticket"u8),
    };

    private protected override void WriteSupport(WireWriter message, Support support)
    {
        message.Text("ref_id"u8, support.RefId);
        message.Text("phone"u8, support.Phone);
        message.Text("email"u8, support.Email);
        message.Text("uri"u8, support.Url);
        message.Text("ticket"u8, support.Ticket);
    }

    /// <summary>One rating lies flat in the message, several in a list; both forms are read.</summary>
    private protected override RatingRequest? ReadRatings(WireObject message)
    {
        var several = message.List("ratings"u8, ReadRating);
        return several.Count > 0 ? new RatingRequest(several)
            : ReadRating(message) is { } one ? new RatingRequest([one with { Extra = [] }])
            : null;
    }

    private protected override void WriteRatings(WireWriter message, RatingRequest request)
    {
        if (request.Ratings is [{ Extra.Count: 0 } only])
        {
            WriteRating(message, only);
        }
        else
        {
            message.List("ratings"u8, request.Ratings, WriteRating);
        }
    }

    private static Tag? ReadTag(WireObject from) =>
        from.Text("code"u8) is { } code && from.Text("value"u8) is { } value
            ? new Tag(code, value) { Extra = from.Extra() }
            : null;

    private static void WriteTag(WireWriter to, Tag tag)
    {
        to.Text("code"u8, tag.Code);
        to.Text("value"u8, tag.Value);
    }

    private static Address ReadAddress(WireObject from) => new()
    {
        Name = from.Text("name"u8),
        Building = from.Text("building"u8),
        Street = from.Text("street"u8),
        Locality = from.Text("locality"u8),
        City = from.Text("city"u8),
        State = from.Text("state"u8),
        Country = from.Text("country"u8),
        AreaCode = from.Text("area_code"u8),
        Extra = from.Extra(),
    };

    private static void WriteAddress(WireWriter to, Address address)
    {
        to.Text("name"u8, address.Name);
        to.Text("building"u8, address.Building);
        to.Text("street"u8, address.Street);
        to.Text("locality"u8, address.Locality);
        to.Text("city"u8, address.City);
        to.Text("state"u8, address.State);
        to.Text("country"u8, address.Country);
        to.Text("area_code"u8, address.AreaCode);
    }
}
