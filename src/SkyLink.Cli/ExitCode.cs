namespace SkyLink.Cli;

/// <summary>What the shell gets; documented in every command's help.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;
    public const int NotRunning = 3;
    public const int Missing = 4;

    public static string Meaning(int code) => code switch
    {
        Done => "done",
        Failed => "something failed; the output says what",
        WrongUsage => "the command line was not understood",
        NotRunning => "the platform is not running",
        Missing => "a tool, file or folder that is needed is not there",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "has no meaning yet"),
    };
}

/// <summary>Ends a command with one line for a person.</summary>
internal sealed class CliException(int exitCode, string message) : Exception(message)
{
    /// <summary>One of <see cref="SkyLink.Cli.ExitCode"/>.</summary>
    public int Code { get; } = exitCode;
}
