using System.Diagnostics;
using System.Globalization;

namespace SkyLink.Platform.Hosting;

/// <summary>Runs a program to its end, as another account where asked.</summary>
internal static class EmbeddedPostgresCommand
{
    /// <param name="ExitCode">Zero is success.</param>
    /// <param name="Output">What it wrote to both of its streams.</param>
    internal sealed record Answer(int ExitCode, string Output);

    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program here.</exception>
    public static async Task<Answer> RunAsync(
        string program, IEnumerable<string> arguments, UnixAccount? runAs, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo
        {
            FileName = runAs is null ? program : "setpriv",
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // The account may not be able to enter the folder this program was started in.
            WorkingDirectory = "/",
        };
        // Messages are searched for known reasons: they must be English.
        start.Environment["LC_ALL"] = "C";
        foreach (var argument in runAs is null ? arguments : [.. AsAccount(runAs), program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = new Process { StartInfo = start };
        process.Start();
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return new Answer(process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    private static IEnumerable<string> AsAccount(UnixAccount account) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"--reuid={account.UserId}"),
        string.Create(CultureInfo.InvariantCulture, $"--regid={account.GroupId}"),
        "--clear-groups",
        "--",
    ];
}
