using System.Diagnostics;
using SkyLink.Platform.Telemetry;
using Yarp.ReverseProxy.Model;
using Yarp.ReverseProxy.Transforms;

namespace SkyLink.Platform.Gateways;

/// <summary>
/// Notes every request that gateway-admin passes on, before it does: what cannot be noted is not done. The outcome, and
/// who it was, is added when there is an answer.
/// </summary>
internal sealed partial class AdminAudit(
    RequestDelegate next, AuditStore store, TimeProvider clock, ILogger<AdminAudit> logger)
{
    private const int PathLengthMax = 2_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly Error Unavailable =
        new("gateways.audit_unavailable", 503, "What operators do must be noted, and cannot be now. Try again soon.");

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>() is null)
        {
            await next(context); // Health and the like: what the gateway answers itself.
            return;
        }

        var entry = EntryOf(context);
        try
        {
            await store.BeginAsync(entry, context.RequestAborted).WaitAsync(Patience, clock, context.RequestAborted);
        }
        catch (Exception away) when (away is NpgsqlException or TimeoutException)
        {
            LogRefused(logger, away, entry.Method, entry.Path);
            context.Response.Headers.RetryAfter = "5";
            await Unavailable.ToProblem().ExecuteAsync(context);
            return;
        }

        try
        {
            await next(context);
        }
        finally
        {
            await CompleteAsync(context, entry);
        }
    }

    /// <summary>The service says who the caller is; clients do not learn it from there.</summary>
    public static ValueTask TakeCallerAsync(ResponseTransformContext transform)
    {
        if (transform.ProxyResponse?.Headers.TryGetValues(CallerHeader.Name, out var values) == true)
        {
            transform.HttpContext.Items[CallerHeader.Name] = values.First();
            transform.HttpContext.Response.Headers.Remove(CallerHeader.Name);
        }

        return ValueTask.CompletedTask;
    }

    private async Task CompleteAsync(HttpContext context, AuditEntry entry)
    {
        Guid? userId = Guid.TryParse(context.Items[CallerHeader.Name] as string, out var known) ? known : null;
        try
        {
            await store.CompleteAsync(entry.Id, userId, context.Response.StatusCode, CancellationToken.None);
        }
        catch (NpgsqlException away)
        {
            LogIncomplete(logger, away, entry.Id, entry.Method, entry.Path, context.Response.StatusCode);
        }
    }

    private AuditEntry EntryOf(HttpContext context)
    {
        var path = context.Request.Path.Value + context.Request.QueryString.Value;
        var now = clock.GetUtcNow();
        return new AuditEntry(
            Guid.CreateVersion7(now), now, context.Request.Method,
            path.Length <= PathLengthMax ? path : path[..PathLengthMax],
            context.Connection.RemoteIpAddress?.ToString() ?? "unknown",
            Correlation.Current ?? context.TraceIdentifier, Activity.Current?.TraceId.ToHexString(),
            UserId: null, Status: null);
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Path} is refused, since it cannot be noted")]
    private static partial void LogRefused(ILogger logger, Exception reason, string method, string path);

    [LoggerMessage(LogLevel.Error, "The outcome of {Id} could not be noted: {Method} {Path} was answered {Status}")]
    private static partial void LogIncomplete(
        ILogger logger, Exception reason, Guid id, string method, string path, int status);
}
