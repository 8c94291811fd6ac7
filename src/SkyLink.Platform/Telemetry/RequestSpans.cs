using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace SkyLink.Platform.Telemetry;

/// <summary>
/// Completes what ASP.NET Core records of a request: the span is called after its route and knows its outcome, span and
/// metrics know the door.
/// </summary>
internal static class RequestSpans
{
    /// <param name="app">Routing must have run before.</param>
    /// <param name="door"><c>services</c>, or the gateway's name: one request may pass two doors of one
    /// process.</param>
    public static void UseRequestSpans(this IApplicationBuilder app, string door) => app.Use(async (context, next) =>
    {
        context.Features.Get<IHttpMetricsTagsFeature>()?.Tags.Add(new KeyValuePair<string, object?>("door", door));
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is not { IsAllDataRequested: true } span)
        {
            await next(context);
            return;
        }

        Describe(span, context, door);
        try
        {
            await next(context);
            span.SetTag("http.response.status_code", context.Response.StatusCode);
            span.SetStatus(context.Response.StatusCode >= 500 ? ActivityStatusCode.Error : ActivityStatusCode.Unset);
        }
        catch (Exception fault)
        {
            span.SetTag("error.type", fault.GetType().FullName).SetStatus(ActivityStatusCode.Error);
            throw;
        }
    });

    private static void Describe(Activity span, HttpContext context, string door)
    {
        span.SetTag("door", door);
        if (context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } route })
        {
            span.DisplayName = $"{context.Request.Method} {route}";
            span.SetTag("http.route", route);
        }
        else
        {
            span.DisplayName = context.Request.Method;
        }
    }
}
