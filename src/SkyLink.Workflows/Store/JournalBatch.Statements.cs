using Npgsql;
using NpgsqlTypes;
using SkyLink.Workflows.Running;

namespace SkyLink.Workflows.Store;

/// <summary>The statements of a batch, each with a list of runs.</summary>
internal sealed partial class JournalBatch
{
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
}
