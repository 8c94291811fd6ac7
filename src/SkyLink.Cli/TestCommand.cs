using System.CommandLine;
using Npgsql;
using SkyLink.Platform.Hosting;

namespace SkyLink.Cli;

/// <summary>Runs all tests, or some.</summary>
internal sealed class TestCommand : SkyLinkCommand
{
    private readonly Shell shell;
    private readonly Option<bool> isJson = JsonOption();

    private readonly Argument<string?> what = new("what")
    {
        Description = "An area (settle, trade, platform, console, browser, examples), or part of the names of tests.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public TestCommand(Shell shell)
        : base("test", "Run the tests on a temporary PostgreSQL; the last line is 'N passed, N failed'.")
    {
        this.shell = shell;
        Add(what);
        Add(isJson);
        SetAction((parsed, cancellation) =>
            RunAsync(shell, parsed.GetValue(what), parsed.GetValue(isJson), mode: null, cancellation));
    }

    public override IReadOnlyList<string> Examples => ["test", "test settle", "test A_tampered_body"];

    public override IReadOnlyList<int> ExitCodes => [ExitCode.Done, ExitCode.Failed, ExitCode.Missing];

    /// <param name="shell">The surroundings.</param>
    /// <param name="wanted">An area or a part of names, null for all.</param>
    /// <param name="isJson">Whether the result is printed as JSON.</param>
    /// <param name="mode">The value of SKYLINK_GOLDEN, or null to leave it as it is.</param>
    /// <param name="cancellation">Ends the run and takes the database down.</param>
    internal static async Task<int> RunAsync(
        Shell shell, string? wanted, bool isJson, string? mode, CancellationToken cancellation)
    {
        var results = await CollectAsync(shell, wanted, mode, cancellation);
        var sum = TestRun.Sum(results);
        if (isJson)
        {
            shell.WriteJson(new { sum.Passed, sum.Failed, sum.Skipped, Suites = results });
        }
        else
        {
            TestRun.Print(shell, results);
        }

        return sum.Failed == 0 && sum.Passed > 0 ? ExitCode.Done : ExitCode.Failed;
    }

    internal static async Task<List<TestRun.Result>> CollectAsync(
        Shell shell, string? wanted, string? mode, CancellationToken cancellation)
    {
        var suites = TestSuite.Choose(TestSuite.Discover(shell.Workspace), wanted);
        await using var postgres = await EmbeddedPostgres.StartTemporaryAsync(
            shell.Workspace.Root, isDurable: false, cancellation);
        return await new TestRun(shell, Variables(shell.Workspace, postgres.ConnectionString, mode))
            .RunAsync(suites, cancellation);
    }

    internal static Dictionary<string, string> Variables(Workspace workspace, string connectionString, string? mode)
    {
        var server = new NpgsqlConnectionStringBuilder(connectionString);
        server.Remove("Database");
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["SKYLINK_TEST_PG"] = server.ConnectionString,
            ["SKYLINK_ROOT"] = workspace.Root,
        };
        var isGiven = Environment.GetEnvironmentVariable("SKYLINK_TEST_DATA") is not null;
        if (!isGiven && Directory.Exists(workspace.SharedTestData))
        {
            variables["SKYLINK_TEST_DATA"] = workspace.SharedTestData;
        }

        if (mode is not null)
        {
            variables["SKYLINK_GOLDEN"] = mode;
        }

        return variables;
    }
}
