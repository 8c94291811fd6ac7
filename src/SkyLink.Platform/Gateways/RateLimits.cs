using System.Collections.Concurrent;

namespace SkyLink.Platform.Gateways;

/// <summary>What the limit says to one request.</summary>
/// <param name="Left">Requests that are left in this window, as far as this replica knows.</param>
/// <param name="Reset">Until the next window.</param>
internal sealed record Verdict(bool IsAllowed, int Limit, int Left, TimeSpan Reset);

/// <summary>
/// Counts requests per key and minute. A process spends what it has taken from the shared count; when that is gone it
/// takes more. While the database is away each process counts alone: a limit is then too generous, never a wall.
/// </summary>
internal sealed partial class RateLimits(RateLimitStore store, TimeProvider clock, ILogger<RateLimits> logger)
{
    private const int ChunksPerLimit = 10;
    private const int KeysMax = 200_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StorePatience = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, Bucket> buckets = new(StringComparer.Ordinal);

    /// <summary>Spends one request of a key.</summary>
    public async Task<Verdict> SpendAsync(string key, int limit, CancellationToken cancellation)
    {
        while (true)
        {
            var now = clock.GetUtcNow();
            var window = new DateTimeOffset(now.Ticks - (now.Ticks % Window.Ticks), TimeSpan.Zero);
            var bucket = BucketOf(key, window);
            Task lease;
            lock (bucket)
            {
                if (bucket.Own > 0)
                {
                    bucket.Own--;
                    return new Verdict(IsAllowed: true, limit, bucket.Own + bucket.Left, window + Window - now);
                }

                if (bucket.IsEmpty)
                {
                    return new Verdict(IsAllowed: false, limit, Left: 0, window + Window - now);
                }

                lease = bucket.Lease ??= LeaseAsync(bucket, new Lease(key, window, ChunkOf(limit), limit));
            }

            await lease.WaitAsync(cancellation);
        }
    }

    /// <summary>Drops what belongs to minutes that are over.</summary>
    public void Forget()
    {
        var current = clock.GetUtcNow() - Window;
        foreach (var (key, bucket) in buckets)
        {
            if (bucket.Window < current)
            {
                buckets.TryRemove(new KeyValuePair<string, Bucket>(key, bucket));
            }
        }
    }

    /// <summary>Small limits are exact to one request; large ones go in tenths.</summary>
    private static int ChunkOf(int limit) => Math.Max(limit / ChunksPerLimit, 1);

    private Bucket BucketOf(string key, DateTimeOffset window)
    {
        if (buckets.Count >= KeysMax)
        {
            buckets.Clear(); // A flood of addresses: the shared count still holds what each has used.
        }

        return buckets.AddOrUpdate(
            key, _ => new Bucket(window), (_, bucket) => bucket.Window == window ? bucket : new Bucket(window));
    }

    private async Task LeaseAsync(Bucket bucket, Lease wish)
    {
        await Task.Yield(); // The caller holds the bucket's lock.
        Granted granted;
        try
        {
            granted = await store.TakeAsync(wish, CancellationToken.None).WaitAsync(StorePatience, clock);
        }
        catch (Exception away) when (away is NpgsqlException or TimeoutException)
        {
            LogAlone(logger, away);
            granted = AloneGrant(bucket, wish);
        }

        lock (bucket)
        {
            bucket.Own += granted.Amount;
            bucket.Given += granted.Amount;
            bucket.Left = granted.Left;
            bucket.IsEmpty = granted.Amount == 0;
            bucket.Lease = null;
        }
    }

    private static Granted AloneGrant(Bucket bucket, Lease wish)
    {
        lock (bucket)
        {
            var amount = Math.Clamp(wish.Limit - bucket.Given, 0, wish.Chunk);
            return new Granted(wish.Key, amount, wish.Limit - bucket.Given - amount);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The shared count of requests cannot be reached; this process counts alone")]
    private static partial void LogAlone(ILogger logger, Exception reason);

    private sealed class Bucket(DateTimeOffset window)
    {
        public DateTimeOffset Window { get; } = window;

        /// <summary>Taken from the shared count and not spent.</summary>
        public int Own { get; set; }

        /// <summary>All this process has taken in this window.</summary>
        public int Given { get; set; }

        public int Left { get; set; }

        public bool IsEmpty { get; set; }

        public Task? Lease { get; set; }
    }
}
