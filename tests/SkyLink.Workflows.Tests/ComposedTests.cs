using SkyLink.Testing;
using SkyLink.Workflows.History;

namespace SkyLink.Workflows;

/// <summary>Children, updates, compensation, histories that begin anew, and steps in a transaction.</summary>
public sealed class ComposedTests(EngineHost host) : IClassFixture<EngineHost>
{
    private static readonly WorkflowType<int, int> Twice = WorkflowType.Define<int, int>("twice", async (context, value) =>
    {
        await context.SleepAsync(TimeSpan.FromMilliseconds(10));
        return await context.StepAsync("double", _ => value < 0
            ? throw new ArgumentOutOfRangeException(nameof(value), "below zero")
            : Task.FromResult(value * 2), new StepOptions { AttemptsMax = 1 });
    });

    [Fact]
    public async Task Children_run_beside_each_other_and_give_their_results()
    {
        var parent = WorkflowType.Define<int, int>("parent", async (context, count) =>
        {
            var children = Enumerable.Range(0, count).Select(it => context.ChildAsync(Twice, it)).ToList();
            return (await Task.WhenAll(children)).Sum();
        });
        var engine = await host.StartAsync("children", [parent, Twice]);
        var run = await engine.StartAsync(parent, 30);
        Assert.Equal(29 * 30, await run.ResultAsync());
        Assert.Equal(31L, await host.ScalarAsync<long>("select count(*) from children.ended"));
        Assert.Equal(0L, await host.ScalarAsync<long>("select count(*) from children.messages"));
        Assert.Null(await run.VerifyAsync());
    }

    [Fact]
    public async Task A_child_that_fails_tells_its_parent_why()
    {
        var parent = WorkflowType.Define<int, string>("parent", async (context, value) =>
        {
            try
            {
                return $"{await context.ChildAsync(Twice, value)}";
            }
            catch (ChildFailedException thrown)
            {
                return thrown.Failure!.Message;
            }
        });
        var engine = await host.StartAsync("failing", [parent, Twice]);
        var run = await engine.StartAsync(parent, -1);
        Assert.StartsWith("below zero", await run.ResultAsync(), StringComparison.Ordinal);
        Assert.Null(await run.VerifyAsync());
    }

    [Fact]
    public async Task A_cancelled_parent_cancels_its_children()
    {
        var waiting = WorkflowType.Define<int, int>("waiting", (context, _) => context.ReceiveAsync<int>("never"));
        var parent = WorkflowType.Define<int, int>("parent", (context, value) => context.ChildAsync(waiting, value));
        var engine = await host.StartAsync("cancelling", [parent, waiting]);
        var run = await engine.StartAsync(parent, 0);
        await Eventually.TrueAsync(
            async () => await host.ScalarAsync<long>("select count(*) from cancelling.runs where type = 'waiting'") == 1, "it waits");
        await run.CancelAsync("enough");
        var thrown = await Assert.ThrowsAsync<WorkflowFailedException>(() => run.ResultAsync());
        Assert.Equal(RunState.Cancelled, thrown.State);
        await Eventually.TrueAsync(
            async () => await host.ScalarAsync<long>("select count(*) from cancelling.ended where state = 12") == 2, "both end");
    }

    [Fact]
    public async Task An_update_is_let_in_or_refused_and_answered_wherever_the_run_is_held()
    {
        var account = WorkflowType.Define<int, int>("account", async (context, start) =>
        {
            var balance = start;
            context.OnUpdate<int, int>(
                "withdraw",
                async amount =>
                {
                    await context.StepAsync("pay out", _ => Task.FromResult(amount));
                    return balance -= amount;
                },
                amount => ArgumentOutOfRangeException.ThrowIfGreaterThan(amount, balance));
            await context.WaitUntilAsync(() => balance == 0);
            return balance;
        });
        var engine = await host.StartAsync("updates", [account]);
        var other = await host.StartAsync("updates", []);
        var run = await engine.StartAsync(account, 100);
        Assert.Equal(70, await run.UpdateAsync<int, int>("withdraw", 30));
        await Assert.ThrowsAsync<UpdateRejectedException>(() => run.UpdateAsync<int, int>("withdraw", 71));
        await Assert.ThrowsAsync<UpdateRejectedException>(() => run.UpdateAsync<int, int>("deposit", 1));
        var there = other.Handle<int>(run.Run);
        Assert.Equal(60, await there.UpdateAsync<int, int>("withdraw", 10));
        await Assert.ThrowsAsync<UpdateRejectedException>(() => there.UpdateAsync<int, int>("withdraw", 61));
        await Eventually.TrueAsync(() => engine.Held == 0, "nobody holds it");
        Assert.Equal(50, await run.UpdateAsync<int, int>("withdraw", 10));
        Assert.Null(await run.VerifyAsync());
        Assert.Equal(0, await run.UpdateAsync<int, int>("withdraw", 50));
        Assert.Equal(0, await run.ResultAsync());
        Assert.Null(await run.VerifyAsync());
    }

    [Fact]
    public async Task What_was_done_is_taken_back_in_the_opposite_order()
    {
        var done = new List<string>();
        var saga = WorkflowType.Define<int, int>("saga", async (context, _) =>
        {
            var compensation = context.Compensation();
            try
            {
                foreach (var what in (string[])["flight", "hotel", "car"])
                {
                    await context.StepAsync($"book {what}", _ => Do($"book {what}", isRefused: what == "car"), Once);
                    compensation.Add($"cancel {what}", _ => Do($"cancel {what}", isRefused: false));
                }

                return 1;
            }
            catch (StepFailedException)
            {
                await compensation.RunAsync();
                throw;
            }
        });
        var engine = await host.StartAsync("saga", [saga]);
        var run = await engine.StartAsync(saga, 0);
        var thrown = await Assert.ThrowsAsync<WorkflowFailedException>(() => run.ResultAsync());
        Assert.Equal("book car is refused", thrown.Failure!.Message);
        Assert.Equal(["book flight", "book hotel", "book car", "cancel hotel", "cancel flight"], done);
        Assert.Null(await run.VerifyAsync());

        Task<bool> Do(string what, bool isRefused)
        {
            done.Add(what);
            return isRefused ? throw new InvalidOperationException($"{what} is refused") : Task.FromResult(true);
        }
    }

    [Fact]
    public async Task A_history_ends_and_another_begins_with_the_signals_that_nobody_received()
    {
        var summing = WorkflowType.Define<int[], int>("summing", async (context, state) =>
        {
            var (sum, rounds) = (state[0], state[1]);
            for (var i = 0; i < 3; i++)
            {
                sum += await context.ReceiveAsync<int>("add");
            }

            return rounds == 0 ? sum : throw context.ContinueAsNew<int[]>([sum, rounds - 1]);
        });
        var engine = await host.StartAsync("again", [summing]);
        var run = await engine.StartAsync(summing, [0, 3], new StartOptions { WorkflowId = "sum" });
        for (var i = 1; i <= 12; i++)
        {
            await run.SignalAsync("add", i);
        }

        Assert.Equal(78, await run.ResultAsync());
        Assert.Equal(3L, await host.ScalarAsync<long>("select count(*) from again.ended where state = 13 and continued_by is not null"));
        Assert.Equal(run.Run, (await engine.FindAsync<int>("sum"))!.Run);
        Assert.Null(await run.VerifyAsync());
        foreach (var archive in await ArchivesAsync())
        {
            Assert.Equal(EventKind.ContinuedAsNew, (await engine.Handle<int>(archive).HistoryAsync())[^1].Kind);
            Assert.Null(await engine.Handle<int>(archive).VerifyAsync());
        }

        async Task<Guid[]> ArchivesAsync() =>
            await host.ScalarAsync<Guid[]>("select array_agg(id) from again.ended where state = 13");
    }

    [Fact]
    public async Task A_step_in_a_transaction_is_done_once_however_often_it_is_tried()
    {
        await host.ExecuteAsync("create table public.booked (what text not null)");
        var attempts = 0;
        var booking = WorkflowType.Define<string, int>("booking", (context, what) => context.TransactionAsync(
            "book",
            async (connection, transaction, cancellation) =>
            {
                await using var insert = new Npgsql.NpgsqlCommand("insert into public.booked values ($1)", connection, transaction);
                insert.Parameters.Add(new Npgsql.NpgsqlParameter<string> { TypedValue = what });
                await insert.ExecuteNonQueryAsync(cancellation);
                return ++attempts < 3 ? throw new TimeoutException("not yet") : attempts;
            },
            new StepOptions { FirstDelay = TimeSpan.FromMilliseconds(1) }));
        var engine = await host.StartAsync("effects", [booking]);
        var run = await engine.StartAsync(booking, "a");
        Assert.Equal(3, await run.ResultAsync());
        Assert.Equal(1L, await host.ScalarAsync<long>("select count(*) from public.booked"));
        Assert.Equal(0L, await host.ScalarAsync<long>("select count(*) from effects.effects"));
    }

    private static StepOptions Once { get; } = new() { AttemptsMax = 1 };
}
