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
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Shell OfThisProcess() => new(
        Workspace.Find(Environment.GetEnvironmentVariable("SKYLINK_ROOT"), AppContext.BaseDirectory),
        Console.Out,
        Console.Error,
        TimeProvider.System);

    /// <summary>Spectre.Console on <see cref="Out"/>: colours only where that is a terminal.</summary>
    public IAnsiConsole Rich => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Out) });

    public void WriteJson<T>(T value) => Out.WriteLine(JsonSerializer.Serialize(value, Json));

    /// <summary>A line of the result.</summary>
    public void Print(string line) => Out.WriteLine(line);

    /// <summary>A line of progress.</summary>
    public void Say(string line) => Error.WriteLine(line);
}
