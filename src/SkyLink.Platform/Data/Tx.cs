namespace SkyLink.Platform.Data;

/// <summary>
/// One transaction of one service: its statements and the events they cause commit together or not at all.
/// Not for two tasks at once.
/// </summary>
public sealed class Tx
{
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction? transaction;
    private readonly List<(IEvent What, EventOrigin Origin)> events = [];
    private readonly List<Action> afterCommit = [];
    private readonly List<AuditCall> calls = [];
    private bool hasSpoken;

    /// <param name="connection">Open, and nobody else's.</param>
    /// <param name="transaction">Null where the only statement is its own transaction.</param>
    /// <param name="keys">Those of the service's sealed fields.</param>
    /// <param name="cancellation">See <see cref="Cancellation"/>.</param>
    internal Tx(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, DataKeys keys, CancellationToken cancellation)
    {
        (this.connection, this.transaction, Keys) = (connection, transaction, keys);
        Cancellation = cancellation;
    }

    /// <summary>Cancels whatever the caller of the transaction no longer waits for.</summary>
    public CancellationToken Cancellation { get; }

    internal DataKeys Keys { get; }

    internal IReadOnlyList<(IEvent What, EventOrigin Origin)> Events => events;

    /// <summary>What is being answered where the transaction began.</summary>
    internal AuditCall? Ambient { get; } = AuditCall.Current;

    /// <summary>The calls that <see cref="Serve"/> was told of.</summary>
    internal IReadOnlyList<AuditCall> Calls => calls;

    internal bool IsNoted => Ambient is not null || calls.Count > 0;

    /// <summary>Whether nobody outside this database is going to hear of it when it commits.</summary>
    internal bool IsQuiet => events.Count == 0 && afterCommit.Count == 0;

    /// <summary>Runs a statement and says how many rows it touched.</summary>
    public async Task<int> ExecuteAsync(Sql sql)
    {
        Speak();
        await using var command = sql.Prepare(connection, transaction);
        return await command.ExecuteNonQueryAsync(Cancellation);
    }

    /// <summary>Runs several statements in one round trip.</summary>
    public async Task<int> ExecuteAsync(params Sql[] statements)
    {
        Speak();
        await using var batch = new NpgsqlBatch(connection, transaction);
        Array.ForEach(statements, statement => batch.BatchCommands.Add(statement.PrepareForBatch()));
        return await batch.ExecuteNonQueryAsync(Cancellation);
    }

    public async Task<List<T>> ListAsync<T>(Sql sql, Func<NpgsqlDataReader, T> read)
    {
        Speak();
        await using var command = sql.Prepare(connection, transaction);
        await using var rows = await command.ExecuteReaderAsync(Cancellation);
        var items = new List<T>();
        while (await rows.ReadAsync(Cancellation))
        {
            items.Add(read(rows));
        }

        return items;
    }

    /// <summary>The only row, or null. Two rows are a bug and throw.</summary>
    public async Task<T?> FindAsync<T>(Sql sql, Func<NpgsqlDataReader, T> read)
        where T : class => (await ListAsync(sql, read)).SingleOrDefault();

    /// <summary>The first column of the only row.</summary>
    public async Task<T> ScalarAsync<T>(Sql sql) => (await ListAsync(sql, row => row.GetFieldValue<T>(0))).Single();

    /// <summary>
    /// Says what happened. Written with the transaction's last statement, told to others after its commit.
    /// </summary>
    public void Publish(IEvent what) => Publish(what, EventOrigin.Current);

    /// <summary>The same for a caller whose work this transaction carries together with that of others.</summary>
    public void Publish(IEvent what, EventOrigin origin) => events.Add((what, origin));

    /// <summary>Says for whom it changes something, in a transaction that carries the work of several.</summary>
    internal void Serve(AuditCall call) => calls.Add(call);

    /// <summary>Runs when all is durable: to wake a worker, never to change anything that matters.</summary>
    public void AfterCommit(Action what) => afterCommit.Add(what);

    /// <summary>
    /// A command of this transaction, for what <see cref="Sql"/> does not say: arrays for <c>unnest</c>, COPY. The
    /// text is a constant; values go into parameters.
    /// </summary>
    public NpgsqlCommand Command(string text)
    {
        Speak();
        return new NpgsqlCommand(text, connection, transaction);
    }

    /// <summary>
    /// Several commands in one round trip; where the transaction is one statement, all of them together are it.
    /// </summary>
    public NpgsqlBatch Batch()
    {
        Speak();
        return new NpgsqlBatch(connection, transaction);
    }

    /// <summary>A schema's name is made of [a-z_] by us alone: that is why it may stand in the text.</summary>
    internal async Task MakeSchemaAsync(string schema)
    {
        await using var command = Command($"create schema if not exists {schema}");
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    internal Task CommitAsync() => transaction is null ? Task.CompletedTask : transaction.CommitAsync(Cancellation);

    internal void Committed() => afterCommit.ForEach(action => action());

    /// <summary>What is one statement must stay one: a second would be a transaction of its own.</summary>
    private void Speak()
    {
        if (transaction is null && hasSpoken)
        {
            throw new InvalidOperationException("A second statement, where one was promised.");
        }

        hasSpoken = true;
    }
}
