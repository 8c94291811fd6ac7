using System.Text.Json;
using Spectre.Console;

namespace SkyLink.Cli;

/// <summary>
/// Puts the demo's accounts, shops and products where they are missing, without starting the platform.
/// </summary>
internal static class SeedCommand
{
    public static HostTaskVerb Verb(Shell shell) => new(
        shell, "seed", "Put the demo's accounts, shops and products into the database where they are missing.",
        "seed", ["seed", "seed --data /srv/skylink --json"], isJson => result => Tell(shell, isJson, result));

    private static int Tell(Shell shell, bool isJson, JsonElement result)
    {
        if (isJson)
        {
            shell.WriteJson(result);
            return ExitCode.Done;
        }

        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns("what", "before", "now");
        foreach (var item in result.Items("items"))
        {
            table.AddRow(item.Text("what")!.EscapeMarkup(), item.Text("before")!, item.Text("now")!);
        }

        shell.Rich.Write(table);
        return ExitCode.Done;
    }
}
