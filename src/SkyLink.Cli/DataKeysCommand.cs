using System.CommandLine;
using System.Text.Json;

namespace SkyLink.Cli;

/// <summary>The keys with which services seal personal and secret fields in the database.</summary>
internal static class DataKeysCommand
{
    private static readonly Column[] Columns =
    [
        Column.Of("service", "service"), Column.Of("key", "number"), Column.Time("seals from", "sealsFrom"),
        Column.Time("next from", "nextFrom"),
        new("columns", item => $"{item.Items("columns").Count()}"),
        new("under an older key", item => $"{item.Items("outdated").Count()}"),
    ];

    public static Command Noun(Shell shell) => new(
        "data-keys", "Keys that seal personal and secret fields in the database: list, rotate.")
    {
        new ApiVerb(
            shell, "list", "Show which key each service seals with, and what lies under older ones.",
            ["data-keys list", "data-keys list --json"], [],
            async (call, cancellation) =>
                Print(call, (await call.Api.GetAsync("hosting/data-keys", cancellation)).Body)),
        new ApiVerb(
            shell, "rotate",
            "Have every service make its next key; five minutes later it seals, and all fields are sealed anew.",
            ["data-keys rotate"], [],
            async (call, cancellation) => Print(
                call, await call.PostAsync("hosting/data-keys/rotate", body: null, cancellation))),
    };

    private static void Print(ApiCall call, JsonElement answer)
    {
        if (call.IsJson)
        {
            call.Shell.WriteJson(answer);
            return;
        }

        call.Print([.. answer.Items("services")], Columns);
        foreach (var silent in answer.Items("silent"))
        {
            call.Shell.Print($"{silent.GetString()} does not answer.");
        }
    }
}
