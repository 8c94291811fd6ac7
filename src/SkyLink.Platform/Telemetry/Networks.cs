using System.Net;

namespace SkyLink.Platform.Telemetry;

/// <summary>Networks in CIDR notation, as settings name them.</summary>
internal static class Networks
{
    public static readonly string[] Loopback = ["127.0.0.0/8", "::1/128"];

    public static readonly string[] Private =
        [.. Loopback, "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"];

    /// <summary>
    /// Whether an address lies in one of the named networks. The usual ones stand apart from the setting, because
    /// configuration adds to a default list and could not take from it.
    /// </summary>
    public static bool Contain(string[] named, string[] usual, IPAddress? address)
    {
        if (address is null)
        {
            return false;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return (named is [] ? usual : named).Any(network => IPNetwork.Parse(network).Contains(plain));
    }
}

/// <summary>Each entry is a network such as <c>10.0.0.0/8</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NetworksAttribute()
    : ValidationAttribute("{0} holds networks in CIDR notation, such as 10.0.0.0/8.")
{
    public override bool IsValid(object? value) =>
        value is string[] networks && Array.TrueForAll(networks, network => IPNetwork.TryParse(network, out _));
}
