using System.CommandLine;

namespace SkyLink.Cli;

/// <summary>Signs a person in; the tokens stay in the data folder, readable for its owner alone.</summary>
internal sealed class LoginCommand : SkyLinkCommand
{
    private readonly Shell shell;
    private readonly Option<DirectoryInfo?> data = DataOption();
    private readonly Option<Uri?> address = ApiVerb.AddressOption();
    private readonly Argument<string> email = Inputs.Required("email", "The account. The password is asked for.");

    public LoginCommand(Shell shell)
        : base("login", "Sign in; the password comes from the terminal or from standard input.")
    {
        this.shell = shell;
        Add(email);
        Add(address);
        Add(data);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<string> Examples =>
        ["login ada@shop.example", "login ada@shop.example --address https://skylink.example"];

    public override IReadOnlyList<int> ExitCodes => [ExitCode.Done, ExitCode.Failed, ExitCode.NotRunning];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var folder = DataOf(shell.Workspace, parsed.GetValue(data));
        var elsewhere = ApiTarget.Elsewhere(shell, parsed.GetValue(address));
        using var api = new ApiConnection(elsewhere ?? ApiTarget.LocalAddress(shell, folder), shell.Clock);
        var password = shell.ReadSecret("Password");
        try
        {
            var session = await ApiTarget.SignInAsync(
                api, parsed.GetValue(email)!, password, elsewhere, cancellation);
            SessionFile.OfLogin(folder).Write(session);
        }
        catch (ApiProblemException refused)
        {
            throw new CliException(ExitCode.Failed, refused.Message);
        }

        shell.Say($"Signed in at {api.Address} as {parsed.GetValue(email)!.Printable()}.");
        return ExitCode.Done;
    }
}

/// <summary>Ends the session here and at the API.</summary>
internal sealed class LogoutCommand : SkyLinkCommand
{
    private readonly Shell shell;
    private readonly Option<DirectoryInfo?> data = DataOption();

    public LogoutCommand(Shell shell)
        : base("logout", "End the session that 'login' opened.")
    {
        this.shell = shell;
        Add(data);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<string> Examples => ["logout"];

    public override IReadOnlyList<int> ExitCodes => [ExitCode.Done];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var folder = DataOf(shell.Workspace, parsed.GetValue(data));
        var file = SessionFile.OfLogin(folder);
        if (file.Read() is { } session)
        {
            await EndAsync(session, file, folder, cancellation);
        }

        shell.Say(file.Delete() ? "Signed out." : "Nobody was signed in.");
        return ExitCode.Done;
    }

    /// <summary>What cannot be ended there now is over soon by itself; the tokens here go in any case.</summary>
    private async Task EndAsync(Session session, SessionFile file, string folder, CancellationToken cancellation)
    {
        try
        {
            using var api = new ApiConnection(session.Address ?? ApiTarget.LocalAddress(shell, folder), shell.Clock);
            api.Credential = new SessionCredential(api, file, signIn: null);
            await api.SendAsync(
                HttpMethod.Delete, "identity/sessions/current", body: null, ifMatch: null, cancellation);
        }
        catch (Exception away) when (away is CliException or ApiProblemException)
        {
            shell.Say("The session could not be ended at the API; it is over within its usual time.");
        }
    }
}
