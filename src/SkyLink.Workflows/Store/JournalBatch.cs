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
    private readonly List<NewRun> children = [];
    private readonly List<Said> says = [];
    private readonly List<Entry> continuations = [];
    private readonly List<Entry> appends = [];
    private readonly List<Entry> spills = [];
    private readonly List<Entry> parks = [];
    private readonly List<Entry> ends = [];
    private readonly List<Entry> heard = [];

    private JournalBatch(Sql sql) => this.sql = sql;

    public bool IsEmpty =>
        starts.Count + appends.Count + spills.Count + parks.Count + continuations.Count + ends.Count == 0;

    /// <summary>The days on which the runs that end are forgotten.</summary>
    public IEnumerable<DateOnly> Expiries =>
        ends.Select(it => it.Last.End!.Expires).Concat(continuations.Select(it => it.Last.Continuation!.Expires)).Distinct();

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

    private void AddStarts(NpgsqlBatch batch, WorkerEpoch epoch, List<Entry> once)
    {
        var begun = starts.ConvertAll(it =>
            (New: it.First.Start! with { First = (it.Events, it.Last.Head) }, Owner: (int?)epoch.Worker));
        begun.AddRange(children.Select(it => (it, default(int?))));
        if (begun.Count == 0)
        {
            return;
        }

        Add(batch, sql.Start,
            P(begun, NpgsqlDbType.Uuid, it => it.New.Id),
            P(begun, NpgsqlDbType.Text, it => it.New.WorkflowId),
            P(begun, NpgsqlDbType.Text, it => it.New.Type),
            P(begun, NpgsqlDbType.Integer, it => it.Owner),
            P(begun, NpgsqlDbType.Bytea, it => it.New.First.Head),
            P(begun, NpgsqlDbType.Bytea, it => it.New.First.Events),
            P(begun, NpgsqlDbType.Uuid, it => it.New.Parent),
            P(begun, NpgsqlDbType.Integer, it => it.New.ParentOperation),
            P(begun, NpgsqlDbType.TimestampTz, it => it.New.At),
            P(begun, NpgsqlDbType.Text, it => it.New.Attributes));
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
        AddForgetting(batch, ends);
    }

    /// <summary>What belongs to histories that are kept whole elsewhere from here on.</summary>
    private void AddForgetting(NpgsqlBatch batch, List<Entry> of)
    {
        var chunked = of.FindAll(it => it.Last.Run.Chunks > 0);
        if (chunked.Count > 0)
        {
            Add(batch, sql.ForgetChunks, P(chunked, NpgsqlDbType.Uuid, it => it.Id));
        }

        var effective = of.FindAll(it => it.Last.Run.HasEffects);
        if (effective.Count > 0)
        {
            Add(batch, sql.ForgetEffects, P(effective, NpgsqlDbType.Uuid, it => it.Id));
        }
    }

    private void AddContinuations(NpgsqlBatch batch)
    {
        if (continuations.Count == 0)
        {
            return;
        }

        Add(batch, sql.Continue,
            P(continuations, NpgsqlDbType.Uuid, it => it.Id),
            P(continuations, NpgsqlDbType.Uuid, it => it.Last.Continuation!.Archive),
            P(continuations, NpgsqlDbType.Date, it => it.Last.Continuation!.Expires),
            P(continuations, NpgsqlDbType.Integer, it => it.Last.Count),
            P(continuations, NpgsqlDbType.Bytea, it => it.Last.Head),
            P(continuations, NpgsqlDbType.Bytea, it => it.Events),
            P(continuations, NpgsqlDbType.TimestampTz, it => it.Last.Continuation!.At),
            P(continuations, NpgsqlDbType.Bytea, it => it.Last.Continuation!.Input),
            P(continuations, NpgsqlDbType.Integer, it => it.Last.Continuation!.Count),
            P(continuations, NpgsqlDbType.Bytea, it => it.Last.Continuation!.Head),
            P(continuations, NpgsqlDbType.Bytea, it => it.Last.Continuation!.Events),
            P(continuations, NpgsqlDbType.Bigint, it => it.Last.Heard));
        AddForgetting(batch, continuations);
    }

    private void AddSays(NpgsqlBatch batch)
    {
        if (says.Count > 0)
        {
            // It joins two short lists, and not a list with a table.
            Add(batch, "set local enable_hashjoin = on");
            Add(batch, sql.Say,
                P(says, NpgsqlDbType.Uuid, it => it.Run),
                P(says, NpgsqlDbType.Smallint, it => (short)it.Kind),
                P(says, NpgsqlDbType.Text, it => it.Name),
                P(says, NpgsqlDbType.Bytea, it => it.Data));
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

    private static NpgsqlParameter<T[]> P<TFrom, T>(List<TFrom> entries, NpgsqlDbType type, Func<TFrom, T> of)
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
