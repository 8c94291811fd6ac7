using SkyLink.Platform.Secrets;

namespace SkyLink.Cli;

public sealed class SecretsCommandTests : IDisposable
{
    private const string Key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=";
    private static readonly Dictionary<string, string> Variables = new() { ["SKYLINK_MASTER_KEY"] = Key };

    private readonly Scratch scratch = new();
    private readonly RecordedShell shell = new(new Workspace(Checkout.Root));

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_value_comes_from_standard_input_or_a_file_and_is_never_shown()
    {
        await File.WriteAllTextAsync(scratch["value"], "from-a-file\n", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Done, await RunAsync("from-a-pipe\n", "set", "bank.password"));
        Assert.Equal("from-a-pipe", await FindAsync("bank.password"));
        Assert.Equal(ExitCode.Done, await RunAsync("", "set", "bank.password", "--file", scratch["value"]));
        Assert.Equal("from-a-file", await FindAsync("bank.password"));
        Assert.Equal(ExitCode.Done, await RunAsync("", "list", "--json"));
        Assert.DoesNotContain("from-a", shell.Out + shell.Error, StringComparison.Ordinal);
        var vault = await File.ReadAllTextAsync(scratch["secrets/vault.json"], TestContext.Current.CancellationToken);
        Assert.DoesNotContain("from-a", vault, StringComparison.Ordinal);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(scratch["secrets/vault.json"]));
    }

    [Fact]
    public async Task A_rotation_is_taken_back_by_a_rollback()
    {
        await RunAsync("first\n", "set", "key");
        Assert.Equal(ExitCode.Done, await RunAsync("", "rotate", "key"));
        Assert.Equal(32, Convert.FromBase64String((await FindAsync("key"))!).Length);
        Assert.DoesNotContain((await FindAsync("key"))!, shell.Out + shell.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, await RunAsync("", "rollback", "key", "1"));
        Assert.Equal("first", await FindAsync("key"));
        Assert.Equal(ExitCode.Done, await RunAsync("", "remove", "key"));
        Assert.Null(await FindAsync("key"));
    }

    [Theory]
    [InlineData("set", "no spaces please")]
    [InlineData("rotate", "nothing")]
    [InlineData("rollback", "nothing", "1")]
    [InlineData("remove", "nothing")]
    public async Task What_cannot_be_done_is_told_in_one_line(params string[] arguments)
    {
        Assert.Equal(ExitCode.Failed, await RunAsync("value\n", arguments));
        Assert.StartsWith("skylink: ", shell.Error, StringComparison.Ordinal);
        Assert.Single(shell.Error.TrimEnd().Split('\n'));
        Assert.DoesNotContain("(Parameter", shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_master_key_opens_nothing_and_an_empty_value_is_refused()
    {
        Assert.Equal(ExitCode.Failed, await RunAsync("\n", "set", "key"));
        Assert.Equal(ExitCode.Missing, await RunAsync("", "set", "key", "--file", scratch["nowhere"]));
        Assert.Equal(ExitCode.WrongUsage, await RunAsync("", "set", "key", "the-value-itself"));
    }

    private async Task<string?> FindAsync(string name)
    {
        using var vault = LocalVault.In(scratch.Path, Key, TimeProvider.System);
        return await vault.FindAsync(new SecretReference(name), TestContext.Current.CancellationToken);
    }

    private Task<int> RunAsync(string input, params string[] arguments) =>
        shell.RunWithAsync(input, Variables, ["secrets", .. arguments, "--data", scratch.Path]);
}
