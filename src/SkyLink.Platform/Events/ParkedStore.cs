namespace SkyLink.Platform.Events;

/// <summary>An event set aside by a subscription.</summary>
internal sealed record Parked(
    long Id, string Subscription, EventRecord Event, bool IsDead, int Attempts, DateTimeOffset NextAt, string Reason,
    DateTimeOffset ParkedAt);

/// <summary>All SQL of parked events: those that wait for a try, and the dead.</summary>
internal static class ParkedStore
{
    private const int ReasonLengthMax = 2_000;

    public static Task AddAsync(
        Tx tx, string subscription, EventRecord what, int attempts, DateTimeOffset nextAt, string reason) =>
        AddAsync(tx, subscription, what, "Waiting", attempts, nextAt, reason);

    /// <summary>Sets an event aside for good that its publisher did not sign.</summary>
    public static Task AddDeadAsync(Tx tx, string subscription, EventRecord what, string reason) =>
        AddAsync(tx, subscription, what, "Dead", attempts: 0, nextAt: null, reason);

    /// <summary>The subjects that have something waiting: later events of theirs must go behind it.</summary>
    public static async Task<HashSet<string>> SubjectsAsync(Tx tx, string subscription) => (await tx.ListAsync($"""
        select distinct subject from parked where subscription = {subscription} and state = 'Waiting'
        """, row => row.Get<string>("subject"))).ToHashSet(StringComparer.Ordinal);

    /// <summary>
    /// Events whose time has come, locked. With <paramref name="inOrder"/> only the first of each subject: the others
    /// wait for it.
    /// </summary>
    public static Task<List<Parked>> DueAsync(
        Tx tx, string subscription, string publisher, bool inOrder, DateTimeOffset now) => tx.ListAsync($"""
        select * from parked as it
         where subscription = {subscription} and publisher = {publisher} and state = 'Waiting' and next_at <= {now}
           and (not {inOrder} or not exists (
               select from parked as before
                where before.subscription = it.subscription and before.subject = it.subject
                  and before.state = 'Waiting' and before.id < it.id))
         order by id limit 20 for update skip locked
        """, Read);

    public static Task<int> RemoveAsync(Tx tx, long id) => tx.ExecuteAsync($"delete from parked where id = {id}");

    public static Task FailAsync(Tx tx, Parked what, DateTimeOffset? nextAt, string reason) => tx.ExecuteAsync($"""
        update parked
           set attempts = attempts + 1, reason = {Cut(reason)},
               state = {(nextAt is null ? "Dead" : "Waiting")}, next_at = {nextAt ?? what.NextAt}
         where id = {what.Id}
        """);

    public static Task<List<Parked>> DeadAsync(Tx tx, long after, int limit) => tx.ListAsync(
        $"select * from parked where state = 'Dead' and id > {after} order by id limit {limit}", Read);

    /// <summary>
    /// Gives a dead event its tries back, at once. At the end of its subject's line, where one has formed.
    /// </summary>
    public static Task<int> RedriveAsync(Tx tx, long id) => tx.ExecuteAsync($"""
        update parked set state = 'Waiting', attempts = 0, next_at = now() where id = {id} and state = 'Dead'
        """);

    public static Task<int> PurgeAsync(Tx tx, long id) =>
        tx.ExecuteAsync($"delete from parked where id = {id} and state = 'Dead'");

    public static async Task<Dictionary<string, (int Waiting, int Dead)>> CountsAsync(Tx tx) => (await tx.ListAsync($"""
        select subscription, count(*) filter (where state = 'Waiting')::int as waiting,
               count(*) filter (where state = 'Dead')::int as dead
          from parked group by subscription
        """, row =>
            (Name: row.Get<string>("subscription"), Waiting: row.Get<int>("waiting"), Dead: row.Get<int>("dead"))))
        .ToDictionary(it => it.Name, it => (it.Waiting, it.Dead), StringComparer.Ordinal);

    /// <param name="nextAt">Null for now, in which nobody is interested.</param>
    private static Task<int> AddAsync(
        Tx tx, string subscription, EventRecord what, string state, int attempts, DateTimeOffset? nextAt,
        string reason) => tx.ExecuteAsync($"""
            insert into parked (subscription, publisher, event_id, type, subject, correlation, trace, at, body, actor,
                                state, attempts, next_at, reason, parked_at, is_proven)
            values ({subscription}, {what.Publisher}, {what.Id}, {what.Type}, {what.Subject}, {what.Correlation},
                    {what.Trace}, {what.At}, {what.Body}, {what.Actor}, {state}, {attempts},
                    coalesce({nextAt}::timestamptz, now()), {Cut(reason)}, now(), {what.IsProven})
            on conflict (subscription, event_id) do nothing
            """);

    private static string Cut(string reason) => reason.Length <= ReasonLengthMax ? reason : reason[..ReasonLengthMax];

    private static Parked Read(NpgsqlDataReader row) => new(
        row.Get<long>("id"),
        row.Get<string>("subscription"),
        new EventRecord(
            row.Get<string>("publisher"), EventPosition.Start, row.Get<Guid>("event_id"), row.Get<string>("type"),
            row.Get<string>("subject"), row.Get<DateTimeOffset>("at"), row.Find<string>("correlation"),
            row.Find<string>("trace"), row.Get<string>("body"), row.Find<Guid?>("actor"))
        {
            IsProven = row.Get<bool>("is_proven"),
        },
        row.Get<string>("state") == "Dead",
        row.Get<int>("attempts"),
        row.Get<DateTimeOffset>("next_at"),
        row.Get<string>("reason"),
        row.Get<DateTimeOffset>("parked_at"));
}
