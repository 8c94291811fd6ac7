namespace SkyLink.Settle.Ledger;

/// <summary>What <see cref="ILedger"/> promises, whichever way it is reached.</summary>
public abstract class LedgerConformance
{
    protected abstract ILedger Ledger { get; }

    [Fact]
    public async Task What_one_account_gives_another_gets()
    {
        var accounts = await Ledger.OpenAsync("wallet", "hold");
        await Ledger.PostAsync(("world", accounts[0], 500));
        var request = Moving.Of((accounts[0], accounts[1], 120)) with
        {
            Metadata = new Dictionary<string, string> { ["order"] = "ضلع ✓", ["a"] = "" },
        };
        var posted = (await Ledger.PostAsync(request, CancellationToken.None)).Value();

        Assert.Equal(request.Id, posted.Id);
        Assert.Equal(request.Postings, posted.Postings);
        Assert.Equal("ضلع ✓", posted.Metadata!["order"]);
        Assert.Equal(380, await Ledger.UnitsAsync(accounts[0]));
        Assert.Equal(120, await Ledger.UnitsAsync(accounts[1]));
    }

    [Fact]
    public async Task An_account_is_opened_once()
    {
        var name = $"test:{Guid.CreateVersion7():n}";
        var answers = await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(_ => Ledger.OpenAsync(new OpenAccount(name, "PKR/2"), CancellationToken.None)));
        Assert.Single(answers.Select(answer => answer.Value()).Distinct());
        var other = await Ledger.OpenAsync(new OpenAccount(name, "USD/2"), CancellationToken.None);
        Assert.Equal("ledger.account_differs", other.Code());
    }

    [Theory]
    [InlineData("world", AccountKind.World)]
    [InlineData("world:bank", AccountKind.World)]
    [InlineData("worldly", AccountKind.Ordinary)]
    [InlineData("network:world", AccountKind.Ordinary)]
    public async Task Only_the_world_is_outside(string name, AccountKind kind) =>
        Assert.Equal(kind, (await Ledger.OpenAsync(new OpenAccount(name), CancellationToken.None)).Value().Kind);

    [Fact]
    public async Task The_same_transaction_twenty_times_at_once_is_posted_once()
    {
        var accounts = await Ledger.OpenAsync("wallet");
        var request = Moving.Of(("world", accounts[0], 7));
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => Ledger.PostAsync(request, CancellationToken.None)));
        Assert.Single(answers.Select(answer => answer.Value().PostedAt).Distinct());
        Assert.Equal(7, await Ledger.UnitsAsync(accounts[0]));
    }

    [Fact]
    public async Task Another_transaction_under_the_same_id_is_refused()
    {
        var accounts = await Ledger.OpenAsync("a", "b");
        var request = Moving.Of(("world", accounts[0], 7));
        await Ledger.PostAsync(request, CancellationToken.None);
        PostTransaction[] others =
        [
            request with { Description = "Another" },
            request with { Reference = "another" },
            request with { Postings = Moving.Of(("world", accounts[0], 8)).Postings },
            request with { Postings = Moving.Of(("world", accounts[1], 7)).Postings },
            request with { Metadata = new Dictionary<string, string> { ["a"] = "b" } },
        ];
        foreach (var other in others)
        {
            Assert.Equal(
                "ledger.duplicate_id_conflict", (await Ledger.PostAsync(other, CancellationToken.None)).Code());
        }

        Assert.Equal(7, await Ledger.UnitsAsync(accounts[0]));
        Assert.Equal(0, await Ledger.UnitsAsync(accounts[1]));
    }

    [Fact]
    public async Task A_refused_transaction_moves_nothing_and_its_id_stays_free()
    {
        var accounts = await Ledger.OpenAsync("rich", "poor", "shop");
        await Ledger.PostAsync(("world", accounts[0], 100), ("world", accounts[1], 10));
        var request = Moving.Of((accounts[0], accounts[2], 50), (accounts[1], accounts[2], 11));
        var refused = await Ledger.PostAsync(request, CancellationToken.None);

        Assert.False(refused.Is(out _, out var error));
        Assert.Equal("ledger.insufficient_funds", error.Code);
        Assert.StartsWith(accounts[1], error.Detail, StringComparison.Ordinal);
        Assert.Equal(100, await Ledger.UnitsAsync(accounts[0]));
        Assert.Equal(0, await Ledger.UnitsAsync(accounts[2]));

        await Ledger.PostAsync(("world", accounts[1], 1));
        Assert.Null((await Ledger.PostAsync(request, CancellationToken.None)).Code());
        Assert.Equal(61, await Ledger.UnitsAsync(accounts[2]));
    }

    [Fact]
    public async Task Postings_are_carried_out_in_their_order()
    {
        var accounts = await Ledger.OpenAsync("a", "b");
        var spentFirst = await Ledger.PostAsync((accounts[0], accounts[1], 5), ("world", accounts[0], 5));
        Assert.Equal("ledger.insufficient_funds", spentFirst.Code());
        var filledFirst = await Ledger.PostAsync(("world", accounts[0], 5), (accounts[0], accounts[1], 5));
        Assert.Null(filledFirst.Code());
    }

    [Fact]
    public async Task Thirty_eight_digits_are_exact_and_a_thirty_ninth_is_refused()
    {
        var accounts = await Ledger.OpenAsync("vault", "other");
        var bank = (await Ledger.OpenAsync(
            new OpenAccount($"world:{Guid.CreateVersion7():n}"), CancellationToken.None)).Value().Account;
        var ten37 = Int128.Parse($"1{new string('0', 37)}");
        foreach (var units in Enumerable.Repeat(ten37, 9).Append(ten37 - 1))
        {
            Assert.Null((await Ledger.PostAsync((bank, accounts[0], units))).Code());
        }

        Assert.Equal(LedgerRules.UnitsMax, await Ledger.UnitsAsync(accounts[0]));
        Assert.Equal(-LedgerRules.UnitsMax, await Ledger.UnitsAsync(bank));
        Assert.Equal("ledger.balance_too_large", (await Ledger.PostAsync((bank, accounts[1], 1))).Code());
        Assert.Equal("ledger.balance_too_large", (await Ledger.PostAsync(("world", accounts[0], 1))).Code());
        Assert.Equal(
            "ledger.amount_too_large", (await Ledger.PostAsync((bank, accounts[0], LedgerRules.UnitsMax + 1))).Code());
        Assert.Null((await Ledger.PostAsync((accounts[0], bank, LedgerRules.UnitsMax))).Code());
        Assert.Equal(0, await Ledger.UnitsAsync(bank));
    }

    [Fact]
    public async Task Assets_do_not_mix()
    {
        var accounts = await Ledger.OpenAsync("a");
        var rupees = $"{accounts[0]}:rupees";
        await Ledger.OpenAsync(new OpenAccount(rupees, Moving.Rupees), CancellationToken.None);
        await Ledger.PostAsync(("world", accounts[0], 5));
        var dollars = Moving.Of((accounts[0], rupees, 1)) with
        {
            Postings = [new Posting(accounts[0], rupees, new Money(1, "USD/2"))],
        };
        Assert.Equal("ledger.asset_mismatch", (await Ledger.PostAsync(dollars, CancellationToken.None)).Code());
        var poor = dollars with { Postings = [new Posting(accounts[0], "world", new Money(1, "USD/2"))] };
        Assert.Equal("ledger.insufficient_funds", (await Ledger.PostAsync(poor, CancellationToken.None)).Code());
        Assert.Equal(0, await Ledger.UnitsAsync(accounts[0], "USD/2"));
    }

    [Fact]
    public async Task An_unknown_account_is_named()
    {
        var refused = await Ledger.PostAsync(("world", "nobody:here", 1));
        Assert.False(refused.Is(out _, out var error));
        Assert.Equal(("ledger.unknown_account", "nobody:here"), (error.Code, error.Detail));
        var balance = await Ledger.BalanceAsync("nobody:here", Moving.Rupees, CancellationToken.None);
        Assert.Equal("ledger.unknown_account", balance.Code());
    }

    public static TheoryData<string, PostTransaction> Unacceptable()
    {
        var good = Moving.Of(("world", "test:someone", 1));
        PostTransaction With(string from, string to, Int128 units, string asset = Moving.Rupees) =>
            good with { Postings = [new Posting(from, to, new Money(units, asset))] };
        PostTransaction About(string key, string value) =>
            good with { Metadata = new Dictionary<string, string> { [key] = value } };
        return new TheoryData<string, PostTransaction>
        {
            { "ledger.amount_not_positive", With("world", "test:someone", 0) },
            { "ledger.amount_not_positive", With("world", "test:someone", -1) },
            { "ledger.amount_not_positive", With("world", "test:someone", Int128.MinValue) },
            { "ledger.amount_too_large", With("world", "test:someone", Int128.MaxValue) },
            { "ledger.same_account", With("world", "world", 1) },
            { "ledger.invalid_asset", With("world", "test:someone", 1, "rupees") },
            { "ledger.invalid_asset", With("world", "test:someone", 1, "PKR/2\n") },
            { "ledger.invalid_account", With("", "test:someone", 1) },
            { "ledger.invalid_account", With("world", "test::someone", 1) },
            { "ledger.invalid_account", With("world", "test:some one", 1) },
            { "ledger.invalid_account", With("world", "test:\0", 1) },
            { "ledger.invalid_account", With("world", "test:someone\n", 1) },
            { "ledger.invalid_account", With("world", "..", 1) },
            { "ledger.invalid_account", With("world", new string('a', 65), 1) },
            { "ledger.invalid_account", With("world", string.Join(':', Enumerable.Repeat("a", 11)), 1) },
            { "ledger.invalid_account", With("world", string.Join(':', Enumerable.Repeat(new string('a', 64), 4)), 1) },
            { "ledger.invalid_postings", good with { Postings = [] } },
            { "ledger.invalid_postings", good with { Postings = [.. Enumerable.Repeat(good.Postings[0], 101)] } },
            { "ledger.invalid_postings", good with { Postings = [null!] } },
            { "ledger.invalid_description", good with { Description = "" } },
            { "ledger.invalid_description", good with { Description = "nul \0" } },
            { "ledger.invalid_description", good with { Description = new string('a', 501) } },
            { "ledger.invalid_reference", good with { Reference = "" } },
            { "ledger.invalid_reference", good with { Reference = new string('a', 201) } },
            { "ledger.invalid_reference", good with { Reference = "two\nlines" } },
            { "ledger.invalid_metadata", About("", "a") },
            { "ledger.invalid_metadata", About(new string('k', 65), "a") },
            { "ledger.invalid_metadata", About("k", new string('v', 501)) },
            { "ledger.invalid_metadata", About("k", null!) },
            {
                "ledger.invalid_metadata",
                good with { Metadata = Enumerable.Range(0, 21).ToDictionary(n => $"k{n}", _ => "v") }
            },
        };
    }

    [Theory]
    [MemberData(nameof(Unacceptable), DisableDiscoveryEnumeration = true)]
    public async Task What_is_not_acceptable_is_refused_by_name(string code, PostTransaction request)
    {
        await Ledger.OpenAsync(new OpenAccount("world"), CancellationToken.None);
        await Ledger.OpenAsync(new OpenAccount("test:someone"), CancellationToken.None);
        Assert.Equal(code, (await Ledger.PostAsync(request, CancellationToken.None)).Code());
    }

    [Fact]
    public async Task The_largest_transaction_fits()
    {
        var accounts = await Ledger.OpenAsync("a");
        var largest = new PostTransaction(
            Guid.CreateVersion7(), new string('ä', 500), new string('r', 200),
            [.. Enumerable.Repeat(new Posting("world", accounts[0], new Money(1, Moving.Rupees)), 100)],
            Enumerable.Range(0, 20).ToDictionary(n => $"{n}".PadLeft(64, 'k'), _ => new string('✓', 500)));
        Assert.Null((await Ledger.PostAsync(largest, CancellationToken.None)).Code());
        Assert.Equal(100, await Ledger.UnitsAsync(accounts[0]));
    }

    [Fact]
    public async Task A_caller_who_gave_up_is_not_kept_waiting()
    {
        var accounts = await Ledger.OpenAsync("a");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Ledger.PostAsync(
            Moving.Of(("world", accounts[0], 1)), new CancellationToken(canceled: true)));
    }
}

public sealed class LedgerInProcessTests(LedgerHost host) : LedgerConformance, IClassFixture<LedgerHost>
{
    protected override ILedger Ledger => host.Ledger;
}

public sealed class LedgerOverBridgeTests(BridgedLedgerHost host) : LedgerConformance, IClassFixture<BridgedLedgerHost>
{
    protected override ILedger Ledger => host.Ledger;
}
