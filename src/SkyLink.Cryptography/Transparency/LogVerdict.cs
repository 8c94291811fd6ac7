namespace SkyLink.Cryptography.Transparency;

/// <summary>Whether a log's statement is to be believed.</summary>
public enum LogVerdict
{
    /// <summary>The checkpoint is of another log.</summary>
    OriginUnknown,

    /// <summary>None of the keys that are known has signed.</summary>
    SignatureMissing,

    /// <summary>A signature in the name of a known key is not that key's.</summary>
    SignatureInvalid,

    /// <summary>Fewer witnesses than asked for have cosigned.</summary>
    WitnessesTooFew,

    /// <summary>The proof does not lead from the entry to the root.</summary>
    NotIncluded,

    /// <summary>Neither the entries nor the tiles lead to the root that is signed.</summary>
    RootMismatch,

    /// <summary>The log is smaller than it was when it was seen before.</summary>
    RolledBack,

    /// <summary>The log says something else than it said when it was seen before.</summary>
    SplitView,

    /// <summary>All is as it should be.</summary>
    Trusted,
}
