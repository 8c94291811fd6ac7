using System.Net;
using System.Text.Json;

namespace SkyLink.Cli;

/// <summary>The few questions the CLI asks a running host.</summary>
internal sealed class HostClient(Uri address) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(5) };

    public async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("health/ready", UriKind.Relative), cancellation);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false; // Listening, but too busy to answer.
        }
    }

    /// <summary>The health of each service as the host tells it; empty where it does not answer.</summary>
    public async Task<IReadOnlyList<ServiceHealth>> HealthAsync(CancellationToken cancellation)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("health", UriKind.Relative), cancellation);
            using var body = await JsonDocument.ParseAsync(
                await answer.Content.ReadAsStreamAsync(cancellation), default, cancellation);
            return ServiceHealth.Parse(body.RootElement);
        }
        catch (Exception none) when (none is HttpRequestException or JsonException or TaskCanceledException
            && !cancellation.IsCancellationRequested)
        {
            return [];
        }
    }

    public void Dispose() => http.Dispose();
}

/// <summary>One line of the host's health report.</summary>
/// <param name="Name">The service, <c>trade.registry</c>.</param>
/// <param name="Status">"Healthy", "Degraded" or "Unhealthy".</param>
/// <param name="Detail">Why, where it is not healthy.</param>
internal sealed record ServiceHealth(string Name, string Status, string? Detail)
{
    private static readonly string[] ListNames = ["services", "checks", "entries"];

    /// <summary>
    /// Reads <c>{"services":[{"name","status","detail"}]}</c>, and the <c>"checks"</c> and <c>"entries"</c> that are
    /// objects by name.
    /// </summary>
    internal static List<ServiceHealth> Parse(JsonElement report)
    {
        var list = ListNames
            .Select(name => report.ValueKind == JsonValueKind.Object && report.TryGetProperty(name, out var found)
                ? found
                : default)
            .FirstOrDefault(found => found.ValueKind is JsonValueKind.Array or JsonValueKind.Object);
        return list.ValueKind switch
        {
            JsonValueKind.Array => [.. list.EnumerateArray().Select(item => Of(Text(item, "name") ?? "?", item))],
            JsonValueKind.Object => [.. list.EnumerateObject().Select(item => Of(item.Name, item.Value))],
            _ => [],
        };
    }

    private static ServiceHealth Of(string name, JsonElement item) => new(
        name,
        item.ValueKind == JsonValueKind.String ? item.GetString()! : Text(item, "status") ?? "unknown",
        Text(item, "detail") ?? Text(item, "description"));

    private static string? Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
