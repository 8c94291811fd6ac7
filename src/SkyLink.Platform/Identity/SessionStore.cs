namespace SkyLink.Platform.Identity;

/// <summary>A session and the member it is of, as they are now.</summary>
internal sealed record Holder(Session Session, User User);

/// <summary>All SQL of sessions.</summary>
internal static class SessionStore
{
    public static readonly SealedColumn Agent = new("sessions", "agent", "id");
    public static readonly SealedColumn Address = new("sessions", "address", "id");

    public static Task AddAsync(Tx tx, Session session, byte[] tokenSha256) => tx.ExecuteAsync($"""
        insert into sessions (id, kind, user_id, organization_id, token_sha256, agent, address,
                              created_at, last_seen_at, expires_at)
        values ({session.Id}, {session.Kind.ToString()}, {session.UserId}, {session.OrganizationId}, {tokenSha256},
                {Sealed(tx, Agent, session.Agent, session.Id)},
                {Sealed(tx, Address, session.Address, session.Id)}, {session.CreatedAt}, {session.LastSeenAt},
                {session.ExpiresAt})
        """);

    public static Task<Holder?> FindBrowserAsync(Tx tx, byte[] tokenSha256) => tx.FindAsync($"""
        select * from sessions join members using (user_id, organization_id)
         where token_sha256 = {tokenSha256} and kind = 'Browser'
        """, row => ReadHolder(tx, row));

    public static Task<Holder?> FindAsync(Tx tx, Guid id) => tx.FindAsync(
        $"select * from sessions join members using (user_id, organization_id) where id = {id}",
        row => ReadHolder(tx, row));

    public static Task NoteUseAsync(Tx tx, Guid id, DateTimeOffset now) =>
        tx.ExecuteAsync($"update sessions set last_seen_at = {now} where id = {id} and last_seen_at < {now}");

    public static Task<List<Session>> ListOpenAsync(
        Tx tx, Guid userId, DateTimeOffset now, TimeSpan idle, PageRequest page) =>
        tx.ListAsync($"""
            select * from sessions
             where user_id = {userId} and id > {page.After ?? Guid.Empty} and ended_at is null and expires_at > {now}
               and (kind = 'App' or last_seen_at > {now - idle})
             order by id limit {page.Limit}
            """, row => Read(tx, row));

    /// <summary>Ends one open session of a user; false where there is none.</summary>
    public static async Task<bool> EndAsync(Tx tx, Guid id, Guid userId, AccessEndReason reason, DateTimeOffset now) =>
        await tx.ExecuteAsync($"""
            update sessions set ended_at = {now}, end_reason = {reason.ToString()}
             where id = {id} and user_id = {userId} and ended_at is null and expires_at > {now}
            """) == 1;

    /// <param name="except">The session that goes on: the one in which the user asked.</param>
    public static Task<int> EndAllAsync(Tx tx, Guid userId, Guid? except, AccessEndReason reason, DateTimeOffset now) =>
        tx.ExecuteAsync($"""
            update sessions set ended_at = {now}, end_reason = {reason.ToString()}
             where user_id = {userId} and ended_at is null and id is distinct from {except}::uuid
            """);

    /// <summary>
    /// The one atomic step of a refresh: of many callers with the same token exactly one turns the generation.
    /// </summary>
    public static async Task<bool> TryRotateAsync(
        Tx tx, RefreshToken presented, RefreshToken successor, DateTimeOffset now) => await tx.ExecuteAsync($"""
        update sessions
           set generation = {successor.Generation}, token_sha256 = {successor.Sha256},
               previous_sha256 = token_sha256, successor = {presented.SealSuccessor(successor)},
               rotated_at = {now}, last_seen_at = {now}
         where id = {presented.Family} and kind = 'App' and generation = {presented.Generation}
           and token_sha256 = {presented.Sha256} and ended_at is null and expires_at > {now}
        """) == 1;

    public static Task<Family?> LockFamilyAsync(Tx tx, Guid id) => tx.FindAsync($"""
        select * from sessions where id = {id} and kind = 'App' for update
        """, row => new Family(
            Read(tx, row), row.Get<int>("generation"), row.Find<byte[]>("previous_sha256"),
            row.Find<byte[]>("successor"), row.Find<DateTimeOffset?>("rotated_at")));

    /// <summary>Forgets what ended long ago.</summary>
    public static Task<int> PruneAsync(Tx tx, DateTimeOffset before) =>
        tx.ExecuteAsync($"delete from sessions where expires_at < {before} or ended_at < {before}");

    private static byte[]? Sealed(Tx tx, SealedColumn column, string? text, Guid session) =>
        text is null ? null : column.Seal(tx, text, session);

    private static Holder ReadHolder(Tx tx, NpgsqlDataReader row) => new(Read(tx, row), UserStore.Read(tx, row));

    private static Session Read(Tx tx, NpgsqlDataReader row) => new()
    {
        Id = row.Get<Guid>("id"),
        Kind = Enum.Parse<SessionKind>(row.Get<string>("kind")),
        UserId = row.Get<Guid>("user_id"),
        OrganizationId = row.Get<Guid>("organization_id"),
        Agent = Agent.Find(tx, row),
        Address = Address.Find(tx, row),
        CreatedAt = row.Get<DateTimeOffset>("created_at"),
        LastSeenAt = row.Get<DateTimeOffset>("last_seen_at"),
        ExpiresAt = row.Get<DateTimeOffset>("expires_at"),
        EndedAt = row.Find<DateTimeOffset?>("ended_at"),
    };
}

/// <summary>The refresh side of an app's session.</summary>
internal sealed record Family(
    Session Session, int Generation, byte[]? PreviousSha256, byte[]? Successor, DateTimeOffset? RotatedAt);
