using System.Security.Cryptography;
using System.Text;
using SkyLink.Cryptography;

namespace SkyLink.Platform.Data;

/// <summary>
/// The keys under which a service seals fields, from its own schema: random, each sealed under the master key. When
/// that changes, they are sealed anew, and the fields stay as they are.
/// </summary>
internal sealed class DataKeys(MasterKey master, string module) : IDisposable
{
    /// <summary>
    /// A new key seals only after every process of the service has had time to read it: they look once a minute.
    /// </summary>
    internal static readonly TimeSpan KnownBeforeUse = TimeSpan.FromMinutes(5);

    private const string Sealing = "seal";
    private const string Root = "root";
    private const string Events = "events";

    private readonly SealedBox masters = master.RingOf("data keys");
    private volatile Ring? ring;

    public void Dispose()
    {
        masters.Dispose();
        ring?.Dispose();
    }

    public byte[] Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context) => Known.Box.Seal(plain, context);

    /// <summary>Null if it was changed, or sealed in another context or with an unknown key.</summary>
    public byte[]? Open(ReadOnlySpan<byte> box, ReadOnlySpan<byte> context) =>
        Known.Box.TryOpen(box, context, out var plain) ? plain : null;

    /// <summary>HMAC-SHA-256 under a key for this alone.</summary>
    public byte[] Fingerprint(ReadOnlySpan<byte> text) => HMACSHA256.HashData(Known.Fingerprints, text);

    /// <summary>
    /// Bytes that belong to one purpose of this service: the same in each of its processes and on every start, whatever
    /// the master key is (HKDF, RFC 5869).
    /// </summary>
    public byte[] Derive(string purpose, int sizeBytes) => Derive(Known.Root, purpose, sizeBytes);

    /// <summary>The key that seals now.</summary>
    public byte Current => Known.Current;

    /// <summary>What earlier master keys gave to sign events with; what was signed with it still proves.</summary>
    public IReadOnlyList<byte[]> EventRoots => Known.EventRoots;

    /// <summary>
    /// Before a service begins: makes the first keys, and seals those of before under the current master key.
    /// </summary>
    /// <exception cref="StartException">They lie under a master key that this process does not have.</exception>
    public async Task PrepareAsync(Db db, DateTimeOffset now, CancellationToken cancellation) =>
        await db.InTransactionAsync(async tx =>
        {
            await LockAsync(tx);
            var stored = await ReadAsync(tx);
            foreach (var kind in new[] { Sealing, Root })
            {
                if (!stored.Exists(it => it.Kind == kind))
                {
                    await AddAsync(tx, kind, 1, RandomNumberGenerator.GetBytes(SealedBox.KeySize), now, now);
                }
            }

            foreach (var outdated in stored.Where(it => masters.IsOutdated(it.Sealed)))
            {
                var renewed = masters.Seal(Open(outdated) ?? throw Foreign(outdated), ContextOf(outdated));
                await tx.ExecuteAsync($"""
                    update data_keys set sealed = {renewed} where kind = {outdated.Kind} and number = {outdated.Number}
                    """);
            }

            await KeepEventRootsAsync(tx, stored, now);
            ring = RingOf(await ReadAsync(tx), now);
        }, cancellation);

    /// <summary>
    /// Reads what other processes have made. Keys that lie under a master key which only they have are left for later.
    /// </summary>
    public async Task RefreshAsync(Db db, DateTimeOffset now, CancellationToken cancellation)
    {
        var stored = await db.InStatementAsync(ReadAsync, cancellation);
        if (stored.Count(it => it.Kind == Sealing) != Known.Count || SealingAt(stored, now).Number != Known.Current)
        {
            ring = RingOf(stored, now);
        }
    }

    /// <summary>Whether every process of the service seals with the current key, or knows that it should.</summary>
    public bool IsEverywhere(DateTimeOffset now) => now >= Known.SealsFrom + KnownBeforeUse;

    /// <summary>Makes the next key where the newest is old enough. False where it is not.</summary>
    /// <remarks>255 keys are all there can be: then the last one stays.</remarks>
    public async Task<bool> RotateAsync(Db db, DateTimeOffset now, TimeSpan lifetime, CancellationToken cancellation) =>
        Known.SealsFrom + lifetime <= now && await db.InTransactionAsync(async tx =>
        {
            await LockAsync(tx);
            var newest = (await ReadAsync(tx)).Where(it => it.Kind == Sealing).MaxBy(it => it.Number)!;
            if (newest.SealsFrom + lifetime > now || newest.Number == byte.MaxValue)
            {
                return false;
            }

            var made = RandomNumberGenerator.GetBytes(SealedBox.KeySize);
            await AddAsync(tx, Sealing, (short)(newest.Number + 1), made, now, now + KnownBeforeUse);
            return true;
        }, cancellation);

    private Ring Known => ring ?? throw new InvalidOperationException($"{module} is not prepared yet.");

    private static byte[] Derive(byte[] root, string purpose, int sizeBytes) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, root, sizeBytes, info: Encoding.UTF8.GetBytes($"skylink {purpose}"));

    private static Task<int> LockAsync(Tx tx) => tx.ExecuteAsync(
        $"select pg_advisory_xact_lock(hashtextextended('skylink data keys ' || current_schema(), 0))");

    private static Task<List<Stored>> ReadAsync(Tx tx) => tx.ListAsync(
        $"select kind, number, sealed, seals_from from data_keys order by kind, number",
        row => new Stored(
            row.Get<string>("kind"), row.Get<short>("number"), row.Get<byte[]>("sealed"),
            row.Get<DateTimeOffset>("seals_from")));

    private async Task AddAsync(
        Tx tx, string kind, short number, byte[] key, DateTimeOffset now, DateTimeOffset from)
    {
        var @sealed = masters.Seal(key, ContextOf(kind, number));
        CryptographicOperations.ZeroMemory(key);
        await tx.ExecuteAsync($"""
            insert into data_keys (kind, number, sealed, made_at, seals_from)
            values ({kind}, {number}, {@sealed}, {now}, {from})
            """);
    }

    /// <summary>Those of all master keys that this process has, so that they outlive them.</summary>
    private async Task KeepEventRootsAsync(Tx tx, List<Stored> stored, DateTimeOffset now)
    {
        var kept = stored.Where(it => it.Kind == Events).ToList();
        var known = kept.ConvertAll(it => Convert.ToHexString(Open(it) ?? throw Foreign(it)));
        var number = kept.Count == 0 ? 0 : kept.Max(it => it.Number);
        foreach (var root in EventSignatures.RootsOf(master).Where(it => !known.Contains(Convert.ToHexString(it))))
        {
            await AddAsync(tx, Events, (short)++number, root, now, now);
        }
    }

    /// <summary>The first one seals at once, also where the clock of who made it is ahead.</summary>
    private static Stored SealingAt(IEnumerable<Stored> stored, DateTimeOffset now) => stored
        .Where(it => it.Kind == Sealing && (it.SealsFrom <= now || it.Number == 1)).MaxBy(it => it.Number)!;

    private Ring RingOf(List<Stored> stored, DateTimeOffset now)
    {
        var opened = stored.ToLookup(it => it.Kind, it => (it.Number, Key: Open(it) ?? throw Foreign(it)));
        var current = SealingAt(stored, now);
        var box = new SealedBox(
            (byte)current.Number, opened[Sealing].ToDictionary(it => (byte)it.Number, it => it.Key));
        foreach (var (_, copied) in opened[Sealing])
        {
            CryptographicOperations.ZeroMemory(copied);
        }

        return new Ring(
            box, (byte)current.Number, current.SealsFrom, opened[Sealing].Count(), opened[Root].Single().Key,
            [.. opened[Events].Select(it => it.Key)]);
    }

    private byte[]? Open(Stored key) => masters.TryOpen(key.Sealed, ContextOf(key), out var opened) ? opened : null;

    private byte[] ContextOf(Stored key) => ContextOf(key.Kind, key.Number);

    private byte[] ContextOf(string kind, short number) =>
        Encoding.ASCII.GetBytes($"{module} data key {kind} {number}");

    private StartException Foreign(Stored key) => new(
        $"{module}: its {key.Kind} key {key.Number} lies under another master key: set SKYLINK_MASTER_KEY to it, or "
        + "SKYLINK_MASTER_KEY_PREVIOUS while the key changes.");

    private sealed record Stored(string Kind, short Number, byte[] Sealed, DateTimeOffset SealsFrom)
    {
        public override string ToString() => $"{Kind} key {Number}";
    }

    /// <summary>Replaced whole; what reads the one before may go on.</summary>
    private sealed record Ring(
        SealedBox Box, byte Current, DateTimeOffset SealsFrom, int Count, byte[] Root,
        IReadOnlyList<byte[]> EventRoots) : IDisposable
    {
        public byte[] Fingerprints { get; } = Derive(Root, "fingerprints", SealedBox.KeySize);

        public void Dispose() => Box.Dispose();
    }
}
