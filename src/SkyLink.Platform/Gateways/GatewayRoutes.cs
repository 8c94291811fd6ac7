using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Configuration;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace SkyLink.Platform.Gateways;

/// <summary>
/// The routes of one gateway, derived from what the services' endpoints declare: what is not declared for its audience
/// has no route, and what has no route is not there.
/// </summary>
internal sealed class GatewayRoutes(
    Gateway gateway, IReadOnlyList<Endpoint> endpoints, RunningModules running, Func<Uri?> servicesHere)
{
    /// <summary>What gateways answer themselves.</summary>
    private static readonly string[] Own =
        ["/health", "/health/live", "/health/ready", "/services", "/metrics", OpenApiDocuments.Path];

    /// <summary>Streams send a sign of life every 15 s; whatever is silent for longer is broken.</summary>
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(100);

    /// <summary>The routes and where they lead; modules nobody says the address of are left out and named.</summary>
    public (List<RouteConfig> Routes, List<ClusterConfig> Clusters, List<string> Missing) Read(
        IConfiguration configuration, GatewaysOptions options)
    {
        var routes = new List<RouteConfig>();
        var clusters = new Dictionary<string, ClusterConfig>(StringComparer.Ordinal);
        var missing = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var endpoint in endpoints.OfType<RouteEndpoint>())
        {
            var rule = endpoint.Metadata.GetMetadata<AccessRule>();
            var path = "/" + endpoint.RoutePattern.RawText?.TrimStart('/');
            if (rule is null || !rule.Audience.HasFlag(gateway.Audience) || Own.Contains(path, StringComparer.Ordinal))
            {
                continue;
            }

            var module = endpoint.Metadata.GetMetadata<OfModule>()?.Name;
            if (AddressOf(module, configuration) is not { } address)
            {
                missing.Add(module ?? path);
                continue;
            }

            var cluster = address.ToString();
            clusters.TryAdd(cluster, ClusterOf(cluster));
            var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods;
            routes.AddRange(RoutesOf(endpoint, path, methods, rule, cluster, options));
        }

        return (routes, [.. clusters.Values], [.. missing]);
    }

    /// <summary>The processes behind this gateway.</summary>
    public IReadOnlyList<Uri> Destinations(IConfiguration configuration) =>
    [
        .. endpoints.Select(endpoint => endpoint.Metadata.GetMetadata<OfModule>()?.Name).OfType<string>().Distinct()
            .Select(module => AddressOf(module, configuration)).Append(servicesHere()).OfType<Uri>().Distinct(),
    ];

    private IEnumerable<RouteConfig> RoutesOf(
        RouteEndpoint endpoint, string path, IReadOnlyList<string>? methods, AccessRule rule, string cluster,
        GatewaysOptions options)
    {
        var open = (methods is null or [] ? ["*"] : methods)
            .Where(method => !options.Closed.Contains($"{method} {path}", StringComparer.OrdinalIgnoreCase)).ToList();
        if (open.Count == 0)
        {
            yield break;
        }

        var rules = new RouteRules(
            RateOf(rule, open),
            endpoint.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize ?? options.BodySizeMax,
            rule.Permission is null ? endpoint.Metadata.GetMetadata<SharedAnswer>()?.Age : null);
        yield return new RouteConfig
        {
            RouteId = $"{gateway.Name}: {string.Join('|', open)} {path}",
            ClusterId = cluster,
            Order = endpoint.Order,
            Match = new RouteMatch { Path = path, Methods = open is ["*"] ? null : open },
            Timeout = rules.Rate == RateClass.Stream ? null : options.Of(rules.Rate).Timeout,
            TimeoutPolicy = rules.Rate == RateClass.Stream ? "Disable" : null,
            Metadata = rules.ToMetadata(),
        };
    }

    /// <summary>
    /// Whoever does not say otherwise declares a read; what changes something counts as a write all the same.
    /// </summary>
    private static RateClass RateOf(AccessRule rule, List<string> methods) =>
        rule.Rate == RateClass.Read
            && !methods.TrueForAll(method => HttpMethods.IsGet(method) || HttpMethods.IsHead(method))
            ? RateClass.Write
            : rule.Rate;

    private Uri? AddressOf(string? module, IConfiguration configuration) => module is null || running.Has(module)
        ? servicesHere()
        : Uri.TryCreate(configuration[$"Services:{module}:Address"], UriKind.Absolute, out var address) ? address
            : null;

    private static ClusterConfig ClusterOf(string address) => new()
    {
        ClusterId = address,
        HttpRequest = new ForwarderRequestConfig { ActivityTimeout = SilenceMax },
        Destinations = new Dictionary<string, DestinationConfig>(StringComparer.Ordinal)
        {
            [address] = new DestinationConfig { Address = address },
        },
    };
}
