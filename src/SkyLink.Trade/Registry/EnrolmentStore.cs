namespace SkyLink.Trade.Registry;

/// <summary>All SQL of subscriptions and their checks.</summary>
internal static class EnrolmentStore
{
    /// <summary>Records a request, unless one of the same id is there.</summary>
    public static async Task<bool> AddAsync(Tx tx, EnrolmentRequest it, byte[] sha256) => await tx.ExecuteAsync($"""
        insert into subscriptions (id, subscriber_id, request_id, request_sha256, requested, state, next_at, created_at)
        values ({it.Id}, {it.Requested.SubscriberId}, {it.Requested.RequestId}, {sha256},
                {RegistryStore.ToJson(it.Requested)}::text::jsonb, {it.State}, {it.NextAt}, {it.CreatedAt})
        on conflict (subscriber_id, request_id) do nothing
        """) == 1;

    public static async Task<bool> IsRepeatAsync(Tx tx, Enrolment it, byte[] sha256) => await tx.ScalarAsync<bool>($"""
        select exists (select from subscriptions
                        where subscriber_id = {it.SubscriberId} and request_id = {it.RequestId}
                          and request_sha256 = {sha256})
        """);

    public static Task<int> PendingAsync(Tx tx, string subscriberId) => tx.ScalarAsync<int>($"""
        select count(*)::int from subscriptions where subscriber_id = {subscriberId} and state = 'PENDING'
        """);

    /// <summary>
    /// Takes due requests until the lease ends. The number of the attempt is the fence: whoever comes back later than
    /// its lease finds another number and changes nothing.
    /// </summary>
    public static Task<List<EnrolmentRequest>> TakeDueAsync(
        Tx tx, DateTimeOffset now, DateTimeOffset leasedUntil, int limit) => tx.ListAsync($"""
        update subscriptions
           set attempts = attempts + 1, leased_until = {leasedUntil}
         where id in (select id from subscriptions
                       where state = 'PENDING' and next_at <= {now} and leased_until <= {now}
                       order by next_at limit {limit} for update skip locked)
         returning *, requested::text as asked
        """, Read);

    /// <summary>Ends an attempt; false if another one has begun meanwhile.</summary>
    public static async Task<bool> FinishAsync(
        Tx tx, EnrolmentRequest it, string state, DateTimeOffset nextAt, DateTimeOffset now) =>
        await tx.ExecuteAsync($"""
        update subscriptions
           set state = {state}, next_at = {nextAt}, leased_until = '-infinity',
               finished_at = case when {state} = 'PENDING' then null else {now} end
         where id = {it.Id} and state = 'PENDING' and attempts = {it.Attempts}
        """) == 1;

    public static Task RecordAsync(Tx tx, EnrolmentRequest it, EnrolmentCheck check, DateTimeOffset at) =>
        tx.ExecuteAsync($"""
        insert into checks (subscription_id, attempt, name, ok, detail, at)
        values ({it.Id}, {it.Attempts}, {check.Name}, {check.Ok}, {check.Detail}, {at})
        """);

    public static Task<List<EnrolmentRequest>> OfAsync(Tx tx, string subscriberId, int limit) => tx.ListAsync($"""
        select *, requested::text as asked from subscriptions
         where subscriber_id = {subscriberId} order by id desc limit {limit}
        """, Read);

    public static Task<List<CheckRow>> ChecksAsync(Tx tx, Guid[] subscriptions) => tx.ListAsync(
        $"select * from checks where subscription_id = any({subscriptions}) order by id",
        row => new CheckRow(
            row.Get<Guid>("subscription_id"), row.Get<int>("attempt"), row.Get<string>("name"), row.Get<bool>("ok"),
            row.Get<string>("detail"), row.Get<DateTimeOffset>("at")));

    private static EnrolmentRequest Read(NpgsqlDataReader row) => new(
        row.Get<Guid>("id"),
        RegistryStore.FromJson<Enrolment>(row.Get<string>("asked"))!,
        row.Get<string>("state"),
        row.Get<int>("attempts"),
        row.Get<DateTimeOffset>("next_at"),
        row.Get<DateTimeOffset>("created_at"),
        row.Find<DateTimeOffset?>("finished_at"));
}

internal sealed record CheckRow(
    Guid SubscriptionId, int Attempt, string Name, bool Ok, string Detail, DateTimeOffset At);
