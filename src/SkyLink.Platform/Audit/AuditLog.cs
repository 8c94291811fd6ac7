using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using SkyLink.Cryptography;
using SkyLink.Cryptography.Transparency;

namespace SkyLink.Platform.Audit;

/// <summary>
/// Appends to the log. One at a time, over all processes: whoever holds the row of the tree numbers the next entries,
/// and all that belongs to them commits together, so that a process may die at any point.
/// </summary>
internal sealed class AuditLog(Db<AuditModule> db) : IAudit
{
    private const int RecordsMax = 1_000;

    /// <summary>The edge of the last tree that was committed here.</summary>
    private TreeEdge? edge;

    public async Task AppendAsync(IReadOnlyList<AuditRecord> records, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(records.Count, RecordsMax, nameof(records));
        var read = records.DistinctBy(it => it.Id).Select(it => (Record: it, View: AuditEntry.Read(it.Entry))).ToList();
        var grown = await db.InTransactionAsync(async tx =>
        {
            var now = await LockAsync(tx);
            var known = (await AuditStore.KnownAsync(tx, [.. read.Select(it => it.Record.Id)])).ToHashSet();
            var fresh = read.Where(it => !known.Contains(it.Record.Id)).ToList();
            if (fresh.Count == 0)
            {
                return now;
            }

            var growth = now.Append([.. fresh.Select(it => (ReadOnlyMemory<byte>)it.Record.Entry)]);
            var told = fresh.Where(it => it.Record.Personal is not null).Select(it => it.Record.Subject);
            var keys = await SubjectKeys.OfAsync(tx, now.Size, [.. told.OfType<Guid>().Distinct()]);
            var rows = fresh.ConvertAll(it => new StoredEntry(
                it.Record.Id, it.View, it.Record.Entry, it.Record.Subject, Seal(it.Record, keys)));
            await AuditStore.AddAsync(tx, now.Size, rows, growth);
            foreach (var key in keys.Values)
            {
                key.Dispose();
            }

            return growth.Edge;
        }, cancellation);
        edge = grown;
    }

    /// <summary>Nobody else appends until this transaction is over.</summary>
    private async Task<TreeEdge> LockAsync(Tx tx)
    {
        var head = await AuditStore.LockAsync(tx);
        var remembered = edge;
        if (remembered?.Head == head)
        {
            return remembered;
        }

        // Somebody else appended, or this process is new.
        var found = await TreeEdge.ReadAsync(head.Size, new StoredTiles(tx), tx.Cancellation);
        return found.Head == head ? found : throw new InvalidDataException(
            $"The tiles of the audit log do not make the root of its {head.Size} entries: they were changed.");
    }

    /// <summary>What tells of nobody we know is sealed for nobody, and so is not kept.</summary>
    private static byte[]? Seal(AuditRecord record, Dictionary<Guid, SubjectKey> keys) =>
        record.Personal is null || record.Subject is null || !keys.TryGetValue(record.Subject.Value, out var key)
            ? null
            : key.Seal(record.Id, record.Personal);
}

/// <summary>What is shown of an entry, read from its bytes.</summary>
/// <param name="Personal">The SHA-256 of the personal part, in base64url.</param>
internal sealed record AuditEntry(
    Guid Id, DateTimeOffset At, string Service, string Action, AuditActor? Actor, string? Correlation,
    JsonElement Target, JsonElement Events, string? Personal, int Version)
{
    /// <exception cref="InvalidDataException">It is not an entry.</exception>
    public static AuditEntry Read(ReadOnlySpan<byte> entry) => TryRead(entry, out var read)
        ? read
        : throw new InvalidDataException("An entry of the audit log cannot be read.");

    public static bool TryRead(ReadOnlySpan<byte> entry, [NotNullWhen(true)] out AuditEntry? read)
    {
        try
        {
            read = JsonSerializer.Deserialize<AuditEntry>(entry, Http.Json.Options);
        }
        catch (JsonException)
        {
            read = null;
        }

        return read is not null;
    }
}

/// <param name="Credential">
/// What they showed: Session (also its access tokens) or ApiKey; Password where they signed in.
/// </param>
internal sealed record AuditActor(Guid User, Guid? Organization, string? Credential);
