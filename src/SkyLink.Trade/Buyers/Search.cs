using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using SkyLink.Beckn;

namespace SkyLink.Trade.Buyers;

/// <summary>What a shopper is looking for.</summary>
/// <param name="Gps">Where it is wanted: "31.5204,74.3587".</param>
internal sealed record SearchQuery(
    [property: StringLength(200, MinimumLength = 1)] string Text,
    [property: StringLength(64)] string? Gps = null,
    [property: Range(0.1, 500)] decimal? RadiusKm = null,
    [property: Range(0, 1e9)] decimal? PriceMax = null,
    [property: StringLength(20, MinimumLength = 1)] string? City = null,
    [property: StringLength(100, MinimumLength = 1)] string? Category = null);

internal sealed record Search(
    Guid Id, Guid Owner, string TransactionId, SearchQuery Query, DateTimeOffset StartedAt);

/// <summary>One thing that one shop offers.</summary>
/// <param name="Id">Seller, provider and item: names the offer within its search.</param>
internal sealed record Offer(
    string Id, string Seller, string SellerId, string Provider, string ProviderId, string Item, string ItemId,
    string? Description, Money Price, Money? MarketPrice, string? Image, double? DistanceKm, long? Available,
        long? Maximum,
    string? Category, string? TimeToShip)
{
    [JsonIgnore]
    public string? FulfillmentId { get; init; }

    [JsonIgnore]
    public string? LocationId { get; init; }
}

/// <summary>How a seller answered.</summary>
internal sealed record SearchSource(string SellerId, string Seller, int Offers, double LatencyMs, string State);

internal sealed record SearchView(
    Guid Id, string TransactionId, SearchQuery Query, string State, bool Complete, IReadOnlyList<Offer> Offers,
    IReadOnlyList<SearchSource> Sources);

/// <summary>
/// The answers to a search, merged. Can always be made again from the stored messages: in memory it only serves those
/// who are watching.
/// </summary>
internal sealed class SearchResults(Search search)
{
    private const int OffersMax = 2_000;
    private readonly Dictionary<string, Offer> offers = new(StringComparer.Ordinal);
    private readonly List<SearchSource> sources = [];
    private readonly Lock gate = new();

    public Search Search { get; } = search;

    public void Add(Context context, Catalogue? catalogue, DateTimeOffset at)
    {
        var found = catalogue is null ? [] : OfferReader.Read(context, catalogue, Search.Query).ToList();
        var latency = (at - Search.StartedAt).TotalMilliseconds;
        var seller = catalogue?.Descriptor?.Name ?? context.BppId!;
        lock (gate)
        {
            foreach (var offer in found.TakeWhile(_ => offers.Count < OffersMax))
            {
                offers[offer.Id] = offer;
            }

            sources.RemoveAll(source => source.SellerId == context.BppId);
            sources.Add(new SearchSource(
                context.BppId!, seller, offers.Values.Count(it => it.SellerId == context.BppId), Math.Round(latency, 1),
                catalogue is null ? "error" : "answered"));
        }
    }

    /// <summary>Nearest first among equals; a shop's own order otherwise.</summary>
    public SearchView View(bool isComplete)
    {
        lock (gate)
        {
            return new SearchView(
                Search.Id, Search.TransactionId, Search.Query, isComplete ? "complete" : "running", isComplete,
                [.. offers.Values], [.. sources]);
        }
    }

    public Offer? Find(string offerId)
    {
        lock (gate)
        {
            return offers.GetValueOrDefault(offerId);
        }
    }
}

/// <summary>From a seller's catalogue to what a shopper sees. Pure.</summary>
internal static class OfferReader
{
    public static IEnumerable<Offer> Read(Context context, Catalogue catalogue, SearchQuery query)
    {
        Gps? here = Gps.TryParse(query.Gps, out var gps) ? gps : null;
        var seller = catalogue.Descriptor?.Name ?? context.BppId!;
        return catalogue.Providers.AsEnumerable().SelectMany(provider =>
        {
            var categories = provider.Categories.DistinctBy(category => category.Id).ToDictionary(
                category => category.Id, category => category.Descriptor?.Name ?? category.Id, StringComparer.Ordinal);
            return provider.Items.AsEnumerable()
                .Select(item => Read(context.BppId!, seller, provider, item, categories, here))
                .OfType<Offer>();
        });
    }

    /// <summary>Null for what has no name or no price that can be paid.</summary>
    private static Offer? Read(
        string sellerId, string seller, Provider provider, Item item, Dictionary<string, string> categories,
            Gps? here) =>
        item.Price?.ToMoney() is not { } price || price.Units <= 0
            || item.Descriptor is not { Name: { } name } descriptor
            ? null
            : new Offer(
                $"{sellerId}~{provider.Id}~{item.Id}", seller, sellerId, provider.Descriptor?.Name ?? provider.Id,
                provider.Id, name, item.Id, descriptor.ShortDescription, price, MarketPriceOf(item.Price),
                descriptor.Images.Count > 0 ? descriptor.Images[0].Url : null, DistanceKm(here, provider, item),
                item.Stock?.Available, item.Stock?.Maximum, CategoryOf(item, categories), item.TimeToShip?.ToString())
            {
                FulfillmentId = First(item.FulfillmentIds),
                LocationId = First(item.LocationIds),
            };

    private static Money? MarketPriceOf(Price price) =>
        price.MaximumValue is { } most && most > price.Value ? new Price(most, price.Currency).ToMoney() : null;

    private static string? First(ValueList<string> ids) => ids.Count > 0 ? ids[0] : null;

    private static string? CategoryOf(Item item, Dictionary<string, string> names) =>
        First(item.CategoryIds) is { } id ? names.GetValueOrDefault(id, id) : null;

    private static double? DistanceKm(Gps? here, Provider provider, Item item)
    {
        var place = provider.Locations.FirstOrDefault(location => location.Id == First(item.LocationIds))
            ?? provider.Locations.FirstOrDefault();
        return here is { } from && place?.Gps is { } there ? Math.Round(from.DistanceKmTo(there), 2) : null;
    }
}

/// <summary>The searches somebody may be watching, and who waits for news of what.</summary>
internal sealed class LiveSearches(TimeProvider clock)
{
    private const int KeptMax = 5_000;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(2);
    private readonly ConcurrentDictionary<string, SearchResults> byTransaction = new(StringComparer.Ordinal);

    public SearchResults Start(Search search)
    {
        if (byTransaction.Count >= KeptMax)
        {
            var old = clock.GetUtcNow() - Kept;
            foreach (var (key, results) in byTransaction.Where(it => it.Value.Search.StartedAt < old))
            {
                byTransaction.TryRemove(new(key, results));
            }
        }

        var started = new SearchResults(search);
        if (byTransaction.Count < KeptMax)
        {
            byTransaction[search.TransactionId] = started;
        }

        return started;
    }

    public SearchResults? Find(string transactionId) => byTransaction.GetValueOrDefault(transactionId);
}

/// <summary>
/// Wakes whoever shows a search or an order, in this process; others look again by themselves. Knows only what is
/// watched at the moment.
/// </summary>
internal sealed class Watchers
{
    private readonly Dictionary<string, List<Watch>> watches = new(StringComparer.Ordinal);

    public int Count
    {
        get
        {
            lock (watches)
            {
                return watches.Count;
            }
        }
    }

    /// <summary>Until it is disposed of.</summary>
    public Watch Follow(string key)
    {
        var watch = new Watch(this, key);
        lock (watches)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(watches, key, out _) ??= [];
            watches[key].Add(watch);
        }

        return watch;
    }

    public void Wake(string key)
    {
        lock (watches)
        {
            watches.GetValueOrDefault(key)?.ForEach(watch => watch.Wake());
        }
    }

    private void Leave(Watch watch)
    {
        lock (watches)
        {
            if (watches.TryGetValue(watch.Key, out var others) && others.Remove(watch) && others.Count == 0)
            {
                watches.Remove(watch.Key);
            }
        }
    }

    internal sealed class Watch(Watchers all, string key) : IDisposable
    {
        private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Key { get; } = key;

        /// <summary>Take it before reading, wait for it after.</summary>
        public Task Next => Volatile.Read(ref next).Task;

        public void Wake() => Interlocked.Exchange(
            ref next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

        public void Dispose() => all.Leave(this);
    }
}
