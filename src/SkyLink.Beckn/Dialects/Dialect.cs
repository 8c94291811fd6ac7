using System.Text.Json;

namespace SkyLink.Beckn;

/// <summary>
/// One way of writing the protocol: <see cref="Ondc1"/> or <see cref="Beckn11"/>. Translates between the neutral model
/// and the wire without loss: what one dialect has no member for travels as a tag or as an extra member.
/// </summary>
public abstract partial class Dialect
{
    private protected Dialect()
    {
    }

    /// <summary>
    /// ONDC 1.x retail: <c>core_version</c>, <c>std:</c> cities, <c>bpp/providers</c>, <c>@ondc/org/…</c>.
    /// </summary>
    public static Dialect Ondc1 { get; } = new OndcDialect();

    /// <summary>
    /// Beckn 1.1: <c>version</c>, <c>location</c>, <c>payments[]</c>, <c>fulfillments[].stops</c>, tags.
    /// </summary>
    public static Dialect Beckn11 { get; } = new Beckn11Dialect();

    /// <summary>As in registries and settings: <c>ondc-1</c>, <c>beckn-1.1</c>.</summary>
    public abstract string Name { get; }

    /// <summary>For people: the versions of the context that are accepted.</summary>
    public abstract string SupportedVersions { get; }

    /// <summary>The version to write where nothing else is agreed.</summary>
    public abstract string DefaultVersion { get; }

    /// <summary>Names of the rules that <see cref="Strictness.Strict"/> adds, for waivers.</summary>
    public IReadOnlySet<string> StrictRules => Rules.StrictNames;

    internal abstract string VersionName { get; }

    internal abstract ReadOnlySpan<byte> VersionNameUtf8 { get; }

    internal abstract string ErrorPathName { get; }

    internal abstract DialectRules Rules { get; }

    /// <summary>By the form of its context; null if it has the marks of none.</summary>
    public static Dialect? Of(JsonElement context) => context switch
    {
        { ValueKind: not JsonValueKind.Object } => null,
        _ when context.TryGetProperty("core_version"u8, out _) => Ondc1,
        _ when context.TryGetProperty("version"u8, out _) || context.TryGetProperty("location"u8, out _) => Beckn11,
        _ when context.TryGetProperty("city"u8, out _) => Ondc1,
        _ => null,
    };

    /// <summary>By its <see cref="Name"/>; null if unknown.</summary>
    public static Dialect? Of(string name) =>
        name == Ondc1.Name ? Ondc1 : name == Beckn11.Name ? Beckn11 : null;

    /// <summary>An error in the numbers of this dialect and of the side that refuses.</summary>
    public abstract BecknError Error(ErrorKind kind, string? path, string message, Refuser refuser = Refuser.Seller);

    /// <summary>The bytes to sign and send. The context's own <see cref="Context.Dialect"/> is not asked.</summary>
    /// <exception cref="ArgumentException">The message is not what the context's action carries.</exception>
    public byte[] Write(Context context, Message message)
    {
        if (message.GetType() != ContentOf(context.Action))
        {
            throw new ArgumentException($"{context.Action.Name} carries {ContentOf(context.Action).Name}.",
                nameof(message));
        }

        return WireWriter.ToBytes(json =>
        {
            json.WriteStartObject();
            WireWriter.Write(json, "context"u8, context.Extra, writer => WriteContext(writer, context));
            WireWriter.Write(json, "message"u8, message.Beside,
                writer => WriteMessage(writer, context.Action, message));
            json.WriteEndObject();
        });
    }

    /// <summary>A callback that says why the request came to nothing.</summary>
    public byte[] WriteError(Context context, BecknError error) => WireWriter.ToBytes(json =>
    {
        json.WriteStartObject();
        WireWriter.Write(json, "context"u8, context.Extra, writer => WriteContext(writer, context));
        ErrorObject.Write(json, error, this);
        json.WriteEndObject();
    });

    /// <summary>The content of a message that was found well-formed; null where it only reports an error.</summary>
    public Message? Read(Envelope envelope)
    {
        if (envelope.Message is not { } element)
        {
            return null;
        }

        var message = new WireObject(element);
        var content = ReadMessage(message, envelope.Action);
        return content is null ? null : content with { Beside = message.Extra() };
    }

    /// <summary>Which record an action carries.</summary>
    public static Type ContentOf(BecknAction action) => action switch
    {
        BecknAction.Search => typeof(Intent),
        BecknAction.OnSearch => typeof(Catalogue),
        BecknAction.Select or BecknAction.OnSelect or BecknAction.Init or BecknAction.OnInit
            or BecknAction.Confirm or BecknAction.OnConfirm or BecknAction.OnStatus or BecknAction.OnCancel
            or BecknAction.OnUpdate => typeof(Order),
        BecknAction.Status => typeof(StatusRequest),
        BecknAction.Track => typeof(TrackRequest),
        BecknAction.OnTrack => typeof(Tracking),
        BecknAction.Cancel => typeof(CancelRequest),
        BecknAction.Update => typeof(UpdateRequest),
        BecknAction.Rating => typeof(RatingRequest),
        BecknAction.OnRating => typeof(RatingAck),
        BecknAction.Support => typeof(SupportRequest),
        BecknAction.OnSupport => typeof(Support),
    };

    internal abstract bool Supports(string version);

    internal abstract (string Country, string City) ReadPlace(JsonElement head, Findings findings);

    internal abstract bool IsContextMember(JsonProperty member);

    private protected abstract void WritePlace(WireWriter writer, Context context);

    private protected static bool IsSharedContextMember(JsonProperty member) =>
        member.NameEquals("domain"u8) || member.NameEquals("action"u8) || member.NameEquals("bap_id"u8)
        || member.NameEquals("bap_uri"u8) || member.NameEquals("bpp_id"u8) || member.NameEquals("bpp_uri"u8)
        || member.NameEquals("transaction_id"u8) || member.NameEquals("message_id"u8)
        || member.NameEquals("timestamp"u8) || member.NameEquals("ttl"u8) || member.NameEquals("key"u8);

    private void WriteContext(WireWriter writer, Context context)
    {
        writer.Text("domain"u8, context.Domain);
        WritePlace(writer, context);
        writer.Text("action"u8, context.Action.Name);
        writer.Text(VersionNameUtf8, Supports(context.Version) ? context.Version : DefaultVersion);
        writer.Text("bap_id"u8, context.BapId);
        writer.Text("bap_uri"u8, context.BapUri.OriginalString);
        writer.Text("bpp_id"u8, context.BppId);
        writer.Text("bpp_uri"u8, context.BppUri?.OriginalString);
        writer.Text("transaction_id"u8, context.TransactionId);
        writer.Text("message_id"u8, context.MessageId);
        writer.Time("timestamp"u8, context.Timestamp);
        writer.Duration("ttl"u8, context.Ttl);
        writer.Text("key"u8, context.Key);
    }
}
