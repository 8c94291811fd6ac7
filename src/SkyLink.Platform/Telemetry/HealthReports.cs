using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SkyLink.Platform.Telemetry;

/// <summary>How a module, or one thing it depends on, is.</summary>
/// <param name="Detail">Why it is not healthy, without secrets and addresses; null where it is.</param>
public sealed record HealthEntry(
    string Name, string Status, string? Detail, double DurationMilliseconds,
        IReadOnlyList<HealthEntry>? Dependencies = null);

/// <summary>
/// The whole picture: <c>Healthy</c>, <c>Degraded</c> or <c>Unhealthy</c>, as the worst of its parts.
/// </summary>
public sealed record HealthAnswer(string Status, IReadOnlyList<HealthEntry> Checks);

/// <summary>
/// Runs the checks of this process, at most once a second however many ask. A check is named
/// <c>area.service/dependency</c>.
/// </summary>
internal sealed class HealthReports(HealthCheckService checks, TimeProvider clock) : IDisposable
{
    /// <summary>
    /// Tags a check of something elsewhere: shown, but no reason to take this process out of service.
    /// </summary>
    public const string Elsewhere = "elsewhere";

    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim one = new(1);
    private HealthReport? last;
    private long lookedAt;

    public async Task<bool> IsReadyAsync(CancellationToken cancellation) => (await LookAsync(cancellation)).Entries
        .All(entry => entry.Value.Status != HealthStatus.Unhealthy || entry.Value.Tags.Contains(Elsewhere));

    public async Task<HealthAnswer> AnswerAsync(CancellationToken cancellation)
    {
        var report = await LookAsync(cancellation);
        var modules = report.Entries
            .GroupBy(entry => entry.Key.Split('/')[0], StringComparer.Ordinal)
            .OrderBy(module => module.Key, StringComparer.Ordinal)
            .Select(module => Entry(module.Key, [.. module.Select(part => Entry(part.Key.Split('/')[^1], part.Value))]))
            .ToList();
        return new HealthAnswer(report.Status.ToString(), modules);
    }

    public void Dispose() => one.Dispose();

    private async Task<HealthReport> LookAsync(CancellationToken cancellation)
    {
        await one.WaitAsync(cancellation);
        try
        {
            if (last is null || clock.GetElapsedTime(lookedAt) >= Freshness)
            {
                last = await checks.CheckHealthAsync(cancellation);
                lookedAt = clock.GetTimestamp();
            }

            return last;
        }
        finally
        {
            one.Release();
        }
    }

    private static HealthEntry Entry(string name, HealthReportEntry entry) => new(
        name,
        entry.Status.ToString(),
        entry.Status == HealthStatus.Healthy ? null : entry.Description ?? "The check failed.",
        entry.Duration.TotalMilliseconds);

    private static HealthEntry Entry(string module, List<HealthEntry> dependencies)
    {
        var worst = dependencies.MinBy(entry => Enum.Parse<HealthStatus>(entry.Status))!;
        return new HealthEntry(
            module, worst.Status, worst.Detail, dependencies.Max(entry => entry.DurationMilliseconds), dependencies);
    }
}

/// <summary>Whether a module's role can ask its database anything.</summary>
internal sealed class DatabaseCheck(Db db) : IHealthCheck
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var connection = await db.Connections.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand("select 1", connection);
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (PostgresException refused)
        {
            return HealthCheckResult.Unhealthy($"PostgreSQL refuses: {refused.SqlState}.");
        }
        catch (NpgsqlException)
        {
            return HealthCheckResult.Unhealthy("PostgreSQL cannot be reached.");
        }
        catch (OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy($"PostgreSQL does not answer within {Patience.TotalSeconds} s.");
        }
    }
}

/// <summary>Whether a module that runs in another process answers there.</summary>
internal sealed class RemoteCheck(HttpClient http) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("/health/live", UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Degraded($"The process that runs it answers {(int)answer.StatusCode}.");
        }
        catch (Exception unreachable) when (unreachable is HttpRequestException or OperationCanceledException)
        {
            return HealthCheckResult.Degraded("The process that runs it cannot be reached.");
        }
    }
}
