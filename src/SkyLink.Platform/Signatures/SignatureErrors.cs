namespace SkyLink.Platform.Signatures;

internal static class SignatureErrors
{
    public static readonly Error UnknownOwner =
        new("signatures.unknown_owner", 404, "The owner is an organization's id, or the platform.");

    public static readonly Error NotYours =
        new("signatures.not_yours", 403, "These keys belong to somebody else.");

    public static readonly Error PurposeTaken =
        new("signatures.purpose_taken", 409, "The purpose has keys already.");

    public static readonly Error PurposeInvalid = new(
        "signatures.purpose_invalid", 400,
        "A purpose is 1 to 60 small letters, digits, dots, hyphens and underscores.");

    public static readonly Error TooManyPurposes =
        new("signatures.too_many_purposes", 409, "The owner has as many purposes as one key document can hold.");

    public static readonly Error AlgorithmsInvalid = new(
        "signatures.algorithms_invalid", 400, "Name a classic algorithm, one of ML-DSA, or one of each.");

    public static readonly Error UnknownKey = new("signatures.unknown_key", 404, "There is no such key.");

    public static readonly Error NotSigning =
        new("signatures.not_signing", 409, "The key does not sign now: another one has its turn.");

    public static readonly Error AlreadyRevoked = new("signatures.already_revoked", 409, "The key is revoked.");

    public static readonly Error RotatedTooOften = new(
        "signatures.rotated_too_often", 409, "The keys before are still valid. Wait for their end, or revoke one.");

    public static readonly Error NoSigningKey =
        new("signatures.no_signing_key", 409, "The purpose has no key of this kind.");

    public static readonly Error MessageMalformed = new(
        "signatures.message_malformed", 400, "The message is base64 with padding, of at most 65,536 bytes.");

    public static readonly Error SignatureMalformed =
        new("signatures.signature_malformed", 400, "A signature is base64 with padding.");

    public static readonly Error ModeNotMet = new(
        "signatures.mode_not_met", 422, "The signatures are not of the kinds that the mode asks for.");

    public static readonly Error SignatureInvalid = new(
        "signatures.signature_invalid", 422, "A signature is not of this message, or its key is not valid.");

    public static readonly Error UnknownClient = new("signatures.unknown_client", 404, "There is no such client.");

    public static readonly Error ClientTaken =
        new("signatures.client_taken", 409, "The organization has a client of this name.");

    public static readonly Error ClientKeyInvalid = new(
        "signatures.client_key_invalid", 400, "Give public keys: one of ES256 or EdDSA, and one of ML-DSA-44.");

    public static readonly Error ClientKeyKnown =
        new("signatures.client_key_known", 409, "The client has, or had, one of these keys.");

    public static readonly Error SubstituteWaits =
        new("signatures.substitute_waits", 409, "The client has a substitute already. Revoke it first.");

    public static readonly Error SubstituteNotAllowed = new(
        "signatures.substitute_not_allowed", 403,
        "A substitute is signed by the client's current keys, or registered by an administrator.");

    public static readonly Error RequestMalformed = new(
        "signatures.request_malformed", 400, "The signed request is not of the documented form.");

    public static readonly Error WrongAudience =
        new("signatures.wrong_audience", 422, "The signed request is meant for somebody else.");

    public static readonly Error RequestUntimely = new(
        "signatures.request_untimely", 422, "The signed request is too old, or its client's clock is wrong.");

    public static readonly Error RequestKeysUnknown = new(
        "signatures.request_keys_unknown", 422,
        "The signed request names keys that are not its client's current ones.");

    public static readonly Error RequestReplayed = new(
        "signatures.request_replayed", 409, "This request, or a later one of its client, was taken already.");
}
