namespace SkyLink.Trade.Nodes;

/// <summary>All SQL of deliveries that are on their way.</summary>
internal static class DeliveryStore
{
    /// <summary>
    /// Leases deliveries whose time has come, the first of each lane only: whoever leases must send within
    /// <paramref name="lease"/>, or another process will.
    /// </summary>
    public static Task<List<DeliveryRow>> LeaseDueAsync(Tx tx, DateTimeOffset now, TimeSpan lease, int limit) =>
        tx.ListAsync($"""
            update deliveries set next_at = {now + lease}
             where (destination, transaction_id, id) in (
                select destination, transaction_id, id from deliveries as it
                 where state = 'Pending' and next_at <= {now}
                   and not exists (
                       select from deliveries as before
                        where before.destination = it.destination and before.transaction_id = it.transaction_id
                          and before.state = 'Pending' and before.id < it.id)
                 order by next_at limit {limit} for update skip locked)
            returning *
            """, Read);

    public static Task DelayAsync(Tx tx, DeliveryRow row, DateTimeOffset nextAt, string reason) => tx.ExecuteAsync($"""
        update deliveries set attempts = attempts + 1, next_at = {nextAt}, reason = {reason}, uri = {row.Uri}
         where destination = {row.Destination} and transaction_id = {row.TransactionId} and id = {row.Id}
        """);

    /// <summary>False if it is over already: a process that took it up meanwhile was luckier.</summary>
    public static async Task<bool> DieAsync(Tx tx, DeliveryRow row, string reason) => await tx.ExecuteAsync($"""
        update deliveries set attempts = attempts + 1, state = 'Dead', reason = {reason}
         where destination = {row.Destination} and transaction_id = {row.TransactionId} and id = {row.Id}
           and state = 'Pending'
        """) == 1;

    /// <summary>Lets what waited behind a delivery go at once.</summary>
    public static Task WakeLaneAsync(Tx tx, DeliveryRow row, DateTimeOffset now) => tx.ExecuteAsync($"""
        update deliveries set next_at = {now}
         where destination = {row.Destination} and transaction_id = {row.TransactionId}
           and state = 'Pending' and attempts = 0
        """);

    /// <summary>Gives a dead delivery another life; false if it is not dead.</summary>
    public static async Task<bool> RedriveAsync(Tx tx, Guid id, DateTimeOffset now, TimeSpan lifetime) =>
        await tx.ExecuteAsync($"""
            update deliveries set state = 'Pending', attempts = 0, next_at = {now}, expires_at = {now + lifetime},
                   reason = null
             where id = {id} and state = 'Dead'
            """) == 1;

    /// <summary>
    /// Gives a dead delivery up for good. The message stays, and keeps why it was not delivered: without that, it would
    /// look as if it had been. What was passed on for somebody else is that one's message, and says nothing here.
    /// </summary>
    public static async Task<bool> PurgeAsync(Tx tx, Guid id)
    {
        var gone = await tx.FindAsync($"""
            delete from deliveries where id = {id} and state = 'Dead'
            returning message, timestamp, coalesce(reason, 'It was given up.') as reason
            """, row => new
        {
            Id = row.Get<Guid>("message"),
            Timestamp = row.Get<DateTimeOffset>("timestamp"),
            Reason = row.Get<string>("reason"),
        });
        if (gone is null)
        {
            return false;
        }

        await tx.ExecuteAsync($"""
            update messages set reason = {gone.Reason}
             where id = {gone.Id} and timestamp = {gone.Timestamp} and direction = 'out'
            """);
        return true;
    }

    internal static DeliveryRow Read(NpgsqlDataReader row) => new(
        row.Get<Guid>("id"),
        row.Get<string>("node"),
        row.Get<string>("destination"),
        row.Get<string>("transaction_id"),
        row.Get<Guid>("message"),
        row.Get<DateTimeOffset>("timestamp"),
        row.Get<string>("action"),
        row.Get<string>("uri"),
        row.Get<int>("attempts"),
        row.Get<DateTimeOffset>("next_at"),
        row.Get<DateTimeOffset>("expires_at"),
        new EventOrigin(row.Find<string>("correlation"), row.Find<string>("trace"), row.Find<Guid?>("actor")));
}
