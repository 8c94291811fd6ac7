namespace SkyLink.Cli;

/// <summary>Who the command line is when it asks, and where its tokens go.</summary>
[Collection(nameof(OnePlatform))]
public sealed class SignInTests(RunningPlatform platform)
{
    private static readonly Dictionary<string, string> Nothing = [];

    private readonly RecordedShell shell = new(RunningPlatform.Workspace);
    private readonly string own = Directory.CreateTempSubdirectory("skylink-test-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Session => Path.Combine(own, "cli", "session.json");

    [Fact]
    public async Task A_sign_in_lasts_until_the_sign_out_and_is_its_owners_alone()
    {
        Assert.Equal(ExitCode.Done, await LoginAsync("operator", platform.PasswordOf("operator")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Session));
        Assert.DoesNotContain(
            platform.PasswordOf("operator"), await File.ReadAllTextAsync(Session, Cancellation), StringComparison.Ordinal);
        Assert.DoesNotContain(platform.PasswordOf("operator"), shell.Out + shell.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, await AskAsync("ledger", "balances"));

        // An operator may not make users: the account counts, not the demo's administrator.
        Assert.Equal(ExitCode.Failed, await shell.RunWithAsync(
            "unlikely-otter-87-canvas\n", Nothing, "users", "create", "x@y.example", "--role", "buyer", "--data", own));

        var kept = await File.ReadAllTextAsync(Session, Cancellation);
        Assert.Equal(ExitCode.Done, await AskAsync("logout"));
        Assert.False(File.Exists(Session));
        await File.WriteAllTextAsync(Session, kept, Cancellation);
        Assert.Equal(ExitCode.Failed, await AskAsync("ledger", "balances"));
        Assert.Contains("sign in again", shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_are_renewed_when_their_time_is_over()
    {
        Assert.Equal(ExitCode.Done, await LoginAsync("analyst", platform.PasswordOf("analyst")));
        var file = SessionFile.OfLogin(own);
        var session = file.Read()!;
        file.Write(session with { ExpiresAt = session.ExpiresAt.AddDays(-1) });
        Assert.Equal(ExitCode.Done, await AskAsync("events", "list"));
        Assert.NotEqual(session.RefreshToken, file.Read()!.RefreshToken);
        file.Write(file.Read()! with { AccessToken = "worn out" });
        Assert.Equal(ExitCode.Done, await AskAsync("events", "list"));
    }

    [Fact]
    public async Task A_wrong_password_is_told_in_the_words_of_the_API()
    {
        Assert.Equal(ExitCode.Failed, await LoginAsync("seller", "not the password"));
        Assert.Contains("(identity.", shell.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("not the password", shell.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Session));
        Assert.Equal(ExitCode.WrongUsage, await LoginAsync("seller", ""));
    }

    [Fact]
    public async Task A_program_asks_with_its_key_until_it_is_revoked()
    {
        var file = Path.Combine(own, "report.key");
        Assert.Equal(ExitCode.Done, await OnPlatformAsync(
            "keys", "api", "create", "report", "--scope", "ledger.read", "--expires", "1d", "--out", file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var key = (await File.ReadAllTextAsync(file, Cancellation)).Trim();
        Assert.DoesNotContain(key, shell.Out + shell.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failed, await OnPlatformAsync(
            "keys", "api", "create", "again", "--scope", "ledger.read", "--out", file));

        var asProgram = new Dictionary<string, string> { ["SKYLINK_API_KEY"] = key };
        Assert.Equal(ExitCode.Done, await shell.RunWithAsync("", asProgram, "ledger", "balances", "--data", platform.Data));
        Assert.Equal(ExitCode.Failed, await shell.RunWithAsync("", asProgram, "users", "list", "--data", platform.Data));
        var made = await shell.JsonAsync("keys", "api", "list", "--data", platform.Data);
        var id = made.Items("items").Single(it => it.Text("name") == "report").Text("id")!;
        Assert.Equal(ExitCode.Done, await OnPlatformAsync("keys", "api", "revoke", id));
        Assert.Equal(
            ExitCode.Failed, await shell.RunWithAsync("", asProgram, "ledger", "balances", "--data", platform.Data));
    }

    [Fact]
    public async Task Tokens_go_only_to_the_API_they_are_from()
    {
        Assert.Equal(ExitCode.Done, await LoginAsync("operator", platform.PasswordOf("operator")));
        Assert.Equal(ExitCode.Failed, await AskAsync("ledger", "balances", "--address", "https://127.0.0.1:9"));
        Assert.Contains("nobody is signed in", shell.Error, StringComparison.Ordinal);
        var token = new Dictionary<string, string> { ["SKYLINK_TOKEN"] = "t" };
        Assert.Equal(ExitCode.WrongUsage, await shell.RunWithAsync(
            "", token, "ledger", "balances", "--address", "http://skylink.example", "--data", own));
        Assert.Equal(ExitCode.NotRunning, await shell.RunWithAsync(
            "", token, "ledger", "balances", "--address", "http://127.0.0.1:9", "--data", own));
        Assert.Equal(ExitCode.NotRunning, await shell.RunAsync("ledger", "balances", "--data", Path.Combine(own, "empty")));
    }

    /// <summary>A data folder of one's own, so that tests do not sign each other in and out.</summary>
    private Task<int> LoginAsync(string role, string password) => shell.RunWithAsync(
        $"{password}\n", Nothing, "login", platform.EmailOf(role), "--address", platform.Web.ToString(), "--data", own);

    private Task<int> AskAsync(params string[] arguments) => shell.RunAsync([.. arguments, "--data", own]);

    private Task<int> OnPlatformAsync(params string[] arguments) =>
        shell.RunAsync([.. arguments, "--data", platform.Data]);
}
