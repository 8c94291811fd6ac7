using System.Text;
using System.Text.Json;

namespace SkyLink.Cli;

/// <summary>A shell whose output a test reads.</summary>
internal sealed class RecordedShell
{
    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();

    public RecordedShell(Workspace workspace) => Shell = new Shell(
        workspace, WriterTo(output), WriterTo(error), TimeProvider.System);

    public Shell Shell { get; }

    public string Out => output.ToString();

    public string Error => error.ToString();

    /// <summary>Runs a command with what a person or a script puts into it.</summary>
    public Task<int> RunWithAsync(
        string input, IReadOnlyDictionary<string, string> variables, params string[] arguments) =>
        CommandTree.RunAsync(arguments, Shell with
        {
            In = new StringReader(input),
            Variable = name => variables.GetValueOrDefault(name),
        });

    /// <summary>Runs a command and reads the JSON it printed.</summary>
    public async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var before = output.Length;
        var code = await RunAsync([.. arguments, "--json"]);
        Assert.True(code == ExitCode.Done, $"{string.Join(' ', arguments)}: {code}\n{Error}");
        return JsonElement.Parse(Out[before..]);
    }

    public Task<int> RunAsync(params string[] arguments) => CommandTree.RunAsync(arguments, Shell);

    private static TextWriter WriterTo(StringBuilder text) =>
        TextWriter.Synchronized(new StringWriter(text) { NewLine = "\n" });
}
