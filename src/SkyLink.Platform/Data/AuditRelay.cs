using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace SkyLink.Platform.Data;

/// <summary>
/// Brings the records of this process's services to the log. What the log has taken is deleted here; a relay that dies
/// in between, or has a twin, brings it again, and the log passes it over.
/// </summary>
internal sealed class AuditRelay : IJob
{
    private const string Log = "platform.audit";
    private const int BatchMax = 500;

    /// <summary>While something comes in: until those are looked at, too, that were quiet.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>While nothing does: what this process writes wakes it, so that only leftovers wait so long.</summary>
    private static readonly TimeSpan LookAtLeast = TimeSpan.FromSeconds(5);

    /// <summary>Bringing takes its time: less than this is no delay.</summary>
    private static readonly TimeSpan UsualMax = TimeSpan.FromSeconds(2);

    private readonly AuditTrail trail;
    private readonly IAudit? audit;
    private readonly IReadOnlyList<Db> doors;

    /// <summary>Where something was when it was looked at last.</summary>
    private IReadOnlyList<Db> busy = [];
    private long lookedAt;
    private bool hasMore;

    /// <summary>Of each service whose records the log has not taken: when the oldest was made.</summary>
    private readonly ConcurrentDictionary<string, DateTimeOffset> waiting = new(StringComparer.Ordinal);

    /// <summary>
    /// Finds the log first: what nobody would take over stops the start, not the running host. Where there is none at
    /// all, a part of the platform is under test.
    /// </summary>
    public AuditRelay(RunningModules running, KnownModules known, IServiceProvider services, AuditTrail trail)
    {
        this.trail = trail;
        audit = known.Names.Contains(Log) ? services.GetRequiredService<IAudit>() : null;
        doors = [.. running.Modules.Select(module => services.GetRequiredKeyedService<Db>(module.Name))];
    }

    /// <summary>
    /// When the oldest record of this process was made that should be in the log by now, and is not; null where there
    /// is none.
    /// </summary>
    public DateTimeOffset? WaitingSince => waiting.Values is { Count: > 0 } since
        && since.Min() is var oldest && TimeProvider.System.GetUtcNow() - oldest > UsualMax ? oldest : null;

    public async Task RunAsync(CancellationToken stopping)
    {
        if (audit is null)
        {
            return;
        }

        await LookAsync(doors, audit, stopping);
        while (!stopping.IsCancellationRequested)
        {
            // Whoever wakes this says not where. A record of one that was quiet waits while others have some.
            var rest = (busy.Count > 0 ? LookEvery : LookAtLeast) - TimeProvider.System.GetElapsedTime(lookedAt);
            if (rest > TimeSpan.Zero && !hasMore)
            {
                await trail.WaitAsync(rest, stopping);
            }

            if (rest <= TimeSpan.Zero || !await LookAsync(busy, audit, stopping))
            {
                await LookAsync(doors, audit, stopping);
            }
        }
    }

    /// <summary>Brings a batch of each.</summary>
    /// <returns>Whether there was anything.</returns>
    private async Task<bool> LookAsync(IReadOnlyList<Db> where, IAudit log, CancellationToken cancellation)
    {
        var found = new List<Db>();
        hasMore = false;
        foreach (var db in where)
        {
            var count = await BringAsync(db, log, cancellation);
            hasMore |= count == BatchMax;
            if (count > 0)
            {
                found.Add(db);
            }
        }

        if (where == doors)
        {
            (busy, lookedAt) = (found, TimeProvider.System.GetTimestamp());
        }

        return found.Count > 0;
    }

    private async Task<int> BringAsync(Db db, IAudit log, CancellationToken cancellation)
    {
        var found = await AuditTrail.ReadAsync(db, BatchMax, cancellation);
        if (found.Count > 0)
        {
            waiting[db.Module] = MadeAt(found[0].Record.Id);
            await log.AppendAsync(found.ConvertAll(it => it.Record), cancellation);
            await AuditTrail.RemoveAsync(db, [.. found.Select(it => it.Number)], cancellation);
            waiting.TryRemove(db.Module, out _);
        }

        return found.Count;
    }

    /// <summary>A UUID of version 7 begins with the milliseconds since 1970 (RFC 9562 section 5.7).</summary>
    private static DateTimeOffset MadeAt(Guid id) => DateTimeOffset.FromUnixTimeMilliseconds(
        BinaryPrimitives.ReadInt64BigEndian(id.ToByteArray(bigEndian: true)) >>> 16);
}
