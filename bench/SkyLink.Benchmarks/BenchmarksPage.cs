using System.Globalization;
using System.Text;
using SkyLink.Platform.Hosting;

namespace SkyLink.Benchmarks;

/// <summary>docs/benchmarks.md: the last full measurement of every figure.</summary>
internal static class BenchmarksPage
{
    private const string Head = """
        # Benchmarks

        Written by `./skylink bench`; each row is the median of three runs on real components: PostgreSQL with fsync,
        HTTP over sockets, signatures as on the network. A peer was measured in the same run, on the same machine, or
        its value is left empty. A ratio above 1 is in SkyLink's favour. A missed target is printed as it is.
        Load is what else wanted the cores when the run began: above their number, wall-clock figures are pessimistic
        and
        CPU times and ratios say more.

        | area | figure | value | unit | target | met | peer | its value | ratio | measured | note |
        |---|---|---:|---|---|---|---|---:|---:|---|---|
        """;

    /// <summary>The checkout this program was built from.</summary>
    public static string Root { get; } = Checkout.Find()
        ?? throw new InvalidOperationException("SkyLink.slnx is not above the program.");

    /// <summary>Replaces the rows of what was measured now and keeps the others.</summary>
    public static async Task RewriteAsync(
        IReadOnlyList<Figure> figures, string loadBefore, CancellationToken cancellation)
    {
        var file = Path.Combine(Root, "docs", "benchmarks.md");
        var before = File.Exists(file) ? await File.ReadAllLinesAsync(file, cancellation) : [];
        var rows = before.Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1)
            .ToDictionary(KeyOf, StringComparer.Ordinal);
        foreach (var figure in figures)
        {
            var row = RowOf(figure, loadBefore);
            rows[KeyOf(row)] = row;
        }

        var page = new StringBuilder(Head).Append('\n');
        foreach (var (_, row) in rows.OrderBy(it => it.Key, StringComparer.Ordinal))
        {
            page.Append(row).Append('\n');
        }

        await File.WriteAllTextAsync(file, page.ToString(), cancellation);
    }

    /// <summary>Area and figure.</summary>
    private static string KeyOf(string row) =>
        string.Join('|', row.Split('|').Skip(1).Take(2).Select(cell => cell.Trim()));

    private static string RowOf(Figure figure, string loadBefore)
    {
        var day = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string[] cells =
        [
            figure.Area, figure.Name, FigureReport.Number(figure.Value), figure.Unit, figure.Target,
            figure.IsMet ? "yes" : "no", figure.Peer ?? "", FigureReport.Number(figure.PeerValue),
            FigureReport.Number(figure.Ratio), $"{day}, {Environment.ProcessorCount} cores, load {loadBefore}",
                figure.Note,
        ];
        return $"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "/", StringComparison.Ordinal)))} |";
    }
}
