using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace SkyLink.Platform.Telemetry;

/// <summary>
/// OpenTelemetry for one host: activities of the web server, the HTTP client, Npgsql and our own services, kept for a
/// while and exported where a collector is named; metrics pulled by <c>/metrics</c> or exported likewise.
/// </summary>
internal sealed class TelemetryProviders : IHostedService, IDisposable
{
    /// <summary>Sources that speak by themselves; nothing is instrumented twice.</summary>
    private static readonly string[] Sources =
        ["SkyLink*", "Microsoft.AspNetCore", "System.Net.Http", "Npgsql", "Yarp.ReverseProxy"];

    private readonly TracerProvider traces;
    private readonly MeterProvider metrics;

    public TelemetryProviders(IOptions<TelemetryOptions> options, TimeProvider clock)
    {
        var telemetry = options.Value;
        Recent = new RecentSpans(telemetry.RecentSpansMax);
        var resource = ResourceBuilder.CreateEmpty()
            .AddService("skylink", serviceVersion: ProductVersion.Text, serviceInstanceId: $"{Environment.ProcessId}");
        var tracing = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Sources)
            .SetSampler(new TraceSampler(telemetry.TracesPerSecondMax, clock)).AddProcessor(Recent);
        var reader = new BaseExportingMetricReader(Metrics);
        var measuring = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddReader(reader);
        Instruments.Select(measuring);
        if (telemetry.Otlp.Endpoint is not null)
        {
            tracing.AddOtlpExporter(exporter => Direct(exporter, telemetry.Otlp));
            measuring.AddOtlpExporter(exporter => Direct(exporter, telemetry.Otlp));
        }

        traces = tracing.Build();
        metrics = measuring.Build();
    }

    public RecentSpans Recent { get; }

    public PrometheusText Metrics { get; } = new();

    /// <summary>Nothing more to do: made with the host, so that the first request is seen already.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What is still on its way to a collector gets two seconds.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        traces.ForceFlush(2_000);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        traces.Dispose();
        metrics.Dispose();
        Recent.Dispose();
        Metrics.Dispose();
    }

    private static void Direct(OtlpExporterOptions exporter, OtlpOptions options)
    {
        exporter.Endpoint = options.Endpoint!;
        exporter.Protocol = options.Protocol == "grpc" ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
    }
}

/// <summary>The version this was built as, with the commit where the build knew it.</summary>
internal static class ProductVersion
{
    public static string Text { get; } = typeof(ProductVersion).Assembly
        .GetCustomAttributes(typeof(System.Reflection.AssemblyInformationalVersionAttribute), inherit: false)
        .OfType<System.Reflection.AssemblyInformationalVersionAttribute>().Single().InformationalVersion;
}
