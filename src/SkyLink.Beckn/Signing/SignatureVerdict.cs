using System.Runtime.InteropServices;

namespace SkyLink.Beckn.Signing;

/// <summary>
/// What came of checking a signature, with the times that led to it. Holds nothing the peer wrote but two numbers.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SignatureVerdict
{
    private readonly long createdUnixSeconds;
    private readonly long expiresUnixSeconds;
    private readonly TimeSpan limit;

    internal SignatureVerdict(SignatureOutcome outcome, DateTimeOffset now, TimeSpan limit = default)
        : this(outcome, 0, 0, now, limit)
    {
    }

    internal SignatureVerdict(SignatureOutcome outcome, long created, long expires, DateTimeOffset now, TimeSpan limit)
    {
        Outcome = outcome;
        createdUnixSeconds = created;
        expiresUnixSeconds = expires;
        CheckedAt = now;
        this.limit = limit;
    }

    public SignatureOutcome Outcome { get; }

    public bool IsValid => Outcome == SignatureOutcome.Valid;

    /// <summary>What the header says; the epoch when it could not be read.</summary>
    public DateTimeOffset Created => DateTimeOffset.FromUnixTimeSeconds(createdUnixSeconds);

    /// <inheritdoc cref="Created"/>
    public DateTimeOffset Expires => DateTimeOffset.FromUnixTimeSeconds(expiresUnixSeconds);

    /// <summary>The moment against which the times were held.</summary>
    public DateTimeOffset CheckedAt { get; }

    /// <summary>A code for programs, stable once published; empty when valid.</summary>
    public string Code => Outcome switch
    {
        SignatureOutcome.Valid => "",
        SignatureOutcome.Missing => "AUT_SIGNATURE_MISSING",
        SignatureOutcome.Malformed => "AUT_SIGNATURE_MALFORMED",
        SignatureOutcome.AlgorithmMismatch => "AUT_SIGNATURE_ALGORITHM",
        SignatureOutcome.WrongSigner => "AUT_SIGNER_MISMATCH",
        SignatureOutcome.NotYetValid => "AUT_SIGNATURE_NOT_YET_VALID",
        SignatureOutcome.Expired => "AUT_SIGNATURE_EXPIRED",
        SignatureOutcome.LifetimeTooLong => "AUT_SIGNATURE_LIFETIME",
        SignatureOutcome.SignatureMismatch => "AUT_SIGNATURE_INVALID",
    };

    /// <summary>
    /// One sentence for the person at the peer, with the times involved, because most refusals are clocks.
    /// </summary>
    public string Message => Outcome switch
    {
        SignatureOutcome.Valid => "The signature is valid.",
        SignatureOutcome.Missing => "There is no signature header.",
        SignatureOutcome.Malformed =>
            "The signature header cannot be read; expected Signature keyId=\"subscriber|key|ed25519\",algorithm,"
            + "created,expires,headers=\"(created) (expires) digest\",signature.",
        SignatureOutcome.AlgorithmMismatch =>
            "The algorithm must be ed25519, in keyId as in the parameter algorithm.",
        SignatureOutcome.WrongSigner =>
            "The subscriber in keyId is not the participant that the context of the message names as sender.",
        SignatureOutcome.NotYetValid =>
            $"Created {Created:u} lies after {CheckedAt:u}, the time here, by more than {limit.TotalSeconds:0} s.",
        SignatureOutcome.Expired =>
            $"Expired {Expires:u} (created {Created:u}); the time here is {CheckedAt:u}.",
        SignatureOutcome.LifetimeTooLong =>
            $"From created {Created:u} to expires {Expires:u} is longer than the {limit.TotalSeconds:0} s allowed.",
        SignatureOutcome.SignatureMismatch =>
            $"The signature does not fit the key, the body received and the times {Created:u} to {Expires:u}.",
    };
}
