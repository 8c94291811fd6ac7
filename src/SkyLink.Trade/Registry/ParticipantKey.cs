namespace SkyLink.Trade.Registry;

/// <summary>A pair of public keys under one id. Lookups show it while it is valid and its time has come.</summary>
/// <param name="SigningPublicKey">Ed25519, raw, base64.</param>
/// <param name="EncrPublicKey">X25519, raw or SubjectPublicKeyInfo, base64, as it was given.</param>
internal sealed record KeyPair(
    string KeyId, string SigningPublicKey, string EncrPublicKey, DateTimeOffset ValidFrom, DateTimeOffset ValidUntil)
{
    public bool HasMaterialOf(KeyPair other) =>
        SigningPublicKey == other.SigningPublicKey && EncrPublicKey == other.EncrPublicKey;
}

/// <summary>A key on record.</summary>
/// <param name="State"><see cref="Valid"/>, <see cref="Revoked"/> or <see cref="Expired"/>.</param>
internal sealed record ParticipantKey(
    string SubscriberId, KeyPair Pair, string State, DateTimeOffset? RevokedAt, DateTimeOffset CreatedAt)
{
    internal const string Valid = "VALID";
    internal const string Revoked = "REVOKED";
    internal const string Expired = "EXPIRED";

    public bool IsValidAt(DateTimeOffset now) => State == Valid && Pair.ValidFrom <= now && now < Pair.ValidUntil;
}

/// <summary>What a participant asks to be listed with; counts once the challenge is passed.</summary>
internal sealed record Enrolment(
    string SubscriberId, string RequestId, string LegalName, string Country, string CallbackUrl, KeyPair Key,
    IReadOnlyList<Participation> Participations)
{
    /// <summary>Equal but for the request's id.</summary>
    public bool AsksSameAs(Enrolment other) =>
        RegistryStore.ToJson(this with { RequestId = "" }) == RegistryStore.ToJson(other with { RequestId = "" });
}

/// <summary>An enrolment on its way.</summary>
internal sealed record EnrolmentRequest(
    Guid Id, Enrolment Requested, string State, int Attempts, DateTimeOffset NextAt, DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt)
{
    internal const string Pending = "PENDING";
    internal const string Passed = "PASSED";
    internal const string Failed = "FAILED";
}

/// <summary>One question put to a participant, and what came of it.</summary>
internal sealed record EnrolmentCheck(string Name, bool Ok, string Detail, TimeSpan Took);
