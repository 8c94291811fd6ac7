using SkyLink.Beckn;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Sellers;

/// <summary>A line of a sale.</summary>
/// <param name="Price">Of one piece.</param>
/// <param name="Ordered">Pieces confirmed; never changes afterwards.</param>
/// <param name="Count">Pieces still wanted.</param>
internal sealed record SaleLine(string Sku, string Name, Money Price, int Ordered, int Count)
{
    public Money Total => Price * Ordered;

    public Money GivenUp => Price * (Ordered - Count);
}

/// <summary>What part of a sale goes to whom besides the seller, in hundredths of a percent.</summary>
/// <param name="Commission">The marketplace's; 0 for a shop with a node of its own.</param>
internal sealed record Shares(int FinderFee, int NetworkFee, int Commission);

/// <summary>The arithmetic of a sale: exact, pure, in whole units.</summary>
internal static class SaleTerms
{
    private const int BasisPointsPerWhole = 10_000;

    public static Money Gross(IReadOnlyList<SaleLine> lines, Money delivery, Money packing) =>
        lines.Select(line => line.Total).Sum(delivery.Asset) + delivery + packing;

    /// <summary>
    /// What the buyer sees: the lines as ordered, the charges, and what was given back as one negative line. The parts
    /// add up to the price.
    /// </summary>
    public static Quote ToQuote(
        IReadOnlyList<SaleLine> lines, Money delivery, Money packing, Money refunded, TimeSpan? ttl)
    {
        List<Charge> parts = [.. lines.Select(line => new Charge(line.Name, line.Total.ToPrice())
        {
            Kind = ChargeKind.Item,
            ItemId = line.Sku,
            Count = line.Ordered,
        })];
        AddCharge(parts, "Delivery", ChargeKind.Delivery, delivery);
        AddCharge(parts, "Packing", ChargeKind.Packing, packing);
        AddCharge(parts, "Refund", ChargeKind.Refund, new Money(0, refunded.Asset) - refunded);
        return new Quote
        {
            Price = (Gross(lines, delivery, packing) - refunded).ToPrice(),
            Breakup = parts.ToValueList(),
            Ttl = ttl,
        };
    }

    /// <summary>
    /// Cuts an amount among those who have a part in it. Each share is cut down to whole units; what remains, all
    /// fractions included, is the seller's: the parts always add up to the amount.
    /// </summary>
    public static IReadOnlyList<Split> Cut(Money total, Shares shares, Shop shop, string buyerApp, string marketplace)
    {
        List<Split> cuts = [];
        AddCut(cuts, "network", "network:fees", total, shares.NetworkFee);
        AddCut(cuts, "buyer-app", $"trade:finders:{FirstLabel(buyerApp)}", total, shares.FinderFee);
        AddCut(cuts, "seller-app", $"trade:commissions:{marketplace}", total, shares.Commission);
        var rest = total - cuts.Select(cut => cut.Amount).Sum(total.Asset);
        cuts.Insert(0, new Split("seller", $"trade:payables:{shop.Slug}", rest));
        return cuts;
    }

    /// <summary>The payment as on_init states it: who pays when, and who gets what of it.</summary>
    public static Payment ToPayment(Money total, IReadOnlyList<Split> cuts, Shares shares, string? paymentId) => new()
    {
        Type = PaymentType.OnOrder,
        Status = paymentId is null ? PaymentStatus.NotPaid : PaymentStatus.Paid,
        CollectedBy = Collector.Bap,
        Params = new PaymentParams(total.ToPrice().Value, total.Currency, paymentId),
        FinderFee = new FinderFee(FinderFee.Percent, shares.FinderFee / 100m),
        Settlement = new Settlement
        {
            Basis = "delivery",
            Details = cuts.Select(cut => new SettlementDetail
            {
                Counterparty = cut.Counterparty,
                Phase = "sale-amount",
                Beneficiary = cut.Beneficiary,
            }).ToValueList(),
        },
        Tags = Split.ToTags(cuts),
    };

    /// <summary>Whether the payment partner holds exactly these cuts, in whatever order.</summary>
    public static bool AreSame(IReadOnlyList<Split> mine, IReadOnlyList<Split> theirs) =>
        mine.Count == theirs.Count
        && mine.OrderBy(cut => cut.Beneficiary, StringComparer.Ordinal)
            .SequenceEqual(theirs.OrderBy(cut => cut.Beneficiary, StringComparer.Ordinal));

    private static void AddCharge(List<Charge> parts, string title, string kind, Money amount)
    {
        if (amount.Units != 0)
        {
            parts.Add(new Charge(title, amount.ToPrice()) { Kind = kind });
        }
    }

    private static void AddCut(List<Split> cuts, string counterparty, string beneficiary, Money total, int basisPoints)
    {
        var amount = total with { Units = total.Units * basisPoints / BasisPointsPerWhole };
        if (amount.Units > 0)
        {
            cuts.Add(new Split(counterparty, beneficiary, amount));
        }
    }

    private static string FirstLabel(string subscriberId) => subscriberId.Split('.')[0];
}
