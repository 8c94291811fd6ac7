using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using SkyLink.Cryptography;

namespace SkyLink.Trade.Nodes;

/// <summary>
/// Who is on the network, as the registry says: looked up over the protocol, remembered for minutes, forgotten at once
/// when the registry says that something has changed.
/// </summary>
internal sealed class Participants(
    NodeHttp http, NetworkAddress network, IOptions<NetworkOptions> options, TimeProvider clock)
{
    private const int EntriesMax = 20_000;
    private readonly ConcurrentDictionary<string, Remembered> bySubscriber = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Remembered> bySearch = new(StringComparer.Ordinal);
    private int changes;

    /// <summary>
    /// A participant in the part it plays in a domain; null if the registry does not vouch for it, and for an asker
    /// that looks for itself before it is listed.
    /// </summary>
    /// <exception cref="HttpRequestException">The registry is away, or does not answer this asker.</exception>
    public async ValueTask<Participant?> FindAsync(
        Node asker, string subscriberId, ParticipantType type, string domain, CancellationToken cancellation)
    {
        if (!TryRecall(bySubscriber, subscriberId, out var entries))
        {
            entries = await AskAsync(
                bySubscriber, subscriberId, asker, new LookupRequest { SubscriberId = subscriberId }, cancellation);
        }

        foreach (var entry in entries)
        {
            if (entry.Type == type && (entry.Domain == domain || entry.Domain == NodeRole.AnyDomain))
            {
                return entry;
            }
        }

        return null;
    }

    /// <summary>All participants of a kind in a domain that serve a city.</summary>
    public async ValueTask<IReadOnlyList<Participant>> SearchAsync(
        Node asker, ParticipantType type, string domain, string city, CancellationToken cancellation)
    {
        var question = $"{type} {domain}";
        if (!TryRecall(bySearch, question, out var entries))
        {
            var lookup = new LookupRequest { Type = type.ToString().ToUpperInvariant(), Domain = domain };
            entries = await AskAsync(bySearch, question, asker, lookup, cancellation);
        }

        return [.. entries.Where(entry => entry.Serves(city))];
    }

    /// <summary>Something about a participant has changed: ask again.</summary>
    public void Forget(string subscriberId)
    {
        Interlocked.Increment(ref changes);
        bySubscriber.TryRemove(subscriberId, out _);
        bySearch.Clear();
    }

    /// <summary>Anything may have changed unheard.</summary>
    public void ForgetAll()
    {
        Interlocked.Increment(ref changes);
        bySubscriber.Clear();
        bySearch.Clear();
    }

    private bool TryRecall(
        ConcurrentDictionary<string, Remembered> memory, string key, out IReadOnlyList<Participant> entries)
    {
        var isKnown = memory.TryGetValue(key, out var found) && clock.GetUtcNow() < found.Until;
        entries = isKnown ? found!.Entries : [];
        return isKnown;
    }

    /// <summary>
    /// Asks the registry and remembers its answer: not longer than the first of its keys is valid, and only briefly
    /// where newcomers would be missed. What it said before a change does not outlive the change.
    /// </summary>
    private async Task<IReadOnlyList<Participant>> AskAsync(
        ConcurrentDictionary<string, Remembered> memory, string key, Node asker, LookupRequest question,
        CancellationToken cancellation)
    {
        var before = Volatile.Read(ref changes);
        var entries = await LookUpAsync(asker, question, cancellation);
        if (memory.Count >= EntriesMax)
        {
            memory.Clear();
        }

        var now = clock.GetUtcNow();
        var isBrief = question.SubscriberId is null || entries.Count == 0;
        var until = now + (isBrief ? TimeSpan.FromSeconds(2) : options.Value.LookupLifetime);
        var keysEnd = entries.SelectMany(entry => entry.Keys).Select(one => one.ValidUntil).DefaultIfEmpty(until).Min();
        memory[key] = new Remembered(entries, keysEnd < until ? keysEnd : until);
        if (Volatile.Read(ref changes) != before)
        {
            memory.TryRemove(key, out _);
        }

        return entries;
    }

    /// <summary>
    /// A registry answers only those it lists. Its 401 (not listed yet, suspended, this key revoked) is about the
    /// asker: whoever asks for itself hears "not listed", but nothing is said of anybody else, whose messages must
    /// neither be refused nor given up for it.
    /// </summary>
    private async Task<IReadOnlyList<Participant>> LookUpAsync(
        Node asker, LookupRequest question, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var body = JsonSerializer.SerializeToUtf8Bytes(question, LookupJson.Default.LookupRequest);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(network.Registry, "/registry/v2.0/lookup"))
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } },
        };
        request.Headers.TryAddWithoutValidation("Authorization", asker.Signer.Sign(body, now, now.AddSeconds(30)));
        using var answer = await http.SendAsync(request, cancellation);
        if (answer.StatusCode == HttpStatusCode.Unauthorized && question.SubscriberId == asker.Profile.SubscriberId)
        {
            return [];
        }

        answer.EnsureSuccessStatusCode();
        var entries = await answer.Content.ReadFromJsonAsync(LookupJson.Default.ListLookupEntry, cancellation);
        return Gather(entries ?? []);
    }

    /// <summary>The registry answers one entry per key and domain; here they come together again.</summary>
    private static List<Participant> Gather(List<LookupEntry> entries) => [.. entries
        .Where(entry => entry.Status == "SUBSCRIBED")
        .GroupBy(entry => (entry.SubscriberId, entry.SubscriberUrl, entry.Type, entry.Domain))
        .Select(group => ToParticipant([.. group]))
        .OfType<Participant>()];

    private static Participant? ToParticipant(List<LookupEntry> entries)
    {
        var first = entries[0];
        var keys = entries.Select(entry => Ed25519PublicKey.TryRead(entry.SigningPublicKey, out var key)
            ? new ParticipantKey(entry.UkId, key, entry.ValidFrom, entry.ValidUntil)
            : null).OfType<ParticipantKey>().ToList();
        return keys.Count > 0
            && Enum.TryParse<ParticipantType>(first.Type, ignoreCase: true, out var type)
            && Uri.TryCreate(first.SubscriberUrl.TrimEnd('/'), UriKind.Absolute, out var uri)
            ? new Participant(first.SubscriberId, type, uri, first.Domain, [.. first.Cities()], keys)
            {
                IsMarketplace = first.Msn,
            }
            : null;
    }

    private sealed record Remembered(IReadOnlyList<Participant> Entries, DateTimeOffset Until);
}

/// <summary>What a lookup asks.</summary>
internal sealed record LookupRequest
{
    [JsonPropertyName("subscriber_id")]
    public string? SubscriberId { get; init; }

    [JsonPropertyName("domain")]
    public string? Domain { get; init; }

    [JsonPropertyName("type")]
    public string? Type { get; init; }
}

/// <summary>One entry of a lookup's answer.</summary>
internal sealed record LookupEntry
{
    [JsonPropertyName("subscriber_id")]
    public required string SubscriberId { get; init; }

    [JsonPropertyName("ukId")]
    public required string UkId { get; init; }

    [JsonPropertyName("subscriber_url")]
    public required string SubscriberUrl { get; init; }

    [JsonPropertyName("domain")]
    public required string Domain { get; init; }

    /// <summary>One code, or several.</summary>
    [JsonPropertyName("city")]
    public JsonElement City { get; init; }

    [JsonPropertyName("type")]
    public required string Type { get; init; }

    [JsonPropertyName("status")]
    public required string Status { get; init; }

    [JsonPropertyName("msn")]
    public bool Msn { get; init; }

    [JsonPropertyName("signing_public_key")]
    public required string SigningPublicKey { get; init; }

    [JsonPropertyName("valid_from")]
    public required DateTimeOffset ValidFrom { get; init; }

    [JsonPropertyName("valid_until")]
    public required DateTimeOffset ValidUntil { get; init; }

    public IEnumerable<string> Cities() => City.ValueKind switch
    {
        JsonValueKind.String => City.GetString()!.Split(','),
        JsonValueKind.Array => City.EnumerateArray().Select(city => city.GetString() ?? ""),
        _ => ["*"],
    };
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LookupRequest))]
[JsonSerializable(typeof(List<LookupEntry>))]
internal sealed partial class LookupJson : JsonSerializerContext;
