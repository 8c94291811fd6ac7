namespace SkyLink.Beckn;

/// <summary>
/// The published codes. ONDC's are those of ONDC-RFC-001 "ONDC Error Codes" (developer-docs,
/// <c>protocol-network-extension/error-codes.md</c>): gateway 1xxxx, buyer's side 2xxxx, seller's side 3xxxx to 5xxxx,
/// couriers 6xxxx. Beckn 1.1 has BECKN-005 "Error Codes" for the business and, where a message is refused unread,
/// the text codes of its reference gateway. A reason without a number of its own has the generic one of its side.
/// </summary>
internal static class ErrorCodes
{
    private const string Schema = "JSON-SCHEMA-ERROR";
    private const string Head = "CONTEXT-ERROR";
    private const string Core = "CORE-ERROR";
    private const string Domain = "DOMAIN-ERROR";
    private const string Policy = "POLICY-ERROR";

    /// <summary>"Bad or invalid request": a gateway has few reasons of its own.</summary>
    private const string BadAtGateway = "10000";

    /// <summary>"Invalid response": what a buyer's side says of a callback that has no number of its own.</summary>
    private const string BadResponse = "20006";

    internal static (string Type, string Code) Ondc(ErrorKind kind, Refuser refuser)
    {
        var codes = Of(kind);
        return (codes.Type, refuser switch
        {
            Refuser.Gateway => codes.Gateway,
            Refuser.Buyer => codes.Buyer,
            Refuser.Seller => codes.Seller,
            Refuser.Courier => codes.Courier,
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
        ErrorKind.UnsupportedCity => Unread("SCH_UNSUPPORTED_CITY", Head) with { Gateway = "10002" },
        ErrorKind.Stale => Untimely("AUT_MESSAGE_STALE"),
        ErrorKind.FromTheFuture => Untimely("AUT_MESSAGE_FROM_FUTURE"),
        ErrorKind.ZeroTtl => Untimely("AUT_MESSAGE_STALE"),
        ErrorKind.Replayed => Untimely("AUT_REPLAY_DETECTED"),

        ErrorKind.SignatureMissing => Signature("AUT_SIGNATURE_MISSING"),
        ErrorKind.SignatureInvalid => Signature("AUT_SIGNATURE_INVALID"),
        ErrorKind.SignatureExpired => Signature("AUT_SIGNATURE_EXPIRED"),
        ErrorKind.SignerUnknown => Signature("AUT_SUBSCRIBER_NOT_FOUND"),
        ErrorKind.SignerMismatch => Signature("AUT_SIGNER_MISMATCH"),
        ErrorKind.KeyRevoked => Signature("AUT_KEY_REVOKED"),
        ErrorKind.NotAuthorized => Signature("AUT_UNAUTHORIZED_ACTION"),
        ErrorKind.RateLimited => Refusal(Policy, "50000", "60006", "NET_RATE_LIMITED"),
        ErrorKind.InternalError =>
            Refusal(Core, "31001", "66001", "NET_INTERNAL_ERROR") with { Buyer = "23001" },

        _ => Business(kind),
    };

    private static Codes Business(ErrorKind kind) => kind switch
    {
        ErrorKind.ProviderNotFound => Refusal(Domain, "30001", "66002", "30001") with { Buyer = "20003" },
        ErrorKind.LocationNotFound => Refusal(Domain, "30002", "66002", "30002") with { Buyer = "20004" },
        ErrorKind.CategoryNotFound => Refusal(Domain, "30003", "66002", "30005"),
        ErrorKind.ItemNotFound => Refusal(Domain, "30004", "66002", "30004") with { Buyer = "20005" },
        ErrorKind.OfferNotFound => Refusal(Domain, "30006", "66002", "30006"),
        ErrorKind.OrderNotFound => Refusal(Domain, "30018", "66004", "30010"),

        ErrorKind.OutOfSequence => Refusal(Core, "31002", "66002", "40000") with { Buyer = "20008" },
        ErrorKind.ActionNotApplicable => Refusal(Domain, "40001", "61001", "40001") with { Buyer = "21001" },
        ErrorKind.LocationNotServiceable => Refusal(Domain, "30009", "60002", "30008"),
        ErrorKind.ProviderClosed => Refusal(Domain, "30017", "60004", "40000"),
        ErrorKind.FulfillmentUnavailable => Refusal(Domain, "50007", "60004", "30008"),
        ErrorKind.AgentUnavailable => Refusal(Domain, "40006", "60004", "40006"),
        ErrorKind.ItemQuantityUnavailable => Refusal(Domain, "40002", "66002", "40002"),
        ErrorKind.QuoteUnavailable => Refusal(Domain, "40003", "66005", "40003"),
        ErrorKind.QuoteMismatch => Refusal(Domain, "40008", "66005", "40003") with { Buyer = "21003" },
        ErrorKind.OrderBelowMinimum => Refusal(Domain, "30023", "66002", "40000"),
        ErrorKind.OrderInvalid => Refusal(Domain, "31002", "66002", "40000") with { Buyer = "23002" },
        ErrorKind.PaymentNotSupported => Refusal(Domain, "40004", "65004", "40004"),
        ErrorKind.TrackingNotEnabled => Refusal(Domain, "40005", "60012", "40005"),
        ErrorKind.CancellationReasonInvalid =>
            Refusal(Domain, "30012", "60009", "30011") with { Buyer = "22502" },
        ErrorKind.CancellationNotPossible => Refusal(Policy, "50001", "60007", "50001"),
        ErrorKind.UpdateTargetInvalid => Refusal(Domain, "30000", "60006", "30012"),
        ErrorKind.UpdateNotPossible => Refusal(Policy, "50002", "66002", "50002"),
        ErrorKind.RatingInvalid => Refusal(Domain, "30015", "60006", "30015"),
        ErrorKind.RatingCategoryUnsupported => Refusal(Policy, "50003", "61001", "50003"),
        ErrorKind.SupportUnavailable => Refusal(Policy, "50004", "61001", "50004"),
        ErrorKind.PolicyViolated => Refusal(Policy, "50000", "65004", "50000"),
        ErrorKind.BusinessRefusal => Refusal(Domain, "40000", "65001", "40000"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Has no code."),
    };

    private static Codes Unread(string text, string type = Schema) => Refusal(type, "30000", "60006", text);

    private static Codes Untimely(string text) => Refusal(Head, "30022", "65003", text) with { Buyer = "20002" };

    private static Codes Signature(string text) =>
        new(Head, Gateway: "10001", Buyer: "20001", Seller: "30016", Courier: "60005", text);

    private static Codes Refusal(string type, string seller, string courier, string beckn) =>
        new(type, BadAtGateway, BadResponse, seller, courier, beckn);

    private sealed record Codes(string Type, string Gateway, string Buyer, string Seller, string Courier, string Beckn);
}
