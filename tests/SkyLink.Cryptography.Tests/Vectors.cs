using System.IO.Compression;
using System.Text.Json;

namespace SkyLink.Cryptography;

/// <summary>Third-party test vectors, from SKYLINK_TEST_DATA or from ../shared/data beside the checkout.</summary>
internal static class Vectors
{
    /// <summary>Reads a JSON file, packed or not; skips the test where the data is not there.</summary>
    internal static JsonElement Read(string path)
    {
        var file = Path.Combine(Folder(), path);
        if (!File.Exists(file))
        {
            Assert.Skip($"{path} is neither in SKYLINK_TEST_DATA nor in ../shared/data.");
        }

        using var stream = File.OpenRead(file);
        using var content = path.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(stream, CompressionMode.Decompress)
            : (Stream)stream;
        using var document = JsonDocument.Parse(content);
        VectorReport.Note(path, document.RootElement);
        return document.RootElement.Clone();
    }

    /// <summary>The groups and tests of a Wycheproof file, flattened.</summary>
    internal static IEnumerable<(JsonElement Group, JsonElement Test)> Wycheproof(string name) =>
        from testGroup in Read($"crypto/wycheproof/{name}").GetProperty("testGroups").EnumerateArray()
        from test in testGroup.GetProperty("tests").EnumerateArray()
        select (testGroup, test);

    internal static byte[] Hex(this JsonElement element, string name) =>
        Convert.FromHexString(element.GetProperty(name).GetString()!);

    internal static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static string Folder()
    {
        if (Environment.GetEnvironmentVariable("SKYLINK_TEST_DATA") is { Length: > 0 } configured)
        {
            return configured;
        }

        return Path.Combine(Path.GetDirectoryName(Checkout()) ?? "", "shared", "data");
    }

    /// <summary>The folder of SkyLink.slnx.</summary>
    internal static string Checkout()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SkyLink.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? "";
    }
}
