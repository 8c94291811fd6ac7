using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace SkyLink.Cli;

/// <summary>What a command sees of its surroundings; a test gives it others.</summary>
/// <param name="Workspace">The checkout.</param>
/// <param name="Out">For results: tables, reports, JSON.</param>
/// <param name="Error">For progress and complaints, so that results can be piped.</param>
/// <param name="Clock">The time.</param>
internal sealed record Shell(Workspace Workspace, TextWriter Out, TextWriter Error, TimeProvider Clock)
{
    /// <summary>Wide enough that a line of a table stays one line in a pipe.</summary>
    private const int PipeWidth = 240;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions JsonLine = new(Json) { WriteIndented = false };

    /// <summary>Where secrets are read from when they do not come from a file.</summary>
    public TextReader In { get; init; } = TextReader.Null;

    /// <summary>Asks a person for a secret without showing it; null where nobody sits at a terminal.</summary>
    public Func<string, string>? AskSecret { get; init; }

    /// <summary>Environment variables.</summary>
    public Func<string, string?> Variable { get; init; } = _ => null;

    public static Shell OfThisProcess() => new(
        Workspace.Find(Environment.GetEnvironmentVariable("SKYLINK_ROOT"), AppContext.BaseDirectory),
        Console.Out,
        Console.Error,
        TimeProvider.System)
    {
        In = Console.In,
        AskSecret = Console.IsInputRedirected ? null : Ask,
        Variable = Environment.GetEnvironmentVariable,
    };

    /// <summary>Spectre.Console on <see cref="Out"/>: colours only where that is a terminal.</summary>
    public IAnsiConsole Rich
    {
        get
        {
            var rich = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Out) });
            if (!rich.Profile.Out.IsTerminal)
            {
                rich.Profile.Width = PipeWidth;
            }

            return rich;
        }
    }

    public void WriteJson<T>(T value) => Out.WriteLine(JsonSerializer.Serialize(value, Json));

    /// <summary>On one line, for streams that other programs read line by line.</summary>
    public void WriteJsonLine<T>(T value) => Out.WriteLine(JsonSerializer.Serialize(value, JsonLine));

    /// <summary>A line of the result.</summary>
    public void Print(string line) => Out.WriteLine(line);

    /// <summary>A line of progress.</summary>
    public void Say(string line) => Error.WriteLine(line);

    /// <summary>A secret from the terminal, or the first line of standard input.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public string ReadSecret(string what) =>
        (AskSecret is { } ask ? ask(what) : In.ReadLine()) is { Length: > 0 } secret
            ? secret
            : throw new CliException(ExitCode.WrongUsage, $"{what} is missing: give it on standard input.");

    private static string Ask(string what) => AnsiConsole.Prompt(new TextPrompt<string>($"{what}:").Secret(mask: null));
}
