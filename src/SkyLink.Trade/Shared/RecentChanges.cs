namespace SkyLink.Trade.Shared;

/// <summary>
/// Follows the rows that transactions change, whichever process made them, by the number of the transaction that each
/// row carries. Rows of the last moments come again at the next look, so that a transaction which commits late is not
/// overlooked. A look costs one statement on an index where nothing happened.
/// </summary>
internal sealed class RecentChanges(Db db) : IDisposable
{
    private readonly SemaphoreSlim looking = new(1, 1);
    private string since = "0";

    public void Dispose() => looking.Dispose();

    /// <summary>Looks now; done when all that was committed before the call is taken. One look at a time.</summary>
    /// <param name="read">Reads the rows of this transaction and later ones: <c>changed >= since::xid8</c>.</param>
    /// <param name="take">Takes them; if it fails, the next look brings them again.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task LookAsync<T>(
        Func<Tx, string, Task<T>> read, Func<T, Task> take, CancellationToken cancellation)
    {
        await looking.WaitAsync(cancellation);
        try
        {
            var (horizon, changed) = await db.InTransactionAsync(
                async tx => (await HorizonAsync(tx), await read(tx, since)), cancellation);
            await take(changed);
            since = horizon;
        }
        finally
        {
            looking.Release();
        }
    }

    /// <summary>All transactions before it are over, and seen by whoever looks after it.</summary>
    private static Task<string> HorizonAsync(Tx tx) =>
        tx.ScalarAsync<string>($"select pg_snapshot_xmin(pg_current_snapshot())::text");
}
