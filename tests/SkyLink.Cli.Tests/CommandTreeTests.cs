using System.CommandLine;

namespace SkyLink.Cli;

public sealed class CommandTreeTests
{
    private readonly RecordedShell shell = new(new Workspace(Checkout.Root));

    [Fact]
    public void Every_command_that_does_something_has_examples_that_parse()
    {
        var root = CommandTree.Build(shell.Shell);
        var commands = Leaves(root).ToList();
        Assert.All(commands, command => Assert.IsAssignableFrom<SkyLinkCommand>(command));
        foreach (var command in commands.Cast<SkyLinkCommand>())
        {
            Assert.NotEmpty(command.Examples);
            Assert.Contains(ExitCode.Done, command.ExitCodes);
            Assert.All(command.Examples, example =>
            {
                var parsed = root.Parse(example);
                Assert.Empty(parsed.Errors);
                Assert.Same(command, parsed.CommandResult.Command);
            });
        }
    }

    [Theory]
    [InlineData("upp")]
    [InlineData("up", "--web-port", "70000")]
    [InlineData("up", "--web-port", "many")]
    [InlineData("new", "service", "settle")]
    public async Task What_is_not_understood_ends_with_2_and_a_hint(params string[] arguments)
    {
        Assert.Equal(ExitCode.WrongUsage, await shell.RunAsync(arguments));
        Assert.StartsWith("skylink: ", shell.Error, StringComparison.Ordinal);
        Assert.Contains("--help'", shell.Error, StringComparison.Ordinal);
        Assert.Empty(shell.Out);
    }

    [Fact]
    public async Task No_arguments_show_the_help()
    {
        Assert.Equal(ExitCode.Done, await shell.RunAsync());
        Assert.Contains("Usage:\n  skylink [command]", shell.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkout_is_found_from_below_and_its_absence_is_told()
    {
        Assert.Equal(Checkout.Root, Workspace.Find(named: null, Path.Combine(Checkout.Root, "src", "SkyLink.Cli")).Root);
        var refused = Assert.Throws<CliException>(() => Workspace.Find(named: null, Path.GetTempPath()));
        Assert.Equal(ExitCode.Missing, refused.Code);
    }

    private static IEnumerable<Command> Leaves(Command command) =>
        command.Subcommands.Count == 0 ? [command] : command.Subcommands.SelectMany(Leaves);
}
