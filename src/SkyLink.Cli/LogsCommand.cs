using System.CommandLine;

namespace SkyLink.Cli;

/// <summary>The host's log.</summary>
internal sealed class LogsCommand : SkyLinkCommand
{
    private const int LinesMax = 100_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Shell shell;
    private readonly Option<DirectoryInfo?> data = DataOption();
    private readonly Option<bool> isFollowing = new("--follow", "-f")
    {
        Description = "Go on with what is added, until Ctrl-C.",
    };

    private readonly Option<string?> service = new("--service")
    {
        Description = "Only lines of this service.",
        HelpName = "area.service",
    };

    private readonly Option<int> lines = new("--lines", "-n")
    {
        Description = $"How many of the last lines, at most {LinesMax}.",
        HelpName = "count",
        DefaultValueFactory = _ => 100,
    };

    public LogsCommand(Shell shell)
        : base("logs", "Show the log of the host.")
    {
        this.shell = shell;
        Add(isFollowing);
        Add(service);
        Add(lines);
        Add(data);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<string> Examples => ["logs", "logs -f --service trade.registry"];

    public override IReadOnlyList<int> ExitCodes => [ExitCode.Done, ExitCode.Missing];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var file = UpCommand.LogFile(DataOf(shell.Workspace, parsed.GetValue(data)));
        if (!File.Exists(file))
        {
            throw new CliException(ExitCode.Missing, $"there is no log yet: {file}.");
        }

        var end = new FileInfo(file).Length;
        var wanted = parsed.GetValue(service);
        foreach (var line in Tail(file, Math.Clamp(parsed.GetValue(lines), 0, LinesMax), wanted))
        {
            shell.Print(line);
        }

        if (parsed.GetValue(isFollowing))
        {
            await FollowAsync(file, end, wanted, cancellation);
        }

        return ExitCode.Done;
    }

    internal static IEnumerable<string> Tail(string file, int count, string? service)
    {
        if (!File.Exists(file))
        {
            return [];
        }

        var last = new Queue<string>();
        foreach (var line in File.ReadLines(file).Where(line => IsOf(line, service)))
        {
            last.Enqueue(line);
            if (last.Count > count)
            {
                last.Dequeue();
            }
        }

        return last;
    }

    /// <summary>A line names its service ("trade.registry") or its class ("SkyLink.Trade.Registry").</summary>
    internal static bool IsOf(string line, string? service) =>
        service is null || line.Contains(service, StringComparison.OrdinalIgnoreCase);

    private async Task FollowAsync(string file, long position, string? wanted, CancellationToken cancellation)
    {
        await using var stream = new FileStream(
            file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Position = position;
        using var reader = new StreamReader(stream);
        try
        {
            while (true)
            {
                while (await reader.ReadLineAsync(cancellation) is { } line)
                {
                    if (IsOf(line, wanted))
                    {
                        await shell.Out.WriteLineAsync(line.AsMemory(), cancellation);
                    }
                }

                await Task.Delay(Pause, shell.Clock, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how one leaves.
        }
    }
}
