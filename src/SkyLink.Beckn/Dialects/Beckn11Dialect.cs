using System.Text.Json;

namespace SkyLink.Beckn;

/// <summary>Beckn 1.1.</summary>
internal sealed partial class Beckn11Dialect : Dialect
{
    private static readonly (PaymentType Value, string Text)[] PaymentTypes =
    [
        (PaymentType.OnOrder, "PRE-ORDER"),
        (PaymentType.PreFulfillment, "PRE-FULFILLMENT"),
        (PaymentType.OnFulfillment, "ON-FULFILLMENT"),
        (PaymentType.PostFulfillment, "POST-FULFILLMENT"),
    ];

    public override string Name => "beckn-1.1";

    public override string SupportedVersions => "1.1.x";

    public override string DefaultVersion => "1.1.0";

    internal override string VersionName => "version";

    internal override ReadOnlySpan<byte> VersionNameUtf8 => "version"u8;

    internal override string ErrorPathName => "paths";

    internal override DialectRules Rules => Beckn11Rules.All;

    public override BecknError Error(ErrorKind kind, string? path, string message, Refuser refuser = Refuser.Seller)
    {
        var (type, code) = ErrorCodes.Beckn(kind);
        return new BecknError(kind, type, code, path, message);
    }

    internal override bool Supports(string version) =>
        Version.TryParse(version, out var it) && it is { Major: 1, Minor: 1, Build: >= 0 };

    /// <summary>A context without a city is for all cities.</summary>
    internal override (string Country, string City) ReadPlace(JsonElement head, Findings findings)
    {
        if (!head.TryGetProperty("location"u8, out var location) || location.ValueKind != JsonValueKind.Object)
        {
            findings.Add(ErrorKind.MemberMissing, "$.context.location", "An object is needed here.");
            return ("", "");
        }

        return (
            ReadCode(location, "country"u8, "$.context.location.country", findings, isNeeded: true) ?? "",
            ReadCode(location, "city"u8, "$.context.location.city", findings, isNeeded: false) ?? "*");
    }

    internal override bool IsContextMember(JsonProperty member) =>
        IsSharedContextMember(member) || member.NameEquals("version"u8) || member.NameEquals("location"u8);

    private protected override void WritePlace(WireWriter writer, Context context)
    {
        writer.Open("location"u8);
        writer.Open("country"u8);
        writer.Text("code"u8, context.Country);
        writer.Close();
        writer.Open("city"u8);
        writer.Text("code"u8, context.City);
        writer.Close();
        writer.Close();
    }

    private protected override Image? ReadImage(JsonElement from) => ReadImageObject(from);

    private protected override void WriteImages(WireWriter to, ValueList<Image> images) =>
        to.List("images"u8, images, WriteImageObject);

    private protected override TagGroup? ReadTagGroup(WireObject from) =>
        from.Nested("descriptor"u8)?.Text("code"u8) is { } code
            ? new TagGroup(code, from.List("list"u8, ReadTag)) { Extra = from.Extra() }
            : null;

    private protected override void WriteTagGroup(WireWriter to, TagGroup group)
    {
        WriteCode(to, group.Code);
        to.List("list"u8, group.Tags, WriteTag);
    }

    private protected override SupportRequest? ReadSupportRequest(WireObject message) =>
        message.Nested("support"u8) is { } support && support.Text("ref_id"u8) is { } id
            ? new SupportRequest(id) { CallbackPhone = support.Text("callback_phone"u8) }
            : null;

    private protected override void WriteSupportRequest(WireWriter message, SupportRequest request)
    {
        message.Open("support"u8);
        message.Text("ref_id"u8, request.RefId);
        message.Text("callback_phone"u8, request.CallbackPhone);
        message.Close();
    }

    private protected override Support ReadSupport(WireObject message)
    {
        var support = message.Nested("support"u8);
        return new Support
        {
            RefId = support?.Text("ref_id"u8),
            Phone = support?.Text("phone"u8),
            Email = support?.Text("email"u8),
            Url = support?.Text("url"u8),
            Ticket = support?.Text("ticket"u8),
        };
    }

    private protected override void WriteSupport(WireWriter message, Support support)
    {
        message.Open("support"u8);
        message.Text("ref_id"u8, support.RefId);
        message.Text("phone"u8, support.Phone);
        message.Text("email"u8, support.Email);
        message.Text("url"u8, support.Url);
        message.Text("ticket"u8, support.Ticket);
        message.Close();
    }

    private protected override RatingRequest? ReadRatings(WireObject message) =>
        message.List("ratings"u8, ReadRating) is { Count: > 0 } ratings ? new RatingRequest(ratings) : null;

    private protected override void WriteRatings(WireWriter message, RatingRequest request) =>
        message.List("ratings"u8, request.Ratings, WriteRating);

    private static Tag? ReadTag(WireObject from) =>
        from.Nested("descriptor"u8)?.Text("code"u8) is { } code && from.Text("value"u8) is { } value
            ? new Tag(code, value) { Extra = from.Extra() }
            : null;

    private static void WriteTag(WireWriter to, Tag tag)
    {
        WriteCode(to, tag.Code);
        to.Text("value"u8, tag.Value);
    }

    private static void WriteCode(WireWriter to, string? code)
    {
        to.Open("descriptor"u8);
        to.Text("code"u8, code);
        to.Close();
    }

    private static string? ReadCode(
        JsonElement location, ReadOnlySpan<byte> name, string path, Findings findings, bool isNeeded)
    {
        if (!location.TryGetProperty(name, out var place))
        {
            if (isNeeded)
            {
                findings.Add(ErrorKind.MemberMissing, path, "An object is needed here.");
            }

            return null;
        }

        if (place.ValueKind != JsonValueKind.Object)
        {
            findings.Add(ErrorKind.WrongType, path, "An object is needed here.");
            return null;
        }

        return new ContextReader.Members(place, findings, path + ".").Id("code"u8, isNeeded);
    }
}
