using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using SkyLink.Beckn.Signing;
using SkyLink.Benchmarks.Measuring;
using SkyLink.Cryptography;

namespace SkyLink.Benchmarks.Trade;

/// <summary>What the signatures of one message cost on one core, in microseconds of CPU time.</summary>
/// <param name="BytesPerSign">Allocated; the header is a string.</param>
internal sealed record SigningCost(double Sign, double Verify, double BytesPerSign, double BytesPerVerify)
{
    private const int BodyBytes = 1_000;
    private const int Batch = 100;

    public static SigningCost Measure(TimeSpan duration)
    {
        using var key = Ed25519PrivateKey.Generate();
        var signer = new MessageSigner("buyer.bench.example", "key-1", key);
        var body = new byte[BodyBytes];
        var now = TimeProvider.System.GetUtcNow();
        var header = signer.Sign(body, now, now.AddMinutes(1));
        var sign = CallCost.Of(duration, Batch, _ => signer.Sign(body, now, now.AddMinutes(1)));
        var verify = CallCost.Of(duration, Batch, _ =>
        {
            if (!MessageVerifier.Verify(header, body, key.PublicKey, now).IsValid)
            {
                throw new InvalidOperationException("A good signature was refused.");
            }
        });
        return new SigningCost(sign.Microseconds, verify.Microseconds, sign.Bytes, verify.Bytes);
    }
}

/// <summary>
/// <c>openssl speed ed25519</c>: the bare signature of a few bytes, without hash of the body and header.
/// </summary>
internal static partial class OpensslSpeed
{
    /// <summary>Microseconds per signature and verification; null where the program is missing.</summary>
    public static async Task<(double Sign, double Verify)?> MeasureAsync(TimeSpan duration,
        CancellationToken cancellation)
    {
        if (PeerProcess.Find("/usr/bin/openssl", "/usr/local/bin/openssl") is not { } program)
        {
            return null;
        }

        var seconds = ((int)Math.Max(1, duration.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        using var process = Process.Start(
            new ProcessStartInfo(program, ["speed", "-seconds", seconds, "ed25519"])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        var output = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return Rates().Match(output) is { Success: true } found
            ? (1e6 / Number(found.Groups["sign"]), 1e6 / Number(found.Groups["verify"]))
            : null;
    }

    private static double Number(Group text) => double.Parse(text.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\(Ed25519\)\s+\S+\s+\S+\s+(?<sign>[\d.]+)\s+(?<verify>[\d.]+)",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Rates();
}
