using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SkyLink.Cryptography.Jose;

/// <summary>
/// Remembers the tokens that were believed last by their SHA-256, so that a token that comes with each request is not
/// computed each time. An entry lives no longer than the token and than a minute, and ends with <see cref="Forget"/>;
/// what was refused is never remembered, and which key the sender shows is compared each time. Thread-safe, bounded:
/// the claims of some 4,096 tokens.
/// </summary>
/// <param name="verifier">Decides.</param>
/// <param name="clock">The verifier's.</param>
public sealed class VerifiedTokens(JwtVerifier verifier, TimeProvider clock)
{
    /// <summary>For how long a token is believed without being computed again.</summary>
    public static readonly TimeSpan RememberedFor = TimeSpan.FromSeconds(60);

    private const int Places = 4_096;

    private readonly Entry?[] entries = new Entry?[Places];
    private int epoch;

    /// <summary>As <see cref="JwtVerifier.VerifyAsync"/>.</summary>
    public ValueTask<JwtResult> VerifyAsync(string? token, PossessionProof shown, CancellationToken cancellation)
    {
        if (token is null or { Length: > Jws.LongestText })
        {
            return ValueTask.FromResult(new JwtResult(JwtRefusal.Malformed));
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(token, hash);
        return Volatile.Read(ref PlaceOf(hash)) is { } entry && IsGood(entry, hash)
            ? ValueTask.FromResult(JwtVerifier.Confirm(entry.Result, shown))
            : ComputeAsync(token, hash.ToArray(), shown, cancellation);
    }

    /// <summary>Moves the epoch on: some access has ended, and all tokens are computed anew.</summary>
    public void Forget() => Interlocked.Increment(ref epoch);

    /// <summary>What is not ASCII becomes '?', which no token that was believed contains.</summary>
    private static void Hash(string token, Span<byte> hash)
    {
        Span<byte> ascii = stackalloc byte[token.Length];
        _ = Encoding.ASCII.GetBytes(token, ascii);
        SHA256.HashData(ascii, hash);
    }

    private ref Entry? PlaceOf(ReadOnlySpan<byte> hash) =>
        ref entries[BinaryPrimitives.ReadUInt32LittleEndian(hash) % Places];

    private bool IsGood(Entry entry, ReadOnlySpan<byte> hash) =>
        hash.SequenceEqual(entry.Hash)
        && entry.Epoch == Volatile.Read(ref epoch)
        && clock.GetElapsedTime(entry.At) < RememberedFor
        && clock.GetUtcNow() < entry.Expires;

    private async ValueTask<JwtResult> ComputeAsync(
        string token, byte[] hash, PossessionProof shown, CancellationToken cancellation)
    {
        var (at, before) = (clock.GetTimestamp(), Volatile.Read(ref epoch));
        var result = await verifier.VerifyTokenAsync(token, cancellation);
        if (result.Time("exp") is { } expires)
        {
            Volatile.Write(ref PlaceOf(hash), new Entry(hash, result, expires, at, before));
        }

        return JwtVerifier.Confirm(result, shown);
    }

    private sealed record Entry(byte[] Hash, JwtResult Result, DateTimeOffset Expires, long At, int Epoch);
}
