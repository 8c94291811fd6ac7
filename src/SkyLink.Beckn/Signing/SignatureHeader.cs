using System.Diagnostics.CodeAnalysis;
using SkyLink.Cryptography;

namespace SkyLink.Beckn.Signing;

/// <summary>
/// The value of <c>Authorization</c>, <c>X-Gateway-Authorization</c> or, in an answer, <c>Signature</c>, read but not
/// yet believed: draft-cavage-12 in the profile of the network. The texts are views into the header.
/// </summary>
public readonly ref struct SignatureHeader
{
    /// <summary>The one algorithm of the network.</summary>
    public const string Ed25519 = "ed25519";

    /// <summary>The longest header that is looked at, in characters; a real one has about 330.</summary>
    public const int LongestText = 2048;

    /// <summary>9999-12-31T23:59:59Z in seconds, the last moment a <see cref="DateTimeOffset"/> can say.</summary>
    internal const long LastUnixSecond = 253_402_300_799;

    private readonly SignatureBytes signature;

    private SignatureHeader(SignatureHeaderFields fields, SignatureBytes signature)
    {
        this.signature = signature;
        SubscriberId = fields.SubscriberId;
        KeyId = fields.UniqueKeyId;
        Algorithm = fields.Algorithm;
        KeyAlgorithm = fields.KeyAlgorithm;
        CreatedUnixSeconds = fields.Created;
        ExpiresUnixSeconds = fields.Expires;
        CoversRequestSignature = fields.CoversRequestSignature;
    }

    /// <summary>Who says to have signed: the first part of <c>keyId</c>.</summary>
    public ReadOnlySpan<char> SubscriberId { get; }

    /// <summary>Which of the subscriber's keys: the second part of <c>keyId</c>.</summary>
    public ReadOnlySpan<char> KeyId { get; }

    /// <summary>The parameter <c>algorithm</c>; must say the same as <see cref="KeyAlgorithm"/>.</summary>
    public ReadOnlySpan<char> Algorithm { get; }

    /// <summary>The third part of <c>keyId</c>.</summary>
    public ReadOnlySpan<char> KeyAlgorithm { get; }

    public DateTimeOffset Created => DateTimeOffset.FromUnixTimeSeconds(CreatedUnixSeconds);

    public DateTimeOffset Expires => DateTimeOffset.FromUnixTimeSeconds(ExpiresUnixSeconds);

    /// <summary>Whether a fourth line, the signature of the request, was signed: only in answers, version 2.</summary>
    public bool CoversRequestSignature { get; }

    internal long CreatedUnixSeconds { get; }

    internal long ExpiresUnixSeconds { get; }

    /// <summary>The 64 bytes of the signature.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Signature => signature;

    /// <summary>
    /// Reads a header. Blanks around parameters and inside <c>headers</c> are tolerated, as are times without quotes;
    /// parameters in doubt (given twice, half quoted, numbers with leading zeros) are not.
    /// </summary>
    /// <returns>False for everything that is not a whole header; never throws.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out SignatureHeader header)
    {
        header = default;
        var fields = default(SignatureHeaderFields);
        var decoded = default(SignatureBytes);
        if (text.Length > LongestText
            || !fields.TryRead(text)
            || !Base64Strict.TryDecode(fields.Signature, decoded, out var written)
            || written != Ed25519PublicKey.SignatureSize)
        {
            return false;
        }

        header = new SignatureHeader(fields, decoded);
        return true;
    }
}
