namespace SkyLink.Beckn;

/// <summary>
/// The numbers as published: ONDC-RFC-001 (gateway, buyer's side, seller's side, courier) and BECKN-005. Written out
/// once more, so that no change of a number goes unnoticed.
/// </summary>
public sealed class ErrorCodeTableTests
{
    private static readonly string[] Published =
    [
        "ActionMismatch 10000 20006 30000 60006 SCH_ACTION_MISMATCH",
        "ActionNotApplicable 10000 21001 40001 61001 40001",
        "AgentUnavailable 10000 20006 40006 60004 40006",
        "BadFormat 10000 20006 30000 60006 SCH_INVALID_FORMAT",
        "BusinessRefusal 10000 20006 40000 65001 40000",
        "CancellationNotPossible 10000 20006 50001 60007 50001",
        "CancellationReasonInvalid 10000 22502 30012 60009 30011",
        "CategoryNotFound 10000 20006 30003 66002 30005",
        "DuplicateMember 10000 20006 30000 60006 SCH_DUPLICATE_FIELD",
        "FromTheFuture 10000 20002 30022 65003 AUT_MESSAGE_FROM_FUTURE",
        "FulfillmentUnavailable 10000 20006 50007 60004 30008",
        "InternalError 10000 23001 31001 66001 NET_INTERNAL_ERROR",
        "ItemNotFound 10000 20005 30004 66002 30004",
        "ItemQuantityUnavailable 10000 20006 40002 66002 40002",
        "KeyRevoked 10001 20001 30016 60005 AUT_KEY_REVOKED",
        "LocationNotFound 10000 20004 30002 66002 30002",
        "LocationNotServiceable 10000 20006 30009 60002 30008",
        "MemberMissing 10000 20006 30000 60006 SCH_REQUIRED_FIELD_MISSING",
        "NotAuthorized 10001 20001 30016 60005 AUT_UNAUTHORIZED_ACTION",
        "NotJson 10000 20006 30000 60006 SCH_INVALID_JSON",
        "NotUtf8 10000 20006 30000 60006 SCH_INVALID_ENCODING",
        "OfferNotFound 10000 20006 30006 66002 30006",
        "OrderBelowMinimum 10000 20006 30023 66002 40000",
        "OrderInvalid 10000 23002 31002 66002 40000",
        "OrderNotFound 10000 20006 30018 66004 30010",
        "OutOfRange 10000 20006 30000 60006 SCH_OUT_OF_RANGE",
        "OutOfSequence 10000 20008 31002 66002 40000",
        "PaymentNotSupported 10000 20006 40004 65004 40004",
        "PolicyViolated 10000 20006 50000 65004 50000",
        "ProviderClosed 10000 20006 30017 60004 40000",
        "ProviderNotFound 10000 20003 30001 66002 30001",
        "QuoteMismatch 10000 21003 40008 66005 40003",
        "QuoteUnavailable 10000 20006 40003 66005 40003",
        "RateLimited 10000 20006 50000 60006 NET_RATE_LIMITED",
        "RatingCategoryUnsupported 10000 20006 50003 61001 50003",
        "RatingInvalid 10000 20006 30015 60006 30015",
        "Replayed 10000 20002 30022 65003 AUT_REPLAY_DETECTED",
        "SignatureExpired 10001 20001 30016 60005 AUT_SIGNATURE_EXPIRED",
        "SignatureInvalid 10001 20001 30016 60005 AUT_SIGNATURE_INVALID",
        "SignatureMissing 10001 20001 30016 60005 AUT_SIGNATURE_MISSING",
        "SignerMismatch 10001 20001 30016 60005 AUT_SIGNER_MISMATCH",
        "SignerUnknown 10001 20001 30016 60005 AUT_SUBSCRIBER_NOT_FOUND",
        "Stale 10000 20002 30022 65003 AUT_MESSAGE_STALE",
        "SupportUnavailable 10000 20006 50004 61001 50004",
        "TooDeep 10000 20006 30000 60006 SCH_TOO_DEEP",
        "TooLarge 10000 20006 30000 60006 SCH_PAYLOAD_TOO_LARGE",
        "TrackingNotEnabled 10000 20006 40005 60012 40005",
        "UnknownAction 10000 20006 30000 60006 SCH_UNKNOWN_ACTION",
        "UnsupportedCity 10002 20006 30000 60006 SCH_UNSUPPORTED_CITY",
        "UnsupportedDomain 10000 20006 30000 60006 SCH_UNSUPPORTED_DOMAIN",
        "UnsupportedVersion 10000 20006 30000 60006 SCH_UNSUPPORTED_VERSION",
        "UpdateNotPossible 10000 20006 50002 66002 50002",
        "UpdateTargetInvalid 10000 20006 30000 60006 30012",
        "WrongType 10000 20006 30000 60006 SCH_INVALID_TYPE",
        "ZeroTtl 10000 20002 30022 65003 AUT_MESSAGE_STALE",
    ];

    [Fact]
    public void Every_reason_has_the_published_number_of_its_side_and_dialect() =>
        Assert.Equal(Published, Enum.GetValues<ErrorKind>().Select(Row).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("ONDC:LOG10", Refuser.Courier)]
    [InlineData("ONDC:RET10", Refuser.Seller)]
    [InlineData("nic2004:60212", Refuser.Seller)]
    public void Who_sells_transport_refuses_as_a_courier(string domain, Refuser refuser) =>
        Assert.Equal(refuser, Refusers.OfSeller(domain));

    private static string Row(ErrorKind kind) => string.Join(' ', [
        kind.ToString(),
        .. new[] { Refuser.Gateway, Refuser.Buyer, Refuser.Seller, Refuser.Courier }
            .Select(refuser => Dialect.Ondc1.Error(kind, path: null, "", refuser).Code),
        Dialect.Beckn11.Error(kind, path: null, "").Code,
    ]);
}
