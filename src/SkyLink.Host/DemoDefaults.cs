using Microsoft.Extensions.Configuration.Memory;

namespace SkyLink.Host;

/// <summary>
/// What a demonstration on one machine needs and a real network must not have. Any setting given elsewhere wins.
/// </summary>
internal static class DemoDefaults
{
    private static readonly Dictionary<string, string?> Settings = new(StringComparer.Ordinal)
    {
        // All participants live on this machine and are approved as soon as they answer the challenge.
        ["Trade:Registry:AutoApprove"] = "true",
        ["Trade:Registry:AllowPrivateAddresses"] = "true",

        // The story moves while one watches.
        ["Trade:Sellers:PackAfter"] = "00:00:05",
        ["Trade:Logistics:TimeScale"] = "60",
    };

    public static void AddTo(ConfigurationManager configuration)
    {
        if (configuration.GetValue("Demo:Enabled", defaultValue: false))
        {
            ((IConfigurationBuilder)configuration).Sources.Insert(0,
                new MemoryConfigurationSource { InitialData = Settings });
        }
    }
}
