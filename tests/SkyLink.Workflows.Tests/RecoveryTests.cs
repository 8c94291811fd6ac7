using System.Collections.Concurrent;
using System.Globalization;
using SkyLink.Testing;

#pragma warning disable CA5394 // Seeded on purpose: what fails, fails again.

namespace SkyLink.Workflows;

/// <summary>Runs go on elsewhere, and code that does not fit its history says where.</summary>
public sealed class RecoveryTests(EngineHost host) : IClassFixture<EngineHost>
{
    [Fact]
    public async Task A_run_goes_on_in_another_process_at_the_step_where_it_was()
    {
        var done = new ConcurrentBag<string>();
        var two = Waiting(done);
        var first = await host.StartAsync("moved", [two]);
        var run = await first.StartAsync(two, "a");
        await HasTakenAsync(run, 2);
        await first.DisposeAsync();
        var second = await host.StartAsync("moved", [two]);
        var same = second.Handle<string>(run.Run);
        await same.SignalAsync("go on", value: true);
        Assert.Equal("a1 a2", await same.ResultAsync());
        Assert.Equal(["a1", "a2"], done.Order());
    }

    [Fact]
    public async Task Runs_of_a_worker_that_was_taken_for_dead_go_on_elsewhere_and_it_writes_nothing_more()
    {
        var (here, there) = (new ConcurrentBag<string>(), new ConcurrentBag<string>());
        var (mine, others) = (Waiting(here), Waiting(there));
        var stale = await host.StartAsync("fenced", [mine], it => it with { BeatEvery = TimeSpan.FromHours(1) });
        var runs = new List<WorkflowHandle<string>>();
        for (var i = 0; i < 20; i++)
        {
            runs.Add(await stale.StartAsync(mine, $"run{i}"));
        }

        await Task.WhenAll(runs.Select(it => HasTakenAsync(it, 2)));
        var other = await host.StartAsync("fenced", [others]);

        // It gives no sign of life, so that the other takes over; what it then wants to write is refused.
        await Eventually.TrueAsync(
            async () => await host.ScalarAsync<bool>("select bool_or(is_gone) from fenced.workers"), "it is taken for dead");
        await Task.WhenAll(runs.Select(it => other.Handle<string>(it.Run).SignalAsync("go on", value: true)));
        var results = await Task.WhenAll(runs.Select(it => other.Handle<string>(it.Run).ResultAsync()));
        Assert.Equal(Enumerable.Range(0, 20).Select(it => $"run{it}1 run{it}2"), results);
        Assert.Equal(20, there.Count);
        Assert.All(there, it => Assert.EndsWith("2", it, StringComparison.Ordinal));

        // It hears of it when it wants to write, and begins anew.
        await Eventually.TrueAsync(async () =>
        {
            try
            {
                return await (await stale.StartAsync(Quick, 1)).ResultAsync() == 2;
            }
            catch (WorkflowException)
            {
                return false;
            }
        }, "it works again");
        Assert.Equal(0L, await host.ScalarAsync<long>("select count(*) from fenced.runs"));
    }

    [Fact]
    public async Task Two_processes_share_what_is_due_and_every_run_ends_once()
    {
        var ends = new ConcurrentDictionary<int, int>();
        var napping = WorkflowType.Define<int, int>("napping", async (context, number) =>
        {
            var random = context.Random;
            for (var i = 0; i < 3; i++)
            {
                await context.SleepAsync(TimeSpan.FromMilliseconds(random.Next(600)));
                await context.StepAsync($"step {i}", _ => Task.FromResult(number));
            }

            return await context.StepAsync("end", _ => Task.FromResult(ends.AddOrUpdate(number, 1, (_, times) => times + 1)));
        });
        var engines = await Task.WhenAll(
            host.StartAsync("shared", [napping], it => it with { ParkAfter = TimeSpan.FromMilliseconds(100) }),
            host.StartAsync("shared", [napping], it => it with { ParkAfter = TimeSpan.FromMilliseconds(100) }));
        var runs = await Task.WhenAll(Enumerable.Range(0, 500).Select(it => engines[0].StartAsync(napping, it)));
        var results = await Task.WhenAll(runs.Select(it => engines[1].Handle<int>(it.Run).ResultAsync()));
        Assert.All(results, it => Assert.Equal(1, it));
        Assert.Equal(500, ends.Count);
        Assert.Equal(0L, await host.ScalarAsync<long>("select count(*) from shared.runs"));
        Assert.Equal(500L, await host.ScalarAsync<long>("select count(*) from shared.ended"));
    }

    [Fact]
    public async Task Code_that_does_not_fit_says_where_and_the_run_waits_for_code_that_does()
    {
        var done = new ConcurrentBag<string>();
        var old = Waiting(done);
        var first = await host.StartAsync("diverged", [old]);
        var run = await first.StartAsync(old, "a");
        await HasTakenAsync(run, 2);
        await first.DisposeAsync();

        var changed = WorkflowType.Define<string, string>("waiting", async (context, name) =>
        {
            var other = await context.StepAsync("another", _ => Task.FromResult(name));
            await context.ReceiveAsync<bool>("go on");
            return other;
        });
        var second = await host.StartAsync("diverged", [changed]);
        var same = second.Handle<string>(run.Run);
        await Eventually.TrueAsync(
            async () => await host.ScalarAsync<short>("select state from diverged.runs") == (short)RunState.Diverged, "it stops");
        var fault = await same.VerifyAsync();
        Assert.StartsWith("Event 2 of the history is StepCompleted of 'first', operation 1 of line ", fault, StringComparison.Ordinal);
        Assert.Contains("but the code started the step 'another' as that, in line ", fault, StringComparison.Ordinal);
        Assert.Equal(fault, await host.ScalarAsync<string>("select fault from diverged.runs"));
        await second.DisposeAsync();

        var third = await host.StartAsync("diverged", [old]);
        await third.Handle<string>(run.Run).SignalAsync("go on", value: true);
        Assert.Equal("a1 a2", await third.Handle<string>(run.Run).ResultAsync());
    }

    [Fact]
    public async Task A_patch_leaves_open_runs_on_the_old_side_and_takes_new_ones_to_the_new()
    {
        var old = WorkflowType.Define<int, string>("patched", async (context, _) =>
        {
            await context.StepAsync("before", _ => Task.FromResult(1));
            await context.ReceiveAsync<bool>("go on");
            return await context.StepAsync("old", _ => Task.FromResult("old"));
        });
        var patched = WorkflowType.Define<int, string>("patched", async (context, _) =>
        {
            await context.StepAsync("before", _ => Task.FromResult(1));
            if (context.Patched("notify first"))
            {
                await context.StepAsync("notify", _ => Task.FromResult(1));
            }

            await context.ReceiveAsync<bool>("go on");
            var side = context.Patched("notify first") ? "new" : "old";
            return await context.StepAsync("old", _ => Task.FromResult(side));
        });
        var first = await host.StartAsync("patched", [old]);
        var before = await first.StartAsync(old, 0);
        await HasTakenAsync(before, 2);
        await before.SignalAsync("another", value: true);
        await first.DisposeAsync();
        var second = await host.StartAsync("patched", [patched]);
        var after = await second.StartAsync(patched, 0);
        foreach (var run in (Guid[])[before.Run, after.Run])
        {
            await second.Handle<string>(run).SignalAsync("go on", value: true);
        }

        Assert.Equal("old", await second.Handle<string>(before.Run).ResultAsync());
        Assert.Equal("new", await after.ResultAsync());
        Assert.Null(await after.VerifyAsync());
    }

    [Fact]
    public async Task Waiting_for_what_the_context_did_not_give_stops_the_run_and_says_so()
    {
        var straying = WorkflowType.Define<int, int>("straying", async (context, _) =>
        {
            await context.StepAsync("first", _ => Task.FromResult(1));
            await Task.Delay(5);
            return 1;
        });
        var engine = await host.StartAsync("straying", [straying]);
        await engine.StartAsync(straying, 0);
        await Eventually.TrueAsync(
            async () => await host.ScalarAsync<short>("select state from straying.runs") == (short)RunState.Diverged, "it stops");
        Assert.StartsWith(
            "The code awaited a task that is not of its context", await host.ScalarAsync<string>("select fault from straying.runs"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tail = set_byte(tail, 20, get_byte(tail, 20) # 1)")]
    [InlineData("tail = substr(tail, 1, length(tail) - 1)")]
    [InlineData("head = set_byte(head, 3, get_byte(head, 3) # 1)")]
    public async Task A_history_that_was_changed_is_told_to_no_code(string change)
    {
        var schema = $"changed_{string.GetHashCode(change, StringComparison.Ordinal) & 0xffff}".ToString(CultureInfo.InvariantCulture);
        var done = new ConcurrentBag<string>();
        var type = Waiting(done);
        var engine = await host.StartAsync(schema, [type]);
        var run = await engine.StartAsync(type, "a");
        await Eventually.TrueAsync(() => engine.Held == 0 && done.Count == 1, "nobody holds it");
        await host.ExecuteAsync($"update {schema}.runs set {change}");
        await run.SignalAsync("go on", value: true);
        await run.SignalAsync("go on", value: true);
        await Eventually.TrueAsync(
            async () => await host.ScalarAsync<short>($"select state from {schema}.runs") == (short)RunState.Diverged, "it stops");
        await Assert.ThrowsAsync<InvalidDataException>(() => run.HistoryAsync());
        Assert.Single(done);
    }

    private static Task HasTakenAsync(WorkflowHandle<string> run, int events) => Eventually.TrueAsync(
        async () => (await run.HistoryAsync()).Count == events, $"{events} events");

    private static readonly WorkflowType<int, int> Quick =
        WorkflowType.Define<int, int>("quick", (context, value) => context.StepAsync("add", _ => Task.FromResult(value + 1)));

    /// <summary>A step, a wait for a signal, and another step.</summary>
    private static WorkflowType<string, string> Waiting(ConcurrentBag<string> done) =>
        WorkflowType.Define<string, string>("waiting", async (context, name) =>
        {
            var first = await context.StepAsync("first", _ => Do($"{name}1"));
            await context.ReceiveAsync<bool>("go on");
            return $"{first} {await context.StepAsync("second", _ => Do($"{name}2"))}";

            Task<string> Do(string what)
            {
                done.Add(what);
                return Task.FromResult(what);
            }
        });
}
