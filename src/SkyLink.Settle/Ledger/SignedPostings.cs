using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SkyLink.Cryptography;
using SkyLink.Cryptography.Jose;
using SkyLink.Platform;
using SkyLink.Platform.Http;

namespace SkyLink.Settle.Ledger;

/// <summary>A transaction that a client has signed.</summary>
/// <param name="Request">
/// What is signed, as JSON (docs/signatures.md): for the audience <c>settle.ledger/transactions</c>, and with the
/// transaction as its body.
/// </param>
/// <param name="Classic">The signature of ES256 or EdDSA, 64 bytes.</param>
/// <param name="PostQuantum">The signature of ML-DSA-44, 2,420 bytes.</param>
internal sealed record SignedPosting(JsonElement Request, byte[] Classic, byte[] PostQuantum);

/// <summary>
/// Posts transactions that clients have signed, each request once. What was signed is what is posted, and the
/// transaction names it: its metadata hold the client, the sequence, and the SHA-256 of what was signed.
/// </summary>
internal sealed class SignedPostings(ISignedRequests requests, ILedger ledger, Db<LedgerModule> db)
{
    /// <summary>What the ledger is called in requests.</summary>
    public const string Audience = "settle.ledger/transactions";

    /// <summary>Metadata whose names begin so say who signed; nobody else may write them.</summary>
    private const string Reserved = "signed.";

    private const string Hash = "signed.sha256";

    /// <summary>Whether metadata claim to be of a signed request.</summary>
    public static bool IsClaimed(IReadOnlyDictionary<string, string>? metadata) =>
        metadata?.Keys.Any(name => name.StartsWith(Reserved, StringComparison.Ordinal)) ?? false;

    /// <summary>Posts it, or gives the first answer to who asks again.</summary>
    /// <param name="id">The transaction's: the same for the same caller and idempotency key.</param>
    /// <param name="posting">As it came.</param>
    /// <param name="owner">Whose client it has to be; null where any may.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<Result<PostedTransaction>> PostAsync(
        Guid id, SignedPosting posting, Guid? owner, CancellationToken cancellation)
    {
        var text = posting.Request.GetRawText();
        var hash = CanonicalJson.TryWrite(Encoding.UTF8.GetBytes(text), out var canonical)
            ? Base64Url.Encode(SHA256.HashData(canonical))
            : null;
        var first = await db.InTransactionAsync(tx => LedgerQueries.TransactionAsync(tx, id), cancellation);
        if (first is not null)
        {
            return hash is not null && first.Transaction.Metadata?.GetValueOrDefault(Hash) == hash
                ? first.Transaction
                : Idempotency.KeyReused;
        }

        var result = await requests.VerifyAsync(
            new SignedRequest(text, posting.Classic, posting.PostQuantum), Audience, owner, cancellation);
        if (!result.Is(out var taken, out var refusal))
        {
            return refusal;
        }

        return Read(taken.Body) is { } transaction && !IsClaimed(transaction.Metadata)
            ? await ledger.PostAsync(Naming(transaction, taken, hash!).WithId(id), cancellation)
            : LedgerErrors.SignedBodyInvalid;
    }

    private static PostTransactionRequest? Read(string body)
    {
        try
        {
            return JsonSerializer.Deserialize<PostTransactionRequest>(body, Json.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static PostTransactionRequest Naming(PostTransactionRequest it, VerifiedRequest taken, string hash) =>
        it with
        {
            Metadata = new Dictionary<string, string>(it.Metadata ?? new Dictionary<string, string>())
            {
                ["signed.client"] = taken.ClientId.ToString(),
                ["signed.sequence"] = $"{taken.Sequence}",
                [Hash] = hash,
            },
        };
}
