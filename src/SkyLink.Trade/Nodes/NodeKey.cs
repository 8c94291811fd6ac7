using System.Security.Cryptography;
using SkyLink.Cryptography;

namespace SkyLink.Trade.Nodes;

/// <summary>The keys a participant run here signs and agrees with.</summary>
internal sealed record NodeKey(
    string KeyId, Ed25519PrivateKey Signing, X25519PrivateKey Encryption, DateTimeOffset ValidFrom,
    DateTimeOffset ValidUntil);

/// <summary>Makes, keeps and finds the keys of participants; private halves are sealed.</summary>
internal sealed class NodeKeyStore(Db db, TimeProvider clock)
{
    public static readonly SealedColumn Signing = new("node_keys", "signing", "node", "key_id");
    public static readonly SealedColumn Encryption = new("node_keys", "encryption", "node", "key_id");

    private const int NewestMax = 4;
    private static readonly TimeSpan Validity = TimeSpan.FromDays(365);

    /// <summary>The newest valid key of a node; made where there is none.</summary>
    public Task<NodeKey> CurrentAsync(string node, CancellationToken cancellation) => db.InTransactionAsync(async tx =>
    {
        await tx.ExecuteAsync($"select pg_advisory_xact_lock(hashtextextended({$"node key {node}"}, 0))");
        var now = clock.GetUtcNow();
        return (await tx.ListAsync($"""
            select * from node_keys where node = {node} and valid_until > {now} and not is_pending
             order by valid_from desc limit 1
            """, row => Read(tx, row))).SingleOrDefault() ?? await MakeAsync(tx, node, isPending: false, now);
    }, cancellation);

    /// <summary>A new key that is not used yet.</summary>
    public Task<NodeKey> MakePendingAsync(string node, CancellationToken cancellation) =>
        db.InTransactionAsync(tx => MakeAsync(tx, node, isPending: true, clock.GetUtcNow()), cancellation);

    /// <summary>From now on this one is used, in every process of the service.</summary>
    public Task ActivateAsync(string node, string keyId, CancellationToken cancellation) =>
        db.InStatementAsync(tx => tx.ExecuteAsync(
            $"update node_keys set is_pending = false where node = {node} and key_id = {keyId}"), cancellation);

    /// <summary>
    /// Those a challenge may be meant for, newest first: also one that another process of this service is bringing to
    /// the registry.
    /// </summary>
    public Task<List<NodeKey>> NewestAsync(string node, CancellationToken cancellation) => db.InStatementAsync(
        tx => tx.ListAsync($"""
            select * from node_keys where node = {node} and valid_until > {clock.GetUtcNow()}
             order by valid_from desc limit {NewestMax}
            """, row => Read(tx, row)), cancellation);

    private static async Task<NodeKey> MakeAsync(Tx tx, string node, bool isPending, DateTimeOffset now)
    {
        var key = new NodeKey(
            Guid.CreateVersion7(now).ToString(), Ed25519PrivateKey.Generate(), X25519PrivateKey.Generate(), now,
                now + Validity);
        var (signing, encryption) = (new byte[Ed25519PrivateKey.SeedSize], new byte[X25519PrivateKey.Size]);
        key.Signing.ExportSeed(signing);
        key.Encryption.ExportRaw(encryption);
        await tx.ExecuteAsync($"""
            insert into node_keys (node, key_id, signing, encryption, valid_from, valid_until, is_pending)
            values ({node}, {key.KeyId}, {Signing.Seal(tx, signing, node, key.KeyId)},
                    {Encryption.Seal(tx, encryption, node, key.KeyId)}, {key.ValidFrom}, {key.ValidUntil}, {isPending})
            """);
        CryptographicOperations.ZeroMemory(signing);
        CryptographicOperations.ZeroMemory(encryption);
        return key;
    }

    private static NodeKey Read(Tx tx, NpgsqlDataReader row) => new(
        row.Get<string>("key_id"),
        Ed25519PrivateKey.FromSeed(Signing.OpenBytes(tx, row)),
        X25519PrivateKey.FromRaw(Encryption.OpenBytes(tx, row)),
        row.Get<DateTimeOffset>("valid_from"),
        row.Get<DateTimeOffset>("valid_until"));
}
