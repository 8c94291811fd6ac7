using SkyLink.Host;
using SkyLink.Host.Witnessing;

try
{
    if (HostTask.IsAskedFor(args))
    {
        return await HostTask.RunAsync(args);
    }

    if (WitnessProcess.IsAskedFor(args))
    {
        return await WitnessProcess.RunAsync(args);
    }

    await using var process = await HostProcess.StartAsync(args);
    return await process.UntilStoppedAsync();
}
catch (OperationCanceledException)
{
    return ExitCodes.Done; // A signal came before it was up.
}
catch (Exception refused) when (StartRefusal.Of(refused) is { } why)
{
    await Console.Error.WriteLineAsync($"skylink cannot start: {why}");
    return ExitCodes.Configuration;
}
