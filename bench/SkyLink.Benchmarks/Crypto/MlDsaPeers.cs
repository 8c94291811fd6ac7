using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using SkyLink.Benchmarks.Measuring;

namespace SkyLink.Benchmarks.Crypto;

/// <summary>What another implementation of ML-DSA-44 does per second on one core.</summary>
/// <param name="Uncached">Verifications that begin with the encoded key.</param>
internal sealed record MlDsaSpeed(string Name, double Sign, double Verify, double Uncached)
{
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Name} {Sign:0} / {Verify:0} / {Uncached:0} per second");

    /// <summary>The runtime's own, over OpenSSL 3.5 or later; null where it has none.</summary>
    public static MlDsaSpeed? OfRuntime(BenchOptions options, byte[][] messages)
    {
#pragma warning disable SYSLIB5006 // For evaluation: this is one.
        if (!MLDsa.IsSupported)
        {
            return null;
        }

        using var key = MLDsa.GenerateKey(MLDsaAlgorithm.MLDsa44);
        var signatures = messages.Select(message => key.SignData(message)).ToArray();
        var encoded = key.ExportMLDsaPublicKey();
        var sign = CallCost.MedianOf(options, messages.Length, i => key.SignData(messages[i]));
        var verify = CallCost.MedianOf(options, messages.Length, i => key.VerifyData(messages[i], signatures[i]));
        var uncached = CallCost.MedianOf(options, messages.Length, i =>
        {
            using var read = MLDsa.ImportMLDsaPublicKey(MLDsaAlgorithm.MLDsa44, encoded);
            read.VerifyData(messages[i], signatures[i]);
        });
#pragma warning restore SYSLIB5006
        return new MlDsaSpeed(".NET's MLDsa over OpenSSL", sign.PerSecond, verify.PerSecond, uncached.PerSecond);
    }

    /// <summary>What node has: OpenSSL's from version 24 on, and a library in JavaScript.</summary>
    public static async Task<List<MlDsaSpeed>> OfNodeAsync(CancellationToken cancellation)
    {
        if (PeerProcess.Find("/usr/bin/node", "/usr/local/bin/node") is not { } node)
        {
            return [];
        }

        var script = Path.Combine(BenchmarksPage.Root, "bench", "SkyLink.Benchmarks", "Crypto", "mldsa44.mjs");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("SKYLINK_BENCH_NODE") ?? node, [script])
        {
            WorkingDirectory = Path.Combine(BenchmarksPage.Root, "tests", "peers"),
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<List<MlDsaSpeed>>(output, JsonSerializerOptions.Web)!
            : [];
    }
}
