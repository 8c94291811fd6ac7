using System.Text.Json;

namespace SkyLink.Cli;

/// <summary>Who is signed in, and the tokens that prove it.</summary>
/// <param name="Address">The API the tokens are from; null is the host of the data folder, wherever it listens.</param>
internal sealed record Session(
    string Email, Uri? Address, string AccessToken, string RefreshToken, DateTimeOffset ExpiresAt)
{
    public override string ToString() => $"session of {Email} (hidden)";
}

/// <summary>A session in the data folder, readable for its owner alone.</summary>
internal sealed class SessionFile(string path)
{
    /// <summary>What <c>login</c> brought.</summary>
    public static SessionFile OfLogin(string data) => new(Path.Combine(data, "cli", "session.json"));

    /// <summary>What the CLI got for itself with a demo account.</summary>
    public static SessionFile OfDemo(string data, string role) =>
        new(Path.Combine(data, "cli", $"demo-{role.ToLowerInvariant()}.json"));

    public Session? Read()
    {
        try
        {
            return JsonSerializer.Deserialize<Session>(File.ReadAllText(path), JsonSerializerOptions.Web);
        }
        catch (Exception none) when (none is IOException or JsonException)
        {
            return null; // Not signed in, or signed out at this moment.
        }
    }

    public void Write(Session session) =>
        OwnersFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(session, JsonSerializerOptions.Web));

    /// <summary>False if there was none.</summary>
    public bool Delete()
    {
        var isThere = File.Exists(path);
        File.Delete(path);
        return isThere;
    }
}
