namespace SkyLink.Beckn;

/// <summary>
/// Why a message is refused, independent of any dialect. The published numbers differ between dialects and between the
/// sides of one dialect for the same reason; <see cref="Dialect.Error"/> finds the right one.
/// </summary>
public enum ErrorKind
{
    // The bytes
    TooLarge,
    NotUtf8,
    NotJson,
    TooDeep,
    DuplicateMember,

    // The structure
    MemberMissing,
    WrongType,
    BadFormat,
    OutOfRange,

    // The context
    UnknownAction,
    ActionMismatch,
    UnsupportedVersion,
    UnsupportedDomain,
    UnsupportedCity,
    Stale,
    FromTheFuture,
    ZeroTtl,
    Replayed,

    // Who says it
    SignatureMissing,
    SignatureInvalid,
    SignatureExpired,
    SignerUnknown,
    SignerMismatch,
    KeyRevoked,
    NotAuthorized,
    RateLimited,

    // What is not there
    ProviderNotFound,
    LocationNotFound,
    CategoryNotFound,
    ItemNotFound,
    OfferNotFound,
    OrderNotFound,

    // What cannot be done
    OutOfSequence,
    ActionNotApplicable,
    LocationNotServiceable,
    ProviderClosed,
    FulfillmentUnavailable,
    AgentUnavailable,
    ItemQuantityUnavailable,
    QuoteUnavailable,
    QuoteMismatch,
    OrderBelowMinimum,
    OrderInvalid,
    PaymentNotSupported,
    TrackingNotEnabled,
    CancellationReasonInvalid,
    CancellationNotPossible,
    UpdateTargetInvalid,
    UpdateNotPossible,
    RatingInvalid,
    RatingCategoryUnsupported,
    SupportUnavailable,
    PolicyViolated,
    BusinessRefusal,
    InternalError,
}

/// <summary>Which side refuses: ONDC numbers the same reason differently for each.</summary>
public enum Refuser
{
    Gateway,
    Buyer,
    Seller,

    /// <summary>A seller of transport.</summary>
    Courier,
}

/// <summary>Tells the sides apart.</summary>
public static class Refusers
{
    /// <summary>The side of whoever sells in a domain such as <c>ONDC:RET10</c> or <c>ONDC:LOG10</c>.</summary>
    public static Refuser OfSeller(string domain) =>
        domain.StartsWith("ONDC:LOG", StringComparison.Ordinal) ? Refuser.Courier : Refuser.Seller;
}

/// <summary>What a NACK or a callback says is wrong, in the words and numbers of one dialect.</summary>
/// <param name="Kind">The reason, whatever the dialect; <see cref="ErrorKind.BusinessRefusal"/> for foreign
/// codes.</param>
/// <param name="Type">Such as <c>JSON-SCHEMA-ERROR</c>.</param>
/// <param name="Code">A number of ONDC or BECKN-005, or a text code.</param>
/// <param name="Path">The JSON path of the member at fault, such as <c>$.context.ttl</c>; null if there is
/// none.</param>
/// <param name="Message">One sentence for the people at the other side.</param>
public sealed record BecknError(ErrorKind Kind, string Type, string Code, string? Path, string Message);
