using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace SkyLink.Platform.Gateways;

/// <summary>How many streams each caller holds open at this gateway.</summary>
internal sealed class OpenStreams
{
    private readonly ConcurrentDictionary<string, int> open = new(StringComparer.Ordinal);

    public bool TryOpen(string caller, int max)
    {
        if (open.AddOrUpdate(caller, 1, (_, count) => count + 1) <= max)
        {
            return true;
        }

        Close(caller);
        return false;
    }

    public void Close(string caller)
    {
        if (open.AddOrUpdate(caller, 0, (_, count) => count - 1) <= 0)
        {
            open.TryRemove(new KeyValuePair<string, int>(caller, 0));
        }
    }
}

/// <summary>
/// How much, how often and how large: per caller (by a hash of the credential) and per address, since a made-up
/// credential must not be a fresh allowance.
/// </summary>
internal sealed class RequestLimits(
    RequestDelegate next, RateLimits limits, OpenStreams streams, IOptionsMonitor<GatewaysOptions> options)
{
    private static readonly Error TooMany =
        new("gateways.too_many_requests", 429, "More requests than allowed; wait as Retry-After says.");

    private static readonly Error TooManyStreams =
        new("gateways.too_many_streams", 429, "More streams are open than allowed; close one first.");

    public async Task InvokeAsync(HttpContext context)
    {
        var rules = RouteRules.Of(context);
        if (rules is not null && !AcceptSize(context, rules.BodySizeMax))
        {
            await Problems.TooLarge.ToProblem().ExecuteAsync(context);
            return;
        }

        var rate = rules?.Rate ?? RateClass.Read;
        var caller = CallerOf(context.Request);
        if (await RefuseAsync(context, rate, caller) is { } refusal)
        {
            await refusal.ToProblem().ExecuteAsync(context);
            return;
        }

        await (rate == RateClass.Stream ? StreamAsync(context, caller ?? AddressOf(context)) : next(context));
        await ExplainAsync(context);
    }

    private static bool AcceptSize(HttpContext context, long sizeMax)
    {
        if (context.Request.ContentLength > sizeMax)
        {
            return false;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
        {
            body.MaxRequestBodySize = sizeMax;
        }

        return true;
    }

    private async Task<Error?> RefuseAsync(HttpContext context, RateClass rate, string? caller)
    {
        var allowed = options.CurrentValue.Of(rate);
        var name = rate.ToString().ToLowerInvariant();
        var verdict = await limits.SpendAsync(
            $"{name} {AddressOf(context)}", allowed.AddressPerMinute, context.RequestAborted);
        if (verdict.IsAllowed && caller is not null && rate != RateClass.Credential)
        {
            verdict = await limits.SpendAsync($"{name} {caller}", allowed.CallerPerMinute, context.RequestAborted);
        }

        var reset = (int)Math.Ceiling(verdict.Reset.TotalSeconds);
        var headers = context.Response.Headers;
        headers["RateLimit-Policy"] = $"\"{name}\";q={verdict.Limit};w=60";
        headers["RateLimit"] = $"\"{name}\";r={verdict.Left};t={reset}";
        if (verdict.IsAllowed)
        {
            return null;
        }

        headers.RetryAfter = reset.ToString();
        return TooMany;
    }

    private async Task StreamAsync(HttpContext context, string caller)
    {
        if (!streams.TryOpen(caller, options.CurrentValue.StreamsPerCallerMax))
        {
            await TooManyStreams.ToProblem().ExecuteAsync(context);
            return;
        }

        try
        {
            await next(context);
        }
        finally
        {
            streams.Close(caller);
        }
    }

    /// <summary>
    /// Says what the proxy only calls a bad request: a body without a declared length that grew too large while it was
    /// passed on, and an answer that took too long.
    /// </summary>
    private static async Task ExplainAsync(HttpContext context)
    {
        if (context.Response.HasStarted || context.Features.Get<IForwarderErrorFeature>() is not { } fault)
        {
            return;
        }

        if (fault.Exception is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge })
        {
            await Problems.TooLarge.ToProblem().ExecuteAsync(context);
        }
        else if (fault.Error == ForwarderError.RequestCanceled && !context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status504GatewayTimeout; // The client is still there.
        }
    }

    private static string? CallerOf(HttpRequest request)
    {
        var credential = request.Headers.Authorization.ToString() is { Length: > 0 } bearer
            ? bearer
            : request.Headers["X-Api-Key"].ToString() is { Length: > 0 } key
                ? key
                : request.Cookies[SessionCookie.Name];
        return credential is null
            ? null
            : $"caller {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(credential)).AsSpan(0, 16))}";
    }

    /// <summary>An IPv6 subscriber owns a /64: that is the address.</summary>
    private static string AddressOf(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? $"address {Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8))}"
            : $"address {address}";
    }
}
