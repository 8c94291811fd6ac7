namespace SkyLink.Platform.Telemetry;

/// <summary>What the platform tells of itself, and to whom.</summary>
public sealed class TelemetryOptions
{
    /// <summary>Finished spans kept in memory for the console; older ones are overwritten.</summary>
    [Range(100, 100_000)]
    public int RecentSpansMax { get; init; } = 2_000;

    /// <summary>
    /// New traces recorded per second at most; the others cost next to nothing. Few requests are all recorded, many
    /// are sampled.
    /// </summary>
    [Range(0, 100_000)]
    public int TracesPerSecondMax { get; init; } = 50;

    /// <summary>
    /// Networks, as CIDR, that may read metrics and the list of services without signing in; private ones while the
    /// list is empty.
    /// </summary>
    [Networks]
    public string[] Readers { get; init; } = [];

    public OtlpOptions Otlp { get; init; } = new();
}

/// <summary>Export to a collector.</summary>
public sealed class OtlpOptions
{
    /// <summary>
    /// The collector's address (<c>http://collector:4317</c>); nothing is exported while it is not set.
    /// </summary>
    public Uri? Endpoint { get; init; }

    /// <summary><c>grpc</c> or <c>http/protobuf</c>.</summary>
    [RegularExpression("^(grpc|http/protobuf)$")]
    public string Protocol { get; init; } = "grpc";
}
