using System.CommandLine;

namespace SkyLink.Cli;

/// <summary>A command that asks the API: who asks, where, and how the answer is shown are the same for all.</summary>
internal sealed class ApiVerb : SkyLinkCommand
{
    public static readonly string[] Roles = ["buyer", "seller", "partner", "analyst", "operator", "admin"];

    private readonly Shell shell;
    private readonly Func<ApiCall, CancellationToken, Task> run;
    private readonly Option<DirectoryInfo?> data = DataOption();
    private readonly Option<bool> isJson = JsonOption();

    private readonly Option<Uri?> address = AddressOption();

    private readonly Option<string> role = RoleOption();

    /// <param name="shell">The surroundings.</param>
    /// <param name="name">The verb.</param>
    /// <param name="description">One sentence.</param>
    /// <param name="examples">At least one, without the leading "skylink".</param>
    /// <param name="inputs">Its own arguments and options.</param>
    /// <param name="run">Asks and prints.</param>
    public ApiVerb(
        Shell shell, string name, string description, IReadOnlyList<string> examples, Symbol[] inputs,
        Func<ApiCall, CancellationToken, Task> run)
        : base(name, description)
    {
        (this.shell, this.run, Examples) = (shell, run, examples);
        this.AddAll(inputs);
        Add(address);
        Add(role);
        Add(data);
        Add(isJson);
        SetAction(RunAsync);
    }

    /// <summary>A verb that shows a list up to a limit.</summary>
    /// <param name="shell">The surroundings.</param>
    /// <param name="name">The verb.</param>
    /// <param name="description">One sentence.</param>
    /// <param name="examples">At least one, without the leading "skylink".</param>
    /// <param name="inputs">What chooses the list and what is in it.</param>
    /// <param name="path">The list at the API, with its filters.</param>
    /// <param name="columns">What is shown of each item.</param>
    public static ApiVerb OfList(
        Shell shell, string name, string description, IReadOnlyList<string> examples, Symbol[] inputs,
        Func<ApiCall, string> path, Column[] columns)
    {
        var limit = Inputs.Limit();
        return new ApiVerb(
            shell, name, description, examples, [.. inputs, limit],
            async (call, cancellation) =>
            {
                var items = await call.ReadAsync(
                    path(call), call.Get(limit), start: null, isWanted: null, cancellation);
                call.Print(items, columns);
            });
    }

    public override IReadOnlyList<string> Examples { get; }

    public override IReadOnlyList<int> ExitCodes => [ExitCode.Done, ExitCode.Failed, ExitCode.NotRunning];

    public static Option<Uri?> AddressOption() => new("--address")
    {
        Description = "The API to ask; by default the one running on the data folder.",
        HelpName = "url",
        CustomParser = parsed =>
        {
            if (Uri.TryCreate(parsed.Tokens.Single().Value, UriKind.Absolute, out var url)
                && url.Scheme is "http" or "https")
            {
                return url;
            }

            parsed.AddError("--address is a URL such as https://skylink.example.");
            return null;
        },
    };

    public static Option<string> RoleOption()
    {
        var option = new Option<string>("--as")
        {
            Description = "On a demo host where nobody signed in: the demo account that asks.",
            HelpName = "role",
            DefaultValueFactory = _ => "admin",
        };
        option.AcceptOnlyFromAmong(Roles);
        return option;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var folder = DataOf(shell.Workspace, parsed.GetValue(data));
        using var api = ApiTarget.Connect(shell, folder, parsed.GetValue(address), parsed.GetValue(role)!);
        try
        {
            await run(new ApiCall(shell, parsed, api, parsed.GetValue(isJson)), cancellation);
            return ExitCode.Done;
        }
        catch (ApiProblemException refused)
        {
            throw new CliException(ExitCode.Failed, refused.Message);
        }
    }
}
