using System.Security.Cryptography;
using System.Text;

namespace SkyLink.Platform.Http;

/// <summary>
/// Proof that a call comes from a process of this installation: HMAC-SHA-256 under a key derived from the master key,
/// over method, path, time and body. The secret itself never travels; an old proof is worth nothing after a minute.
/// </summary>
public sealed class InsideKey(MasterKey master, TimeProvider clock)
{
    public const string Header = "X-SkyLink-Inside";
    private const int BodySizeMax = 16 * 1024 * 1024;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private readonly IReadOnlyList<byte[]> keys = master.DeriveAll("calls between processes", 32);

    /// <summary>The header's value for a call.</summary>
    public string Prove(string method, string pathAndQuery, ReadOnlySpan<byte> body)
    {
        var seconds = clock.GetUtcNow().ToUnixTimeSeconds();
        return $"{seconds}:{Convert.ToHexStringLower(Mac(keys[0], seconds, method, pathAndQuery, body))}";
    }

    internal async Task<bool> IsValidAsync(HttpRequest request)
    {
        var parts = request.Headers[Header].ToString().Split(':');
        if (parts.Length != 2 || parts[1].Length != 64 || !long.TryParse(parts[0], out var seconds)
            || Math.Abs(clock.GetUtcNow().ToUnixTimeSeconds() - seconds) > Lifetime.TotalSeconds)
        {
            return false;
        }

        request.EnableBuffering(bufferThreshold: BodySizeMax, bufferLimit: BodySizeMax);
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        request.Body.Position = 0;
        var path = request.Path.Value + request.QueryString.Value;
        var given = Encoding.ASCII.GetBytes(parts[1]);
        return keys.Any(key => CryptographicOperations.FixedTimeEquals(given, Encoding.ASCII.GetBytes(
            Convert.ToHexStringLower(Mac(key, seconds, request.Method, path, body.ToArray())))));
    }

    private static byte[] Mac(byte[] key, long seconds, string method, string path, ReadOnlySpan<byte> body)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        mac.AppendData(Encoding.UTF8.GetBytes($"{seconds}\n{method}\n{path}\n"));
        mac.AppendData(body);
        return mac.GetHashAndReset();
    }
}
