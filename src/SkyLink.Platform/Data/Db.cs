using SkyLink.Platform.Events;

namespace SkyLink.Platform.Data;

/// <summary>
/// The door of one service to its schema. Statements name tables without a schema: the search path is the
/// service's own schema, and its role can see no other.
/// </summary>
public class Db(
    string module, DatabaseConnections connections, EventSignal signal, EventSignatures signatures, AuditTrail trail)
{
    private const int TriesMax = 5;

    /// <summary>"area.service".</summary>
    public string Module { get; } = module;

    public string Schema { get; } = ModuleBuilder.SchemaOf(module);

    internal DatabaseConnections Connections { get; } = connections;

    /// <summary>
    /// Secret bytes that belong to one purpose of this service: the same in each of its processes and on every start.
    /// There are none before the service is prepared.
    /// </summary>
    public byte[] Derive(string purpose, int sizeBytes) => Connections.Keys.Derive(purpose, sizeBytes);

    /// <summary>
    /// Commits what <paramref name="work"/> did, unless it throws. A serialization failure or deadlock runs it again,
    /// up to five times: it must change nothing but the database.
    /// </summary>
    public Task<T> InTransactionAsync<T>(Func<Tx, Task<T>> work, CancellationToken cancellation) =>
        RepeatAsync(() => OnceAsync(work, cancellation), cancellation);

    /// <summary>
    /// The same for work that is one statement: PostgreSQL makes a transaction of it by itself, and a round trip is
    /// saved. Events count as a statement; a second one throws.
    /// </summary>
    public Task<T> InStatementAsync<T>(Func<Tx, Task<T>> work, CancellationToken cancellation) =>
        AuditCall.Current is not null
            ? InTransactionAsync(work, cancellation) // the record of the call is a second one
            : RepeatAsync(
                async () =>
                {
                    await using var connection = await Connections.OpenAsync(cancellation);
                    var tx = new Tx(connection, transaction: null, Connections.Keys, cancellation);
                    return await LeavingCleanAsync(connection, () => FinishAsync(tx, work));
                },
                cancellation);

    public Task InTransactionAsync(Func<Tx, Task> work, CancellationToken cancellation) =>
        InTransactionAsync(WithoutResult(work), cancellation);

    public Task InStatementAsync(Func<Tx, Task> work, CancellationToken cancellation) =>
        InStatementAsync(WithoutResult(work), cancellation);

    private static Func<Tx, Task<bool>> WithoutResult(Func<Tx, Task> work) => async tx =>
    {
        await work(tx);
        return true;
    };

    private static async Task<T> RepeatAsync<T>(Func<Task<T>> once, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await once();
            }
            catch (PostgresException refused) when (IsTransient(refused) && tries < TriesMax)
            {
                var wait = TimeSpan.FromMilliseconds(tries * (5 + (Environment.CurrentManagedThreadId % 7)));
                await Task.Delay(wait, TimeProvider.System, cancellation);
            }
        }
    }

    private static bool IsTransient(PostgresException refused) =>
        refused.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected;

    private async Task<T> OnceAsync<T>(Func<Tx, Task<T>> work, CancellationToken cancellation)
    {
        await using var connection = await Connections.OpenAsync(cancellation);
        return await LeavingCleanAsync(connection, async () =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            return await FinishAsync(new Tx(connection, transaction, Connections.Keys, cancellation), work);
        });
    }

    /// <summary>
    /// A statement that PostgreSQL has parsed and then refused for its values counts as prepared with Npgsql, without
    /// what its rows look like: every later answer to it on this connection would be misread (npgsql/npgsql#6391). So
    /// after such a refusal the connection begins anew.
    /// </summary>
    private static async Task<T> LeavingCleanAsync<T>(NpgsqlConnection connection, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception refusal) when (MayHaveSpoilt(refusal))
        {
            if (connection.State == System.Data.ConnectionState.Open)
            {
                connection.UnprepareAll(); // one round trip; there is no way to await it
            }

            throw;
        }
    }

    /// <summary>A row that stands against it (23), or another transaction (40), is met when all is planned.</summary>
    private static bool MayHaveSpoilt(Exception refusal) =>
        (refusal as PostgresException ?? refusal.InnerException as PostgresException) is { SqlState: var state }
        && !state.StartsWith("23", StringComparison.Ordinal) && !state.StartsWith("40", StringComparison.Ordinal);

    private async Task<T> FinishAsync<T>(Tx tx, Func<Tx, Task<T>> work)
    {
        var result = await work(tx);
        var said = tx.Events.Count > 0 ? await EventLog.AppendAsync(tx, Module, signatures) : [];
        await trail.WriteAsync(tx, Module, said);
        await tx.CommitAsync();
        if (tx.Events.Count > 0)
        {
            signal.Raise(Module);
        }

        tx.Committed();
        return result;
    }
}

/// <summary>The <see cref="Db"/> of the service whose module is <typeparamref name="TModule"/>.</summary>
public sealed class Db<TModule>(
    string module, DatabaseConnections connections, EventSignal signal, EventSignatures signatures, AuditTrail trail)
    : Db(module, connections, signal, signatures, trail)
    where TModule : IModule;
