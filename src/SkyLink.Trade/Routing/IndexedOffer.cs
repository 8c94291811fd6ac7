using System.Text.Json;
using SkyLink.Beckn;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Routing;

/// <summary>Something a seller offers, as the index knows it. What is null is unknown and excludes nothing.</summary>
/// <param name="Words">What it is found by; none: too many to keep, so that any word may find it.</param>
/// <param name="Stock">Pieces; 0 is sold out or withdrawn.</param>
/// <param name="Where">From where it is delivered, as far as <paramref name="RadiusKm"/>.</param>
internal sealed record IndexedOffer(
    string Provider, string Item, string Name, string? Category, IReadOnlyList<string> Words, decimal? Price,
    string? Currency, long? Stock, Gps? Where, decimal? RadiusKm)
{
    public const int IdLengthMax = 255;
    private const int TextLengthMax = 200;
    private const int WordsMax = 120;

    /// <summary>False for ids that no table can hold.</summary>
    public bool IsKeepable => IsId(Provider) && IsId(Item);

    public (string Provider, string Item) Key => (Provider, Item);

    /// <summary>All items of a catalogue, each once; of two with one id the last.</summary>
    public static List<IndexedOffer> Of(Catalogue catalogue) => [.. catalogue.Providers
        .SelectMany(provider => provider.Items.Select(item => Of(provider, item)))
        .GroupBy(offer => offer.Key).Select(same => same.Last())];

    /// <summary>
    /// Whether it may be what is looked for, words aside. Bounds in another currency than the price's bound nothing.
    /// </summary>
    public bool MayFit(Intent intent)
    {
        var isSameMoney = Price is not null && (intent.Currency is null || intent.Currency == Currency);
        return Stock is not 0
            && !(isSameMoney && (Price < intent.PriceMin || Price > intent.PriceMax))
            && (intent.CategoryId is null || Category is null || Category == intent.CategoryId)
            && (intent.ProviderId is null || Provider == intent.ProviderId)
            && (intent.ItemId is null || Item == intent.ItemId)
            && IsInReach(intent.Gps, intent.RadiusKm);
    }

    private bool IsInReach(Gps? wanted, decimal? withinKm)
    {
        if (wanted is not { } there || Where is not { } here)
        {
            return true;
        }

        var distance = here.DistanceKmTo(there);
        return !(distance > (double?)RadiusKm) && !(distance > (double?)withinKm);
    }

    private static IndexedOffer Of(Provider provider, Item item)
    {
        var place = PlaceOf(provider, item);
        return new IndexedOffer(
            provider.Id, item.Id, Keep(item.Descriptor?.Name ?? item.Id), KeepId(item.CategoryId),
            WordsOf(provider, item), item.Price?.Value, KeepId(item.Price?.Currency),
            IsWithdrawn(item) ? 0 : item.Stock?.Available, place?.Gps, place?.ServiceRadiusKm);
    }

    /// <summary>Where there is a choice of places, none is known to be too far.</summary>
    private static Location? PlaceOf(Provider provider, Item item) => item.LocationIds.Count switch
    {
        0 => provider.Locations.Count == 1 ? provider.Locations[0] : null,
        1 => provider.Locations.FirstOrDefault(location => location.Id == item.LocationId),
        _ => null,
    };

    /// <summary>ONDC takes an item off the shelf by a label of its time.</summary>
    private static bool IsWithdrawn(Item item)
    {
        if (item.Extra.FirstOrDefault(extra => extra.Path == "time") is not { } time)
        {
            return false;
        }

        using var json = JsonDocument.Parse(time.Json);
        return json.RootElement.ValueKind == JsonValueKind.Object
            && json.RootElement.TryGetProperty("label"u8, out var label)
            && label.ValueKind == JsonValueKind.String && label.ValueEquals("disable"u8);
    }

    private static string[] WordsOf(Provider provider, Item item)
    {
        if (item.Descriptor?.Name is not { } name)
        {
            return [];
        }

        var categories = provider.Categories.Where(category => item.CategoryIds.Contains(category.Id))
            .Select(category => category.Descriptor?.Name);
        string?[] texts =
        [
            name, item.Descriptor.ShortDescription, item.Descriptor.LongDescription, provider.Descriptor?.Name,
            .. item.CategoryIds, .. categories, .. item.Tags.SelectMany(group => group.Tags).SelectMany(Texts),
        ];
        var words = texts.OfType<string>().SelectMany(SearchWords.Of).Distinct(StringComparer.Ordinal)
            .Take(WordsMax + 1).ToArray();
        return words.Length <= WordsMax ? words : [];
    }

    /// <summary>Attributes are a name and a value, or a name and "yes".</summary>
    private static string[] Texts(Tag tag) => [tag.Code, tag.Value];

    private static bool IsId(string id) =>
        id.Length is > 0 and <= IdLengthMax && !id.Contains('\0', StringComparison.Ordinal);

    private static string Keep(string text) =>
        (text.Length > TextLengthMax ? text[..TextLengthMax] : text).Replace('\0', ' ');

    private static string? KeepId(string? text) => text is not null && IsId(text) ? text : null;
}
