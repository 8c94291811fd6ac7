using System.Collections.Concurrent;

namespace SkyLink.Trade.Sellers;

/// <summary>What the gateway was told of a node's goods.</summary>
/// <param name="Snapshot">The whole, and the transaction it was sent under.</param>
/// <param name="Shops">The node's shops as they were then: how far each delivers.</param>
/// <param name="Index">The goods as they were at the last word.</param>
/// <param name="Changes">How many changes were sent after the whole.</param>
internal sealed record Told(string Snapshot, string Shops, SearchIndex Index, int Changes, DateTimeOffset At);

/// <summary>
/// Remembers what the gateway was told, by node. Lives and dies with the process: a new one tells everything again.
/// </summary>
internal sealed class CatalogueTold(TimeProvider clock)
{
    /// <summary>Whoever did not take it is not told again at once.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Told> byNode = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> pausedUntil = new(StringComparer.Ordinal);

    public Told? Of(string node) => byNode.GetValueOrDefault(node);

    /// <summary>False for a while after something was not taken.</summary>
    public bool MayTell(string node) => clock.GetUtcNow() >= pausedUntil.GetValueOrDefault(node);

    public void Remember(string node, Told told) => byNode[node] = told;

    /// <summary>A message of this whole did not arrive: it is told again from the beginning.</summary>
    public void Forget(string node, string snapshot)
    {
        if (byNode.TryGetValue(node, out var told) && told.Snapshot == snapshot)
        {
            pausedUntil[node] = clock.GetUtcNow() + Pause;
            byNode.TryRemove(new KeyValuePair<string, Told>(node, told));
        }
    }
}
