using SkyLink.Testing;
using SkyLink.Workflows.History;

namespace SkyLink.Workflows;

/// <summary>What a workflow's code may do, on a real database.</summary>
public sealed class WorkflowTests(EngineHost host) : IClassFixture<EngineHost>
{
    private static readonly StepOptions Once = new() { AttemptsMax = 1 };

    [Fact]
    public async Task Steps_are_done_one_after_the_other_and_kept()
    {
        var three = WorkflowType.Define<int, string>("three", async (context, start) =>
        {
            var first = await context.StepAsync("double", _ => Task.FromResult(start * 2));
            var second = await context.StepAsync("add", async _ =>
            {
                await Task.Yield();
                return first + 1;
            });
            return await context.StepAsync("write", _ => Task.FromResult($"{second} is the answer"));
        });
        var engine = await host.StartAsync("steps", [three]);
        var run = await engine.StartAsync(three, 20);
        Assert.Equal("41 is the answer", await run.ResultAsync());
        var history = await run.HistoryAsync();
        Assert.Equal(
            [EventKind.Started, EventKind.StepCompleted, EventKind.StepCompleted, EventKind.StepCompleted, EventKind.Completed],
            history.Select(it => it.Kind));
        Assert.Equal(["three", "double", "add", "write", ""], history.Select(it => it.Name));
        Assert.Equal(0L, await host.ScalarAsync<long>("select count(*) from steps.runs"));
    }

    [Fact]
    public async Task Steps_run_beside_each_other_and_the_first_of_several_is_told()
    {
        var gate = new TaskCompletionSource();
        var both = WorkflowType.Define<string, string>("both", async (context, _) =>
        {
            var slow = context.StepAsync("slow", async _ =>
            {
                await gate.Task;
                return "slow";
            });
            var fast = context.StepAsync("fast", _ => Task.FromResult("fast"));
            var first = await await Task.WhenAny(slow, fast);
            await context.StepAsync("open", _ =>
            {
                gate.TrySetResult();
                return Task.FromResult(true);
            });
            return string.Join(' ', [first, .. await Task.WhenAll(slow, fast)]);
        });
        var engine = await host.StartAsync("both", [both]);
        var run = await engine.StartAsync(both, "");
        Assert.Equal("fast slow fast", await run.ResultAsync());
        Assert.Null(await run.VerifyAsync());
    }

    [Fact]
    public async Task A_step_that_fails_is_tried_again_and_its_last_failure_ends_the_run()
    {
        var attempts = 0;
        var flaky = WorkflowType.Define<int, int>("flaky", (context, until) => context.StepAsync(
            "flaky",
            step => ++attempts < until
                ? throw new InvalidOperationException($"attempt {step.Attempt} failed")
                : Task.FromResult(step.Attempt),
            new StepOptions { AttemptsMax = 4, FirstDelay = TimeSpan.FromMilliseconds(5) }));
        var engine = await host.StartAsync("flaky", [flaky]);
        Assert.Equal(3, await (await engine.StartAsync(flaky, 3)).ResultAsync());

        attempts = 0;
        var run = await engine.StartAsync(flaky, 100);
        var thrown = await Assert.ThrowsAsync<WorkflowFailedException>(() => run.ResultAsync());
        Assert.Equal(RunState.Failed, thrown.State);
        Assert.Equal("System.InvalidOperationException", thrown.Failure!.Type);
        Assert.Equal("attempt 4 failed", thrown.Failure.Message);
        Assert.Equal(4, attempts);
        Assert.Equal(
            [EventKind.Started, EventKind.StepRetried, EventKind.StepRetried, EventKind.StepRetried, EventKind.StepFailed,
                EventKind.Failed],
            (await run.HistoryAsync()).Select(it => it.Kind));
    }

    [Fact]
    public async Task An_attempt_that_takes_too_long_counts_as_failed_also_where_it_does_not_listen()
    {
        var late = WorkflowType.Define<int, int>("late", (context, _) => context.StepAsync(
            "late",
            async step =>
            {
                await Task.Delay(step.Attempt == 1 ? TimeSpan.FromSeconds(30) : TimeSpan.Zero, CancellationToken.None);
                return step.Attempt;
            },
            new StepOptions { Timeout = TimeSpan.FromMilliseconds(50), FirstDelay = TimeSpan.FromMilliseconds(1) }));
        var engine = await host.StartAsync("late", [late]);
        var run = await engine.StartAsync(late, 0);
        Assert.Equal(2, await run.ResultAsync());
        var retried = (await run.HistoryAsync()).Single(it => it.Kind == EventKind.StepRetried);
        Assert.Equal("late", retried.Name);
    }

    [Fact]
    public async Task A_run_that_sleeps_long_is_held_by_nobody_and_wakes_up_in_time()
    {
        var sleeper = WorkflowType.Define<int, DateTimeOffset[]>("sleeper", async (context, milliseconds) =>
        {
            var before = context.Now;
            await context.SleepAsync(TimeSpan.FromMilliseconds(milliseconds));
            return [before, context.Now];
        });
        var engine = await host.StartAsync("sleeper", [sleeper]);
        var naps = await (await engine.StartAsync(sleeper, 40)).ResultAsync();
        Assert.InRange(naps[1] - naps[0], TimeSpan.FromMilliseconds(40), TimeSpan.FromSeconds(5));

        var run = await engine.StartAsync(sleeper, 1_500);
        await Eventually.TrueAsync(() => engine.Held == 0, "nobody holds it");
        Assert.Equal((short)RunState.Waiting, await host.ScalarAsync<short>("select state from sleeper.runs"));
        var times = await run.ResultAsync();
        Assert.InRange(times[1] - times[0], TimeSpan.FromMilliseconds(1_500), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Signals_are_heard_in_order_whether_they_come_early_or_late_or_while_nobody_holds_the_run()
    {
        var listener = WorkflowType.Define<int, string>("listener", async (context, count) =>
        {
            var heard = new List<string>();
            context.OnQuery("heard", () => heard.Count);
            for (var i = 0; i < count; i++)
            {
                heard.Add(await context.ReceiveAsync<string>("word"));
            }

            return string.Join(' ', heard);
        });
        var engine = await host.StartAsync("listener", [listener]);
        var run = await engine.StartAsync(listener, 4);
        await run.SignalAsync("word", "one");
        await run.SignalAsync("word", "two");
        Assert.Equal(2, await run.QueryAsync<int>("heard"));
        await Eventually.TrueAsync(() => engine.Held == 0, "nobody holds it");
        Assert.Equal(2, await run.QueryAsync<int>("heard"));
        await run.SignalAsync("word", "three");
        await Eventually.TrueAsync(async () => await run.QueryAsync<int>("heard") == 3, "it has heard three");
        await run.SignalAsync("word", "four");
        Assert.Equal("one two three four", await run.ResultAsync());
        Assert.Equal(4, await run.QueryAsync<int>("heard"));
        await Assert.ThrowsAsync<WorkflowNotFoundException>(() => run.SignalAsync("word", "five"));
        Assert.Equal(0L, await host.ScalarAsync<long>("select count(*) from listener.messages"));
    }

    [Fact]
    public async Task A_cancelled_run_is_told_so_and_cleans_up_behind_a_shield()
    {
        var (begun, stopped) = (new TaskCompletionSource(), new TaskCompletionSource());
        var cleaned = 0;
        var endless = WorkflowType.Define<int, int>("long", async (context, _) =>
        {
            try
            {
                await context.StepAsync("work", async step =>
                {
                    using var _ = step.Cancellation.Register(stopped.SetResult);
                    begun.SetResult();
                    await Task.Delay(Timeout.Infinite, step.Cancellation);
                });
                return 1;
            }
            finally
            {
                await context.WithoutCancellation().StepAsync("clean up", _ => Task.FromResult(++cleaned));
            }
        });
        var engine = await host.StartAsync("cancelled", [endless]);
        var run = await engine.StartAsync(endless, 0);
        await begun.Task;
        await run.CancelAsync("no longer wanted");
        var thrown = await Assert.ThrowsAsync<WorkflowFailedException>(() => run.ResultAsync());
        Assert.Equal(RunState.Cancelled, thrown.State);
        Assert.Equal("no longer wanted", thrown.Failure!.Message);
        Assert.Equal(1, cleaned);
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Null(await run.VerifyAsync());
    }

    [Fact]
    public async Task A_condition_is_met_when_what_happens_meets_it()
    {
        var counting = WorkflowType.Define<int, int>("counting", async (context, until) =>
        {
            var sum = 0;
            var listening = ListenAsync();
            await context.WaitUntilAsync(() => sum >= until);
            Assert.False(listening.IsCompleted);
            return sum;

            async Task ListenAsync()
            {
                while (true)
                {
                    sum += await context.ReceiveAsync<int>("add");
                }
            }
        });
        var engine = await host.StartAsync("counting", [counting]);
        var run = await engine.StartAsync(counting, 10);
        foreach (var value in (int[])[3, 3, 3, 3])
        {
            await run.SignalAsync("add", value);
        }

        Assert.Equal(12, await run.ResultAsync());
    }

    [Fact]
    public async Task The_same_id_starts_one_run_however_often_and_at_once()
    {
        var runs = 0;
        var once = WorkflowType.Define<int, int>("once", (context, _) => context.StepAsync(
            "count", _ => Task.FromResult(Interlocked.Increment(ref runs)), Once));
        var engine = await host.StartAsync("once", [once]);
        var with = new StartOptions { WorkflowId = "order-1" };
        var handles = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => engine.StartAsync(once, 0, with)));
        Assert.Single(handles.Select(it => it.Run).Distinct());
        Assert.Equal(1, await handles[0].ResultAsync());

        var again = await engine.StartAsync(once, 0, with);
        Assert.Equal(handles[0].Run, again.Run);
        Assert.Equal(1, await again.ResultAsync());
        var thrown = await Assert.ThrowsAsync<WorkflowExistsException>(
            () => engine.StartAsync(once, 0, with with { OnConflict = IdConflict.Fail }));
        Assert.Equal(handles[0].Run, thrown.Run);
        var second = await engine.StartAsync(once, 0, with with { OnConflict = IdConflict.AgainAfterEnd });
        Assert.NotEqual(handles[0].Run, second.Run);
        Assert.Equal(2, await second.ResultAsync());
        Assert.Equal(second.Run, (await engine.FindAsync<int>("order-1"))!.Run);
    }

    [Fact]
    public async Task What_cannot_be_written_fails_alone()
    {
        var plain = WorkflowType.Define<int, int>("plain", (_, value) => Task.FromResult(value));
        var engine = await host.StartAsync("poison", [plain]);
        var good = Enumerable.Range(0, 40).Select(async value => await (await engine.StartAsync(plain, value)).ResultAsync());
        var bad = Assert.ThrowsAsync<WorkflowException>(
            () => engine.StartAsync(plain, 0, new StartOptions { WorkflowId = "a\0b" }));
        Assert.Equal(Enumerable.Range(0, 40), await Task.WhenAll(good));
        Assert.StartsWith("It cannot be written:", (await bad).Message, StringComparison.Ordinal);
        Assert.Equal(0, engine.Held);
    }

    [Fact]
    public async Task A_long_history_lies_in_chunks_and_is_whole_in_the_end()
    {
        var text = new string('x', 700);
        var many = WorkflowType.Define<int, int>("many", async (context, count) =>
        {
            var sum = 0;
            for (var i = 0; i < count; i++)
            {
                sum += (await context.StepAsync("text", _ => Task.FromResult(text))).Length;
            }

            await context.ReceiveAsync<bool>("go on");
            return sum;
        });
        var engine = await host.StartAsync("chunks", [many]);
        var run = await engine.StartAsync(many, 100);
        await Eventually.TrueAsync(() => engine.Held == 0, "nobody holds it");
        Assert.InRange(await host.ScalarAsync<long>("select count(*) from chunks.chunks"), 30, 100);
        Assert.Null(await run.VerifyAsync());
        await run.SignalAsync("go on", value: true);
        Assert.Equal(70_000, await run.ResultAsync());
        Assert.Equal(103, (await run.HistoryAsync()).Count);
        Assert.Equal(0L, await host.ScalarAsync<long>("select count(*) from chunks.chunks"));
    }

    [Fact]
    public async Task A_payload_of_ten_megabytes_is_kept_like_any_other()
    {
        var large = WorkflowType.Define<string, int>("large", async (context, text) =>
        {
            var twice = await context.StepAsync("double", _ => Task.FromResult(text + text));
            await context.ReceiveAsync<bool>("go on");
            return twice.Length;
        });
        var engine = await host.StartAsync("large", [large]);
        var run = await engine.StartAsync(large, new string('x', 10_000_000));
        await Eventually.TrueAsync(() => engine.Held == 0, "nobody holds it");
        await run.SignalAsync("go on", value: true);
        Assert.Equal(20_000_000, await run.ResultAsync());
        Assert.Null(await run.VerifyAsync());
    }

    [Fact]
    public async Task A_run_that_never_ends_fails_at_the_limit_of_its_history()
    {
        var endless = WorkflowType.Define<int, int>(
            "endless",
            async (context, _) =>
            {
                while (true)
                {
                    await context.StepAsync("again", _ => Task.FromResult(1), Once);
                }
            },
            new WorkflowTypeOptions { EventsMax = 50 });
        var engine = await host.StartAsync("endless", [endless]);
        var run = await engine.StartAsync(endless, 0);
        var thrown = await Assert.ThrowsAsync<WorkflowFailedException>(() => run.ResultAsync());
        Assert.Equal("The history has 50 events, 50 at most: long work continues as new.", thrown.Failure!.Message);
        Assert.Equal(51, (await run.HistoryAsync()).Count);
    }

    [Fact]
    public async Task A_process_that_holds_as_many_runs_as_it_may_starts_no_more()
    {
        var waiting = WorkflowType.Define<int, int>("waiting", (context, _) => context.ReceiveAsync<int>("go on"));
        var engine = await host.StartAsync(
            "full", [waiting], it => it with { RunsMax = 3, ParkAfter = TimeSpan.FromHours(1) });
        var runs = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => engine.StartAsync(waiting, 0)));
        await Assert.ThrowsAsync<WorkflowException>(() => engine.StartAsync(waiting, 0));
        await runs[0].SignalAsync("go on", 1);
        await runs[0].ResultAsync();
        await (await engine.StartAsync(waiting, 0)).CancelAsync("enough");
    }

    [Fact]
    public async Task Runs_are_kept_as_long_as_their_workflow_says_and_then_forgotten()
    {
        var brief = WorkflowType.Define<int, int>(
            "brief", (_, value) => Task.FromResult(value), new WorkflowTypeOptions { Retention = TimeSpan.FromDays(1) });
        var lasting = WorkflowType.Define<int, int>("lasting", (_, value) => Task.FromResult(value));
        var clock = new ManualClock();
        var engine = await host.StartAsync(
            "kept", [brief, lasting], it => it with { Clock = clock, ForgetEvery = TimeSpan.FromMilliseconds(100) });
        var (gone, stays) = (await engine.StartAsync(brief, 1), await engine.StartAsync(lasting, 2));
        Assert.Equal((1, 2), (await gone.ResultAsync(), await stays.ResultAsync()));
        clock.Advance(TimeSpan.FromDays(3));
        await Eventually.TrueAsync(async () => await host.ScalarAsync<long>("select count(*) from kept.ended") == 1, "one is left");
        await Assert.ThrowsAsync<WorkflowNotFoundException>(() => gone.ResultAsync());
        Assert.Equal(2, await stays.ResultAsync());
    }
}
