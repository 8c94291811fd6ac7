using System.Security.Cryptography;
using System.Text.Json;
using SkyLink.Platform.Http;

namespace SkyLink.Platform.Data;

/// <summary>The same request under the same key acts once; its repeats get the first answer.</summary>
public static class Idempotency
{
    public static readonly Error KeyReused =
        new("platform.idempotency_key_reused", 409, "This Idempotency-Key was used for another request.");

    internal static readonly SealedColumn Answer = new("idempotency", "answer", "scope", "key");

    private static readonly Error KeyInvalid =
        new("platform.idempotency_key_invalid", 400, "The Idempotency-Key must have 1 to 200 printable characters.");

    /// <summary>
    /// Runs <paramref name="work"/> once per (<paramref name="scope"/>, <paramref name="key"/>); the answer is stored
    /// in
    /// its transaction. A refusal is not stored: the key stays free. Scopes name operation and caller
    /// ("buyers.order:" + user id), so that one caller's keys never answer another.
    /// </summary>
    public static async Task<Result<T>> OnceAsync<T>(
        this Db db, string scope, string key, object request, Func<Tx, Task<Result<T>>> work, CancellationToken token)
        where T : class
    {
        if (RefusalOf(key) is { } refusal)
        {
            return refusal;
        }

        return await db.InTransactionAsync(tx => OnceAsync(tx, scope, key, HashOf(request), work), token);
    }

    /// <summary>
    /// The first answer under a key, or null: for work of more than one transaction, which changes nothing when it is
    /// done again after a crash. It asks here first, and has <see cref="OnceAsync{T}(Db, string, string, object,
    /// Func{Tx, Task{Result{T}}}, CancellationToken)"/> keep its answer at the end.
    /// </summary>
    public static async Task<Result<T>?> FindAnswerAsync<T>(
        this Db db, string scope, string key, object request, CancellationToken token)
        where T : class =>
        RefusalOf(key) is { } refusal
            ? refusal
            : await db.InTransactionAsync(tx => FindAsync<T>(tx, scope, key, HashOf(request)), token);

    /// <summary>
    /// The id that belongs to (<paramref name="scope"/>, <paramref name="key"/>), a UUIDv8: for what is made elsewhere
    /// under an id the caller chooses, and is made once because of it.
    /// </summary>
    public static Guid IdOf(string scope, string key)
    {
        var name = JsonSerializer.SerializeToUtf8Bytes<string[]>([scope, key], Json.Options);
        var hash = SHA256.HashData(name).AsSpan(0, 16);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true);
    }

    /// <summary>Why the key cannot be used, or null.</summary>
    public static Error? RefusalOf(string key) =>
        key.Length is 0 or > 200 || key.Any(char.IsControl) ? KeyInvalid : null;

    private static async Task<Result<T>> OnceAsync<T>(
        Tx tx, string scope, string key, byte[] sha256, Func<Tx, Task<Result<T>>> work)
        where T : class
    {
        // A concurrent repeat waits here until the first one has committed.
        var isFirst = await tx.ExecuteAsync($"""
            insert into idempotency (scope, key, request_sha256)
            values ({scope}, {key}, {sha256}) on conflict do nothing
            """) == 1;
        if (!isFirst)
        {
            return (await FindAsync<T>(tx, scope, key, sha256))!.Value;
        }

        var result = await work(tx);
        _ = result.Is(out var value, out _)
            ? await tx.ExecuteAsync($"""
                update idempotency
                   set answer = {Answer.Seal(tx, JsonSerializer.Serialize(value, Json.Options), scope, key)}
                 where scope = {scope} and key = {key}
                """)
            : await tx.ExecuteAsync($"delete from idempotency where scope = {scope} and key = {key}");
        return result;
    }

    private static async Task<Result<T>?> FindAsync<T>(Tx tx, string scope, string key, byte[] sha256)
        where T : class
    {
        var first = await tx.FindAsync(
            $"select * from idempotency where scope = {scope} and key = {key}",
            row => new { Sha256 = row.Get<byte[]>("request_sha256"), Answer = Answer.Open(tx, row) });
        return first is null ? null
            : CryptographicOperations.FixedTimeEquals(first.Sha256, sha256)
            ? JsonSerializer.Deserialize<T>(first.Answer, Json.Options)!
            : KeyReused;
    }

    private static byte[] HashOf(object request) =>
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, request.GetType(), Json.Options));
}
