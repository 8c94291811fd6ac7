namespace SkyLink.Cli;

public sealed class ServiceDraftTests : IDisposable
{
    private const string List = """
        using SkyLink.Platform.Identity;
        using SkyLink.Trade.Registry;

        namespace SkyLink.Host;

        public static class Modules
        {
            public static IReadOnlyList<IModule> All { get; } =
            [
                new IdentityModule(),
                new RegistryModule(),
            ];
        }

        """;

    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void The_module_is_added_at_the_end_of_the_list_and_its_namespace_in_order()
    {
        var added = ServiceDraft.Named("settle", "Refunds").AddTo(List);
        Assert.Contains(
            "        new RegistryModule(),\n        new RefundsModule(),\n    ];", added, StringComparison.Ordinal);
        Assert.Contains(
            "using SkyLink.Platform.Identity;\nusing SkyLink.Settle.Refunds;\nusing SkyLink.Trade.Registry;\n",
            added,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_module_of_an_empty_list_is_added_too()
    {
        var empty = List.Replace("        new IdentityModule(),\n        new RegistryModule(),\n", "", StringComparison.Ordinal);
        var added = ServiceDraft.Named("settle", "Refunds").AddTo(empty);
        Assert.Contains("    [\n        new RefundsModule(),\n    ];", added, StringComparison.Ordinal);
    }

    [Fact]
    public void A_module_that_is_listed_is_not_added_twice()
    {
        var once = ServiceDraft.Named("settle", "Refunds").AddTo(List);
        Assert.Throws<CliException>(() => ServiceDraft.Named("settle", "Refunds").AddTo(once));
    }

    [Theory]
    [InlineData("settle", "Refund")]
    [InlineData("settle", "Access")]
    [InlineData("settle", "../Refunds")]
    [InlineData("settle", "Refünds")]
    [InlineData("", "Refunds")]
    public void A_name_that_does_not_fit_everywhere_is_refused(string area, string name) =>
        Assert.Equal(ExitCode.WrongUsage, Assert.Throws<CliException>(() => ServiceDraft.Named(area, name)).Code);

    [Theory]
    [InlineData("Refunds", "Refund")]
    [InlineData("Policies", "Policy")]
    [InlineData("Batches", "Batch")]
    [InlineData("Boxes", "Box")]
    [InlineData("Purchases", "Purchase")]
    public void One_of_them_is_named_in_the_singular(string name, string thing) =>
        Assert.Equal(thing, ServiceDraft.Named("settle", name).Thing);

    [Fact]
    public async Task A_new_service_compiles_with_all_analyzers_and_its_test_passes()
    {
        CopyCheckout();
        var shell = new RecordedShell(new Workspace(scratch.Path));
        Assert.Equal(ExitCode.Done, await shell.RunAsync("new", "service", "settle", "Policies"));
        Assert.Contains("src/SkyLink.Settle/Policies/PoliciesModule.cs", shell.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failed, await shell.RunAsync("new", "service", "settle", "Policies"));

        const string tests = "tests/SkyLink.Settle.Tests";
        await RunAsync("dotnet", "build", tests, "--nologo", "-v", "quiet", "-p:Strict=false");
        foreach (var project in new[] { "src/SkyLink.Settle", tests })
        {
            await RunAsync(
                "dotnet", "build", project, "--nologo", "-v", "quiet", "-p:Strict=true", "--no-dependencies",
                "--no-incremental");
        }

        var told = await RunAsync(
            Workspace.Executable(scratch.Path, "SkyLink.Settle.Tests", "debug"), "-noLogo", "-noColor",
            "-class", "SkyLink.Settle.Policies.PolicyTests");
        Assert.Matches(@"Total: 2, .*Failed: 0,", told);
    }

    private async Task<string> RunAsync(params string[] command)
    {
        var answer = await Subprocess.RunAsync(
            scratch.Path, command, isCaptured: true, new Dictionary<string, string>(),
            TestContext.Current.CancellationToken);
        Assert.True(answer.ExitCode == 0, answer.Output);
        return answer.Output;
    }

    /// <summary>The sources as git knows them, and what is about to be committed.</summary>
    private void CopyCheckout()
    {
        string[] roots = ["src", "tests"];
        var files = Directory.GetFiles(Checkout.Root)
            .Concat(roots.SelectMany(root => Directory.GetFiles(Path.Combine(Checkout.Root, root), "*", SearchOption.AllDirectories)))
            .Where(file => !file.Contains("/artifacts/", StringComparison.Ordinal));
        foreach (var file in files)
        {
            var copy = scratch[Path.GetRelativePath(Checkout.Root, file)];
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
