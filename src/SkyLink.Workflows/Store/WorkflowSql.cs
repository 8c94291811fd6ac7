using System.Text.RegularExpressions;

namespace SkyLink.Workflows.Store;

/// <summary>The statements of a schema: in the source its tables are called wf.runs, wf.ended and so on.</summary>
internal sealed partial class WorkflowSql
{
    private const string StartRuns = """
        insert into wf.runs (id, workflow_id, type, state, owner, wake_at, events, head, tail, parent, parent_operation,
            started_at, attributes)
        select id, workflow_id, type, case when owner is null then 0 else 1 end, owner,
               case when owner is null then now() end, 1, head, tail, parent, parent_operation, started_at,
               attributes::jsonb
          from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            as u(id, workflow_id, type, owner, head, tail, parent, parent_operation, started_at, attributes)
        on conflict (workflow_id) where workflow_id is not null do nothing
        returning id
        """;

    private const string WithdrawRuns = """
        delete from wf.runs r
         where r.id = any($1) and exists (select from wf.ended e where e.workflow_id = r.workflow_id)
        returning r.id
        """;

    private const string AppendEvents = """
        update wf.runs r set events = u.events, head = u.head, heard = u.heard, tail = r.tail || u.tail
          from unnest($1, $2, $3, $4, $5) as u(id, events, head, tail, heard)
         where r.id = u.id
        """;

    private const string SpillTails = """
        with u as (select * from unnest($1, $2, $3, $4, $5, $6) as u(id, events, head, tail, heard, chunk)),
        full_tails as (
            insert into wf.chunks (run, number, events)
            select r.id, u.chunk, r.tail || u.tail from wf.runs r join u using (id))
        update wf.runs r set events = u.events, head = u.head, heard = u.heard, tail = '', chunks = u.chunk
          from u where r.id = u.id
        """;

    private const string ParkRuns = """
        update wf.runs r
           set events = u.events, head = u.head, heard = u.heard, tail = r.tail || u.tail, fault = u.fault,
               state = case when r.mail = u.heard or u.fault is not null then u.state else r.state end,
               owner = case when r.mail = u.heard or u.fault is not null then null else r.owner end,
               wake_at = case when r.mail = u.heard or u.fault is not null then u.wake_at else null end
          from unnest($1, $2, $3, $4, $5, $6, $7, $8) as u(id, events, head, tail, heard, state, wake_at, fault)
         where r.id = u.id
        returning r.id, r.owner is null
        """;

    private const string EndRuns = """
        with gone as (
            delete from wf.runs r using unnest($1, $2, $3, $4, $5, $6, $7, $8)
                as u(id, expires, state, events, head, tail, result, ended_at)
             where r.id = u.id
            returning u.*, r.workflow_id, r.type, r.tail as before, r.chunks, r.parent, r.started_at, r.attributes)
        insert into wf.ended (expires, id, workflow_id, type, state, events, head, history, result, parent,
            started_at, ended_at, attributes)
        select expires, id, workflow_id, type, state, events, head,
               case when chunks > 0 then (
                   select string_agg(c.events, '' order by c.number) from wf.chunks c where c.run = gone.id)
                   || before || tail else before || tail end,
               result, parent, started_at, ended_at, attributes
          from gone
        """;

    private const string ContinueRuns = """
        with u as (
            select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                as u(id, archive, expires, last, last_head, last_events, ended_at, result, events, head, tail, heard)),
        kept as (
            insert into wf.ended (expires, id, type, state, events, head, history, result, started_at, ended_at,
                attributes, continued_by)
            select u.expires, u.archive, r.type, 13, u.last, u.last_head,
                   case when r.chunks > 0 then (
                       select string_agg(c.events, '' order by c.number) from wf.chunks c where c.run = r.id)
                       || r.tail || u.last_events else r.tail || u.last_events end,
                   u.result, r.started_at, u.ended_at, r.attributes, u.id
              from wf.runs r join u using (id))
        update wf.runs r
           set events = u.events, head = u.head, tail = u.tail, heard = u.heard, chunks = 0, started_at = u.ended_at
          from u where r.id = u.id
        """;

    private const string SayToRuns = """
        with said as (
            select u.*, row_number() over (partition by run order by nth) as place,
                   count(*) over (partition by run) as total
              from unnest($1, $2, $3, $4) with ordinality as u(run, kind, name, data, nth)),
        heard as (
            update wf.runs r
               set mail = r.mail + s.total,
                   wake_at = case when r.owner is null and r.fault is null then now() else r.wake_at end
              from (select distinct run, total from said) s
             where r.id = s.run
            returning r.id, r.mail - s.total as before)
        insert into wf.messages (run, number, kind, name, data)
        select said.run, heard.before + said.place, said.kind, said.name, said.data
          from said join heard on heard.id = said.run
        """;

    private const string ForgetMessages = """
        delete from wf.messages m using unnest($1, $2) as u(run, number)
         where m.run = u.run and m.number <= u.number
        """;

    private readonly string schema;

    /// <exception cref="ArgumentException">The name is no plain identifier.</exception>
    public WorkflowSql(string schema)
    {
        if (!SchemaForm().IsMatch(schema))
        {
            throw new ArgumentException(
                $"'{schema}' is no name of a schema: small letters, digits and _, 63 at most.", nameof(schema));
        }

        this.schema = schema;
        Start = For(StartRuns);
        Withdraw = For(WithdrawRuns);
        Append = For(AppendEvents);
        Spill = For(SpillTails);
        Park = For(ParkRuns);
        End = For(EndRuns);
        Continue = For(ContinueRuns);
        Say = For(SayToRuns);
        ForgetEffects = For("delete from wf.effects where run = any($1)");
        ForgetChunks = For("delete from wf.chunks where run = any($1)");
        ForgetMail = For(ForgetMessages);
        Fence = For("select wf.fence($1, $2, $3)");
    }
    public string Start { get; }

    /// <summary>Takes starts back whose workflow has ended already, also in the moment before.</summary>
    public string Withdraw { get; }

    public string Append { get; }

    public string Spill { get; }

    public string Park { get; }

    public string End { get; }

    public string Continue { get; }

    public string Say { get; }

    public string ForgetEffects { get; }

    public string ForgetChunks { get; }

    public string ForgetMail { get; }

    public string Fence { get; }

    /// <summary>
    /// What a connection is told before its first batch: its statements look runs up by their ids, however large or
    /// small the planner takes the table to be.
    /// </summary>
    public static string Plan =>
        "set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off; set jit = off";

    /// <summary>A statement with the schema's name in it.</summary>
    public string For(string statement) => TablePrefix().Replace(statement, $"\"{schema}\".");

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,62}$", RegexOptions.NonBacktracking)]
    private static partial Regex SchemaForm();

    [GeneratedRegex(@"\bwf\.", RegexOptions.NonBacktracking)]
    private static partial Regex TablePrefix();
}
