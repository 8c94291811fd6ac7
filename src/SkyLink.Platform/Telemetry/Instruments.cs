using OpenTelemetry.Metrics;

namespace SkyLink.Platform.Telemetry;

/// <summary>Which measurements are kept, and what they are called in Prometheus.</summary>
internal static class Instruments
{
    /// <summary>Meters of the runtime, the web server, the HTTP client and Npgsql; ours begin with this word.</summary>
    private const string Ours = "SkyLink";

    private static readonly string[] MeterNames =
    [
        Ours + "*", "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
        "System.Net.Http", "Npgsql",
    ];

    private static readonly double[] SecondsBuckets =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    /// <summary>Names people know, where the instrument's own would break Prometheus' rules or say too much.</summary>
    private static readonly Dictionary<string, (string Name, string Help)> Known = new(StringComparer.Ordinal)
    {
        ["http.server.request.duration"] = ("api_request_duration_seconds", "Time to answer a request."),
        ["http.server.active_requests"] = ("api_requests_active", "Requests being answered."),
        ["kestrel.active_connections"] = ("api_connections_active", "Open connections of clients."),
        ["http.client.request.duration"] =
            ("http_client_request_duration_seconds", "Time until another process or participant answered."),
        ["db.client.operation.duration"] = ("db_operation_duration_seconds", "Time of a statement at PostgreSQL."),
        ["db.client.operation.failed"] = ("db_operations_failed_total", "Statements PostgreSQL refused."),
        ["db.client.connection.count"] = ("db_pool_connections", "Connections of a service's pool, by state."),
        ["db.client.connection.max"] = ("db_pool_connections_max", "Connections a service's pool may open."),
        ["db.client.connection.npgsql.pending_requests"] =
            ("db_pool_waiting_requests", "Callers that wait for a connection."),
        ["db.client.connection.npgsql.timeouts"] =
            ("db_pool_timeouts_total", "Callers that gave up waiting for a connection."),
        ["dotnet.process.cpu.time"] = ("process_cpu_seconds_total", "Processor time used."),
        ["dotnet.process.memory.working_set"] = ("process_resident_memory_bytes", "Memory in use."),
        ["dotnet.gc.collections"] = ("dotnet_gc_collections_total", "Garbage collections."),
        ["dotnet.gc.pause.time"] = ("dotnet_gc_pause_seconds_total", "Time the collector held everything up."),
        ["dotnet.gc.last_collection.heap.size"] = ("dotnet_gc_heap_size_bytes", "Managed heap after a collection."),
        ["dotnet.thread_pool.queue.length"] = ("dotnet_thread_pool_queued_items", "Work waiting for a thread."),
        ["dotnet.exceptions"] = ("dotnet_exceptions_total", "Exceptions thrown."),
    };

    /// <summary>Instruments of the runtime that count up and down but call themselves counters.</summary>
    private static readonly HashSet<string> Gauges = new(StringComparer.Ordinal) { "dotnet.thread_pool.queue.length" };

    public static void Select(MeterProviderBuilder builder) => builder.AddMeter(MeterNames).AddView(instrument =>
        !Known.ContainsKey(instrument.Name) && !instrument.Meter.Name.StartsWith(Ours, StringComparison.Ordinal)
            ? MetricStreamConfiguration.Drop
            : instrument.Unit == "s"
                && instrument.GetType().GetGenericTypeDefinition() == typeof(System.Diagnostics.Metrics.Histogram<>)
                ? new ExplicitBucketHistogramConfiguration { Boundaries = SecondsBuckets }
                : new MetricStreamConfiguration());

    /// <summary>
    /// The name under Prometheus' rules: the unit at the end, then <c>_total</c> for what only grows.
    /// </summary>
    public static string NameOf(string name, string unit, bool isCounter)
    {
        if (Known.TryGetValue(name, out var known))
        {
            return known.Name;
        }

        var parts =
            new List<string> { string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_')) };
        parts.AddRange(UnitOf(unit) is { } word && !name.EndsWith(word, StringComparison.Ordinal) ? [word] : []);
        parts.AddRange(isCounter ? ["total"] : []);
        return string.Join('_', parts);
    }

    public static string HelpOf(string name, string description) =>
        Known.TryGetValue(name, out var known) ? known.Help : description.Length > 0 ? description : name;

    public static bool IsCounter(Metric metric) =>
        metric.MetricType is MetricType.LongSum or MetricType.DoubleSum && !Gauges.Contains(metric.Name);

    private static string? UnitOf(string unit) => unit switch
    {
        "s" => "seconds",
        "By" => "bytes",
        "1" => "ratio",
        _ => null,
    };
}
