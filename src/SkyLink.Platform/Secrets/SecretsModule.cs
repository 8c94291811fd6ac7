using Microsoft.Extensions.Configuration;

namespace SkyLink.Platform.Secrets;

/// <summary>Secrets: what settings refer to, in the store that they name. Values go in and never out.</summary>
public sealed class SecretsModule : IModule
{
    public string Name => "platform.secrets";

    public void Add(ModuleBuilder module)
    {
        module.Run<SecretsWatch>();
        module.Services.AddSettings<SecretsOptions>(SecretsOptions.Section);
        module.Services.AddSingleton(Open).AddSingleton<SecretChanges>();
    }

    public void Map(IEndpointRouteBuilder routes) => SecretsEndpoints.Map(routes);

    private static ISecretStore Open(IServiceProvider all)
    {
        var configuration = all.GetRequiredService<IConfiguration>();
        return SecretStores.Open(
            all.GetRequiredService<IOptions<SecretsOptions>>().Value, DataDirectory.Of(configuration),
            configuration[MasterKey.Setting], configuration[MasterKey.PreviousSetting],
            all.GetRequiredService<TimeProvider>());
    }
}
