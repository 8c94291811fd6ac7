using System.Net;
using System.Threading.RateLimiting;

namespace SkyLink.Trade.Registry;

/// <summary>
/// How often somebody may ask within a minute. Counted in each process: a guard of the house, not a ledger.
/// </summary>
internal sealed class RegistryLimits(IOptions<RegistryOptions> options) : IDisposable
{
    private const int SubscribersPerAddress = 6;

    private readonly PartitionedRateLimiter<string> subscribes = PerMinute(options.Value.SubscribesPerMinute);
    private readonly PartitionedRateLimiter<string> subscribeAddresses =
        PerMinute(options.Value.SubscribesPerMinute * SubscribersPerAddress);

    private readonly PartitionedRateLimiter<string> lookups = PerMinute(options.Value.LookupsPerMinute);
    private readonly PartitionedRateLimiter<string> verifiedLookups = PerMinute(options.Value.VerifiedLookupsPerMinute);
    private readonly PartitionedRateLimiter<string> unsignedLookups = PerMinute(options.Value.UnsignedLookupsPerMinute);

    public bool AdmitSubscribe(string subscriberId) => Admit(subscribes, subscriberId);

    /// <summary>Before anything is read: an address may not try id after id.</summary>
    public bool AdmitSubscribe(IPAddress? address) => Admit(subscribeAddresses, KeyOf(address));

    public bool AdmitLookup(string subscriberId) => Admit(lookups, subscriberId);

    public bool AdmitVerifiedLookup(string subscriberId) => Admit(verifiedLookups, subscriberId);

    public bool AdmitUnsignedLookup(IPAddress? address) => Admit(unsignedLookups, KeyOf(address));

    public void Dispose()
    {
        subscribes.Dispose();
        subscribeAddresses.Dispose();
        lookups.Dispose();
        verifiedLookups.Dispose();
        unsignedLookups.Dispose();
    }

    private static bool Admit(PartitionedRateLimiter<string> limiter, string key)
    {
        using var lease = limiter.AttemptAcquire(key);
        return lease.IsAcquired;
    }

    /// <summary>One IPv6 customer has 2^64 addresses: they count as one.</summary>
    private static string KeyOf(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6 } =>
            Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
        _ => address.ToString(),
    };

    private static PartitionedRateLimiter<string> PerMinute(int permits) =>
        PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetSlidingWindowLimiter(
            key,
            _ => new SlidingWindowRateLimiterOptions
            {
                PermitLimit = permits,
                Window = TimeSpan.FromMinutes(1),
                SegmentsPerWindow = 6,
                QueueLimit = 0,
            }));
}
