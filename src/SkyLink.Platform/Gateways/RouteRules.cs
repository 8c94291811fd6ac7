using Yarp.ReverseProxy.Configuration;

namespace SkyLink.Platform.Gateways;

/// <summary>
/// What holds for the requests of one route. The proxy's configuration carries it as text; each endpoint that is made
/// of it has it in its metadata.
/// </summary>
/// <param name="Rate">Which limits requests count against.</param>
/// <param name="BodySizeMax">Bytes of a request's body.</param>
/// <param name="SharedFor">
/// How long an answer is kept for everybody; null where it is made for the one who asks.
/// </param>
internal sealed record RouteRules(RateClass Rate, long BodySizeMax, TimeSpan? SharedFor)
{
    private const string RateKey = "rate";
    private const string BodyKey = "body";
    private const string SharedKey = "shared";

    /// <summary>Null for what the gateway answers itself.</summary>
    public static RouteRules? Of(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<RouteRules>();

    /// <summary>As <see cref="ToMetadata"/> has written it.</summary>
    public static RouteRules Of(RouteConfig route)
    {
        var metadata = route.Metadata!;
        return new RouteRules(
            Enum.Parse<RateClass>(metadata[RateKey]),
            long.Parse(metadata[BodyKey]),
            metadata.GetValueOrDefault(SharedKey) is { } shared ? TimeSpan.FromSeconds(int.Parse(shared)) : null);
    }

    public Dictionary<string, string> ToMetadata()
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [RateKey] = Rate.ToString(),
            [BodyKey] = BodySizeMax.ToString(),
        };
        if (SharedFor is { } age)
        {
            metadata[SharedKey] = $"{(int)age.TotalSeconds}";
        }

        return metadata;
    }
}
