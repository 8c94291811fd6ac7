namespace SkyLink.Trade.Nodes;

/// <summary>
/// Brings the participants run here onto the network: gives each its keys and address, and subscribes those that the
/// registry does not list yet, as any newcomer does.
/// </summary>
internal sealed partial class Enrolment(
    NodeRuntime runtime, NodeKeyStore keys, Listing listing, NetworkAddress network, IHostApplicationLifetime lifetime,
    TimeProvider clock, ILogger<Enrolment> logger)
    : IJob
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>Shorter than any overlap of an old key with a new one.</summary>
    private static readonly TimeSpan KeysEvery = TimeSpan.FromSeconds(20);

    public async Task RunAsync(CancellationToken stopping)
    {
        var started = new TaskCompletionSource();
        await using var _ = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stopping);
        foreach (var node in runtime.Nodes.Values)
        {
            var path = NodeSetup.PathOf(runtime.Db.Module, node.Profile.Slug);
            node.Equip(new Uri(network.Own, path), await keys.CurrentAsync(node.Profile.Slug, stopping));
        }

        await Task.WhenAll(runtime.Nodes.Values.Select(node => EnrolAsync(node, stopping)));
        await FollowAsync(stopping);
    }

    private async Task EnrolAsync(Node node, CancellationToken cancellation)
    {
        for (var wait = FirstWait; !cancellation.IsCancellationRequested; wait = wait * 2 < LongestWait ? wait * 2
            : LongestWait)
        {
            try
            {
                if (await listing.HasAsync(node, node.Key, cancellation))
                {
                    node.IsEnrolled = true;
                    LogListed(logger, node.Profile.SubscriberId);
                    return;
                }

                await listing.SubscribeAsync(node, node.Key, cancellation);
            }
            catch (HttpRequestException refused)
            {
                LogRefused(logger, node.Profile.SubscriberId, refused.Message);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                LogRefused(logger, node.Profile.SubscriberId, "the registry did not answer in time");
            }

            await Task.Delay(wait, clock, cancellation);
        }
    }

    /// <summary>Another process of this service may have given a participant a new key.</summary>
    private async Task FollowAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(KeysEvery, clock);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            foreach (var node in runtime.Nodes.Values)
            {
                if (await FindKeyAsync(node, cancellation) is { } key && key.KeyId != node.Key.KeyId)
                {
                    node.Equip(node.Uri, key);
                }
            }
        }
    }

    /// <summary>Null while the database is away: the key that is known stays in use.</summary>
    private async Task<NodeKey?> FindKeyAsync(Node node, CancellationToken cancellation)
    {
        try
        {
            return await keys.CurrentAsync(node.Profile.Slug, cancellation);
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }

    [LoggerMessage(LogLevel.Information, "{SubscriberId} is on the network")]
    private static partial void LogListed(ILogger logger, string subscriberId);

    [LoggerMessage(LogLevel.Warning, "{SubscriberId} is not on the network yet: {Reason}")]
    private static partial void LogRefused(ILogger logger, string subscriberId, string reason);
}
