using System.Security.Cryptography;
using System.Text.Json;

namespace SkyLink.Platform.Http;

/// <summary>
/// Entity tags: a row's version, for who changes it (<c>If-Match</c>), and what is told of it beside, for who reads it
/// again (<c>If-None-Match</c>): a view often holds more than its row, as a timeline or a position.
/// </summary>
public static class ETags
{
    private const int HashBytes = 8;

    public static readonly Error Mismatch =
        new("platform.version_mismatch", 412, "It was changed since you read it; read it again.");

    public static string Of(int version) => $"\"{version}\"";

    /// <summary>Sets the tag of what is answered.</summary>
    public static void SetETag(this HttpContext context, int version) => context.Response.Headers.ETag = Of(version);

    /// <summary>Whether the caller saw this version, or did not say which.</summary>
    public static bool Matches(string? ifMatch, int version) => ifMatch is null || ifMatch == "*"
        || ifMatch.Split(',').Select(tag => tag.Trim()).Any(tag =>
            tag == Of(version) || tag.StartsWith($"\"{version}-", StringComparison.Ordinal));

    /// <summary>
    /// A read whose answer the caller already has is answered without its body (304). The tag of a read is
    /// <c>"version-hash of the answer"</c>.
    /// </summary>
    internal static TBuilder Conditional<TBuilder>(this TBuilder group)
        where TBuilder : IEndpointConventionBuilder => group.AddEndpointFilter(async (call, next) =>
    {
        var answer = await next(call);
        var (request, response) = (call.HttpContext.Request, call.HttpContext.Response);
        if (!HttpMethods.IsGet(request.Method) || response.HasStarted || response.Headers.ETag.Count == 0
            || ValueOf(answer) is not { } value)
        {
            return answer;
        }

        var hash = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), Json.Options));
        var version = response.Headers.ETag.ToString().TrimEnd('"');
        var tag = $"{version}-{Convert.ToHexStringLower(hash.AsSpan(0, HashBytes))}\"";
        response.Headers.ETag = tag;
        return IsKnown(request, tag) ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : answer;
    });

    private static object? ValueOf(object? answer) => answer switch
    {
        INestedHttpResult nested => ValueOf(nested.Result),
        IValueHttpResult { Value: { } value } and IStatusCodeHttpResult { StatusCode: StatusCodes.Status200OK } =>
            value,
        _ => null,
    };

    private static bool IsKnown(HttpRequest request, string tag) => request.Headers.IfNoneMatch is { Count: > 0 } given
        && given.SelectMany(line => (line ?? "").Split(',')).Any(known =>
            known.Trim() is "*" || known.Trim() == tag || known.Trim() == $"W/{tag}");
}
