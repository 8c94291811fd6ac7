namespace SkyLink.Benchmarks;

/// <summary>What was asked for on the command line.</summary>
/// <param name="Area">An area, or "area.figure"; null measures all.</param>
/// <param name="IsJson">One JSON object per line instead of a table.</param>
/// <param name="IsQuick">Shorter runs; docs/benchmarks.md stays as it is.</param>
/// <param name="IsAlone">Without peers: for work on one figure; docs/benchmarks.md stays as it is.</param>
internal sealed record BenchOptions(string? Area, bool IsJson, bool IsQuick, bool IsAlone)
{
    public const string Usage = "usage: SkyLink.Benchmarks [area[.figure]] [--json] [--quick] [--alone]";

    /// <summary>Runs per figure; the median counts.</summary>
    public const int Runs = 3;

    /// <summary>How long one run lasts.</summary>
    public TimeSpan Run => TimeSpan.FromSeconds(IsQuick ? 2 : 8);

    /// <summary>Before the first run: just-in-time compilation, pools, prepared statements.</summary>
    public TimeSpan WarmUp => TimeSpan.FromSeconds(IsQuick ? 4 : 8);

    /// <summary>Null where the arguments cannot be understood.</summary>
    public static BenchOptions? Parse(string[] args)
    {
        var areas = args.Where(arg => !arg.StartsWith('-')).ToList();
        var isKnown = args.Except(areas, StringComparer.Ordinal).All(arg => arg is "--json" or "--quick" or "--alone");
        return isKnown && areas.Count <= 1
            ? new BenchOptions(
                areas.SingleOrDefault(), args.Contains("--json"), args.Contains("--quick"), args.Contains("--alone"))
            : null;
    }

    /// <summary>Whether a figure was asked for.</summary>
    public bool Wants(string area, string figure) => Area is null || Area == area || Area == $"{area}.{figure}";

    public bool Wants(IArea area) => Area is null || Area.Split('.')[0] == area.Name;
}
