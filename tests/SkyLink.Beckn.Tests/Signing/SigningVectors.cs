using System.Text;
using System.Text.Json;
using SkyLink.Cryptography;

namespace SkyLink.Beckn.Signing;

/// <summary>
/// The published and cross-checked signing vectors, from SKYLINK_TEST_DATA or ../shared/data beside the checkout.
/// </summary>
internal static class SigningVectors
{
    private const string File = "beckn/beckn-signing-vectors.json";

    internal static List<JsonElement> Positive => [.. Read().GetProperty("positive").EnumerateArray()];

    internal static List<JsonElement> Negative => [.. Read().GetProperty("negative").EnumerateArray()];

    /// <summary>The one vector whose name starts so.</summary>
    internal static JsonElement Named(string start) =>
        Assert.Single(Positive, vector => vector.Text("name").StartsWith(start, StringComparison.Ordinal));

    internal static string Text(this JsonElement vector, string name) => vector.GetProperty(name).GetString()!;

    internal static byte[] Body(this JsonElement vector) => Encoding.UTF8.GetBytes(vector.Text("body"));

    internal static DateTimeOffset Time(this JsonElement vector, string name) =>
        DateTimeOffset.FromUnixTimeSeconds(vector.GetProperty(name).GetInt64());

    internal static Ed25519PrivateKey PrivateKey(this JsonElement vector) =>
        Ed25519PrivateKey.TryRead(vector.Text("signing_private_key"), out var key)
            ? key
            : throw new InvalidOperationException("The vector has no private key.");

    internal static Ed25519PublicKey PublicKey(this JsonElement vector, string name = "signing_public_key") =>
        Ed25519PublicKey.FromBase64(vector.Text(name));

    private static JsonElement Read()
    {
        var path = Path.Combine(Folder(), File);
        if (!System.IO.File.Exists(path))
        {
            Assert.Skip($"{File} is neither in SKYLINK_TEST_DATA nor in ../shared/data.");
        }

        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
        return document.RootElement.Clone();
    }

    private static string Folder()
    {
        if (Environment.GetEnvironmentVariable("SKYLINK_TEST_DATA") is { Length: > 0 } configured)
        {
            return configured;
        }

        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "SkyLink.slnx")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.Parent?.FullName ?? "", "shared", "data");
    }
}
