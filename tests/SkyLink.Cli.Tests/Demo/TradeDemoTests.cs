using SkyLink.Settle;

namespace SkyLink.Cli.Demo;

public sealed class TradeDemoTests
{
    private const string Wallet = "trade:wallets:x";
    private static readonly DemoTrialBalance Balanced = new(IsBalanced: true, [new DemoAssetSum("PKR/2", "0", 12)]);

    [Fact]
    public void What_is_called_so_comes_first_then_the_nearest_with_enough_then_the_cheapest()
    {
        DemoOffer[] offers =
        [
            Offer("far", 100, km: 4),
            Offer("near", 300, km: 1),
            Offer("cheap-near", 200, km: 1),
            Offer("sold-out", 50, km: 0.5, available: 1),
            Offer("tea", 900, km: 9),
        ];

        Assert.Equal("cheap-near", TradeScripts.Choose(offers, "biscuits", count: 2)?.Id);
        Assert.Equal("sold-out", TradeScripts.Choose(offers, "biscuits", count: 1)?.Id);
        Assert.Equal("tea", TradeScripts.Choose(offers, "Tea", count: 1)?.Id);
        Assert.Null(TradeScripts.Choose([], "tea", count: 1));
    }

    [Fact]
    public void Four_orders_show_every_script_and_two_runs_are_alike()
    {
        var scripts = Enumerable.Range(0, 4).Select(TradeScripts.Of).ToHashSet();

        Assert.Equal([.. Enum.GetValues<TradeScript>()], scripts.Order());
        Assert.Equal(TradeScripts.QueryOf(1), TradeScripts.QueryOf(5));
    }

    [Fact]
    public void Figures_are_durations_that_were_measured()
    {
        var times = new StepTimes();
        for (var ms = 1; ms <= 100; ms++)
        {
            times.Add("search", TimeSpan.FromMilliseconds(ms));
        }

        times.Add("confirm", TimeSpan.FromMilliseconds(7));

        Assert.Equal(
            [new StepFigures("search", 100, 50, 95, 100), new StepFigures("confirm", 1, 7, 7, 7)], times.Figures());
    }

    [Fact]
    public void Money_that_adds_up_is_found_to_add_up()
    {
        var findings = MoneyCheck.Of(
            Wallet, "PKR/2", [Order("Completed", "Released", 25_000), Order("Cancelled", "Returned", 9_900)],
            [
                Moved(Wallet, "trade:holds:1", 26_000), Moved("trade:holds:1", Wallet, 1_000),
                Moved("trade:holds:1", "trade:payable:shop", 25_000),
                Moved(Wallet, "trade:holds:2", 9_900), Moved("trade:holds:2", Wallet, 9_900),
            ],
            Balanced);

        Assert.All(findings, finding => Assert.True(finding.IsTrue, finding.What));
    }

    [Theory]
    [InlineData(25_001, 25_001, "Released", "0", "What was delivered was paid")]
    [InlineData(25_000, 24_500, "Released", "0", "Nothing of it is still held")]
    [InlineData(25_000, 25_000, "Held", "0", "Delivered orders are released")]
    [InlineData(25_000, 25_000, "Released", "1", "trial balance")]
    public void Money_that_does_not_add_up_is_found(long paid, long released, string payment, string sum, string what)
    {
        var findings = MoneyCheck.Of(
            Wallet, "PKR/2", [Order("Completed", payment, 25_000)],
            [Moved(Wallet, "trade:holds:1", paid), Moved("trade:holds:1", "trade:payable:shop", released)],
            Balanced with { Assets = [new DemoAssetSum("PKR/2", sum, 12)] });

        var wrong = Assert.Single(findings, finding => !finding.IsTrue);
        Assert.Contains(what, wrong.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_without_orders_or_with_a_failed_one_is_not_good()
    {
        MoneyFinding[] fine = [new("all is well", IsTrue: true, "")];
        var order = new TradeOrderReport(0, TradeScript.Receive, Order("Completed", "Released", 1), Failure: null);

        Assert.True(new TradeReport(null, [order], [], fine).IsGood);
        Assert.False(new TradeReport(null, [], [], fine).IsGood);
        Assert.False(new TradeReport(null, [order with { Failure = "late" }], [], fine).IsGood);
        Assert.False(new TradeReport(null, [order], [], [fine[0] with { IsTrue = false }]).IsGood);
    }

    [Theory]
    [InlineData("sku,name,price", "csv")]
    [InlineData("", "csv")]
    [InlineData("[{}]", "json")]
    [InlineData("\uFEFF \r\n\t[{}]", "json")]
    [InlineData("\n{ \"message\": {} }", "ondc")]
    public void The_format_of_a_catalogue_follows_from_what_it_begins_with(string text, string format)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, text);
            Assert.Equal(format, TradeDemo.FormatOf(new FileInfo(file)).Format);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static DemoOffer Offer(string id, long units, double km, long available = 10) =>
        new(id, "shop.example", "Shop", id, new Money(units, "PKR/2"), km, available, Maximum: null);

    private static DemoTransaction Moved(string from, string to, long units) =>
        new([new Posting(from, to, new Money(units, "PKR/2"))]);

    private static DemoOrder Order(string state, string payment, long units) => new(
        Guid.Empty, "t", state, "Shop", [], new DemoQuote(new Money(units, "PKR/2")), new DemoPayment(payment),
        new DemoFulfilment(null), Notice: null, []);
}
