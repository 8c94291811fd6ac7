using System.Net;
using SkyLink.Cryptography.Transparency;
using SkyLink.Platform;

namespace SkyLink.Host.Witnessing;

/// <summary>How a witness is configured.</summary>
/// <param name="Folder">Its own, below the data folder.</param>
/// <param name="Name">Null for the one it has.</param>
/// <param name="Logs">Keys of the logs to watch.</param>
/// <param name="LogFiles">Files with more of them.</param>
internal sealed record WitnessSettings(
    string Folder, string? Name, IPEndPoint Listen, IReadOnlyList<NoteKey> Logs, IReadOnlyList<string> LogFiles)
{
    private const string UsualPort = "7090";

    /// <exception cref="StartException">A setting is not one.</exception>
    public static WitnessSettings Of(IConfiguration configuration)
    {
        if (!IPAddress.TryParse(configuration["Witness:Bind"] ?? "127.0.0.1", out var bind))
        {
            throw new StartException(
                "Witness:Bind must be an IP address: 127.0.0.1 for this machine, 0.0.0.0 for all.");
        }

        if (!int.TryParse(configuration["Witness:Port"] ?? UsualPort, out var port) || port is < 0 or > 65_535)
        {
            throw new StartException("Witness:Port must be a port, 0 to 65535 (0 takes a free one).");
        }

        return new WitnessSettings(
            Path.Combine(DataDirectory.Of(configuration), "witness"), configuration["Witness:Name"],
            new IPEndPoint(bind, port),
            [.. ListOf(configuration, "Witness:Logs").Select(KeyOf)],
            [.. ListOf(configuration, "Witness:LogFiles").Select(Path.GetFullPath)]);
    }

    private static IEnumerable<string> ListOf(IConfiguration configuration, string key) =>
        configuration.GetSection(key).GetChildren().Select(child => child.Value).OfType<string>();

    private static NoteKey KeyOf(string line) => NoteKey.TryParse(line, out var key)
        ? key
        : throw new StartException($"Witness:Logs holds '{line}': give a verifier's key, name+id+key.");
}
