using FsCheck;
using FsCheck.Fluent;
using SkyLink.Beckn;
using SkyLink.Trade.Nodes;

namespace SkyLink.Trade.Routing;

/// <summary>Who gets a search: any rules, any sellers.</summary>
public sealed class RouteDecisionTests
{
    private static readonly string[] Names = ["a.example", "b.example", "c.example", "d.example", "e.example"];

    private static readonly Context Context = new()
    {
        Domain = "ONDC:RET10",
        Country = "PAK",
        City = "std:042",
        Action = BecknAction.Search,
        Version = "1.2.0",
        BapId = "hamsafar.example",
        BapUri = new Uri("http://hamsafar.example"),
        TransactionId = "t",
        MessageId = "m",
        Timestamp = DateTimeOffset.UnixEpoch,
    };

    [Fact]
    public void Any_rules_leave_each_seller_decided_once_with_reasons_and_within_the_limit() =>
        Prop.ForAll(Cases().ToArbitrary(), it =>
        {
            var (rules, away, fanOut) = it;
            var decisions = Decide(rules, away, fanOut);
            Assert.Equal(Names, decisions.Select(decision => decision.Seller.SubscriberId).Order(StringComparer.Ordinal));
            var chosen = decisions.Where(decision => decision.IsChosen).ToList();
            var limit = rules.Where(rule => rule.IsEnabled && rule.Effect.Verb == RuleVerb.Limit)
                .Select(rule => rule.Effect.AtMost ?? fanOut).Append(fanOut).Min();
            Assert.True(chosen.Count <= limit);
            Assert.Equal(chosen, decisions.Take(chosen.Count));
            Assert.Equal(chosen, chosen.OrderByDescending(one => one.Weight)
                .ThenBy(one => one.Seller.SubscriberId, StringComparer.Ordinal));
            Assert.All(decisions, decision => Assert.Equal(decision.IsChosen, WhyNot(decision, rules, away) is null
                && chosen.Contains(decision)));
            Assert.All(decisions, decision => Assert.True(
                decision.IsChosen || decision.Because.Count > 1, "left out without a reason"));
            if (chosen.Count < limit)
            {
                Assert.Equal(decisions.Count(decision => WhyNot(decision, rules, away) is null), chosen.Count);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_rule_that_is_off_or_whose_conditions_do_not_hold_might_as_well_not_exist() =>
        Prop.ForAll(Cases().ToArbitrary(), it =>
        {
            var (rules, away, fanOut) = it;
            Assert.Equal(Show(Decide([], away, fanOut)), Show(Decide([.. rules.Select(Off)], away, fanOut)));
            Assert.Equal(Show(Decide([], away, fanOut)), Show(Decide([.. rules.Select(Elsewhere)], away, fanOut)));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("word", true)]
    [InlineData("Biscuits", true)]
    [InlineData("biscuit", false)]
    public void Words_match_whole_and_case_aside(string word, bool holds) =>
        Assert.Equal(holds, new RuleConditions(Word: word).HoldFor(Context, new Intent { Text = "one word,biscuits" }));

    [Theory]
    [InlineData("31.5204,74.3587", true)]
    [InlineData("24.8607,67.0011", false)]
    [InlineData(null, false)]
    public void Near_means_within_so_many_kilometres(string? where, bool holds)
    {
        var near = new RuleConditions(NearGps: "31.51,74.34", WithinKm: 5);
        var intent = new Intent { Gps = Gps.TryParse(where, out var gps) ? gps : null };
        Assert.Equal(holds, near.HoldFor(Context, intent));
    }

    [Fact]
    public void Each_condition_alone_can_fail()
    {
        var intent = new Intent { CategoryId = "Biscuits", PriceMax = 100 };
        Assert.True(new RuleConditions(
            "ONDC:RET10", "std:042", "Biscuits", BuyerApp: "hamsafar.example", PriceMaxBelow: 101).HoldFor(Context, intent));
        Assert.False(new RuleConditions(Domain: "ONDC:RET11").HoldFor(Context, intent));
        Assert.False(new RuleConditions(City: "std:021").HoldFor(Context, intent));
        Assert.False(new RuleConditions(Category: "Tea").HoldFor(Context, intent));
        Assert.False(new RuleConditions(BuyerApp: "other.example").HoldFor(Context, intent));
        Assert.False(new RuleConditions(PriceMaxBelow: 100).HoldFor(Context, intent));
        Assert.False(new RuleConditions(PriceMaxBelow: 100).HoldFor(Context, new Intent()));
        Assert.False(new RuleConditions(PriceMaxFrom: 101).HoldFor(Context, intent));
        Assert.True(new RuleConditions(PriceMaxFrom: 100).HoldFor(Context, intent));
        Assert.True(new RuleConditions(PriceMaxFrom: 101).HoldFor(Context, new Intent()));
        Assert.False(new RuleConditions(Product: "tea-1").HoldFor(Context, intent));
        Assert.True(new RuleConditions(Product: "tea-1").HoldFor(Context, new Intent { ItemId = "tea-1" }));
    }

    [Fact]
    public void Who_cannot_have_it_is_not_asked_and_is_told_why()
    {
        var decisions = Decide([], seller => new Standing(IsReachable: true, seller == "b.example" ? "no tea" : null));
        Assert.Equal(["a.example", "c.example", "d.example", "e.example"], Chosen(decisions));
        Assert.Contains("no tea", decisions.Single(it => !it.IsChosen).Because);
    }

    [Fact]
    public void Where_no_catalogue_has_it_all_are_asked_who_answer()
    {
        var decisions = Decide([], seller => new Standing(seller != "b.example", "no tea"));
        Assert.Equal(["a.example", "c.example", "d.example", "e.example"], Chosen(decisions));
        Assert.All(decisions.Where(it => it.IsChosen), it => Assert.Contains("asked all the same: no catalogue has it", it.Because));
    }

    [Fact]
    public void Who_a_rule_leaves_out_is_not_asked_for_want_of_others()
    {
        var rule = RuleOf(new RuleEffect(RuleVerb.Only, ["a.example"]));
        Assert.Equal(["a.example"], Chosen(Decide([rule], _ => new Standing(IsReachable: true, "no tea"))));
    }

    [Fact]
    public void A_rule_may_have_sellers_asked_whatever_their_standing()
    {
        var rule = RuleOf(new RuleEffect(RuleVerb.Ask, ["b.example", "c.example"]));
        Assert.Equal(
            ["a.example", "b.example", "c.example"],
            Chosen(Decide([rule], seller => seller switch
            {
                "a.example" => new Standing(IsReachable: true),
                "b.example" => new Standing(IsReachable: false),
                _ => new Standing(IsReachable: true, "no tea"),
            })));
    }

    [Theory]
    [InlineData("Marketplace", null, "a.example")]
    [InlineData("Inventory", null, "b.example c.example d.example e.example")]
    [InlineData(null, "Away", "e.example")]
    [InlineData("Marketplace", "Away", "")]
    public void Sellers_are_also_named_by_kind_and_status(string? kind, string? status, string concerned)
    {
        var rule = RuleOf(new RuleEffect(
            RuleVerb.Weigh, [], Weight: 3, AtMost: null, kind is null ? null : Enum.Parse<ConcernedKind>(kind),
            status is null ? null : Enum.Parse<ConcernedStatus>(status)));
        var decisions = Decide([rule], seller => new Standing(seller != "e.example"));
        Assert.Equal(
            concerned.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            decisions.Where(it => it.Weight > 1).Select(it => it.Seller.SubscriberId).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("31.52,74.35", true)]
    [InlineData("31.45,74.25", true)] // In the foot of the L.
    [InlineData("31.52,74.25", false)] // In its notch.
    [InlineData("24.86,67.00", false)]
    [InlineData(null, false)]
    public void An_area_is_what_lies_within_its_corners(string? where, bool holds)
    {
        var rule = new RuleConditions(
            Area: ["31.40,74.20", "31.40,74.40", "31.60,74.40", "31.60,74.30", "31.50,74.30", "31.50,74.20"]);
        Assert.Equal(holds, rule.HoldFor(Context, new Intent { Gps = Gps.TryParse(where, out var gps) ? gps : null }));
    }

    private static Rule RuleOf(RuleEffect effect) => new(
        Guid.CreateVersion7(), 1, "this rule", IsEnabled: true, new RuleConditions(), effect, 1, DateTimeOffset.UnixEpoch);

    private static IEnumerable<string> Chosen(IReadOnlyList<Decision> decisions) => decisions
        .Where(it => it.IsChosen).Select(it => it.Seller.SubscriberId).Order(StringComparer.Ordinal);

    private static IReadOnlyList<Decision> Decide(IReadOnlyList<Rule> rules, Func<string, Standing> standing) =>
        RouteDecision.Of(
            Context, new Intent { Text = "tea" }, [.. Names.Select(Seller)], rules,
            seller => standing(seller.SubscriberId), 100);

    private static Participant Seller(string name) =>
        new(name, ParticipantType.Bpp, new Uri($"http://{name}"), "ONDC:RET10", ["*"], [])
        {
            IsMarketplace = name == "a.example",
        };

    private static string? WhyNot(Decision decision, IReadOnlyList<Rule> rules, IReadOnlyList<string> away)
    {
        var seller = decision.Seller.SubscriberId;
        return away.Contains(seller) ? "away" : rules.FirstOrDefault(rule => rule.IsEnabled && rule.Effect.Verb switch
        {
            RuleVerb.Only => rule.Effect.Sellers.Count > 0 && !rule.Effect.Sellers.Contains(seller),
            RuleVerb.Except => rule.Effect.Sellers.Count == 0 || rule.Effect.Sellers.Contains(seller),
            RuleVerb.Weigh or RuleVerb.Limit or RuleVerb.Ask => false,
        })?.Name;
    }

    private static Rule Off(Rule rule) => rule with { IsEnabled = false };

    private static Rule Elsewhere(Rule rule) => rule with { Conditions = new RuleConditions(City: "std:021") };

    private static IEnumerable<string> Show(IReadOnlyList<Decision> decisions) =>
        decisions.Select(it => $"{it.Seller.SubscriberId} {it.IsChosen} {it.Weight} {string.Join("; ", it.Because)}");

    private static IReadOnlyList<Decision> Decide(IReadOnlyList<Rule> rules, IReadOnlyList<string> away, int fanOut) =>
        RouteDecision.Of(
            Context, new Intent { Text = "biscuits" },
            [.. Names.Reverse().Select(name => new Participant(
                name, ParticipantType.Bpp, new Uri($"http://{name}"), "ONDC:RET10", ["*"], []))],
            rules, seller => new Standing(!away.Contains(seller.SubscriberId)), fanOut);

    private static Gen<(Rule[] Rules, string[] Away, int FanOut)> Cases() =>
        from rules in Rules().ArrayOf()
        from away in Gen.SubListOf(Names)
        from fanOut in Gen.Choose(1, 7)
        select (rules, away.ToArray(), fanOut);

    private static Gen<Rule> Rules() =>
        from verb in Gen.Elements(RuleVerb.Only, RuleVerb.Except, RuleVerb.Weigh, RuleVerb.Limit)
        from sellers in Gen.SubListOf(Names)
        from weight in Gen.Choose(1, 40)
        from most in Gen.Choose(1, 6)
        from enabled in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
        select new Rule(
            Guid.CreateVersion7(), 1, $"rule {verb}", enabled, new RuleConditions(),
            new RuleEffect(verb, [.. sellers], weight / 10.0, most), 1, DateTimeOffset.UnixEpoch);
}
