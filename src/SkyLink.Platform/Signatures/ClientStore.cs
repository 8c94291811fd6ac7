namespace SkyLink.Platform.Signatures;

/// <summary>All SQL of clients, their keys, and the requests that were taken of them.</summary>
internal static class ClientStore
{
    /// <returns>False where the owner has a client of this name.</returns>
    public static async Task<bool> TryAddAsync(Tx tx, SignatureClient made) => await tx.ExecuteAsync($"""
        insert into clients (id, owner, name, created_at)
        values ({made.Id}, {made.Owner}, {made.Name}, {made.CreatedAt}) on conflict (owner, name) do nothing
        """) == 1;

    /// <returns>False where the client has, or had, one of the keys.</returns>
    public static async Task<bool> TryAddKeyAsync(Tx tx, ClientKey made) => await tx.ExecuteAsync($"""
        insert into client_keys (id, client_id, state, classic_id, classic_jwk, post_quantum_id, post_quantum_jwk,
                                 registered_at)
        select {made.Id}, {made.ClientId}, {made.State.ToString()}, {made.ClassicId}, {made.ClassicJwk},
               {made.PostQuantumId}, {made.PostQuantumJwk}, {made.RegisteredAt}
         where not exists (select from client_keys where client_id = {made.ClientId}
                              and (classic_id = {made.ClassicId} or post_quantum_id = {made.PostQuantumId}))
        """) == 1;

    public static async Task<SignatureClient?> FindAsync(Tx tx, Guid id) => await tx.FindAsync(
        $"select * from clients where id = {id}", Read) is { } found ? await WithKeysAsync(tx, found) : null;

    /// <summary>The same; nobody else changes its keys until the transaction is over.</summary>
    public static async Task<SignatureClient?> LockAsync(Tx tx, Guid id) => await tx.FindAsync(
        $"select * from clients where id = {id} for update", Read) is { } found ? await WithKeysAsync(tx, found) : null;

    public static async Task<List<SignatureClient>> ListAsync(Tx tx, Guid? owner, PageRequest page)
    {
        var found = await tx.ListAsync($"""
            select * from clients where id > {page.After ?? Guid.Empty} and owner = coalesce({owner}::uuid, owner)
             order by id limit {page.Limit}
            """, Read);
        var keys = await KeysAsync(tx, [.. found.Select(client => client.Id)]);
        return found.ConvertAll(client => client with { Keys = [.. keys[client.Id]] });
    }

    /// <summary>The keys of a client with which it signs now, if these are the two.</summary>
    public static Task<SignatureClient?> FindCurrentAsync(Tx tx, Guid client, string classicId, string postQuantumId) =>
        tx.FindAsync($"""
            select clients.owner, clients.name, last_sequence, created_at, client_keys.*
              from clients join client_keys on client_id = clients.id
             where clients.id = {client} and state = 'Current' and classic_id = {classicId}
               and post_quantum_id = {postQuantumId}
            """, row => Of(row, row.Get<Guid>("client_id"), [ReadKey(row)]));

    public static Task<int> ChangeAsync(Tx tx, Guid key, ClientKeyState state, DateTimeOffset? revokedAt) =>
        tx.ExecuteAsync($"""
            update client_keys set state = {state.ToString()}, revoked_at = {revokedAt}::timestamptz where id = {key}
            """);

    /// <summary>
    /// Takes a request, if its sequence is larger than that of every one before, and its nonce is new: one statement,
    /// so that of a thousand repeats one is taken. Those that wait for the row look again when they have it.
    /// </summary>
    /// <exception cref="PostgresException">The nonce is known (23505); nothing was changed.</exception>
    public static async Task<bool> TryTakeAsync(
        Tx tx, ClientKey key, byte[] nonce, long sequence, DateTimeOffset expiresAt) => await tx.ExecuteAsync($"""
        with advanced as (
            update clients set last_sequence = {sequence}
             where id = {key.ClientId} and last_sequence < {sequence}
               and exists (select from client_keys where id = {key.Id} and state = 'Current')
            returning id
        )
        insert into nonces (client_id, nonce, expires_at) select id, {nonce}, {expiresAt} from advanced
        """) == 1;

    public static Task<int> PruneNoncesAsync(Tx tx, DateTimeOffset now) =>
        tx.ExecuteAsync($"delete from nonces where expires_at < {now}");

    private static async Task<SignatureClient> WithKeysAsync(Tx tx, SignatureClient client) =>
        client with { Keys = [.. (await KeysAsync(tx, [client.Id]))[client.Id]] };

    private static async Task<ILookup<Guid, ClientKey>> KeysAsync(Tx tx, Guid[] clients) => (await tx.ListAsync(
        $"select * from client_keys where client_id = any({clients}) order by id", ReadKey))
        .ToLookup(key => key.ClientId);

    private static SignatureClient Read(NpgsqlDataReader row) => Of(row, row.Get<Guid>("id"), []);

    private static SignatureClient Of(NpgsqlDataReader row, Guid id, IReadOnlyList<ClientKey> keys) => new(
        id, row.Get<Guid>("owner"), row.Get<string>("name"), row.Get<long>("last_sequence"),
        row.Get<DateTimeOffset>("created_at"), keys);

    private static ClientKey ReadKey(NpgsqlDataReader row) => new(
        row.Get<Guid>("id"), row.Get<Guid>("client_id"), Enum.Parse<ClientKeyState>(row.Get<string>("state")),
        row.Get<string>("classic_id"), row.Get<string>("classic_jwk"), row.Get<string>("post_quantum_id"),
        row.Get<string>("post_quantum_jwk"), row.Get<DateTimeOffset>("registered_at"),
        row.Find<DateTimeOffset?>("revoked_at"));
}
