namespace SkyLink.Platform.Identity;

/// <summary>All SQL of throttles.</summary>
internal static class ThrottleStore
{
    /// <summary>Locks the rows of some subjects, in one order for all, so that two sign-ins never deadlock.</summary>
    public static async Task<List<Throttle>> LockAsync(Tx tx, string[] subjects, DateTimeOffset now)
    {
        await tx.ExecuteAsync($"""
            insert into throttles (subject, failures, last_at, blocked_until)
            select subject, 0, {now}, {now} from unnest({subjects}) as subject order by subject
            on conflict do nothing
            """);
        return await tx.ListAsync(
            $"select * from throttles where subject = any({subjects}) order by subject for update", Read);
    }

    public static Task UpdateAsync(Tx tx, Throttle throttle) => tx.ExecuteAsync($"""
        update throttles
           set failures = {throttle.Failures}, last_at = {throttle.LastAt}, blocked_until = {throttle.BlockedUntil}
         where subject = {throttle.Subject}
        """);

    /// <summary>The account's failures are over; of the address only this try is taken back.</summary>
    public static Task ForgiveAsync(Tx tx, string account, string address) => tx.ExecuteAsync(
        $"delete from throttles where subject = {account}",
        $"update throttles set failures = greatest(failures - 1, 0) where subject = {address}");

    public static Task<int> PruneAsync(Tx tx, DateTimeOffset before) =>
        tx.ExecuteAsync($"delete from throttles where last_at < {before} and blocked_until < {before}");

    private static Throttle Read(NpgsqlDataReader row) => new(
        row.Get<string>("subject"),
        row.Get<int>("failures"),
        row.Get<DateTimeOffset>("last_at"),
        row.Get<DateTimeOffset>("blocked_until"));
}
