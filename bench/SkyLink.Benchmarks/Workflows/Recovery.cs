using System.Diagnostics;
using System.Globalization;
using Npgsql;
using SkyLink.Workflows;

namespace SkyLink.Benchmarks.Workflows;

/// <summary>
/// A process that holds runs in the middle of their second step is killed; one that ran beside it ends them.
/// </summary>
internal static class Recovery
{
    /// <summary>What this program is started with to be the process that is killed.</summary>
    public const string WorkerArgument = "hold-workflows";

    private const string DatabaseVariable = "SKYLINK_BENCH_DATABASE";
    private const string Held = "held";
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Seconds from the kill until all runs have ended; the other process has the default options.</summary>
    public static async Task<double> MeasureAsync(string database, int runs, CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var engine = await StartAsync(source, TypeOf(one => Task.FromResult(one + 1)), cancellation);
        var start = new ProcessStartInfo(
            Environment.ProcessPath!, [WorkerArgument, runs.ToString(CultureInfo.InvariantCulture)])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        start.Environment[DatabaseVariable] = database;
        using var worker = Process.Start(start)!;
        if (await worker.StandardOutput.ReadLineAsync(cancellation) != Held)
        {
            throw new InvalidOperationException("The worker process does not hold its runs.");
        }

        worker.Kill();
        var killed = Stopwatch.GetTimestamp();
        while (await OpenAsync(source, cancellation) > 0)
        {
            if (Stopwatch.GetElapsedTime(killed) > Patience)
            {
                throw new InvalidOperationException("Runs of a process that was killed do not end.");
            }

            await Task.Delay(Look, TimeProvider.System, cancellation);
        }

        var took = Stopwatch.GetElapsedTime(killed);
        await DemandCompletedAsync(source, runs, cancellation);
        return took.TotalSeconds;
    }

    /// <summary>The process that is killed: starts runs, says when each is in its second step, and waits.</summary>
    public static async Task<int> HoldAsync(int runs, CancellationToken cancellation)
    {
        var begun = 0;
        var never = new TaskCompletionSource<int>();
        await using var source = NpgsqlDataSource.Create(Environment.GetEnvironmentVariable(DatabaseVariable)!);
        var type = TypeOf(_ =>
        {
            Interlocked.Increment(ref begun);
            return never.Task;
        });
        await using var engine = await StartAsync(source, type, cancellation);
        await Task.WhenAll(Enumerable.Range(0, runs).Select(input => engine.StartAsync(type, input)));
        while (Volatile.Read(ref begun) < runs)
        {
            await Task.Delay(Look, TimeProvider.System, cancellation);
        }

        Console.WriteLine(Held);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        return 0;
    }

    private static Task<WorkflowEngine> StartAsync(
        NpgsqlDataSource source, WorkflowType type, CancellationToken cancellation) =>
        WorkflowEngine.StartAsync(new WorkflowEngineOptions { Database = source, Types = [type] }, cancellation);

    private static WorkflowType<int, int> TypeOf(Func<int, Task<int>> second) =>
        WorkflowType.Define<int, int>("recovered", async (context, input) =>
        {
            var one = await context.StepAsync("one", _ => Task.FromResult(input + 1));
            var two = await context.StepAsync("two", _ => second(one));
            return await context.StepAsync("three", _ => Task.FromResult(two + 1));
        });

    private static async Task<long> OpenAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("select count(*) from workflows.runs");
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task DemandCompletedAsync(NpgsqlDataSource source, int runs, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(
            "select count(*) from workflows.ended where type = 'recovered' and state = $1");
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)RunState.Completed });
        var completed = (long)(await command.ExecuteScalarAsync(cancellation))!;
        if (completed != runs)
        {
            throw new InvalidOperationException($"{completed} of {runs} runs completed.");
        }
    }
}
