using Microsoft.Extensions.Configuration;
using SkyLink.Platform.Http;

namespace SkyLink.Platform.Hosting;

/// <summary>What an endpoint declares, wherever it runs.</summary>
/// <param name="Module">"area.service".</param>
/// <param name="Name">The operation's name, where it has one.</param>
public sealed record DeclaredEndpoint(
    string Module, IReadOnlyList<string> Methods, string Pattern, string? Name, AccessRule Rule);

/// <summary>
/// Every endpoint of every module there is, also of those that run in other processes: the modules are mapped once,
/// on a host that never starts, and asked what they declared. Computed at the first use.
/// </summary>
public sealed class EndpointCatalogue
{
    private readonly Lazy<IReadOnlyList<DeclaredEndpoint>> endpoints;
    private readonly Lazy<IReadOnlyList<(Permission Permission, string Module)>> permissions;

    public EndpointCatalogue(IReadOnlyList<IModule> all, IConfiguration configuration)
    {
        endpoints = new(() => Gather(all, configuration));
        permissions = new(() => RequiredBy(Endpoints));
    }

    public IReadOnlyList<DeclaredEndpoint> Endpoints => endpoints.Value;

    /// <summary>Each permission that an endpoint requires, with the module that requires it, by name.</summary>
    public IReadOnlyList<(Permission Permission, string Module)> Permissions => permissions.Value;

    /// <summary>The names of the permissions a caller has with the credential they came with.</summary>
    public IReadOnlyList<string> PermissionsOf(Caller caller) =>
        [.. Permissions.Where(it => it.Permission.AllowsFor(caller)).Select(it => it.Permission.Name)];

    private static IReadOnlyList<(Permission Permission, string Module)> RequiredBy(
        IReadOnlyList<DeclaredEndpoint> endpoints) => [.. endpoints
        .Where(endpoint => endpoint.Rule.Permission is not null)
        .Select(endpoint => (endpoint.Rule.Permission!, endpoint.Module))
        .DistinctBy(it => it.Item1.Name)
        .OrderBy(it => it.Item1.Name, StringComparer.Ordinal)];

    private static IReadOnlyList<DeclaredEndpoint> Gather(IReadOnlyList<IModule> all, IConfiguration configuration)
    {
        var builder = InnerApplication.CreateBuilder("Catalogue", configuration);
        ServiceHost.Add(builder, all, all);
        var never = builder.Build();
        using var disposed = (IDisposable)never;
        IEndpointRouteBuilder routes = never;
        foreach (var module in all)
        {
            module.Map(routes.MapGroup("").WithMetadata(new OfModule(module.Name)));
        }

        return [.. routes.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Select(Read)];
    }

    private static DeclaredEndpoint Read(RouteEndpoint endpoint) => new(
        endpoint.Metadata.GetMetadata<OfModule>()?.Name ?? "platform.hosting",
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [],
        endpoint.RoutePattern.RawText ?? "/",
        endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName,
        endpoint.Metadata.GetMetadata<AccessRule>() ?? throw new StartException(
            $"{endpoint.DisplayName} does not say who may call it."));
}
