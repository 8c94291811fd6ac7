using System.CommandLine;

namespace SkyLink.Cli;

/// <summary>A story told through the public API of a running platform, with a report at its end.</summary>
internal interface IDemo
{
    /// <summary>The area it shows, and its name on the command line.</summary>
    string Area { get; }

    /// <summary>True if everything it set out to show was seen.</summary>
    Task<bool> RunAsync(DemoRequest request, CancellationToken cancellation);
}

/// <summary>What a demo works with.</summary>
/// <param name="Shell">Where it reports.</param>
/// <param name="Web">gateway-web of the running platform.</param>
/// <param name="Accounts">One demo account per role.</param>
/// <param name="Catalogue">A CSV, JSON or ONDC file to sell from; null is the catalogue the platform brings.</param>
/// <param name="IsJson">Whether the report is JSON.</param>
internal sealed record DemoRequest(
    Shell Shell, HttpClient Web, IReadOnlyList<DemoAccount> Accounts, FileInfo? Catalogue, bool IsJson)
{
    /// <summary>Orders under way at once.</summary>
    public int Buyers { get; init; } = 1;

    public int Orders { get; init; } = 1;
}

/// <summary>Drives a demo faster than it moves by itself.</summary>
internal sealed class DemoCommand : SkyLinkCommand
{
    private readonly Shell shell;
    private readonly IReadOnlyList<IDemo> demos;
    private readonly Argument<string> area;
    private readonly Option<DirectoryInfo?> data = DataOption();
    private readonly Option<bool> isJson = JsonOption();

    private readonly Option<FileInfo> catalogue = new("--catalogue")
    {
        Description = "A catalogue to import first: CSV, JSON or ONDC.",
        HelpName = "file",
    };

    private readonly Option<int> buyers = Number("--buyers", "How many orders are under way at once.", 4, max: 50);
    private readonly Option<int> orders = Number("--orders", "How many orders there are in all.", 4, max: 1000);

    public DemoCommand(Shell shell, IReadOnlyList<IDemo> demos)
        : base("demo", "Drive the demo of an area on the running platform and print a report.")
    {
        (this.shell, this.demos) = (shell, demos);
        area = new Argument<string>("area") { Description = "What to show." };
        area.AcceptOnlyFromAmong([.. demos.Select(demo => demo.Area)]);
        Add(area);
        Add(catalogue);
        Add(buyers);
        Add(orders);
        Add(data);
        Add(isJson);
        SetAction(RunAsync);
    }

    /// <summary>Those that exist; one line each.</summary>
    public static IReadOnlyList<IDemo> Demos { get; } = [new TradeDemo()];

    public override IReadOnlyList<string> Examples =>
        [.. demos.Select(demo => $"demo {demo.Area}"), $"demo {demos[0].Area} --catalogue products.csv --json"];

    public override IReadOnlyList<int> ExitCodes =>
        [ExitCode.Done, ExitCode.Failed, ExitCode.NotRunning, ExitCode.Missing];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (parsed.GetValue(catalogue) is { Exists: false } file)
        {
            throw new CliException(ExitCode.Missing, $"there is no file {file.FullName}.");
        }

        var folder = DataOf(shell.Workspace, parsed.GetValue(data));
        var hosts = HostRecord.ReadAlive(folder, shell.Workspace.HostExecutable);
        if (hosts.Find(it => it.HasWeb) is not { } host)
        {
            throw new CliException(ExitCode.NotRunning, "SkyLink is not running; './skylink up' starts it.");
        }

        var accounts = DemoAccount.Read(folder);
        if (accounts.Count == 0)
        {
            throw new CliException(
                ExitCode.Failed, "the platform runs without demo accounts; start it without --no-demo.");
        }

        using var web = new HttpClient { BaseAddress = host.Web };
        var request = new DemoRequest(shell, web, accounts, parsed.GetValue(catalogue), parsed.GetValue(isJson))
        {
            Buyers = parsed.GetValue(buyers),
            Orders = parsed.GetValue(orders),
        };
        var demo = demos.Single(it => it.Area == parsed.GetValue(area));
        return await demo.RunAsync(request, cancellation) ? ExitCode.Done : ExitCode.Failed;
    }

    private static Option<int> Number(string name, string description, int usual, int max)
    {
        var option = new Option<int>(name)
        {
            Description = description,
            HelpName = "count",
            DefaultValueFactory = _ => usual,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, out var count) || count < 1 || count > max))
            {
                result.AddError($"{name} must be 1 to {max}.");
            }
        });
        return option;
    }
}
