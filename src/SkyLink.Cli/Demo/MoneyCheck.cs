namespace SkyLink.Cli;

/// <summary>One thing that must be true of the money, and whether it is.</summary>
internal sealed record MoneyFinding(string What, bool IsTrue, string Detail);

/// <summary>Holds what a wallet shows against what its orders cost. Pure.</summary>
internal static class MoneyCheck
{
    /// <param name="before">The wallet when the orders began.</param>
    /// <param name="after">The wallet when the last of them was over.</param>
    /// <param name="orders">All orders paid from it meanwhile, as they ended.</param>
    public static IReadOnlyList<MoneyFinding> Of(
        DemoWallet before, DemoWallet after, IReadOnlyList<DemoOrder> orders, DemoTrialBalance trial)
    {
        var zero = before.Balance with { Units = 0 };
        var delivered = orders.Where(order => order.State == "Completed").ToList();
        var price = delivered.Aggregate(zero, (sum, order) => sum + order.Quote!.Price);
        var paid = before.Balance - after.Balance;
        return
        [
            new(
                "What was delivered was paid, no more and no less", paid == price,
                $"{Text(paid)} paid, {Text(price)} delivered"),
            new("Nothing of it is still held", after.Held == before.Held, $"{Text(after.Held)} held"),
            new(
                "Delivered orders are released, cancelled ones returned",
                orders.All(order => order.Payment.State == (order.State == "Completed" ? "Released" : "Returned")),
                string.Join(", ", orders.GroupBy(order => order.Payment.State, StringComparer.Ordinal)
                    .Select(group => $"{group.Count()} {group.Key}"))),
            new(
                "The ledger's trial balance is zero", trial.IsBalanced && trial.Assets.All(asset => asset.Sum == "0"),
                string.Join(
                    ", ", trial.Assets.Select(asset => $"{asset.Asset}: {asset.Sum} after {asset.Entries} entries"))),
        ];
    }

    private static string Text(Money money) => $"{money.Currency} {money.ToDecimalString()}";
}
