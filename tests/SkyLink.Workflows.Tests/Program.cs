using SkyLink.Workflows.Faults;
using Xunit.Runner.InProc.SystemConsole;

namespace SkyLink.Workflows;

/// <summary>The tests, or a worker that they kill.</summary>
public static class Program
{
    public static Task<int> Main(string[] arguments) => arguments is ["worker", var connection, var seed]
        ? BookingWorker.RunAsync(connection, int.Parse(seed, System.Globalization.CultureInfo.InvariantCulture))
        : ConsoleRunner.Run(arguments);
}
