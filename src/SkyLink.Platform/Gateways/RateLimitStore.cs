namespace SkyLink.Platform.Gateways;

/// <summary>A wish for part of a limit.</summary>
/// <param name="Key">Who and what for.</param>
/// <param name="Window">When the minute began.</param>
/// <param name="Chunk">How much is wanted at once.</param>
/// <param name="Limit">How much all replicas together may give out in this window.</param>
internal sealed record Lease(string Key, DateTimeOffset Window, int Chunk, int Limit);

/// <param name="Granted">0 where the limit is used up.</param>
/// <param name="Left">What is not handed out yet, for anybody.</param>
internal sealed record Granted(string Key, int Amount, int Left);

/// <summary>
/// All SQL of limits. Replicas take a limit in chunks, many callers' chunks in one transaction: exact over all
/// replicas, and yet most requests ask nobody.
/// </summary>
internal sealed class RateLimitStore : IAsyncDisposable
{
    private readonly Db<GatewaysModule> db;
    private readonly GroupCommit<Lease, Granted> leases;

    public RateLimitStore(Db<GatewaysModule> db)
    {
        this.db = db;
        leases = new GroupCommit<Lease, Granted>(db, TakeAsync, batchMax: 200, isOneStatement: true);
    }

    public Task<Granted> TakeAsync(Lease lease, CancellationToken cancellation) => leases.AddAsync(lease, cancellation);

    public Task<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellation) => db.InStatementAsync(
        tx => tx.ExecuteAsync($"delete from windows where window_start < {before}"), cancellation);

    public ValueTask DisposeAsync() => leases.DisposeAsync();

    private static async Task<IReadOnlyList<Granted>> TakeAsync(Tx tx, IReadOnlyList<Lease> wanted)
    {
        var taken = (await tx.ListAsync($"""
            insert into windows (key, window_start, taken)
            select key, window_start, sum(chunk)
              from unnest({wanted.Select(it => it.Key).ToArray()}, {wanted.Select(it => it.Window).ToArray()},
                          {wanted.Select(it => it.Chunk).ToArray()}) as it (key, window_start, chunk)
             group by key, window_start order by key, window_start
            on conflict (key, window_start) do update set taken = windows.taken + excluded.taken
            returning key, window_start, taken
            """, row => (
                Key: (row.Get<string>("key"), row.Get<DateTimeOffset>("window_start")), Taken: row.Get<long>("taken"))))
            .ToDictionary(it => it.Key, it => it.Taken);
        var granted = new Granted[wanted.Count];
        for (var i = wanted.Count - 1; i >= 0; i--)
        {
            var (key, window, chunk, limit) = wanted[i];
            var before = taken[(key, window)] -= chunk;
            var amount = (int)Math.Clamp(limit - before, 0, chunk);
            granted[i] = new Granted(key, amount, (int)Math.Max(limit - before - amount, 0));
        }

        return granted;
    }
}

/// <summary>Clears away minutes long over.</summary>
internal sealed class RateLimitUpkeep(RateLimitStore store, RateLimits limits, TimeProvider clock) : IJob
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            limits.Forget();
            await store.ForgetAsync(clock.GetUtcNow() - (2 * Every), stopping);
        }
    }
}
