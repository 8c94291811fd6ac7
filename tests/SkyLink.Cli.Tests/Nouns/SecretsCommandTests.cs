using SkyLink.Platform.Secrets;
using SkyLink.Testing.Aws;

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

    [Theory]
    [InlineData("SecretsManager")]
    [InlineData("ParameterStore")]
    public async Task The_same_commands_work_on_the_stores_of_AWS(string provider)
    {
        await using var aws = await LocalAws.StartAsync();
        var variables = new Dictionary<string, string>
        {
            ["Secrets__Provider"] = provider,
            ["Secrets__Prefix"] = "qsl/cli/",
            ["Secrets__Aws__Region"] = LocalAws.Region,
            ["Secrets__Aws__Endpoint"] = aws.Address.ToString(),
        };
        Task<int> AwsAsync(string input, params string[] arguments) =>
            shell.RunWithAsync(input, variables, ["secrets", .. arguments, "--data", scratch.Path]);

        Assert.Equal(ExitCode.Done, await AwsAsync("from-a-pipe\n", "set", "bank/password"));
        Assert.Equal(ExitCode.Done, await AwsAsync("", "rotate", "bank/password"));
        var before = shell.Out.Length;
        Assert.Equal(ExitCode.Done, await AwsAsync("", "list", "--json"));
        var items = System.Text.Json.JsonElement.Parse(shell.Out[before..]).GetProperty("items");
        Assert.Equal(2, items.GetArrayLength());
        var first = items[0].GetProperty("version").GetString()!;
        Assert.Equal(ExitCode.Done, await AwsAsync("", "rollback", "bank/password", first));
        Assert.Equal(ExitCode.Failed, await AwsAsync("", "rollback", "bank/password", "99"));
        Assert.Equal(ExitCode.Done, await AwsAsync("", "remove", "bank/password"));
        Assert.Equal(ExitCode.Failed, await AwsAsync("", "rotate", "bank/password"));
        Assert.DoesNotContain("from-a-pipe", shell.Out + shell.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(scratch["secrets/vault.json"]));
    }

    [Theory]
    [InlineData("Provider", "Vault", "skylink: Secrets:Provider is Local, SecretsManager or ParameterStore.")]
    [InlineData("Prefix", "no-slash", "skylink: Secrets: Prefix must be words that each end with a slash.")]
    [InlineData("Aws__Endpoint", "http://aws.example", "skylink: Secrets: Endpoint must be over https, or on this machine.")]
    public async Task A_wrong_setting_is_told_in_one_line(string setting, string value, string line)
    {
        var variables = new Dictionary<string, string> { [$"Secrets__{setting}"] = value };
        Assert.Equal(ExitCode.Failed, await shell.RunWithAsync("", variables, "secrets", "list", "--data", scratch.Path));
        Assert.Equal(line, shell.Error.TrimEnd());
    }

    [Fact]
    public async Task A_master_key_that_KMS_sealed_opens_the_vault()
    {
        await using var aws = await LocalAws.StartAsync();
        await RunAsync("value\n", "set", "key");
        var variables = new Dictionary<string, string>
        {
            ["SKYLINK_MASTER_KEY"] = $"aws-kms:{aws.KeyManagement.Encrypt(Convert.FromBase64String(Key))}",
            ["Secrets__Aws__Region"] = LocalAws.Region,
            ["Secrets__Aws__Endpoint"] = aws.Address.ToString(),
        };
        Assert.Equal(ExitCode.Done, await shell.RunWithAsync(
            "another\n", variables, "secrets", "set", "key", "--data", scratch.Path));
        Assert.Equal("another", await FindAsync("key"));
    }

    private async Task<string?> FindAsync(string name)
    {
        using var vault = LocalVault.In(scratch.Path, Key, previous: null, TimeProvider.System);
        return await vault.FindAsync(new SecretReference(name), TestContext.Current.CancellationToken);
    }

    private Task<int> RunAsync(string input, params string[] arguments) =>
        shell.RunWithAsync(input, Variables, ["secrets", .. arguments, "--data", scratch.Path]);
}
