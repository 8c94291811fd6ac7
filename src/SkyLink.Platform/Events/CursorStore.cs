namespace SkyLink.Platform.Events;

/// <summary>How far a subscription has read one publisher, held under a lease.</summary>
internal sealed record Cursor(
    string Subscription, string Publisher, EventPosition Position, DateTimeOffset ReadUntil, long Epoch);

/// <summary>Another process took the lease over; whoever sees this stops.</summary>
internal sealed class LeaseLostException : Exception;

/// <summary>All SQL of cursors.</summary>
internal static class CursorStore
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Takes the lease if nobody else holds it. The new epoch fences a former holder that still runs.
    /// </summary>
    public static Task<Cursor?> LeaseAsync(Tx tx, string subscription, string publisher, Guid owner) =>
        tx.FindAsync($"""
        insert into cursors (subscription, publisher, tx, id, epoch, owner, leased_until, moved_at)
        values ({subscription}, {publisher}, '0', 0, 1, {owner}, now() + {Lease}, '-infinity')
        on conflict (subscription, publisher) do update
           set epoch = cursors.epoch + 1, owner = excluded.owner, leased_until = excluded.leased_until
         where cursors.leased_until < now() or cursors.owner = excluded.owner
        returning tx::text::bigint as tx, id, moved_at, epoch
        """, row => Read(row, subscription, publisher));

    /// <summary>
    /// Moves on and renews the lease, in the transaction of the effects. Where nobody outside hears of them, the commit
    /// does not wait for the disk: a crash within a moment takes effects and move together, and the events are read
    /// again (decision 0012).
    /// </summary>
    /// <exception cref="LeaseLostException">The epoch is over: the transaction must not commit.</exception>
    public static async Task MoveAsync(Tx tx, Cursor to)
    {
        var moved = await tx.ExecuteAsync($"""
            with commit as (select set_config('synchronous_commit',
                case when {tx.IsQuiet} then 'off' else current_setting('synchronous_commit') end, true))
            update cursors
               set tx = {to.Position.Transaction.ToString()}::text::xid8, id = {to.Position.Number},
                   moved_at = {to.ReadUntil}, leased_until = now() + {Lease}
              from commit
             where subscription = {to.Subscription} and publisher = {to.Publisher} and epoch = {to.Epoch}
            """);
        if (moved == 0)
        {
            throw new LeaseLostException();
        }
    }

    /// <summary>Lets another process take over at once.</summary>
    public static Task ReleaseAsync(Tx tx, Cursor cursor) => tx.ExecuteAsync($"""
        update cursors set leased_until = '-infinity'
         where subscription = {cursor.Subscription} and publisher = {cursor.Publisher} and epoch = {cursor.Epoch}
        """);

    /// <summary>
    /// Sets a subscription back (or forward); whoever reads now is fenced and starts again there. The caller finds the
    /// position of a moment in the publisher's log.
    /// </summary>
    public static Task<int> ResetAsync(
        Tx tx, string subscription, string publisher, EventPosition position, DateTimeOffset since) =>
            tx.ExecuteAsync($"""
        update cursors
           set tx = {position.Transaction.ToString()}::text::xid8, id = {position.Number}, moved_at = {since},
               epoch = epoch + 1, leased_until = '-infinity'
         where subscription = {subscription} and publisher = {publisher}
        """);

    public static Task<List<Cursor>> ListAsync(Tx tx) => tx.ListAsync(
        $"select subscription, publisher, tx::text::bigint as tx, id, moved_at, epoch from cursors order by 1, 2",
        row => Read(row, row.Get<string>("subscription"), row.Get<string>("publisher")));

    private static Cursor Read(NpgsqlDataReader row, string subscription, string publisher) => new(
        subscription,
        publisher,
        new EventPosition((ulong)row.Get<long>("tx"), row.Get<long>("id")),
        row.Get<DateTimeOffset>("moved_at"),
        row.Get<long>("epoch"));
}
