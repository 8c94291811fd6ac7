using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Npgsql;
using SkyLink.Platform.Events;
using SkyLink.Testing;

namespace SkyLink.Settle.Ledger;

/// <summary>Many at once, faults in the middle, and what the database itself refuses.</summary>
public sealed class LedgerConcurrencyTests(LedgerHost host) : IClassFixture<LedgerHost>
{
    private readonly ILedger ledger = host.Ledger;

    [Fact]
    public async Task Two_hundred_at_once_spend_what_there_is_and_no_more()
    {
        var accounts = await host.OpenAsync("wallet", "shop");
        await ledger.PostAsync(("world", accounts[0], 777));
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(_ => ledger.PostAsync((accounts[0], accounts[1], 7))));
        Assert.Equal(111, answers.Count(answer => answer.Code() is null));
        Assert.Equal(89, answers.Count(answer => answer.Code() == "ledger.insufficient_funds"));
        Assert.Equal(0, await ledger.UnitsAsync(accounts[0]));
        Assert.Equal(777, await ledger.UnitsAsync(accounts[1]));
        await host.AssertBalancedAsync();
    }

    [Fact]
    public async Task There_and_back_at_once_never_deadlocks()
    {
        var accounts = await host.OpenAsync("a", "b", "c");
        await ledger.PostAsync(("world", accounts[0], 999), ("world", accounts[1], 999), ("world", accounts[2], 999));
        var before = await DeadlocksAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 600).Select(n =>
            ledger.PostAsync((accounts[n % 3], accounts[(n + 1 + (n % 2)) % 3], 1))));
        Assert.All(answers, answer => answer.Value());
        Assert.Equal(before, await DeadlocksAsync());
        await host.AssertBalancedAsync();
    }

    [Fact]
    public void Any_sequence_ends_in_the_database_as_it_would_on_paper() => Prop.ForAll(
        PaperLedger.Sequences(20),
        transactions => Task.Run(() => PostOneByOneAsync(transactions)).GetAwaiter().GetResult())
        .Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    [Fact]
    public void Any_transactions_at_once_leave_what_the_accepted_ones_add_up_to() => Prop.ForAll(
        PaperLedger.Sequences(60),
        transactions => Task.Run(() => PostAtOnceAsync(transactions)).GetAwaiter().GetResult())
        .Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    [Fact]
    public async Task One_bad_item_in_a_batch_takes_no_other_along()
    {
        var accounts = await host.OpenAsync("poor", "shop");
        var spend = Moving.Of((accounts[0], accounts[1], 5));
        var fill = Moving.Of(("world", accounts[0], 5));
        var again = spend with { Id = Guid.CreateVersion7() };
        PostTransaction[] batch = [spend, fill, again, fill, fill with { Description = "Another" }];
        await ledger.PostAsync(("world", accounts[0], 1), ("world", accounts[1], 1));

        var answers = await host.DbOf("settle.ledger").InTransactionAsync(
            tx => Bookkeeper().WriteAsync(tx, [.. batch.Select(Draft.Of)]), CancellationToken.None);

        Assert.Equal(
            ["ledger.insufficient_funds", null, null, null, "ledger.duplicate_id_conflict"],
            answers.Select(answer => answer.Code()));
        Assert.Equal(1, await ledger.UnitsAsync(accounts[0]));
        Assert.Equal(6, await ledger.UnitsAsync(accounts[1]));
        await host.AssertBalancedAsync();
    }

    [Fact]
    public async Task A_server_process_killed_before_the_commit_leaves_nothing()
    {
        var accounts = await host.OpenAsync("wallet");
        var request = Moving.Of(("world", accounts[0], 9)) with { Reference = accounts[0] };
        await ledger.PostAsync(("world", accounts[0], 1));

        // Holds back the last statement before the commit: all others have been carried out.
        await using var other = NpgsqlDataSource.Create($"{host.Database.ConnectionString};Pooling=false");
        await using var connection = await other.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("lock table settle_ledger.events in exclusive mode", connection))
        {
            await hold.ExecuteNonQueryAsync();
        }

        var posting = ledger.PostAsync(request, CancellationToken.None);
        await Eventually.TrueAsync(async () => await host.Database.ScalarAsync<long>("""
            select count(pg_terminate_backend(pid)) from pg_stat_activity
             where datname = current_database() and application_name = 'skylink settle.ledger'
               and wait_event_type = 'Lock' and query like '%into events%'
            """) == 1, "the kill of the process that posts");
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => posting);
        await transaction.RollbackAsync();

        Assert.Equal(1, await ledger.UnitsAsync(accounts[0]));
        await host.AssertBalancedAsync();
        Assert.Equal(0, await CountAsync($"transactions where id = '{request.Id}'"));
        Assert.Equal(0, await CountAsync($"entries where transaction_id = '{request.Id}'"));
        Assert.Equal(0, await CountAsync($"events where subject = '{accounts[0]}'"));

        (await ledger.PostAsync(request, CancellationToken.None)).Value();
        Assert.Equal(10, await ledger.UnitsAsync(accounts[0]));
        Assert.Equal(1, await CountAsync($"events where subject = '{accounts[0]}'"));
    }

    [Theory]
    [InlineData("update settle_ledger.entries set units = units + 1", "42501")]
    [InlineData("delete from settle_ledger.entries", "42501")]
    [InlineData("truncate settle_ledger.transactions", "42501")]
    [InlineData("update settle_ledger.transactions set description = 'x'", "42501")]
    [InlineData("update settle_ledger.balances set units = -1 where account like 'test:%'", "23514")]
    [InlineData("update settle_ledger.accounts set kind = 'World' where name like 'test:%'", "23514")]
    [InlineData("insert into settle_ledger.entries select account, asset, number, transaction_id, line, units, balance "
        + "from settle_ledger.entries limit 1", "23505")]
    public async Task The_database_itself_refuses_what_the_ledger_never_does(string sql, string state)
    {
        var accounts = await host.OpenAsync("someone");
        await ledger.PostAsync(("world", accounts[0], 1));
        var refused = await Assert.ThrowsAsync<PostgresException>(() => host.Database.ExecuteAsync(
            $"set role settle_ledger; {sql}"));
        Assert.Equal(state, refused.SqlState);
    }

    [Fact]
    public async Task Who_posted_stands_in_the_event_even_if_the_commit_was_shared()
    {
        var accounts = await host.OpenAsync("a");
        var traces = await Task.WhenAll(Enumerable.Range(0, 20).Select(async n =>
        {
            using var activity = new System.Diagnostics.Activity("test").Start();
            var request = Moving.Of(("world", accounts[0], 1)) with { Reference = $"{accounts[0]}:{n}" };
            (await ledger.PostAsync(request, CancellationToken.None)).Value();
            return (request.Reference, Trace: activity.TraceId.ToString());
        }));
        foreach (var (reference, trace) in traces)
        {
            Assert.Equal(trace, await host.Database.ScalarAsync<string>(
                $"select correlation from settle_ledger.events where subject = '{reference}'"));
        }

        Assert.Equal("settle.ledger.posted.v1", EventType.Of(typeof(TransactionPosted)).Name);
    }

    private async Task PostOneByOneAsync(Move[][] transactions)
    {
        var accounts = await WorldAndFourAsync();
        var paper = new PaperLedger(accounts);
        foreach (var moves in transactions)
        {
            var answer = await ledger.PostAsync(PaperLedger.Request(accounts, moves), CancellationToken.None);
            Assert.Equal(paper.Post(moves), answer.Code());
        }

        foreach (var account in accounts)
        {
            Assert.Equal(paper[account, Moving.Rupees], (BigInteger)await ledger.UnitsAsync(account));
            Assert.Equal(paper[account, "USD/2"], (BigInteger)await ledger.UnitsAsync(account, "USD/2"));
        }

        await host.AssertBalancedAsync();
    }

    private async Task PostAtOnceAsync(Move[][] transactions)
    {
        var accounts = await WorldAndFourAsync();
        var answers = await Task.WhenAll(transactions.Select(moves =>
            ledger.PostAsync(PaperLedger.Request(accounts, moves), CancellationToken.None)));
        var accepted = transactions.Where((_, index) => answers[index].Code() is null)
            .SelectMany(moves => moves).ToList();
        for (var i = 0; i < accounts.Length; i++)
        {
            var expected = accepted.Where(move => !move.IsDollars)
                .Sum(move => (move.To == i ? move.Units : 0) - (move.From == i ? move.Units : 0));
            var units = await ledger.UnitsAsync(accounts[i]);
            Assert.Equal(expected, units);
            Assert.True(i == 0 || units >= 0);
        }

        await host.AssertBalancedAsync();
    }

    private async Task<string[]> WorldAndFourAsync()
    {
        var four = await host.OpenAsync("a", "b", "c", "d");
        var world = (await ledger.OpenAsync(
            new OpenAccount($"world:{Guid.CreateVersion7():n}"), CancellationToken.None)).Value().Account;
        return [world, .. four];
    }

    private Bookkeeper Bookkeeper() =>
        (Bookkeeper)host.Services.GetService(typeof(Bookkeeper))!;

    private Task<long> CountAsync(string from) =>
        host.Database.ScalarAsync<long>($"select count(*) from settle_ledger.{from}");

    private Task<long> DeadlocksAsync() => host.Database.ScalarAsync<long>(
        "select deadlocks from pg_stat_database where datname = current_database()");
}

public sealed class LedgerRestartTests(LedgerHost host) : IClassFixture<LedgerHost>
{
    [Fact]
    public async Task What_was_answered_is_there_after_a_restart()
    {
        var accounts = await host.OpenAsync("wallet", "shop");
        var request = Moving.Of(("world", accounts[0], 9), (accounts[0], accounts[1], 4));
        var first = (await host.Ledger.PostAsync(request, CancellationToken.None)).Value();
        await host.RestartAsync();
        Assert.Equal(5, await host.Ledger.UnitsAsync(accounts[0]));
        Assert.Equal(4, await host.Ledger.UnitsAsync(accounts[1]));
        var again = (await host.Ledger.PostAsync(request, CancellationToken.None)).Value();
        Assert.Equal(first.PostedAt, again.PostedAt);
        Assert.Equal(5, await host.Ledger.UnitsAsync(accounts[0]));
        await host.AssertBalancedAsync();
    }
}

public sealed class TrialBalanceTests(LedgerHost host) : IClassFixture<LedgerHost>
{
    [Fact]
    public async Task A_balance_that_lies_is_found()
    {
        var accounts = await host.OpenAsync("honest", "liar");
        await host.Ledger.PostAsync(("world", accounts[0], 9), ("world", accounts[1], 9));
        await host.AssertBalancedAsync();
        await host.Database.ExecuteAsync(
            $"update settle_ledger.balances set units = 8 where account = '{accounts[1]}'");

        using var http = host.CreateClient("Analyst");
        var trial = System.Text.Json.Nodes.JsonNode.Parse(await http.GetStringAsync("/api/v1/ledger/trial-balance"))!;
        Assert.False((bool)trial["isBalanced"]!);
        Assert.Equal("-1", (string?)trial["assets"]![0]!["sum"]);
        Assert.Equal(accounts[1], (string?)trial["assets"]![0]!["differing"]!.AsArray().Single());
    }
}
