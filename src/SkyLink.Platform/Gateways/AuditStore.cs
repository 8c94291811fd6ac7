namespace SkyLink.Platform.Gateways;

/// <summary>A request of an operator, and what came of it.</summary>
/// <param name="Path">With its query, cut to 2,000 characters; secrets have no place there.</param>
/// <param name="Address">The client's.</param>
/// <param name="UserId">Who it was, where the service found that out.</param>
/// <param name="Status">Null where no answer was given, or the process died before it could be noted.</param>
internal sealed record AuditEntry(
    Guid Id, DateTimeOffset At, string Method, string Path, string Address, string Correlation, string? Trace,
    Guid? UserId, int? Status);

/// <summary>All SQL of the audit of gateway-admin.</summary>
internal sealed class AuditStore(Db<GatewaysModule> db)
{
    public Task BeginAsync(AuditEntry entry, CancellationToken cancellation) => db.InStatementAsync(
        tx => tx.ExecuteAsync($"""
            insert into audit (id, at, method, path, address, correlation, trace)
            values ({entry.Id}, {entry.At}, {entry.Method}, {entry.Path}, {entry.Address}, {entry.Correlation},
                    {entry.Trace})
            """), cancellation);

    public Task CompleteAsync(Guid id, Guid? userId, int status, CancellationToken cancellation) =>
        db.InStatementAsync(
            tx => tx.ExecuteAsync($"update audit set user_id = {userId}, status = {status} where id = {id}"),
            cancellation);

    /// <summary>Newest first.</summary>
    public Task<List<AuditEntry>> ListAsync(PageRequest page, Guid? userId, CancellationToken cancellation) =>
        db.InStatementAsync(tx => tx.ListAsync($"""
            select * from audit
             where ({page.After}::uuid is null or id < {page.After}::uuid)
               and ({userId}::uuid is null or user_id = {userId}::uuid)
             order by id desc limit {page.Limit}
            """, Read), cancellation);

    public Task<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellation) => db.InStatementAsync(
        tx => tx.ExecuteAsync($"""
            delete from audit where id in (select id from audit where at < {before} order by id limit 1000)
            """), cancellation);

    private static AuditEntry Read(NpgsqlDataReader row) => new(
        row.Get<Guid>("id"),
        row.Get<DateTimeOffset>("at"),
        row.Get<string>("method"),
        row.Get<string>("path"),
        row.Get<string>("address"),
        row.Get<string>("correlation"),
        row.Find<string>("trace"),
        row.Find<Guid?>("user_id"),
        row.Find<int?>("status"));
}
