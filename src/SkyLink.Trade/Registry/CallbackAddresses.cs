using System.Net;
using System.Net.Sockets;

namespace SkyLink.Trade.Registry;

/// <summary>
/// Which addresses of strangers the registry calls: by default only public ones, over TLS, on the host that the
/// subscriber id names. The check of names happens when they are resolved, so that no name can change its mind.
/// </summary>
internal sealed class CallbackAddresses(RegistryRules rules)
{
    private const int LengthMax = 1024;

    /// <summary>Blocks of RFC 6890 and its updates that are nobody's public address.</summary>
    private static readonly IPNetwork[] NotPublic = [.. new[]
    {
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
        "::/128", "::1/128", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16",
        "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    }.Select(IPNetwork.Parse)];

    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork Ipv4Compatible = IPNetwork.Parse("::/96");

    /// <summary>Resolves an address on the subscriber's host. Null, with the reason, if it must not be used.</summary>
    public Uri? Resolve(string subscriberId, string? text, out string reason)
    {
        reason = "The address is missing or cannot be read.";
        if (text is null or "" || text.Length > LengthMax || text.Any(char.IsControl) || text.Contains('\\')
            || !Uri.TryCreate(SubscriberIds.BaseOf(subscriberId), text, out var address))
        {
            return null;
        }

        reason = ReasonAgainst(address, subscriberId) ?? "";
        return reason.Length == 0 ? address : null;
    }

    /// <summary>Whether a connection may be opened.</summary>
    public bool MayConnect(IPAddress address) => rules.AllowsPrivateAddresses || IsPublic(address);

    /// <summary>False for loopback, private, link-local, reserved and multicast, also where IPv6 wraps them.</summary>
    internal static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return IsPublic(address.MapToIPv4());
        }

        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            var bytes = address.GetAddressBytes();
            var wrapped = SixToFour.Contains(address) ? bytes.AsSpan(2, 4)
                : Nat64.Contains(address) || Ipv4Compatible.Contains(address) ? bytes.AsSpan(12, 4)
                : default;
            if (!wrapped.IsEmpty && !IsPublic(new IPAddress(wrapped)))
            {
                return false;
            }
        }

        return !Array.Exists(NotPublic, block => block.Contains(address));
    }

    private string? ReasonAgainst(Uri address, string subscriberId)
    {
        var isPrivateAllowed = rules.AllowsPrivateAddresses;
        var isHttp = address.Scheme == Uri.UriSchemeHttps || isPrivateAllowed && address.Scheme == Uri.UriSchemeHttp;
        return !isHttp ? "The address must begin with https."
            : address.UserInfo.Length > 0 || address.Fragment.Length > 0 || address.Query.Length > 0
                ? "The address must not have user, query or fragment."
            : !isPrivateAllowed && IPAddress.TryParse(address.IdnHost.Trim('[', ']'), out var ip) && !IsPublic(ip)
                ? "The address is not a public one."
            : rules.RequiresSubscriberHost && !IsOnHost(address, subscriberId)
                ? "The address must lie on the host that the subscriber id names."
            : null;
    }

    private static bool IsOnHost(Uri address, string subscriberId) => string.Equals(
        address.IdnHost, SubscriberIds.BaseOf(subscriberId).IdnHost, StringComparison.OrdinalIgnoreCase);
}
