using System.Diagnostics;
using Microsoft.AspNetCore.Cors.Infrastructure;
using SkyLink.Platform.Telemetry;
using Yarp.ReverseProxy.Transforms;

namespace SkyLink.Platform.Gateways;

/// <summary>
/// On every answer: the correlation id, and the headers that keep a browser from being turned against us.
/// </summary>
internal sealed class EdgeHeaders(RequestDelegate next)
{
    /// <summary>
    /// The component library sets styles inline; scripts come from files alone. Products' pictures may lie elsewhere.
    /// </summary>
    private const string ConsolePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; "
        + "font-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; "
        + "form-action 'self'; frame-ancestors 'none'";

    private const string ApiPolicy = "default-src 'none'; frame-ancestors 'none'";

    /// <summary>
    /// What a client may not tell services: who it is and where it comes from is the gateway's word. Traces were read,
    /// or not, when the request came in.
    /// </summary>
    private static readonly string[] Dropped =
    [
        InsideKey.Header, "Forwarded", "X-Real-IP", "X-Original-For", "X-Original-Proto", "X-Original-Host",
        "traceparent", "tracestate", "baggage",
    ];

    public Task InvokeAsync(HttpContext context)
    {
        Array.ForEach(Dropped, header => context.Request.Headers.Remove(header));
        var given = context.Request.Headers[Correlation.Header].ToString();
        var activity = Activity.Current;
        var correlation = Correlation.IsWellFormed(given) ? given : activity?.TraceId.ToHexString()
            ?? context.TraceIdentifier;
        activity?.SetBaggage(Correlation.Key, correlation);
        context.Response.OnStarting(static state =>
        {
            var (http, id) = ((HttpContext, string))state;
            Complete(http, id);
            return Task.CompletedTask;
        }, (context, correlation));
        return next(context);
    }

    private static void Complete(HttpContext context, string correlation)
    {
        var headers = context.Response.Headers;
        var isPage = headers.ContentType.ToString().StartsWith("text/html", StringComparison.Ordinal);
        headers[Correlation.Header] = correlation;
        headers.ContentSecurityPolicy = isPage ? ConsolePolicy : ApiPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), payment=(), usb=(), geolocation=(self)";
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        }

        if (headers.CacheControl.Count == 0
            && context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
        {
            headers.CacheControl = "private, no-cache"; // Ask again each time; an ETag saves the body.
        }
    }
}

/// <summary>The gateway for operators answers known networks only; others learn nothing of what is there.</summary>
internal sealed class AllowedNetworks(RequestDelegate next, IOptionsMonitor<GatewaysOptions> options)
{
    private static readonly Error Stranger =
        new("gateways.network_not_allowed", 403, "This network may not use this gateway.");

    public Task InvokeAsync(HttpContext context) =>
        Networks.Contain(options.CurrentValue.AdminNetworks, Networks.Loopback, context.Connection.RemoteIpAddress)
            ? next(context)
            : Stranger.ToProblem().ExecuteAsync(context);
}

/// <summary>Refuses what has gone in a circle, by the standard header (RFC 9110, 7.6.3).</summary>
internal sealed class Via(RequestDelegate next, IOptionsMonitor<GatewaysOptions> options)
{
    private static readonly Error Loop = new("gateways.loop", 508, "The request has passed too many gateways.");

    public Task InvokeAsync(HttpContext context)
    {
        var hops = context.Request.Headers.Via.Sum(line => line?.Count(letter => letter == ',') + 1 ?? 0);
        return hops < options.CurrentValue.HopsMax ? next(context) : Loop.ToProblem().ExecuteAsync(context);
    }

    public static ValueTask AppendAsync(RequestTransformContext context)
    {
        context.ProxyRequest.Headers.Via.Add(new System.Net.Http.Headers.ViaHeaderValue("1.1", "skylink"));
        return ValueTask.CompletedTask;
    }
}

/// <summary>
/// Tells the service which trace it is part of. The HTTP client's own way makes a span for each request that only
/// repeats the proxy's.
/// </summary>
internal static class TraceHeaders
{
    public static ValueTask SetAsync(RequestTransformContext context)
    {
        DistributedContextPropagator.Current.Inject(
            Activity.Current,
            context.ProxyRequest.Headers,
            static (headers, name, value) =>
                ((System.Net.Http.Headers.HttpRequestHeaders)headers!).TryAddWithoutValidation(name, value));
        return ValueTask.CompletedTask;
    }
}

/// <summary>Origins as configured now; an empty list lets no other site in.</summary>
internal sealed class ConfiguredOrigins(IOptionsMonitor<GatewaysOptions> options) : ICorsPolicyProvider
{
    public Task<CorsPolicy?> GetPolicyAsync(HttpContext context, string? policyName)
    {
        var policy = new CorsPolicyBuilder(options.CurrentValue.Origins)
            .WithMethods("GET", "POST", "PUT", "DELETE", "PATCH")
            .WithHeaders("Content-Type", "Authorization", "X-Api-Key", "Idempotency-Key", "If-Match", "If-None-Match",
                "Last-Event-ID", Correlation.Header, SessionCookie.RequestHeader)
            .WithExposedHeaders("ETag", "Location", "Retry-After", "RateLimit", "RateLimit-Policy", Correlation.Header)
            .SetPreflightMaxAge(TimeSpan.FromMinutes(10))
            .Build();
        return Task.FromResult<CorsPolicy?>(policy);
    }
}
