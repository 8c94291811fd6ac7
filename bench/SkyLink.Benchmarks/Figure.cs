using System.Globalization;
using System.Text.Json.Serialization;

namespace SkyLink.Benchmarks;

/// <summary>What a figure is measured against.</summary>
/// <param name="IsAtMost">True where less is better.</param>
internal readonly record struct Target(double Bound, bool IsAtMost)
{
    public static Target AtMost(double bound) => new(bound, IsAtMost: true);

    public static Target AtLeast(double bound) => new(bound, IsAtMost: false);

    public bool IsMetBy(double value) => IsAtMost ? value <= Bound : value >= Bound;

    public override string ToString() =>
        (IsAtMost ? "≤ " : "≥ ") + Bound.ToString("#,0.###", CultureInfo.InvariantCulture);
}

/// <summary>The same thing done by somebody else.</summary>
/// <param name="Value">Measured in the same run; null where it could not be run here.</param>
internal sealed record Peer(string Name, double? Value);

/// <summary>One measured number.</summary>
/// <param name="Note">How it was measured, and what it cost; one line.</param>
internal sealed record Figure(
    string Area, string Name, double Value, string Unit, [property: JsonIgnore] Target Goal,
    [property: JsonIgnore] Peer? Beside, string Note)
{
    public string Target => Goal.ToString();

    public string? Peer => Beside?.Name;

    public double? PeerValue => Beside?.Value;

    /// <summary>Above one where SkyLink is better, whichever way better is.</summary>
    public double? Ratio => Beside?.Value is not { } other || Value == 0 || other == 0 ? null
        : Math.Round(Goal.IsAtMost ? other / Value : Value / other, 2);

    [JsonIgnore]
    public bool IsMet => Goal.IsMetBy(Value);
}

/// <summary>A part of the platform and its figures.</summary>
internal interface IArea
{
    string Name { get; }

    IAsyncEnumerable<Figure> MeasureAsync(BenchOptions options, CancellationToken cancellation);
}
