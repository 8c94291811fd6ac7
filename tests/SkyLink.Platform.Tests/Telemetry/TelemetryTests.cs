using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using SkyLink.Platform.Data;
using SkyLink.Platform.Events;
using SkyLink.Platform.Hosting;
using SkyLink.Platform.Http;
using SkyLink.Testing;

namespace SkyLink.Platform.Telemetry;

[Event("platform.lamps.lit.v1", Bus.Core)]
internal sealed record LampLit(string Subject) : IEvent;

/// <summary>Lights a lamp, says so, and hears it itself.</summary>
internal sealed class LampsModule : IModule
{
    public string Name => "platform.lamps";

    public void Add(ModuleBuilder module) => module.Subscribe(new Subscription("lamps.note")
        .On<LampLit>((_, tx, lit, context) => tx.ExecuteAsync($"""
            insert into idempotency (scope, key, request_sha256, answer)
            values ('lit', {lit.Subject}, ''::bytea, convert_to({context.Correlation}::text, 'UTF8'))
            """)));

    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/api/v1/lamps/{name}", async (
        string name, Db<LampsModule> db, CancellationToken cancellation) =>
    {
        await db.InTransactionAsync(async tx =>
        {
            await tx.ExecuteAsync($"select 1");
            tx.Publish(new LampLit(name));
        }, cancellation);
        return TypedResults.Ok(new { trace = Activity.Current!.TraceId.ToHexString() });
    }).OpenToAnyone("a test calls it");
}

public sealed class LampsHost : TestHost
{
    private Relay? relay;

    protected override IReadOnlyList<IModule> Modules => [new LampsModule()];

    internal Relay Relay => relay!;

    protected override void Configure(WebApplicationBuilder builder)
    {
        var direct = new NpgsqlConnectionStringBuilder(builder.Configuration.GetConnectionString("skylink"));
        if (relay is null)
        {
            relay = new Relay(direct.Host!, direct.Port);
            relay.Start();
        }

        (direct.Host, direct.Port, direct.SslMode) = ("127.0.0.1", relay.Port, SslMode.Disable);
        builder.Configuration["ConnectionStrings:skylink"] = direct.ConnectionString;
        builder.Configuration["Telemetry:TracesPerSecondMax"] = "10000";
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (relay is not null)
        {
            await relay.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}

public sealed class TelemetryTests(LampsHost host) : IClassFixture<LampsHost>
{
    [Fact]
    public async Task One_trace_holds_the_request_its_statements_and_what_its_event_caused()
    {
        using var http = host.CreateClient();
        using var answer = await http.PostAsync("/api/v1/lamps/hall", content: null);
        var trace = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("trace").GetString()!;
        var recent = host.Services.GetRequiredService<TelemetryProviders>().Recent;
        IReadOnlyList<RecentSpan> Spans() => recent.Of(ActivityTraceId.CreateFromString(trace));
        await Eventually.TrueAsync(() => Spans().Any(span => span.Name == "lamps.note platform.lamps.lit.v1"), "the handler's span");
        await Eventually.TrueAsync(() => Spans().Any(span => span.Source == "Microsoft.AspNetCore"), "the request's span");
        var request = Spans().Single(span => span.Source == "Microsoft.AspNetCore");
        Assert.Equal("/api/v1/lamps/{name}", request.Tags["http.route"]);
        Assert.Contains(Spans(), span => span.Source == "Npgsql" && span.ParentId == request.SpanId);
        var handled = Spans().Single(span => span.Source == "SkyLink.Events");
        Assert.Equal(request.SpanId, handled.ParentId);
        Assert.Contains(Spans(), span => span.Source == "Npgsql" && span.ParentId == handled.SpanId);
    }

    [Fact]
    public async Task The_correlation_that_came_along_is_kept_with_the_event_and_a_malformed_one_is_not()
    {
        foreach (var (name, baggage) in new[] { ("kept", "correlation=order-42"), ("refused", "correlation=a%20b%22;x=1") })
        {
            using var http = host.CreateClient();
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/lamps/{name}");
            request.Headers.Add("baggage", baggage);
            using var answer = await http.SendAsync(request);
            answer.EnsureSuccessStatusCode();
            Task<string?> NotedAsync() => host.DbOf("platform.lamps").InTransactionAsync(async tx => (await tx.ListAsync(
                $"select convert_from(answer, 'UTF8') as it from idempotency where scope = 'lit' and key = {name}",
                row => row.Find<string>("it"))).SingleOrDefault(), CancellationToken.None);
            await Eventually.TrueAsync(async () => await NotedAsync() is not null, $"the note of {name}");
            Assert.Equal(name == "kept", await NotedAsync() == "order-42");
        }
    }

    [Fact]
    public async Task Metrics_carry_the_names_people_know()
    {
        using var http = host.CreateClient();
        using var lit = await http.PostAsync("/api/v1/lamps/porch", content: null);
        var text = "";
        await Eventually.TrueAsync(
            async () => (text = await http.GetStringAsync("/metrics"))
                .Contains("http_route=\"/api/v1/lamps/{name}\"", StringComparison.Ordinal),
            "the request is measured once its answer is sent");
        Assert.Contains("api_request_duration_seconds_bucket{", text, StringComparison.Ordinal);
        Assert.Contains("db_pool_connections{", text, StringComparison.Ordinal);
        Assert.Contains("process_cpu_seconds_total", text, StringComparison.Ordinal);
        Assert.Contains("process_resident_memory_bytes", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Promtool_accepts_the_metrics()
    {
        var promtool = new[] { "/usr/bin/promtool", "/usr/local/bin/promtool" }.FirstOrDefault(File.Exists);
        Assert.SkipWhen(promtool is null, "promtool is not installed (Debian: package prometheus).");
        using var http = host.CreateClient();
        using var lit = await http.PostAsync("/api/v1/lamps/attic", content: null);
        var text = await http.GetStringAsync("/metrics");
        using var check = Process.Start(new ProcessStartInfo(promtool, ["check", "metrics"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        await check.StandardInput.WriteAsync(text);
        check.StandardInput.Close();
        var said = await check.StandardError.ReadToEndAsync() + await check.StandardOutput.ReadToEndAsync();
        await check.WaitForExitAsync();
        Assert.True(check.ExitCode == 0, said);
    }

    [Fact]
    public async Task The_list_of_services_says_what_runs()
    {
        using var http = host.CreateClient();
        var processes = await http.GetFromJsonAsync<List<ServicesAnswer>>("/services", Json.Options);
        var services = Assert.Single(processes!);
        var lamps = services.Modules.Single(module => module.Name == "platform.lamps");
        Assert.Equal(1, lamps.Endpoints);
        Assert.Equal(["lamps.note"], lamps.Subscriptions);
        Assert.Equal(Environment.ProcessId, services.ProcessId);
        Assert.Contains(host.Address.ToString().TrimEnd('/'), services.Addresses);
    }

    [Fact]
    public void A_flood_of_requests_is_sampled()
    {
        var clock = new ManualClock();
        using var listener = new ActivityListener();
        var sampler = new TraceSampler(10, clock);
        var recorded = Enumerable.Range(0, 1_000).Count(_ => IsRecorded(sampler, parent: default));
        Assert.InRange(recorded, 10, 30);
        var sampledParent = new ActivityContext(
            ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);
        Assert.True(IsRecorded(sampler, sampledParent));
    }

    [Fact]
    public void A_log_line_in_json_carries_trace_correlation_and_values()
    {
        using var activity = new Activity("test").SetBaggage(Correlation.Key, "order-7").Start();
        var formatter = new JsonLogLines(TimeProvider.System, new HttpContextAccessor());
        using var line = new StringWriter();
        var state = new List<KeyValuePair<string, object?>> { new("Seller", "a \"b\"\n"), new("{OriginalFormat}", "{Seller}") };
        formatter.Write(
            new Microsoft.Extensions.Logging.Abstractions.LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(
                Microsoft.Extensions.Logging.LogLevel.Warning, "SkyLink.Trade", default, state,
                new InvalidOperationException("why"), (_, _) => "It\nhappened"),
            scopeProvider: null, line);
        Assert.Equal(1, line.ToString().Count(letter => letter == '\n'));
        var json = JsonDocument.Parse(line.ToString()).RootElement;
        Assert.Equal(activity.TraceId.ToHexString(), json.GetProperty("trace_id").GetString());
        Assert.Equal("order-7", json.GetProperty("correlation").GetString());
        Assert.Equal("a \"b\"\n", json.GetProperty("values").GetProperty("Seller").GetString());
        Assert.Contains("why", json.GetProperty("exception").GetString(), StringComparison.Ordinal);
    }

    private static bool IsRecorded(TraceSampler sampler, ActivityContext parent) => sampler.ShouldSample(
        new OpenTelemetry.Trace.SamplingParameters(parent, ActivityTraceId.CreateRandom(), "x", ActivityKind.Server))
        .Decision == OpenTelemetry.Trace.SamplingDecision.RecordAndSample;
}

/// <summary>A host of its own, since its database goes away.</summary>
public sealed class HealthTests(LampsHost host) : IClassFixture<LampsHost>
{
    [Fact]
    public async Task Readiness_follows_the_database_within_twenty_seconds_and_recovers_by_itself()
    {
        using var http = host.CreateClient();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, "/health/ready"));
        await host.Relay.CutAsync();
        await Eventually.TrueAsync(
            async () => await StatusAsync(http, "/health/ready") == HttpStatusCode.ServiceUnavailable,
            "readiness red");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, "/health/live"));
        using var detail = await http.GetAsync("/health");
        var health = await detail.Content.ReadFromJsonAsync<HealthAnswer>(Json.Options);
        Assert.Equal("Unhealthy", health!.Status);
        var lamps = health.Checks.Single(check => check.Name == "platform.lamps");
        Assert.Equal("database", lamps.Dependencies!.Single().Name);
        Assert.Equal("PostgreSQL cannot be reached.", lamps.Detail);

        host.Relay.Start();
        await Eventually.TrueAsync(
            async () => await StatusAsync(http, "/health/ready") == HttpStatusCode.OK,
            "readiness green again");
        using var lit = await http.PostAsync("/api/v1/lamps/after", content: null);
        Assert.Equal(HttpStatusCode.OK, lit.StatusCode);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(path);
        return answer.StatusCode;
    }
}
