using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace SkyLink.Cli;

/// <summary>The schemas of the services: what they have, what they lack, and bringing them up to date.</summary>
internal sealed class MigrateCommand : Command
{
    public MigrateCommand(Shell shell)
        : base("migrate", "The services' schemas: what was applied, what is pending, and applying it.")
    {
        Add(new HostTaskVerb(
            shell, "status", "Show each service's migrations; ends with 1 if something is pending or was edited.",
            "migrations", ["migrate status", "migrate status --json"], isJson => Tell(shell, isJson)));
        Add(new HostTaskVerb(
            shell, "apply", "Apply what is pending; the host does so at every start, too.",
            "migrate", ["migrate apply"], isJson => Tell(shell, isJson)));
    }

    private static Func<JsonElement, int> Tell(Shell shell, bool isJson) => result =>
    {
        var all = result.Items("items").ToList();
        if (isJson)
        {
            shell.WriteJson(result);
        }
        else
        {
            var table = new Table().Border(TableBorder.Simple);
            table.AddColumns("service", "applied", "pending", "edited");
            foreach (var service in all.GroupBy(it => it.Text("service")))
            {
                table.AddRow(
                    service.Key!, $"{service.Count(it => it.Text("state") == "applied")}",
                    Names(service, "pending"), Names(service, "edited"));
            }

            shell.Rich.Write(table);
        }

        return all.TrueForAll(it => it.Text("state") == "applied") ? ExitCode.Done : ExitCode.Failed;
    };

    private static string Names(IEnumerable<JsonElement> all, string state) => string.Join(
        ", ", all.Where(it => it.Text("state") == state).Select(it => it.Text("migration")!.EscapeMarkup()));
}
