namespace SkyLink.Cli.Golden;

public sealed class CommandReferenceTests
{
    private readonly RecordedShell shell = new(new Workspace(Checkout.Root));

    [Fact]
    public async Task The_help_of_every_command_is_what_the_documentation_says()
    {
        var file = Path.Combine(Checkout.Root, "docs", "cli.md");
        var now = await CliReference.WriteAsync(shell.Shell);
        if (Environment.GetEnvironmentVariable("SKYLINK_GOLDEN") == "write")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, now, TestContext.Current.CancellationToken);
        }

        Assert.True(File.Exists(file), "docs/cli.md is missing: run ./skylink golden.");
        Assert.Equal(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), now);
    }
}
