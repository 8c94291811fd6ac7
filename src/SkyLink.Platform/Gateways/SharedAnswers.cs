using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Net.Http.Headers;

namespace SkyLink.Platform.Gateways;

/// <summary>
/// Keeps answers that are the same for everybody (<see cref="Access.SharedFor"/>) for as long as their endpoint allows.
/// Requests do not wait for each other's answer: one that is given up would take the others along.
/// </summary>
internal sealed class SharedAnswers : IOutputCachePolicy
{
    /// <summary>Others do not pass the cache at all.</summary>
    public static bool MayAnswer(HttpContext context) =>
        RouteRules.Of(context)?.SharedFor is not null && HttpMethods.IsGet(context.Request.Method);

    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        context.EnableOutputCaching = context.AllowCacheLookup = context.AllowCacheStorage = true;
        context.AllowLocking = false;
        context.CacheVaryByRules.QueryKeys = "*";
        context.ResponseExpirationTimeSpan = RouteRules.Of(context.HttpContext)?.SharedFor;
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
