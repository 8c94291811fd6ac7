using System.Diagnostics;

namespace SkyLink.Benchmarks.Measuring;

/// <summary>A program run to its end.</summary>
/// <param name="Output">What it wrote, both streams.</param>
/// <param name="Took">From its start to its end.</param>
internal sealed record ToolRun(string Output, TimeSpan Took)
{
    /// <exception cref="InvalidOperationException">It did not end with 0.</exception>
    public static async Task<ToolRun> OfAsync(
        string folder, string program, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // What started us says where it lies; what we start may lie elsewhere.
        start.Environment.Remove("SKYLINK_ROOT");
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var (output, error) = (
            process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        var took = Stopwatch.GetElapsedTime(started);
        var said = await output + await error;
        return process.ExitCode == 0
            ? new ToolRun(said, took)
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {said.Trim()}");
    }
}
