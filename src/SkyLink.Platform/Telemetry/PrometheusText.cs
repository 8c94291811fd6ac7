using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace SkyLink.Platform.Telemetry;

/// <summary>
/// Writes what OpenTelemetry has aggregated in Prometheus' text format 0.0.4. Pulled: measuring costs the same whether
/// anybody reads or not, and one reader at a time makes the text.
/// </summary>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusText : BaseExporter<Metric>, IPullMetricExporter
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly Lock gate = new();
    private readonly StringBuilder text = new();

    public Func<int, bool>? Collect { get; set; }

    /// <summary>All metrics now; null if they could not be collected within five seconds.</summary>
    public string? Read()
    {
        lock (gate)
        {
            text.Clear();
            return Collect?.Invoke(5_000) == true ? text.ToString() : null;
        }
    }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        var metrics = new List<Metric>();
        foreach (var metric in batch)
        {
            metrics.Add(metric);
        }

        // The same instrument may exist once per host in a process; Prometheus wants each name once.
        foreach (var same in metrics
            .GroupBy(metric =>
                Instruments.NameOf(metric.Name, metric.Unit, Instruments.IsCounter(metric)), StringComparer.Ordinal)
            .OrderBy(same => same.Key, StringComparer.Ordinal))
        {
            Write(same.Key, [.. same]);
        }

        return ExportResult.Success;
    }

    private void Write(string name, List<Metric> metrics)
    {
        var first = metrics[0];
        var type = first.MetricType == MetricType.Histogram ? "histogram" : Instruments.IsCounter(first) ? "counter"
            : "gauge";
        text.Append("# HELP ").Append(name).Append(' ')
            .AppendLine(Escape(Instruments.HelpOf(first.Name, first.Description), isLabel: false))
            .Append("# TYPE ").Append(name).Append(' ').AppendLine(type);
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (ref readonly var point in PointsOf(metrics))
        {
            var labels = LabelsOf(point.Metric, point.Point);
            if (!written.Add(labels))
            {
                continue;
            }

            if (type == "histogram")
            {
                WriteHistogram(name, labels, point.Point);
            }
            else
            {
                Line(name, labels, ValueOf(point.Metric, point.Point));
            }
        }
    }

    private static ReadOnlySpan<(Metric Metric, MetricPoint Point)> PointsOf(List<Metric> metrics)
    {
        var points = new List<(Metric, MetricPoint)>();
        foreach (var metric in metrics)
        {
            foreach (ref readonly var point in metric.GetMetricPoints())
            {
                points.Add((metric, point));
            }
        }

        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(points);
    }

    private void WriteHistogram(string name, string labels, MetricPoint point)
    {
        var below = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            below += bucket.BucketCount;
            var bound = double.IsPositiveInfinity(bucket.ExplicitBound) ? "+Inf" : Number(bucket.ExplicitBound);
            Line($"{name}_bucket", Join(labels, $"le=\"{bound}\""), below.ToString(CultureInfo.InvariantCulture));
        }

        Line($"{name}_sum", labels, Number(point.GetHistogramSum()));
        Line($"{name}_count", labels, point.GetHistogramCount().ToString(CultureInfo.InvariantCulture));
    }

    private void Line(string name, string labels, string value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(value).Append('\n');
    }

    private static string ValueOf(Metric metric, MetricPoint point) => metric.MetricType switch
    {
        MetricType.LongSum or MetricType.LongSumNonMonotonic =>
            point.GetSumLong().ToString(CultureInfo.InvariantCulture),
        MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => Number(point.GetSumDouble()),
        MetricType.LongGauge => point.GetGaugeLastValueLong().ToString(CultureInfo.InvariantCulture),
        _ => Number(point.GetGaugeLastValueDouble()),
    };

    private static string LabelsOf(Metric metric, MetricPoint point)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in point.Tags)
        {
            labels[string.Concat(key.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'))] =
                Escape(value?.ToString() ?? "", isLabel: true);
        }

        return string.Join(',', labels.Select(label => $"{label.Key}=\"{label.Value}\""));
    }

    private static string Join(string labels, string more) => labels.Length == 0 ? more : $"{labels},{more}";

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Escape(string value, bool isLabel)
    {
        var escaped =
            value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return isLabel ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }
}
