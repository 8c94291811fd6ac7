using SkyLink.Cryptography;

namespace SkyLink.Beckn.Signing;

/// <summary>
/// Checks what others signed. The cheap questions come first, the 60 µs of Ed25519 last. Allocates nothing unless
/// somebody asks the verdict for its sentence. Whether the key is known, valid and not revoked, the registry says.
/// </summary>
public static class MessageVerifier
{
    /// <summary>How far a peer's clock may run ahead of ours.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The lifetime that is accepted unless the caller says less: the longest ttl the network uses is two days.
    /// </summary>
    public static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(2);

    /// <summary>Checks a header as it came; null or empty is <see cref="SignatureOutcome.Missing"/>.</summary>
    /// <param name="header">The value of the HTTP header.</param>
    /// <param name="body">The bytes as they came.</param>
    /// <param name="key">The key that is expected to have signed.</param>
    /// <param name="now">The time here.</param>
    /// <param name="expectedSubscriber">The sender by the message's context; empty asks nothing.</param>
    /// <param name="longestLifetime">Created to expires, <see cref="LongestLifetime"/> by default.</param>
    /// <param name="known">Signatures this process need not compute again; null computes each.</param>
    public static SignatureVerdict Verify(
        ReadOnlySpan<char> header,
        ReadOnlySpan<byte> body,
        Ed25519PublicKey key,
        DateTimeOffset now,
        ReadOnlySpan<char> expectedSubscriber = default,
        TimeSpan? longestLifetime = null,
        VerifiedSignatures? known = null)
    {
        if (header.IsWhiteSpace())
        {
            return new SignatureVerdict(SignatureOutcome.Missing, now);
        }

        return SignatureHeader.TryParse(header, out var parsed)
            ? Verify(in parsed, body, key, now, expectedSubscriber, longestLifetime, known)
            : new SignatureVerdict(SignatureOutcome.Malformed, now);
    }

    /// <summary>Checks a header that was read before, to find the key.</summary>
    /// <param name="header">Three lines signed; the fourth of an answer needs <see cref="VerifyAnswer"/>.</param>
    /// <param name="body">The bytes as they came.</param>
    /// <param name="key">The registry's key for the subscriber and key id in the header.</param>
    /// <param name="now">The time here.</param>
    /// <param name="expectedSubscriber">The sender by the message's context; empty asks nothing.</param>
    /// <param name="longestLifetime">Created to expires, <see cref="LongestLifetime"/> by default.</param>
    /// <param name="known">Signatures this process need not compute again; null computes each.</param>
    public static SignatureVerdict Verify(
        in SignatureHeader header,
        ReadOnlySpan<byte> body,
        Ed25519PublicKey key,
        DateTimeOffset now,
        ReadOnlySpan<char> expectedSubscriber = default,
        TimeSpan? longestLifetime = null,
        VerifiedSignatures? known = null) =>
        header.CoversRequestSignature
            ? new SignatureVerdict(SignatureOutcome.Malformed, now)
            : Check(in header, body, default, key, now, expectedSubscriber, longestLifetime ?? LongestLifetime, known);

    /// <summary>Checks the <c>Signature</c> header of an answer against the request it answers (version 2).</summary>
    /// <param name="header">Four lines signed.</param>
    /// <param name="body">The body of the answer.</param>
    /// <param name="requestSignature">The 64 bytes from the request's header.</param>
    /// <param name="key">The registry's key for the subscriber and key id in the header.</param>
    /// <param name="now">The time here.</param>
    /// <param name="expectedSubscriber">Who was asked; empty asks nothing.</param>
    public static SignatureVerdict VerifyAnswer(
        in SignatureHeader header,
        ReadOnlySpan<byte> body,
        ReadOnlySpan<byte> requestSignature,
        Ed25519PublicKey key,
        DateTimeOffset now,
        ReadOnlySpan<char> expectedSubscriber = default) =>
        header.CoversRequestSignature && requestSignature.Length == Ed25519PublicKey.SignatureSize
            ? Check(in header, body, requestSignature, key, now, expectedSubscriber, LongestLifetime, known: null)
            : new SignatureVerdict(SignatureOutcome.Malformed, now);

    private static SignatureVerdict Check(
        in SignatureHeader header,
        ReadOnlySpan<byte> body,
        ReadOnlySpan<byte> requestSignature,
        Ed25519PublicKey key,
        DateTimeOffset now,
        ReadOnlySpan<char> expectedSubscriber,
        TimeSpan longestLifetime,
        VerifiedSignatures? known)
    {
        var (created, expires) = (header.CreatedUnixSeconds, header.ExpiresUnixSeconds);
        var outcome = Precheck(in header, now, expectedSubscriber, longestLifetime);
        if (outcome == SignatureOutcome.Valid)
        {
            Span<byte> signed = stackalloc byte[SigningString.LongestBytes];
            var length = SigningString.Write(created, expires, body, requestSignature, signed);
            var isValid = known?.Verify(key, signed[..length], header.Signature)
                ?? key.Verify(signed[..length], header.Signature);
            outcome = isValid ? SignatureOutcome.Valid : SignatureOutcome.SignatureMismatch;
        }

        var limit = outcome == SignatureOutcome.NotYetValid ? ClockSkew : longestLifetime;
        return new SignatureVerdict(outcome, created, expires, now, limit);
    }

    private static SignatureOutcome Precheck(
        in SignatureHeader header, DateTimeOffset now, ReadOnlySpan<char> expectedSubscriber, TimeSpan longestLifetime)
    {
        if (header.Algorithm is not SignatureHeader.Ed25519 || header.KeyAlgorithm is not SignatureHeader.Ed25519)
        {
            return SignatureOutcome.AlgorithmMismatch;
        }

        if (!expectedSubscriber.IsEmpty && !header.SubscriberId.SequenceEqual(expectedSubscriber))
        {
            return SignatureOutcome.WrongSigner;
        }

        if (header.Created > now + ClockSkew)
        {
            return SignatureOutcome.NotYetValid;
        }

        if (header.Expires <= now || header.ExpiresUnixSeconds <= header.CreatedUnixSeconds)
        {
            return SignatureOutcome.Expired;
        }

        return header.Expires - header.Created > longestLifetime
            ? SignatureOutcome.LifetimeTooLong
            : SignatureOutcome.Valid;
    }
}
