using SkyLink.Cryptography;

namespace SkyLink.Trade.Nodes;

/// <summary>Gives a service the protocol side: tables, runtime, courier and enrolment of its participants.</summary>
internal static class NodeSetup
{
    private static readonly MigrationSet Tables =
        new("node", typeof(NodeSetup).Assembly, "SkyLink.Trade.Nodes.Migrations.")
        {
            Upkeep = """
                select ensure_message_partition(now()), ensure_message_partition(now() + interval '25 days'),
                       drop_old_messages(now() - interval '90 days')
                """,
            Sealed = [MessageStore.Body, NodeKeyStore.Signing, NodeKeyStore.Encryption],
        };

    /// <summary>What this process remembers of the registry's answers is corrected at once.</summary>
    private static readonly Watch Registry = new Watch(all => all.GetRequiredService<Participants>().ForgetAll())
        .On<ParticipantChanged>((all, changed) => all.GetRequiredService<Participants>().Forget(changed.SubscriberId))
        .On<KeyRevoked>((all, revoked) => all.GetRequiredService<Participants>().Forget(revoked.SubscriberId));

    /// <param name="nodes">Makes the service's participants and says what they do about each action.</param>
    public static ModuleBuilder AddNodes(
        this ModuleBuilder module, Func<IServiceProvider, IReadOnlyList<Node>> nodes)
    {
        var (name, services) = (module.Name, module.Services);
        module.Migrate(Tables);
        AddShared(services);
        services.AddKeyedSingleton(name, (all, _) => new NodeRuntime(
            all.GetRequiredKeyedService<Db>(name), nodes(all), all.GetRequiredService<TimeProvider>(),
            all.GetRequiredService<IOptions<NetworkOptions>>()));
        services.AddKeyedSingleton(name, (all, _) => ActivatorUtilities.CreateInstance<NodeKeyStore>(
            all, all.GetRequiredKeyedService<Db>(name)));
        services.AddKeyedSingleton(name, (all, _) => ActivatorUtilities.CreateInstance<KeyRotation>(
            all, all.GetRequiredKeyedService<NodeRuntime>(name), all.GetRequiredKeyedService<NodeKeyStore>(name)));
        services.AddKeyedSingleton(name, (all, _) => new Closings(
            all.GetRequiredKeyedService<Db>(name), all.GetRequiredService<TimeProvider>()));
        services.AddKeyedSingleton(name, (all, _) => ActivatorUtilities.CreateInstance<Reception>(
            all, all.GetRequiredKeyedService<NodeRuntime>(name)));
        services.AddKeyedSingleton(name, (all, _) => ActivatorUtilities.CreateInstance<Courier>(
            all, all.GetRequiredKeyedService<NodeRuntime>(name)));
        services.AddJob(all => all.GetRequiredKeyedService<Courier>(name));
        services.AddJob(all => ActivatorUtilities.CreateInstance<Enrolment>(
            all, all.GetRequiredKeyedService<NodeRuntime>(name), all.GetRequiredKeyedService<NodeKeyStore>(name)));
        return module.Watch(Registry);
    }

    /// <summary>Where a node is reached: <c>/network/buyers/hamsafar</c>.</summary>
    public static string PathOf(string module, string slug) => $"/network/{module.Split('.')[1]}/{slug}";

    /// <summary>Once per process: where it is reached, and where the registry is.</summary>
    public static void AddNetworkAddress(this IServiceCollection services)
    {
        if (!services.Any(service => service.ServiceType == typeof(NetworkAddress)))
        {
            services.AddSettings<NetworkOptions>("Trade:Network");
            services.AddSingleton<NetworkAddress>();
        }
    }

    /// <summary>Once per process, whichever services with participants run in it.</summary>
    private static void AddShared(IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(Participants)))
        {
            return;
        }

        services.AddNetworkAddress();
        services.AddSingleton<Participants>().AddSingleton<RefusalNotes>()
            .AddSingleton<RegistryKey>().AddSingleton<Reachability>().AddSingleton<NodeHttp>().AddSingleton<Listing>()
            .AddSingleton<VerifiedSignatures>();
    }
}
