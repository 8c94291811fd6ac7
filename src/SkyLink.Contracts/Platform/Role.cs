using System.Text.Json.Serialization;

namespace SkyLink.Platform;

/// <summary>What a person or key is in an organization; permissions are granted to roles.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Role>))]
public enum Role
{
    /// <summary>Buys on the network.</summary>
    Buyer,

    /// <summary>Runs a shop on a seller node.</summary>
    Seller,

    /// <summary>Runs a participant: keys, subscriptions, messages of its own organization.</summary>
    Partner,

    /// <summary>Reads figures of all areas, changes nothing.</summary>
    Analyst,

    /// <summary>Keeps the network up: queues, participants, routing.</summary>
    Operator,

    /// <summary>Users, roles and settings.</summary>
    Admin,
}
