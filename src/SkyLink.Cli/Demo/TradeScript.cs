using System.Text.Json.Serialization;

namespace SkyLink.Cli;

/// <summary>How an order of the demo goes on once the shop has accepted it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TradeScript>))]
internal enum TradeScript
{
    /// <summary>Followed to the door and rated.</summary>
    Receive,

    /// <summary>Two pieces, of which one is given up before packing; then followed to the door.</summary>
    Reduce,

    /// <summary>Cancelled at once; the money comes back.</summary>
    Cancel,
}

/// <summary>Searches and orders of the demo: the same for the same number, so that two runs compare.</summary>
internal static class TradeScripts
{
    private static readonly DemoQuery[] Queries =
    [
        new("biscuits", RadiusKm: 10, PriceMax: 1_000),
        new("milk", RadiusKm: 10, PriceMax: null),
        new("tea", RadiusKm: null, PriceMax: 2_000),
        new("rice", RadiusKm: 20, PriceMax: null),
    ];

    public static DemoQuery QueryOf(int order) => Queries[order % Queries.Length];

    public static TradeScript Of(int order) => (order % 4) switch
    {
        1 => TradeScript.Cancel,
        2 => TradeScript.Reduce,
        _ => TradeScript.Receive,
    };

    public static int CountOf(TradeScript script) => script == TradeScript.Reduce ? 2 : 1;

    /// <summary>
    /// The offer to take among those that have enough: called so, then the nearest, then the cheapest; null if there
    /// is none.
    /// </summary>
    public static DemoOffer? Choose(IEnumerable<DemoOffer> offers, string text, int count) => offers
        .Where(offer => offer.Available is null || offer.Available >= count)
        .Where(offer => offer.Maximum is null || offer.Maximum >= count)
        .OrderByDescending(offer => offer.Item.Contains(text, StringComparison.OrdinalIgnoreCase))
        .ThenBy(offer => offer.DistanceKm ?? double.MaxValue)
        .ThenBy(offer => offer.Price.Units)
        .ThenBy(offer => offer.Id, StringComparer.Ordinal)
        .FirstOrDefault();
}

/// <summary>"biscuits near me".</summary>
/// <param name="PriceMax">In rupees.</param>
internal sealed record DemoQuery(string Text, decimal? RadiusKm, decimal? PriceMax);
