using System.Text.Json.Serialization;

namespace SkyLink.Platform;

/// <summary>What a person or key is in an organization; permissions are granted to roles.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Role>))]
public enum Role
{
    /// <summary>Buys on the network.</summary>
    [JsonStringEnumMemberName("buyer")]
    Buyer,

    /// <summary>Runs a shop on a seller node.</summary>
    [JsonStringEnumMemberName("seller")]
    Seller,

    /// <summary>Runs a participant: keys, subscriptions, messages of its own organization.</summary>
    [JsonStringEnumMemberName("partner")]
    Partner,

    /// <summary>Reads figures of all areas, changes nothing.</summary>
    [JsonStringEnumMemberName("analyst")]
    Analyst,

    /// <summary>Keeps the network up: queues, participants, routing.</summary>
    [JsonStringEnumMemberName("operator")]
    Operator,

    /// <summary>Users, roles and settings.</summary>
    [JsonStringEnumMemberName("admin")]
    Admin,
}

public static class Roles
{
    public static IReadOnlyList<Role> All { get; } = Enum.GetValues<Role>();

    /// <summary>
    /// Roles that reach across organizations. Only members of the organization that runs the network hold them, so
    /// that no company can make itself an operator.
    /// </summary>
    public static bool IsOfNetwork(this Role role) => role is Role.Analyst or Role.Operator or Role.Admin;
}
