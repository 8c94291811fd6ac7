using Npgsql;
using NpgsqlTypes;
using SkyLink.Workflows.Running;

namespace SkyLink.Workflows.Store;

/// <summary>Writes of many runs as one transaction: those of one run are one of its rows.</summary>
internal sealed partial class JournalBatch
{
    /// <summary>
    /// A tail of this size becomes a chunk: a row with it must stay below the 2 kB that PostgreSQL keeps in place.
    /// </summary>
    private const int TailMax = 1_400;

    private readonly WorkflowSql sql;
    private readonly List<Entry> starts = [];
    private readonly List<NewRun> children = [];
    private readonly List<Said> says = [];
    private readonly List<Entry> continuations = [];
    private readonly List<Entry> appends = [];
    private readonly List<Entry> spills = [];
    private readonly List<Entry> parks = [];
    private readonly List<Entry> ends = [];
    private readonly List<Entry> heard = [];

    private JournalBatch(WorkflowSql sql) => this.sql = sql;

    public bool IsEmpty =>
        starts.Count + appends.Count + spills.Count + parks.Count + continuations.Count + ends.Count == 0;

    /// <summary>The days on which the runs that end are forgotten.</summary>
    public IEnumerable<DateOnly> Expiries =>
        ends.Select(it => it.Last.End!.Expires)
            .Concat(continuations.Select(it => it.Last.Continuation!.Expires)).Distinct();

    public static JournalBatch Of(List<RunWrite> writes, WorkflowSql sql)
    {
        var batch = new JournalBatch(sql);
        var entries = new List<Entry>(writes.Count);
        foreach (var write in writes)
        {
            batch.children.AddRange(write.Children ?? []);
            batch.says.AddRange(write.Says ?? []);
            if (write.Run.Entry is Entry known)
            {
                known.Add(write);
            }
            else if (write.Events.Length > 0 || write.Park is not null)
            {
                var entry = new Entry(write);
                write.Run.Entry = entry;
                entries.Add(entry);
            }
        }

        foreach (var entry in entries)
        {
            entry.Last.Run.Entry = null;
            batch.Add(entry);
        }

        return batch;
    }

    /// <summary>Writes it, and says of each start and park whether it came to be.</summary>
    public async Task ExecuteAsync(
        NpgsqlConnection connection, WorkerEpoch epoch, long number, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(epoch.Fence(number));
        var once = starts.Where(it => it.First.Start is { WorkflowId: not null, IsOnce: true }).ToList();
        AddAppends(batch);
        AddEnds(batch);
        AddContinuations(batch);
        AddStarts(batch, epoch, once);
        AddParks(batch);
        AddSays(batch);
        await batch.PrepareAsync(cancellation).ConfigureAwait(false);
        await using var reader = await batch.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        await reader.NextResultAsync(cancellation).ConfigureAwait(false);
        if (starts.Count + children.Count > 0)
        {
            var started = await IdsAsync(reader, cancellation).ConfigureAwait(false);
            if (once.Count > 0)
            {
                started.ExceptWith(await IdsAsync(reader, cancellation).ConfigureAwait(false));
            }

            Tell(started);
        }

        if (parks.Count > 0)
        {
            TellParked(await IdsAsync(reader, cancellation).ConfigureAwait(false));
        }

        // What is left must be read, so that a refusal of it is heard.
        while (await reader.NextResultAsync(cancellation).ConfigureAwait(false))
        {
        }
    }

    /// <summary>The same, of a batch that was written and whose answer was lost.</summary>
    public async Task RecoverAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        Add(batch,
            sql.For("""
                select id from wf.runs where id = any($1) union all select id from wf.ended where id = any($1)
                """),
            P(starts, NpgsqlDbType.Uuid, it => it.Id));
        Add(batch, sql.For("select id from wf.runs where id = any($1) and owner is null"),
            P(parks, NpgsqlDbType.Uuid, it => it.Id));
        await using var reader = await batch.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        Tell(await IdsAsync(reader, cancellation).ConfigureAwait(false));
        TellParked(await IdsAsync(reader, cancellation).ConfigureAwait(false));
    }

    private void Add(Entry entry)
    {
        if (entry.First.Start is not null)
        {
            entry.Last.Run.Tail += entry.Events.Length;
            starts.Add(entry);
        }
        else if (entry.Last.End is not null)
        {
            ends.Add(entry);
        }
        else if (entry.Last.Continuation is not null)
        {
            continuations.Add(entry);
        }
        else if (entry.Last.Park is not null)
        {
            parks.Add(entry);
        }
        else
        {
            (entry.Last.Run.Grow(entry.Events.Length, TailMax) ? spills : appends).Add(entry);
        }

        if (entry.Mail > 0)
        {
            heard.Add(entry);
        }
    }

    private void Tell(HashSet<Guid> started)
    {
        foreach (var entry in starts)
        {
            entry.First.IsTaken = !started.Contains(entry.Id);
        }
    }

    private void TellParked(HashSet<Guid> parked)
    {
        foreach (var entry in parks)
        {
            entry.Last.IsParked = parked.Contains(entry.Id);
        }
    }

    /// <summary>The ids of one result, and goes on to the next.</summary>
    private static async Task<HashSet<Guid>> IdsAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var ids = new HashSet<Guid>();
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            if (reader.FieldCount == 1 || reader.GetBoolean(1))
            {
                ids.Add(reader.GetGuid(0));
            }
        }

        await reader.NextResultAsync(cancellation).ConfigureAwait(false);
        return ids;
    }

    /// <summary>All that one run wants of one batch.</summary>
    private sealed class Entry(RunWrite first)
    {
        private List<byte[]>? more;

        public RunWrite First { get; } = first;

        public RunWrite Last { get; private set; } = first;

        public Guid Id => First.Run.Id;

        public long Mail { get; private set; } = first.Mail;

        public byte[] Events => more is null ? First.Events : [.. First.Events, .. more.SelectMany(it => it)];

        public void Add(RunWrite next)
        {
            (Last, Mail) = (next, Math.Max(Mail, next.Mail));
            if (next.Events.Length > 0)
            {
                (more ??= []).Add(next.Events);
            }
        }
    }
}
