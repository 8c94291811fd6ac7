namespace SkyLink.Trade.Nodes;

/// <summary>
/// Which participants of a service take no messages for now. What is sent to them waits at the sender: to the network
/// they look like a participant that is down. Every process sees a change within <see cref="Lifetime"/>.
/// </summary>
internal sealed class Closings(Db db, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim reading = new(1, 1);
    private Known? known;

    /// <summary>Since when it is closed; null while it is open.</summary>
    public async ValueTask<DateTimeOffset?> SinceAsync(string node, CancellationToken cancellation)
    {
        if (Fresh is { } fresh)
        {
            return fresh.Since(node);
        }

        await reading.WaitAsync(cancellation);
        try
        {
            if (Fresh is { } read)
            {
                return read.Since(node);
            }

            var at = clock.GetTimestamp();
            var rows = await db.InStatementAsync(ClosingStore.AllAsync, cancellation);
            known = new Known(at, rows.ToDictionary(row => row.Node, row => row.Since, StringComparer.Ordinal));
            return known.Since(node);
        }
        finally
        {
            reading.Release();
        }
    }

    /// <summary>They were changed here: no need to wait.</summary>
    public void Forget() => known = null;

    public void Dispose() => reading.Dispose();

    private Known? Fresh => known is { } it && clock.GetElapsedTime(it.ReadAt) < Lifetime ? it : null;

    private sealed record Known(long ReadAt, Dictionary<string, DateTimeOffset> Closed)
    {
        public DateTimeOffset? Since(string node) => Closed.TryGetValue(node, out var since) ? since : null;
    }
}

/// <summary>All SQL of closings.</summary>
internal static class ClosingStore
{
    public static Task<List<(string Node, DateTimeOffset Since)>> AllAsync(Tx tx) => tx.ListAsync(
        $"select node, since from node_closings",
        row => (row.Get<string>("node"), row.Get<DateTimeOffset>("since")));

    /// <summary>Says whether that changed anything.</summary>
    public static async Task<bool> CloseAsync(Tx tx, string node, DateTimeOffset now) => await tx.ExecuteAsync(
        $"insert into node_closings (node, since) values ({node}, {now}) on conflict (node) do nothing") == 1;

    /// <summary>Says whether that changed anything.</summary>
    public static async Task<bool> OpenAsync(Tx tx, string node) =>
        await tx.ExecuteAsync($"delete from node_closings where node = {node}") == 1;
}
