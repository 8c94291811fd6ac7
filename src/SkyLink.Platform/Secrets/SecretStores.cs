using SkyLink.Platform.Secrets.Aws;

namespace SkyLink.Platform.Secrets;

internal static class SecretStores
{
    /// <summary>The store that the settings name.</summary>
    /// <param name="options">Valid ones.</param>
    /// <param name="dataFolder">Where the local vault lies.</param>
    /// <param name="masterKey">As configured, for the local vault; null where it lies beside it.</param>
    /// <param name="previous">The master key before, likewise.</param>
    /// <param name="clock">Stamps versions and signatures.</param>
    /// <exception cref="StartException">AWS has no region.</exception>
    public static ISecretStore Open(
        SecretsOptions options, string dataFolder, string? masterKey, string? previous, TimeProvider clock) =>
        options.Provider switch
        {
            SecretProvider.SecretsManager => new AwsSecretStore(options, clock),
            SecretProvider.ParameterStore => new AwsParameterStore(options, clock),
            SecretProvider.Local => LocalVault.In(dataFolder, masterKey, previous, clock),
        };
}
