namespace SkyLink.Platform;

/// <summary>
/// Takes requests that prove themselves: signed twice by a client's keys, meant for this audience, timely, and never
/// taken before. For calls that move money.
/// </summary>
public interface ISignedRequests
{
    /// <summary>
    /// Takes a request. Whoever calls acts upon what is answered, not upon what came in; a second call with the same
    /// request is refused (<c>signatures.request_replayed</c>), so act under the answer's idempotency.
    /// </summary>
    /// <param name="request">As it came.</param>
    /// <param name="audience">What the caller is to be called in it, compared exactly.</param>
    /// <param name="owner">
    /// Whose client it has to be, so that whoever got hold of another's request cannot use it up; null where any may.
    /// </param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<Result<VerifiedRequest>> VerifyAsync(
        SignedRequest request, string audience, Guid? owner, CancellationToken cancellation);
}

/// <summary>A request and its two signatures.</summary>
/// <param name="Content">
/// A JSON object with exactly these members; its canonical text (RFC 8785) is what is signed, at most 65,536 bytes:
/// <c>audience</c> (1 to 200 characters), <c>body</c> (any JSON, amounts as texts), <c>issuedAt</c> (RFC 3339 with
/// <c>Z</c>, within 5 minutes), <c>keys</c> (an object with the thumbprints <c>classic</c> and <c>postQuantum</c>),
/// <c>nonce</c> (16 bytes in base64url), <c>sequence</c> (1 to 2^53 - 1, larger than any before), <c>subject</c> (the
/// client's id).
/// </param>
/// <param name="Classic">ES256 or EdDSA, 64 bytes.</param>
/// <param name="PostQuantum">ML-DSA-44, 2,420 bytes.</param>
public sealed record SignedRequest(string Content, byte[] Classic, byte[] PostQuantum)
{
    public override string ToString() => $"Signed request of {Content.Length} characters";
}

/// <summary>What was signed, and by whom.</summary>
/// <param name="Owner">The organization whose client it is.</param>
/// <param name="Body">Canonical JSON: what the signatures cover, to the byte.</param>
public sealed record VerifiedRequest(
    Guid ClientId, string Client, Guid Owner, string Audience, long Sequence, DateTimeOffset IssuedAt, string Body);
