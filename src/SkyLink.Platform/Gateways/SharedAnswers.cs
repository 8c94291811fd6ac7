using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Model;

namespace SkyLink.Platform.Gateways;

/// <summary>
/// Keeps answers that are the same for everybody (<see cref="Access.SharedFor"/>) for as long as their endpoint allows.
/// Requests do not wait for each other's answer: one that is given up would take the others along.
/// </summary>
internal sealed class SharedAnswers : IOutputCachePolicy
{
    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var route = context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<RouteModel>()?.Config.Metadata;
        var isRead = HttpMethods.IsGet(context.HttpContext.Request.Method);
        if (isRead && route?.GetValueOrDefault(GatewayRoutes.SharedKey) is { } seconds)
        {
            context.EnableOutputCaching = context.AllowCacheLookup = context.AllowCacheStorage = true;
            context.AllowLocking = false;
            context.CacheVaryByRules.QueryKeys = "*";
            context.ResponseExpirationTimeSpan = TimeSpan.FromSeconds(int.Parse(seconds));
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) =>
        ValueTask.CompletedTask;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var response = context.HttpContext.Response;
        context.AllowCacheStorage &= response.StatusCode == StatusCodes.Status200OK
            && !response.Headers.ContainsKey(HeaderNames.SetCookie);
        return ValueTask.CompletedTask;
    }
}
