using System.Globalization;
using Spectre.Console;

namespace SkyLink.Cli;

/// <summary>How one order went.</summary>
/// <param name="Failure">What was not as it should be; null when all was.</param>
internal sealed record TradeOrderReport(int Number, TradeScript Script, DemoOrder? Order, string? Failure);

/// <summary>What the trade demo saw; printed as tables or as one JSON object.</summary>
internal sealed record TradeReport(
    DemoImport? Import, IReadOnlyList<TradeOrderReport> Orders, IReadOnlyList<StepFigures> Steps,
    IReadOnlyList<MoneyFinding> Money)
{
    /// <summary>Every order went by its script, and the money adds up.</summary>
    public bool IsGood =>
        Orders.Count > 0 && Orders.All(order => order.Failure is null) && Money.Count > 0 && Money.All(it => it.IsTrue);

    public void Write(IAnsiConsole console)
    {
        if (Import is { } import)
        {
            var changed = $"{import.Added} added, {import.Replaced} replaced, {import.Unchanged} unchanged";
            console.MarkupLineInterpolated($"Catalogue: {import.Rows} rows, {changed}, {import.Refused} refused");
        }

        foreach (var order in Orders)
        {
            WriteTimeline(console, order);
        }

        var steps = new Table().Title("Steps, as the shopper feels them").AddColumn("step")
            .AddColumns(Number("count"), Number("median ms"), Number("p95 ms"), Number("slowest ms"));
        foreach (var step in Steps)
        {
            steps.AddRow(
                step.Step.EscapeMarkup(), step.Count.ToString(CultureInfo.InvariantCulture), Text(step.MedianMs),
                Text(step.P95Ms), Text(step.SlowestMs));
        }

        var money = new Table().Title("Money").AddColumn("check").AddColumn("").AddColumn("seen");
        foreach (var finding in Money)
        {
            var verdict = finding.IsTrue ? "[green]true[/]" : "[red]FALSE[/]";
            money.AddRow(finding.What.EscapeMarkup(), verdict, finding.Detail.EscapeMarkup());
        }

        console.Write(steps);
        console.Write(money);
        console.MarkupLine(IsGood ? "[green]All went as it should.[/]" : "[red]Something deviates.[/]");
    }

    private static void WriteTimeline(IAnsiConsole console, TradeOrderReport report)
    {
        var order = report.Order;
        var script = report.Script.ToString().ToLowerInvariant();
        var tree = new Tree($"Order {report.Number + 1} ({script}) {order?.Seller} {order?.State}".EscapeMarkup());
        var began = order is { Timeline: [var first, ..] } ? first.At : default;
        foreach (var moment in order?.Timeline ?? [])
        {
            var seconds = (moment.At - began).TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);
            tree.AddNode($"+{seconds} s  {moment.What}  {moment.Detail}".TrimEnd().EscapeMarkup());
        }

        if (report.Failure is { } failure)
        {
            tree.AddNode($"[red]{failure.EscapeMarkup()}[/]");
        }

        console.Write(tree);
    }

    private static string Text(double ms) => ms.ToString("0.0", CultureInfo.InvariantCulture);

    private static TableColumn Number(string title) => new TableColumn(title).RightAligned();
}
