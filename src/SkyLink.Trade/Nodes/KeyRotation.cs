namespace SkyLink.Trade.Nodes;

/// <param name="PreviousKeyId">
/// Still valid: what was signed with it is under way. Revoke it when that has arrived.
/// </param>
internal sealed record RotatedKey(
    string SubscriberId, string KeyId, DateTimeOffset ValidUntil, string PreviousKeyId,
    DateTimeOffset PreviousValidUntil);

/// <summary>
/// Gives a participant run here a new key: made, brought to the registry under the old one's signature, proven by the
/// challenge, and only then used. Whatever fails on the way, the old key stays in use.
/// </summary>
internal sealed class KeyRotation(NodeRuntime runtime, NodeKeyStore keys, Listing listing, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static readonly Error NotReady = new(
        "network.participant_not_ready", 409, "The participant is not on the network yet; try again soon.");

    private static readonly Error NotListed = new(
        "network.key_not_listed", 503,
        "The registry has not listed the new key in time; the old one stays in use. Try again.");

    public async Task<Result<RotatedKey>> RotateAsync(string slug, CancellationToken cancellation)
    {
        if (!runtime.Nodes.TryGetValue(slug, out var node))
        {
            return NodeEndpoints.UnknownNode;
        }

        if (node.Signer is null)
        {
            return NotReady;
        }

        var (old, made) = (node.Key, await keys.MakePendingAsync(slug, cancellation));
        try
        {
            await listing.SubscribeAsync(node, made, cancellation);
            if (!await IsListedInTimeAsync(node, made, cancellation))
            {
                return NotListed;
            }
        }
        catch (HttpRequestException)
        {
            return NotListed;
        }

        await keys.ActivateAsync(slug, made.KeyId, cancellation);
        node.Equip(node.Uri, made);
        return new RotatedKey(node.Profile.SubscriberId, made.KeyId, made.ValidUntil, old.KeyId, old.ValidUntil);
    }

    private async Task<bool> IsListedInTimeAsync(Node node, NodeKey key, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        while (!await listing.HasAsync(node, key, cancellation))
        {
            if (clock.GetElapsedTime(started) > Patience)
            {
                return false;
            }

            await Task.Delay(Pause, TimeProvider.System, cancellation);
        }

        return true;
    }
}
