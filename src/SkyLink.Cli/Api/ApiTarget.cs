namespace SkyLink.Cli;

/// <summary>Finds the API and whoever asks it: from the command line, the environment or the data folder.</summary>
internal static class ApiTarget
{
    private const string AddressVariable = "SKYLINK_ADDRESS";

    /// <summary>Ready to ask as somebody.</summary>
    /// <param name="shell">The surroundings.</param>
    /// <param name="data">The data folder: its host, its sign-in, its demo accounts.</param>
    /// <param name="given">The address from the command line.</param>
    /// <param name="demoRole">As which demo account to ask, where nobody is signed in.</param>
    /// <exception cref="CliException">Nothing runs, or nobody is signed in.</exception>
    public static ApiConnection Connect(Shell shell, string data, Uri? given, string demoRole)
    {
        var login = SessionFile.OfLogin(data);
        var session = login.Read();
        var elsewhere = Elsewhere(shell, given) ?? session?.Address;
        var api = new ApiConnection(elsewhere ?? LocalAddress(shell, data), shell.Clock);
        if (GivenCredential.Of(shell) is { } fromEnvironment)
        {
            api.Credential = fromEnvironment;
        }
        else if (session is not null && session.Address == elsewhere)
        {
            api.Credential = new SessionCredential(api, login, signIn: null);
        }
        else if (elsewhere is null && FindDemo(data, demoRole) is { } account)
        {
            api.Credential = new SessionCredential(
                api, SessionFile.OfDemo(data, demoRole), cancellation => SignInAsync(
                    api, account.Email, account.Password, address: null, cancellation));
        }
        else
        {
            api.Dispose();
            throw new CliException(
                ExitCode.Failed, "nobody is signed in: 'skylink login', or set SKYLINK_TOKEN or SKYLINK_API_KEY.");
        }

        return api;
    }

    public static Task<Session> SignInAsync(
        ApiConnection api, string email, string password, Uri? address, CancellationToken cancellation) =>
        api.IssueAsync(
            new { grantType = "password", email, password }, new Session(email, address, "", "", default),
            cancellation);

    /// <summary>An address that is not the data folder's own; null where none was named.</summary>
    public static Uri? Elsewhere(Shell shell, Uri? given) => given
        ?? (Uri.TryCreate(shell.Variable(AddressVariable), UriKind.Absolute, out var named) ? named : null);

    /// <summary>gateway-web of the host that <c>up</c> started on this folder.</summary>
    public static Uri LocalAddress(Shell shell, string data) =>
        HostRecord.ReadAlive(data, shell.Workspace.HostExecutable).Find(host => host.HasWeb)?.Web
        ?? throw new CliException(
            ExitCode.NotRunning, "SkyLink is not running; './skylink up' starts it, --address names another.");

    private static DemoAccount? FindDemo(string data, string role) => DemoAccount.Read(data)
        .FirstOrDefault(account => string.Equals(account.Role, role, StringComparison.OrdinalIgnoreCase));
}
