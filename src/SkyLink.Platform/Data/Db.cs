using SkyLink.Platform.Events;

namespace SkyLink.Platform.Data;

/// <summary>
/// The door of one service to its schema. Statements name tables without a schema: the search path is the
/// service's own schema, and its role can see no other.
/// </summary>
public class Db(string module, DatabaseConnections connections, EventSignal signal)
{
    private const int TriesMax = 5;

    /// <summary>"area.service".</summary>
    public string Module { get; } = module;

    public string Schema { get; } = ModuleBuilder.SchemaOf(module);

    internal DatabaseConnections Connections { get; } = connections;

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
    public Task<T> InStatementAsync<T>(Func<Tx, Task<T>> work, CancellationToken cancellation) => RepeatAsync(
        async () =>
        {
            await using var connection = await Connections.OpenAsync(cancellation);
            return await FinishAsync(new Tx(connection, transaction: null, cancellation), work);
        },
        cancellation);

    public Task InTransactionAsync(Func<Tx, Task> work, CancellationToken cancellation) => InTransactionAsync(
        async tx =>
        {
            await work(tx);
            return true;
        },
        cancellation);

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
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        return await FinishAsync(new Tx(connection, transaction, cancellation), work);
    }

    private async Task<T> FinishAsync<T>(Tx tx, Func<Tx, Task<T>> work)
    {
        var result = await work(tx);
        if (tx.Events.Count > 0)
        {
            await EventLog.AppendAsync(tx, Module);
        }

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
public sealed class Db<TModule>(string module, DatabaseConnections connections, EventSignal signal)
    : Db(module, connections, signal)
    where TModule : IModule;
