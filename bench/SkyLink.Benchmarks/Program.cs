using System.Globalization;
using SkyLink.Benchmarks;
using SkyLink.Benchmarks.Workflows;

// Started by a benchmark to be killed by it.
if (args is [Recovery.WorkerArgument, var runs])
{
    return await Recovery.HoldAsync(int.Parse(runs, CultureInfo.InvariantCulture), CancellationToken.None);
}

var options = BenchOptions.Parse(args);
if (options is null)
{
    await Console.Error.WriteLineAsync(BenchOptions.Usage);
    return 2;
}

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    interrupted.Cancel();
};
return await BenchRun.RunAsync(options, interrupted.Token);
