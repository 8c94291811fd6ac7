using System.Text;

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

    public Task<int> RunAsync(params string[] arguments) => CommandTree.RunAsync(arguments, Shell);

    private static TextWriter WriterTo(StringBuilder text) =>
        TextWriter.Synchronized(new StringWriter(text) { NewLine = "\n" });
}
