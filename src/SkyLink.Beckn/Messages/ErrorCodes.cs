namespace SkyLink.Beckn;

/// <summary>
/// The published codes: ONDC's numbers as gateway (1xxxx), buyer (2xxxx) and seller (3xxxx to 5xxxx); for Beckn 1.1
/// the text codes of its reference gateway where a message is refused unread, and BECKN-005 for the business.
/// </summary>
internal static class ErrorCodes
{
    private const string Schema = "JSON-SCHEMA-ERROR";
    private const string Head = "CONTEXT-ERROR";
    private const string Core = "CORE-ERROR";
    private const string Domain = "DOMAIN-ERROR";
    private const string Policy = "POLICY-ERROR";

    internal static (string Type, string Code) Ondc(ErrorKind kind, Refuser refuser)
    {
        var codes = Of(kind);
        return (codes.Type, refuser switch
        {
            Refuser.Gateway => codes.Gateway,
            Refuser.Buyer => codes.Buyer,
            Refuser.Seller => codes.Seller,
        });
    }

    internal static (string Type, string Code) Beckn(ErrorKind kind)
    {
        var codes = Of(kind);
        return (codes.Type, codes.Beckn);
    }

    private static Codes Of(ErrorKind kind) => kind switch
    {
        ErrorKind.TooLarge => Unread("SCH_PAYLOAD_TOO_LARGE"),
        ErrorKind.NotUtf8 => Unread("SCH_INVALID_ENCODING"),
        ErrorKind.NotJson => Unread("SCH_INVALID_JSON"),
        ErrorKind.TooDeep => Unread("SCH_TOO_DEEP"),
        ErrorKind.DuplicateMember => Unread("SCH_DUPLICATE_FIELD"),
        ErrorKind.MemberMissing => Unread("SCH_REQUIRED_FIELD_MISSING"),
        ErrorKind.WrongType => Unread("SCH_INVALID_TYPE"),
        ErrorKind.BadFormat => Unread("SCH_INVALID_FORMAT"),
        ErrorKind.OutOfRange => Unread("SCH_OUT_OF_RANGE"),

        ErrorKind.UnknownAction => Unread("SCH_UNKNOWN_ACTION", Head),
        ErrorKind.ActionMismatch => Unread("SCH_ACTION_MISMATCH", Head),
        ErrorKind.UnsupportedVersion => Unread("SCH_UNSUPPORTED_VERSION", Head),
        ErrorKind.UnsupportedDomain => Unread("SCH_UNSUPPORTED_DOMAIN", Head),
        ErrorKind.UnsupportedCity => new(Head, "10002", "20006", "30000", "SCH_UNSUPPORTED_CITY"),
        ErrorKind.Stale => new(Head, "10000", "20002", "30022", "AUT_MESSAGE_STALE"),
        ErrorKind.FromTheFuture => new(Head, "10000", "20002", "30022", "AUT_MESSAGE_FROM_FUTURE"),
        ErrorKind.ZeroTtl => new(Head, "10000", "20002", "30022", "AUT_MESSAGE_STALE"),
        ErrorKind.Replayed => new(Head, "10000", "20002", "30022", "AUT_REPLAY_DETECTED"),

        ErrorKind.SignatureMissing => Signature("AUT_SIGNATURE_MISSING"),
        ErrorKind.SignatureInvalid => Signature("AUT_SIGNATURE_INVALID"),
        ErrorKind.SignatureExpired => Signature("AUT_SIGNATURE_EXPIRED"),
        ErrorKind.SignerUnknown => Signature("AUT_SUBSCRIBER_NOT_FOUND"),
        ErrorKind.SignerMismatch => Signature("AUT_SIGNER_MISMATCH"),
        ErrorKind.KeyRevoked => Signature("AUT_KEY_REVOKED"),
        ErrorKind.NotAuthorized => Signature("AUT_UNAUTHORIZED_ACTION"),
        ErrorKind.RateLimited => new(Policy, "10000", "20006", "50000", "NET_RATE_LIMITED"),

        _ => Business(kind),
    };

    private static Codes Business(ErrorKind kind) => kind switch
    {
        ErrorKind.ProviderNotFound => new(Domain, "10000", "20003", "30001", "30001"),
        ErrorKind.LocationNotFound => new(Domain, "10000", "20004", "30002", "30002"),
        ErrorKind.CategoryNotFound => new(Domain, "10000", "20006", "30003", "30005"),
        ErrorKind.ItemNotFound => new(Domain, "10000", "20006", "30004", "30004"),
        ErrorKind.OfferNotFound => new(Domain, "10000", "20006", "30006", "30006"),
        ErrorKind.OrderNotFound => new(Domain, "10000", "20006", "30018", "30010"),

        ErrorKind.OutOfSequence => new(Core, "10000", "20008", "40001", "40001"),
        ErrorKind.ActionNotApplicable => new(Domain, "10000", "20007", "40001", "40001"),
        ErrorKind.LocationNotServiceable => new(Domain, "10000", "20005", "30009", "30008"),
        ErrorKind.ProviderClosed => new(Domain, "10000", "20006", "30021", "30001"),
        ErrorKind.FulfillmentUnavailable => new(Domain, "10000", "20006", "30007", "30008"),
        ErrorKind.AgentUnavailable => new(Domain, "10000", "20006", "40006", "40006"),
        ErrorKind.ItemQuantityUnavailable => new(Domain, "10000", "20006", "40002", "40002"),
        ErrorKind.QuoteUnavailable => new(Domain, "10000", "20006", "40003", "40003"),
        ErrorKind.QuoteMismatch => new(Domain, "10000", "20006", "40008", "40003"),
        ErrorKind.OrderBelowMinimum => new(Domain, "10000", "20006", "30023", "40000"),
        ErrorKind.OrderInvalid => new(Domain, "10000", "20006", "30019", "40000"),
        ErrorKind.PaymentNotSupported => new(Domain, "10000", "20006", "40004", "40004"),
        ErrorKind.TrackingNotEnabled => new(Domain, "10000", "20006", "40005", "40005"),
        ErrorKind.CancellationReasonInvalid => new(Domain, "10000", "20006", "30012", "30011"),
        ErrorKind.CancellationNotPossible => new(Policy, "10000", "20006", "50001", "50001"),
        ErrorKind.UpdateTargetInvalid => new(Domain, "10000", "20006", "30000", "30012"),
        ErrorKind.UpdateNotPossible => new(Policy, "10000", "20006", "50002", "50002"),
        ErrorKind.RatingInvalid => new(Domain, "10000", "20006", "30015", "30015"),
        ErrorKind.RatingCategoryUnsupported => new(Policy, "10000", "20006", "50003", "50003"),
        ErrorKind.SupportUnavailable => new(Policy, "10000", "20006", "50004", "50004"),
        ErrorKind.PolicyViolated => new(Policy, "10000", "20006", "50000", "50000"),
        ErrorKind.BusinessRefusal => new(Domain, "10000", "20006", "40000", "40000"),
        ErrorKind.InternalError => new(Core, "10000", "20006", "31001", "NET_INTERNAL_ERROR"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Has no code."),
    };

    private static Codes Unread(string text, string type = Schema) => new(type, "10000", "20006", "30000", text);

    private static Codes Signature(string text) => new(Head, "10001", "20001", "30016", text);

    private sealed record Codes(string Type, string Gateway, string Buyer, string Seller, string Beckn);
}
