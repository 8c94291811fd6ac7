namespace SkyLink.Platform.Http;

/// <summary>Where to read on and how much. Bound from <c>?after=&amp;limit=</c>.</summary>
public sealed record PageRequest(Guid? After, [property: Range(1, PageRequest.LimitMax)] int Limit = 50)
{
    public const int LimitMax = 200;
}

/// <summary>One page of a list; pass <paramref name="Next"/> as <c>after</c> to read on. Null at the end.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

public static class Page
{
    /// <summary>A page of views; the last row's key is where the next one starts, unless this one is short.</summary>
    public static Page<TView> Of<TRow, TView>(
        IReadOnlyList<TRow> rows, int limit, Func<TRow, TView> view, Func<TRow, string> key) =>
        new([.. rows.Select(view)], rows.Count == limit ? key(rows[^1]) : null);
}

/// <summary>Entity tags over a row's version.</summary>
public static class ETags
{
    public static readonly Error Mismatch =
        new("platform.version_mismatch", 412, "It was changed since you read it; read it again.");

    public static string Of(int version) => $"\"{version}\"";

    /// <summary>Sets the tag of what is answered.</summary>
    public static void SetETag(this HttpContext context, int version) => context.Response.Headers.ETag = Of(version);

    /// <summary>
    /// A read whose answer carries the tag that the caller already has is answered without its body (304).
    /// </summary>
    internal static TBuilder Conditional<TBuilder>(this TBuilder group)
        where TBuilder : IEndpointConventionBuilder => group.AddEndpointFilter(async (call, next) =>
    {
        var answer = await next(call);
        var (request, response) = (call.HttpContext.Request, call.HttpContext.Response);
        return HttpMethods.IsGet(request.Method) && !response.HasStarted && IsKnown(request, response)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : answer;
    });

    private static bool IsKnown(HttpRequest request, HttpResponse response) =>
        response.Headers.ETag.ToString() is { Length: > 0 } tag
        && request.Headers.IfNoneMatch is { Count: > 0 } given
        && given.SelectMany(line => (line ?? "").Split(',')).Any(known => known.Trim() is "*" || known.Trim() == tag
            || known.Trim() == $"W/{tag}");

    /// <summary>Whether the caller saw this version, or did not say which.</summary>
    public static bool Matches(string? ifMatch, int version) =>
        ifMatch is null || ifMatch == "*" || ifMatch.Split(',').Any(tag => tag.Trim() == Of(version));
}
