using Npgsql;
using NpgsqlTypes;
using SkyLink.Workflows.Running;

namespace SkyLink.Workflows.Store;

/// <summary>Writes of many runs as one transaction: those of one run are one of its rows.</summary>
internal sealed class JournalBatch
{
    /// <summary>A tail of this size becomes a chunk: a row with it must stay below the 2 kB that PostgreSQL keeps in place.</summary>
    private const int TailMax = 1_400;

    private readonly Sql sql;
    private readonly List<Entry> starts = [];
    private readonly List<Entry> appends = [];
    private readonly List<Entry> spills = [];
    private readonly List<Entry> parks = [];
    private readonly List<Entry> ends = [];
    private readonly List<Entry> heard = [];

    private JournalBatch(Sql sql) => this.sql = sql;

    public bool IsEmpty => starts.Count + appends.Count + spills.Count + parks.Count + ends.Count == 0;

    /// <summary>The days on which the runs that end are forgotten.</summary>
    public IEnumerable<DateOnly> Expiries => ends.Select(it => it.Last.End!.Expires).Distinct();

    public static JournalBatch Of(List<RunWrite> writes, Sql sql)
    {
        var batch = new JournalBatch(sql);
        var entries = new List<Entry>(writes.Count);
        foreach (var write in writes)
        {
            if (write.Run.IsAbandoned)
            {
                continue;
            }

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
        AddStarts(batch, epoch, once);
        AddAppends(batch);
        AddParks(batch);
        AddEnds(batch);
        await batch.PrepareAsync(cancellation).ConfigureAwait(false);
        await using var reader = await batch.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        await reader.NextResultAsync(cancellation).ConfigureAwait(false);
        if (starts.Count > 0)
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
        Add(batch, sql.For("select id from wf.runs where id = any($1) union all select id from wf.ended where id = any($1)"),
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

    private void AddStarts(NpgsqlBatch batch, WorkerEpoch epoch, List<Entry> once)
    {
        if (starts.Count == 0)
        {
            return;
        }

        Add(batch, sql.Start,
            new NpgsqlParameter<int> { TypedValue = epoch.Worker },
            P(starts, NpgsqlDbType.Uuid, it => it.Id),
            P(starts, NpgsqlDbType.Text, it => it.First.Start!.WorkflowId),
            P(starts, NpgsqlDbType.Text, it => it.First.Start!.Type),
            P(starts, NpgsqlDbType.Bytea, it => it.Last.Head),
            P(starts, NpgsqlDbType.Bytea, it => it.Events),
            P(starts, NpgsqlDbType.Uuid, it => it.First.Start!.Parent),
            P(starts, NpgsqlDbType.Integer, it => it.First.Start!.ParentOperation),
            P(starts, NpgsqlDbType.TimestampTz, it => it.First.Start!.At),
            P(starts, NpgsqlDbType.Text, it => it.First.Start!.Attributes));
        if (once.Count > 0)
        {
            Add(batch, sql.Withdraw, P(once, NpgsqlDbType.Uuid, it => it.Id));
        }
    }

    private void AddAppends(NpgsqlBatch batch)
    {
        if (appends.Count > 0)
        {
            Add(batch, sql.Append, Position(appends));
        }

        if (spills.Count > 0)
        {
            Add(batch, sql.Spill, [.. Position(spills), P(spills, NpgsqlDbType.Integer, it => it.Last.Run.Chunks)]);
        }

        if (heard.Count > 0)
        {
            Add(batch, sql.ForgetMail,
                P(heard, NpgsqlDbType.Uuid, it => it.Id), P(heard, NpgsqlDbType.Bigint, it => it.Mail));
        }
    }

    private void AddParks(NpgsqlBatch batch)
    {
        if (parks.Count > 0)
        {
            Add(batch, sql.Park,
            [
                .. Position(parks),
                P(parks, NpgsqlDbType.Smallint, it => (short)it.Last.Park!.State),
                P(parks, NpgsqlDbType.TimestampTz, it => it.Last.Park!.WakeAt),
                P(parks, NpgsqlDbType.Text, it => it.Last.Park!.Fault),
            ]);
        }
    }

    private void AddEnds(NpgsqlBatch batch)
    {
        if (ends.Count == 0)
        {
            return;
        }

        Add(batch, sql.End,
            P(ends, NpgsqlDbType.Uuid, it => it.Id),
            P(ends, NpgsqlDbType.Date, it => it.Last.End!.Expires),
            P(ends, NpgsqlDbType.Smallint, it => (short)it.Last.End!.State),
            P(ends, NpgsqlDbType.Integer, it => it.Last.Count),
            P(ends, NpgsqlDbType.Bytea, it => it.Last.Head),
            P(ends, NpgsqlDbType.Bytea, it => it.Events),
            P(ends, NpgsqlDbType.Bytea, it => it.Last.End!.Result),
            P(ends, NpgsqlDbType.TimestampTz, it => it.Last.End!.At));
        var chunked = ends.FindAll(it => it.Last.Run.Chunks > 0);
        if (chunked.Count > 0)
        {
            Add(batch, sql.ForgetChunks, P(chunked, NpgsqlDbType.Uuid, it => it.Id));
        }
    }

    private static NpgsqlParameter[] Position(List<Entry> entries) =>
    [
        P(entries, NpgsqlDbType.Uuid, it => it.Id),
        P(entries, NpgsqlDbType.Integer, it => it.Last.Count),
        P(entries, NpgsqlDbType.Bytea, it => it.Last.Head),
        P(entries, NpgsqlDbType.Bytea, it => it.Events),
        P(entries, NpgsqlDbType.Bigint, it => it.Last.Heard),
    ];

    private static NpgsqlParameter<T[]> P<T>(List<Entry> entries, NpgsqlDbType type, Func<Entry, T> of)
    {
        var values = new T[entries.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = of(entries[i]);
        }

        return new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = type | NpgsqlDbType.Array };
    }

    private static void Add(NpgsqlBatch batch, string statement, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(statement);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        batch.BatchCommands.Add(command);
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
