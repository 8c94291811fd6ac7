using System.Text.Json;
using SkyLink.Beckn;
using BecknOrder = SkyLink.Beckn.Order;

namespace SkyLink.Trade.Buyers;

/// <summary>
/// From a seller's messages to what the buyer's app keeps. Pure; null where nothing sensible can be read.
/// </summary>
internal static class BuyerReader
{
    /// <summary>A quote whose parts add up; one that does not is no quote.</summary>
    public static BuyerQuote? QuoteOf(BecknOrder order)
    {
        if (order.Quote?.Price?.ToMoney() is not { } price || price.Units < 0)
        {
            return null;
        }

        var charges = new List<BuyerCharge>();
        foreach (var charge in order.Quote.Breakup)
        {
            if (charge.Price.ToMoney() is not { } amount || amount.Asset != price.Asset)
            {
                return null;
            }

            charges.Add(new BuyerCharge(
                charge.Title, charge.Kind ?? ChargeKind.Misc, amount, charge.Count, charge.ItemId));
        }

        var sum = charges.Select(charge => charge.Price).Sum(price.Asset);
        return charges.Count == 0 || sum == price ? new BuyerQuote(price, charges) : null;
    }

    /// <summary>
    /// The seller's payment, kept whole: it goes back to the seller, and on to the payment partner, as it came.
    /// </summary>
    public static string? TermsOf(BecknOrder order) =>
        order.Payments.Count == 1 ? JsonSerializer.Serialize(order.Payments[0]) : null;

    public static Payment? ReadTerms(string? terms) =>
        terms is null ? null : JsonSerializer.Deserialize<Payment>(terms);

    /// <summary>What the message says of the delivery; what it leaves out stays as it was.</summary>
    public static BuyerFulfilment FulfilmentOf(BecknOrder order, BuyerFulfilment before)
    {
        if (order.Fulfillments.Count == 0)
        {
            return before;
        }

        var now = order.Fulfillments[0];
        return new BuyerFulfilment(
            now.Id ?? before.Id,
            now.State ?? before.State,
            now.Agent?.Name ?? before.Agent,
            now.Agent?.Phone ?? before.AgentPhone,
            now.Tags.ValueOf("position") ?? before.Gps,
            before.TrackingUrl,
            now.End?.Window?.End ?? before.ExpectedAt)
        {
            ShopGps = now.Start?.Location?.Gps?.ToString() ?? before.ShopGps,
        };
    }

    public static IReadOnlyList<BuyerLine> LinesOf(BecknOrder order, IReadOnlyList<BuyerLine> before) =>
        order.Items.Count == 0
            ? before
            : [.. before
                .Select(line =>
                    line with { Count = order.Items.FirstOrDefault(it => it.Id == line.ItemId)?.Count ?? 0 })
                .Where(line => line.Count > 0)];
}
