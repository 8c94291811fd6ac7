using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SkyLink.Cryptography;

/// <summary>
/// An independent implementation in another language, asked line by line (tests/peers). Skips the test where its
/// packages are not installed.
/// </summary>
internal sealed class Peer : IDisposable
{
    private readonly Process process;

    /// <param name="name">The file in tests/peers without its ending.</param>
    public Peer(string name)
    {
        var root = Vectors.Checkout();
        var file = Path.Combine(root, "tests", "peers", $"{name}.mjs");
        if (!Directory.Exists(Path.Combine(root, "node_modules", "@noble")))
        {
            Assert.Skip("The packages of tests/peers are not installed: npm ci.");
        }

        process = Process.Start(new ProcessStartInfo("node", [file])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
    }

    /// <summary>The answer, or null where the peer refuses.</summary>
    public JsonElement? Ask(string what, JsonObject question)
    {
        question["ask"] = what;
        process.StandardInput.WriteLine(question.ToJsonString());
        process.StandardInput.Flush();
        var line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The peer has died.");
        var reply = JsonElement.Parse(line);
        return reply.TryGetProperty("answer", out var answer) ? answer : null;
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromSeconds(5)))
        {
            process.Kill();
        }

        process.Dispose();
    }

    /// <summary>Any bytes, of any length up to one.</summary>
    public static byte[] Bytes(Random random, int sizeMax)
    {
#pragma warning disable CA5394 // Seeded on purpose: what fails, fails again.
        var bytes = new byte[random.Next(sizeMax + 1)];
        random.NextBytes(bytes);
#pragma warning restore CA5394
        return bytes;
    }
}
