using System.Runtime.InteropServices;

namespace SkyLink.Cryptography.Transparency;

/// <summary>The answer of a witness.</summary>
/// <param name="Verdict">Whether it has cosigned, or why not.</param>
/// <param name="Body">
/// Signature lines for what was accepted; for <see cref="WitnessVerdict.OldSizeMismatch"/> the size that was cosigned
/// last, in a line; else empty.
/// </param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct WitnessReply(WitnessVerdict Verdict, string Body)
{
    /// <summary>The media type of a body that holds a size.</summary>
    public const string SizeMediaType = "text/x.tlog.size";

    /// <summary>The HTTP status that the protocol asks for.</summary>
    public int Status => Verdict switch
    {
        WitnessVerdict.Malformed or WitnessVerdict.Shrunk => 400,
        WitnessVerdict.SignatureMissing or WitnessVerdict.SignatureInvalid => 403,
        WitnessVerdict.OriginUnknown => 404,
        WitnessVerdict.OldSizeMismatch or WitnessVerdict.SplitView => 409,
        WitnessVerdict.EmptyRootWrong or WitnessVerdict.ProofInvalid => 422,
        WitnessVerdict.Accepted => 200,
    };
}
