namespace SkyLink.Cryptography.Transparency;

/// <summary>What a witness says to a checkpoint. Each is a reason that stays the same for ever.</summary>
public enum WitnessVerdict
{
    /// <summary>It is no request.</summary>
    Malformed,

    /// <summary>The witness does not watch this log.</summary>
    OriginUnknown,

    /// <summary>None of the log's keys has signed.</summary>
    SignatureMissing,

    /// <summary>A signature in the name of one of the log's keys is not that key's.</summary>
    SignatureInvalid,

    /// <summary>The new checkpoint is smaller than the one before it.</summary>
    Shrunk,

    /// <summary>The log thinks of another checkpoint than the one that was cosigned last.</summary>
    OldSizeMismatch,

    /// <summary>A log without entries has another root than the hash of nothing.</summary>
    EmptyRootWrong,

    /// <summary>The log has another root at the same size: it has told two stories.</summary>
    SplitView,

    /// <summary>The new tree does not begin with the old one, or the proof does not show it.</summary>
    ProofInvalid,

    /// <summary>Cosigned, and remembered.</summary>
    Accepted,
}
