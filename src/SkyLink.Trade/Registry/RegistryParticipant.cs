using System.Text.Json.Serialization;

namespace SkyLink.Trade.Registry;

/// <summary>What a participant is on the network.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ParticipantType>))]
internal enum ParticipantType
{
    /// <summary>Buyer application.</summary>
    BAP,

    /// <summary>Seller application; logistics and payment partners are sellers of their domains.</summary>
    BPP,

    /// <summary>Network gateway.</summary>
    BG,
}

/// <summary>How a seller application sells.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SellerKind>))]
internal enum SellerKind
{
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>Inventory seller node: one seller's own stock.</summary>
    [JsonStringEnumMemberName("isn")]
    Inventory,

    /// <summary>Marketplace seller node: several sellers on record.</summary>
    [JsonStringEnumMemberName("msn")]
    Marketplace,
}

/// <summary>A seller behind a marketplace node.</summary>
internal sealed record SellerOnRecord(string KeyId, string? Name, IReadOnlyList<string> Cities);

/// <summary>A role in one domain, and where its messages go.</summary>
internal sealed record Participation(
    ParticipantType Type, SellerKind Kind, string Domain, IReadOnlyList<string> Cities, string SubscriberUrl,
    IReadOnlyList<SellerOnRecord> Sellers);

/// <summary>Pure: who takes part, in which state. Every change is a new value with the next version.</summary>
internal sealed record Participant
{
    public required string SubscriberId { get; init; }

    public required Guid Id { get; init; }

    public required string LegalName { get; init; }

    /// <summary>ISO 3166 alpha-3.</summary>
    public required string Country { get; init; }

    /// <summary>One of <see cref="ParticipantStatuses"/>.</summary>
    public required string Status { get; init; }

    /// <summary>Why it is in its state, where somebody had to say.</summary>
    public string? Reason { get; init; }

    /// <summary>Whose partners may see and change it; null: operators only.</summary>
    public Guid? OwnerOrganization { get; init; }

    public Application? Application { get; init; }

    public int Version { get; init; } = 1;

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public bool IsSubscribed => Status == ParticipantStatuses.Subscribed;

    /// <summary>What may be asked of it now, as the API names it.</summary>
    public IReadOnlyList<string> Actions =>
        [.. Transitions.Where(it => it.From.Contains(Status)).Select(it => it.Action)];

    private static Transition[] Transitions { get; } =
    [
        new("approve", ParticipantStatuses.Subscribed, [ParticipantStatuses.UnderSubscription]),
        new("reject", ParticipantStatuses.Rejected,
            [ParticipantStatuses.Initiated, ParticipantStatuses.UnderSubscription], NeedsReason: true),
        new("suspend", ParticipantStatuses.Suspended, [ParticipantStatuses.Subscribed], NeedsReason: true),
        new("reinstate", ParticipantStatuses.Subscribed, [ParticipantStatuses.Suspended]),
        new("unsubscribe", ParticipantStatuses.Unsubscribed,
            [ParticipantStatuses.Subscribed, ParticipantStatuses.Suspended, ParticipantStatuses.Expired]),
    ];

    /// <summary>A newcomer with its application.</summary>
    public static Participant From(string subscriberId, Application applied, Guid? owner, DateTimeOffset now) => new()
    {
        SubscriberId = subscriberId,
        Id = Guid.CreateVersion7(),
        LegalName = applied.LegalName,
        Country = applied.Country,
        Status = ParticipantStatuses.Initiated,
        OwnerOrganization = owner,
        Application = applied,
        CreatedAt = now,
        UpdatedAt = now,
    };

    /// <summary>A decision of a person, by the name it has in the API.</summary>
    public Result<Participant> Decide(string action, string? reason, DateTimeOffset now)
    {
        var transition = Transitions.Single(it => it.Action == action);
        return !transition.From.Contains(Status)
                ? RegistryErrors.IllegalTransition.With($"{action} is not possible while it is {Status}.")
            : transition.NeedsReason && string.IsNullOrWhiteSpace(reason) ? RegistryErrors.ReasonMissing
            : Into(transition.To, reason, now);
    }

    /// <summary>A request to be listed has come in; a listed participant stays listed meanwhile.</summary>
    public Result<Participant> Enrol(DateTimeOffset now) => Status switch
    {
        ParticipantStatuses.Subscribed or ParticipantStatuses.UnderSubscription => this,
        ParticipantStatuses.Initiated or ParticipantStatuses.Expired or ParticipantStatuses.Unsubscribed =>
            Into(ParticipantStatuses.UnderSubscription, reason: null, now),
        ParticipantStatuses.Suspended => RegistryErrors.Suspended,
        _ => RegistryErrors.Rejected,
    };

    /// <summary>Applies, or applies again after a refusal.</summary>
    public Result<Participant> Apply(Application application, Guid? owner, DateTimeOffset now) =>
        Status is ParticipantStatuses.Rejected or ParticipantStatuses.Initiated && OwnerOrganization == owner
            ? Into(ParticipantStatuses.Initiated, reason: null, now) with
            {
                Application = application,
                LegalName = application.LegalName,
                Country = application.Country,
            }
            : RegistryErrors.AlreadyKnown;

    /// <summary>The last valid key is gone.</summary>
    public Participant WithoutKeys(string reason, DateTimeOffset now) =>
        IsSubscribed ? Into(ParticipantStatuses.Expired, reason, now) : this;

    /// <summary>Something beside the status has changed: keys, participations.</summary>
    public Participant Touched(DateTimeOffset now) => this with { Version = Version + 1, UpdatedAt = now };

    public ParticipantChanged ToChanged() => new(SubscriberId, Status);

    private Participant Into(string status, string? reason, DateTimeOffset now) =>
        Touched(now) with { Status = status, Reason = reason };

    private sealed record Transition(string Action, string To, string[] From, bool NeedsReason = false);
}

/// <summary>What a company says of itself when it applies.</summary>
/// <param name="ExpectedMonthlySales">Gross merchandise value, by the applicant's own estimate.</param>
internal sealed record Application(
    [property: StringLength(200, MinimumLength = 1)] string LegalName,
    ParticipantType Type,
    [property: RegularExpression("^[A-Z]{3}$")] string Country,
    [property: StringLength(60, MinimumLength = 1)] string RegistrationNumber,
    [property: StringLength(60, MinimumLength = 1)] string TaxNumber,
    [property: StringLength(500, MinimumLength = 1)] string Address,
    [property: MinLength(1), MaxLength(10)] IReadOnlyList<ApplicationContact> Contacts,
    Money? ExpectedMonthlySales = null);

internal sealed record ApplicationContact(
    [property: StringLength(120, MinimumLength = 1)] string Name,
    [property: EmailAddress, StringLength(254)] string Email,
    [property: RegularExpression(@"^\+?[0-9 ()-]{4,30}$")] string? Phone = null);

internal static class RegistryErrors
{
    public static readonly Error NotFound = new("registry.not_found", 404, "There is no such participant.");
    public static readonly Error KeyNotFound = new("registry.key_not_found", 404, "The participant has no such key.");
    public static readonly Error KeyNotValid = new("registry.key_not_valid", 409, "Only a valid key can be revoked.");
    public static readonly Error AlreadyKnown =
        new("registry.already_known", 409, "This subscriber id is taken, or its application is decided.");
    public static readonly Error IllegalTransition =
        new("registry.illegal_transition", 409, "The participant is not in a state that allows this.");
    public static readonly Error ReasonMissing = new("registry.reason_missing", 422, "This decision needs a reason.");
    public static readonly Error NotProven =
        new("registry.not_proven", 409, "No valid key has passed the challenge yet.");
    public static readonly Error Suspended = new("registry.suspended", 403, "The participant is suspended.");
    public static readonly Error Rejected = new("registry.rejected", 403, "The participant was rejected; apply anew.");
    public static readonly Error KeyUnusable =
        new("registry.key_unusable", 422, "This is no Ed25519 public key in base64.");
    public static readonly Error BodyTooLarge = new("registry.body_too_large", 413, "The body is too large.");
}
