using Yarp.ReverseProxy.Model;
using Yarp.ReverseProxy.Transforms;

namespace SkyLink.Platform.Gateways;

/// <summary>
/// Notes every request that gateway-admin passes on, before it does: what cannot be noted is not done. Another record
/// says who it was, where a service found that out, and the outcome.
/// </summary>
internal sealed partial class AdminAudit(
    RequestDelegate next, Db<GatewaysModule> db, TimeProvider clock, ILogger<AdminAudit> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly Error Unavailable =
        new("gateways.audit_unavailable", 503, "What operators do must be noted, and cannot be now. Try again soon.");

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<RouteModel>() is not { } route)
        {
            await next(context); // Health and the like: what the gateway answers itself.
            return;
        }

        var call = AuditCall.Make(context, endpoint, clock) with { Action = $"asked {RouteOf(route)}" };
        try
        {
            await NoteAsync(call, context.RequestAborted).WaitAsync(Patience, clock, context.RequestAborted);
        }
        catch (Exception away) when (away is NpgsqlException or TimeoutException)
        {
            LogRefused(logger, away, call.Action);
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
            await CompleteAsync(context, call with { Action = $"answered {RouteOf(route)}" });
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

    /// <summary>Method and pattern, without the gateway's name.</summary>
    private static string RouteOf(RouteModel route) =>
        route.Config.RouteId[(route.Config.RouteId.IndexOf(": ", StringComparison.Ordinal) + 2)..];

    private async Task CompleteAsync(HttpContext context, AuditCall call)
    {
        Guid? user = Guid.TryParse(context.Items[CallerHeader.Name] as string, out var known) ? known : null;
        var status = context.Response.StatusCode.ToString(System.Globalization.CultureInfo.InvariantCulture);
        try
        {
            await NoteAsync(
                call with
                {
                    Actor = user,
                    Target = new Dictionary<string, string>(call.Target) { ["status"] = status },
                },
                CancellationToken.None);
        }
        catch (NpgsqlException away)
        {
            LogIncomplete(logger, away, call.Action, status);
        }
    }

    private Task NoteAsync(AuditCall call, CancellationToken cancellation) => db.InTransactionAsync(
        tx =>
        {
            tx.Serve(call);
            return Task.CompletedTask;
        },
        cancellation);

    [LoggerMessage(LogLevel.Error, "{Action} is refused, since it cannot be noted")]
    private static partial void LogRefused(ILogger logger, Exception reason, string action);

    [LoggerMessage(LogLevel.Error, "The outcome could not be noted: {Action} was answered {Status}")]
    private static partial void LogIncomplete(ILogger logger, Exception reason, string action, string status);
}
