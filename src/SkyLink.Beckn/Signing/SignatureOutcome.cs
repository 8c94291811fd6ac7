namespace SkyLink.Beckn.Signing;

/// <summary>How the check of a signature ended; anything but <see cref="Valid"/> is answered with 401.</summary>
public enum SignatureOutcome
{
    /// <summary>Nothing was checked yet; what <c>default</c> means, so that a forgotten check never passes.</summary>
    Missing,

    Valid,

    /// <summary>The header is not one, or too long.</summary>
    Malformed,

    /// <summary>Not ed25519, or keyId and algorithm disagree.</summary>
    AlgorithmMismatch,

    /// <summary>The signer is not the participant that the message names.</summary>
    WrongSigner,

    /// <summary>Created later than now, clock skew forgiven.</summary>
    NotYetValid,

    Expired,

    /// <summary>Valid for longer than anyone needs: a header worth stealing.</summary>
    LifetimeTooLong,

    /// <summary>
    /// Body, times or key are others than those that were signed. The digest does not travel, so no more is known.
    /// </summary>
    SignatureMismatch,
}
