using System.Reflection;

namespace SkyLink.Platform.Hosting;

/// <summary>How one service needs another.</summary>
public enum DependencyKind
{
    /// <summary>It calls an interface of Contracts that the other implements.</summary>
    Calls,

    /// <summary>It hears the other's events.</summary>
    Hears,
}

/// <summary>An arrow of the graph of services, from the one that is asked about.</summary>
public sealed record ServiceDependency(string Service, DependencyKind Kind);

/// <summary>
/// Who needs whom, read from what the services are made of: the constructors of their classes, the parameters of their
/// endpoints, their subscriptions and watches. Whoever lets only people of certain roles in needs identity.
/// </summary>
internal sealed class ServiceDependencies(IReadOnlyList<Provided> contracts)
{
    /// <param name="module">The service.</param>
    /// <param name="endpoints">Its endpoints.</param>
    public IReadOnlyList<ServiceDependency> Of(ModuleBuilder module, IReadOnlyCollection<Endpoint> endpoints)
    {
        var asksWho = endpoints.Any(endpoint => endpoint.Metadata.GetMetadata<AccessRule>()?.Permission is not null);
        var asked = module.Classes.SelectMany(type => type.GetConstructors())
            .Concat<MethodBase>(
                endpoints.Select(endpoint => endpoint.Metadata.GetMetadata<MethodInfo>()).OfType<MethodInfo>())
            .SelectMany(method => method.GetParameters()).Select(parameter => parameter.ParameterType)
            .Concat(asksWho ? [typeof(IIdentity)] : []).ToHashSet();
        var calls = contracts.Where(it => asked.Contains(it.Contract))
            .Select(it => new ServiceDependency(it.Module, DependencyKind.Calls));
        var hears = module.Subscriptions.SelectMany(it => it.Publishers)
            .Concat(module.Watches.SelectMany(it => it.Publishers))
            .Select(publisher => new ServiceDependency(publisher, DependencyKind.Hears));
        return [.. calls.Concat(hears).Where(it => it.Service != module.Name).Distinct()
            .OrderBy(it => it.Service, StringComparer.Ordinal).ThenBy(it => it.Kind)];
    }
}
