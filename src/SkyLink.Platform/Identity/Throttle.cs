using System.Security.Cryptography;
using System.Text;

namespace SkyLink.Platform.Identity;

/// <summary>
/// Slows guessing down. Every try counts before it is made, so that a hundred at once do not slip through together;
/// one that succeeds is taken back. After the free ones each failure doubles the wait.
/// </summary>
internal sealed record Throttle(string Subject, int Failures, DateTimeOffset LastAt, DateTimeOffset BlockedUntil)
{
    /// <summary>The hash stands for the account: the table holds no addresses of strangers.</summary>
    public static string OfAccount(string email) =>
        $"account:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(email)))}";

    /// <summary>An IPv6 customer has a whole /64: counting single addresses would count nothing.</summary>
    public static string OfAddress(string? address)
    {
        if (!System.Net.IPAddress.TryParse(address, out var parsed))
        {
            return "address:unknown";
        }

        var bytes = parsed.GetAddressBytes();
        return $"address:{Convert.ToHexStringLower(bytes.AsSpan(0, bytes.Length == 16 ? 8 : 4))}";
    }

    public static Throttle None(string subject) =>
        new(subject, Failures: 0, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

    /// <summary>How long the next try has to wait; zero where it need not.</summary>
    public TimeSpan WaitAt(DateTimeOffset now) => BlockedUntil > now ? BlockedUntil - now : TimeSpan.Zero;

    /// <summary>One more try that may fail.</summary>
    public Throttle Count(DateTimeOffset now, int free, TimeSpan firstWait, TimeSpan waitMax)
    {
        var isForgotten = now > (BlockedUntil > LastAt ? BlockedUntil : LastAt) + waitMax;
        var failures = isForgotten ? 1 : Math.Min(Failures + 1, 1_000_000);
        var beyond = failures - free;
        var wait = beyond <= 0
            ? TimeSpan.Zero
            : TimeSpan.FromTicks((long)Math.Min(
                firstWait.Ticks * Math.Pow(2, Math.Min(beyond - 1, 40)), waitMax.Ticks));
        return this with { Failures = failures, LastAt = now, BlockedUntil = (now + wait).ToMicroseconds() };
    }
}
