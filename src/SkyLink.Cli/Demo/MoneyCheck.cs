namespace SkyLink.Cli;

/// <summary>One thing that must be true of the money, and whether it is.</summary>
internal sealed record MoneyFinding(string What, bool IsTrue, string Detail);

/// <summary>Holds what the ledger moved for orders against what they cost. Pure.</summary>
internal static class MoneyCheck
{
    private const string Holds = "trade:holds:";

    /// <param name="wallet">The ledger's account that paid; others may pay from it, and put money in, at the same
    /// time.</param>
    /// <param name="orders">As they ended, priced in <paramref name="asset"/>.</param>
    /// <param name="moved">All that the ledger has moved under the orders' transactions.</param>
    public static IReadOnlyList<MoneyFinding> Of(
        string wallet, string asset, IReadOnlyList<DemoOrder> orders, IReadOnlyList<DemoTransaction> moved,
        DemoTrialBalance trial)
    {
        var postings = moved.SelectMany(it => it.Postings).ToList();
        var price = orders.Where(order => order.State == "Completed")
            .Aggregate(Int128.Zero, (sum, order) => sum + order.Quote!.Price.Units);
        var paid = -Gained(account => account == wallet);
        var held = Gained(account => account.StartsWith(Holds, StringComparison.Ordinal));
        return
        [
            new(
                "What was delivered was paid, no more and no less", paid == price,
                $"{Text(paid)} paid, {Text(price)} delivered"),
            new("Nothing of it is still held", held == 0, $"{Text(held)} held"),
            new(
                "Delivered orders are released, cancelled ones returned",
                orders.All(order => order.Payment.State == (order.State == "Completed" ? "Released" : "Returned")),
                string.Join(", ", orders.GroupBy(order => order.Payment.State, StringComparer.Ordinal)
                    .Select(group => $"{group.Count()} {group.Key}"))),
            new(
                "The ledger's trial balance is zero", trial.IsBalanced && trial.Assets.All(it => it.Sum == "0"),
                string.Join(
                    ", ", trial.Assets.Select(it => $"{it.Asset}: {it.Sum} after {it.Entries} entries"))),
        ];

        Int128 Gained(Func<string, bool> isMeant) => postings.Aggregate(Int128.Zero, (sum, it) =>
            sum + (isMeant(it.To) ? it.Amount.Units : 0) - (isMeant(it.From) ? it.Amount.Units : 0));

        string Text(Int128 units)
        {
            var money = new Money(units, asset);
            return $"{money.Currency} {money.ToDecimalString()}";
        }
    }
}
