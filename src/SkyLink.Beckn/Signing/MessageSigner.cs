using System.Buffers;
using System.Globalization;
using SkyLink.Cryptography;

namespace SkyLink.Beckn.Signing;

/// <summary>
/// Signs what one participant sends. The key stays the caller's to dispose. Thread-safe; the header is the only
/// allocation.
/// </summary>
public sealed class MessageSigner
{
    /// <summary>The longest subscriber id and key id, in characters.</summary>
    public const int LongestId = 255;

    private const string RequestHeaders = "(created) (expires) digest";
    private const string AnswerHeaders = "(created) (expires) digest request-signature";

    /// <summary>Printable ASCII but for what would end the value early.</summary>
    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c).Except(['"', '|', '\\'])]);

    private readonly string start;
    private readonly Ed25519PrivateKey key;

    /// <summary>Takes the two names under which the registry lists the key.</summary>
    /// <exception cref="ArgumentException">
    /// An id is empty, too long, or has characters that the header cannot carry.
    /// </exception>
    public MessageSigner(string subscriberId, string keyId, Ed25519PrivateKey key)
    {
        DemandId(subscriberId, nameof(subscriberId));
        DemandId(keyId, nameof(keyId));
        (SubscriberId, KeyId, this.key) = (subscriberId, keyId, key);
        start = $"Signature keyId=\"{subscriberId}|{keyId}|ed25519\",algorithm=\"ed25519\",created=\"";
    }

    public string SubscriberId { get; }

    public string KeyId { get; }

    /// <summary>The header of a request or callback.</summary>
    /// <param name="body">
    /// The bytes as they will travel: signing another serialization of the same JSON fails at the peer.
    /// </param>
    /// <param name="created">Whole seconds count.</param>
    /// <param name="expires">As a rule created plus the ttl of the message.</param>
    public string Sign(ReadOnlySpan<byte> body, DateTimeOffset created, DateTimeOffset expires) =>
        Sign(body, default, created, expires);

    /// <summary>
    /// The <c>Signature</c> header of an answer (version 2), which binds the answer to the request's signature.
    /// </summary>
    /// <param name="body">The body of the answer.</param>
    /// <param name="requestSignature">The 64 bytes from the request's header.</param>
    /// <param name="created">Whole seconds count.</param>
    /// <param name="expires">Until when the answer may be believed.</param>
    /// <exception cref="ArgumentException">The request's signature is not 64 bytes long.</exception>
    public string SignAnswer(
        ReadOnlySpan<byte> body, ReadOnlySpan<byte> requestSignature, DateTimeOffset created, DateTimeOffset expires) =>
        requestSignature.Length == Ed25519PublicKey.SignatureSize
            ? Sign(body, requestSignature, created, expires)
            : throw new ArgumentException("A signature has 64 bytes.", nameof(requestSignature));

    private string Sign(
        ReadOnlySpan<byte> body, ReadOnlySpan<byte> requestSignature, DateTimeOffset created, DateTimeOffset expires)
    {
        var (from, until) = (created.ToUnixTimeSeconds(), expires.ToUnixTimeSeconds());
        Span<byte> signed = stackalloc byte[SigningString.LongestBytes];
        var length = SigningString.Write(from, until, body, requestSignature, signed);
        Span<byte> signature = stackalloc byte[Ed25519PublicKey.SignatureSize];
        key.Sign(signed[..length], signature);

        Span<char> proof = stackalloc char[SigningString.Base64Size];
        _ = Convert.TryToBase64Chars(signature, proof, out _);
        var headers = requestSignature.IsEmpty ? RequestHeaders : AnswerHeaders;
        return string.Create(
            CultureInfo.InvariantCulture,
            stackalloc char[SignatureHeader.LongestText],
            $"{start}{from}\",expires=\"{until}\",headers=\"{headers}\",signature=\"{proof}\"");
    }

    private static void DemandId(string id, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(id, parameter);
        if (id.Length > LongestId || id.AsSpan().ContainsAnyExcept(IdCharacters))
        {
            throw new ArgumentException($"Not fit for a signature header: {id.Length} characters.", parameter);
        }
    }
}
