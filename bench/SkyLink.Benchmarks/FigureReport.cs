using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace SkyLink.Benchmarks;

/// <summary>Tells figures to whoever ran the benchmark.</summary>
internal static class FigureReport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private const int WidthMin = 140;

    public static void Tell(Figure figure, bool isJson)
    {
        if (isJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(figure, Json));
        }
        else
        {
            Console.Error.WriteLine(
            $"{figure.Area}.{figure.Name}: {Number(figure.Value)} {figure.Unit} ({figure.Note})");
        }
    }

    public static void Tabulate(IReadOnlyList<Figure> figures)
    {
        // Wider than a narrow terminal: a broken line is easier to read than a broken word.
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, WidthMin);
        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumn("Area").AddColumn(new TableColumn("Figure").NoWrap());
        table.AddColumn(new TableColumn("Value").RightAligned());
        table.AddColumns("Unit", "Target", "");
        table.AddColumn("Peer");
        table.AddColumn(new TableColumn("Its value").RightAligned());
        table.AddColumn(new TableColumn("Ratio").RightAligned());
        foreach (var figure in figures)
        {
            table.AddRow(
                figure.Area, figure.Name, Number(figure.Value), Markup.Escape(figure.Unit), figure.Target,
                figure.IsMet ? "[green]met[/]" : "[red]missed[/]", Markup.Escape(figure.Peer ?? ""),
                Number(figure.PeerValue), Number(figure.Ratio));
        }

        AnsiConsole.Write(table);
    }

    /// <summary>Three digits that count: 12,345 or 12.3 or 0.123.</summary>
    public static string Number(double? value) => value is not { } it ? ""
        : it.ToString(Math.Abs(it) switch { >= 100 => "#,0", >= 10 => "0.0", _ => "0.##" },
            CultureInfo.InvariantCulture);
}
