using SkyLink.Platform.Telemetry;

namespace SkyLink.Platform.Gateways;

/// <summary>Settings of all gateways; what is changed here takes effect without a restart.</summary>
internal sealed class GatewaysOptions
{
    /// <summary>Bytes of a request's body, unless the endpoint declares a size of its own.</summary>
    [Range(1_024, 1_073_741_824)]
    public long BodySizeMax { get; init; } = 1024 * 1024;

    /// <summary>Gateways a request may have passed before this one; more is a loop.</summary>
    [Range(1, 20)]
    public int HopsMax { get; init; } = 5;

    /// <summary>Streams one caller may hold open at a gateway.</summary>
    [Range(1, 10_000)]
    public int StreamsPerCallerMax { get; init; } = 20;

    /// <summary>Origins of other web applications that may call the API from a browser.</summary>
    [Required]
    public string[] Origins { get; init; } = [];

    /// <summary>Load balancers, as CIDR, whose word on the client's address and scheme is taken.</summary>
    [Networks]
    public string[] TrustedProxies { get; init; } = [];

    /// <summary>
    /// Networks, as CIDR, from which gateway-admin is reached; this machine alone while the list is empty.
    /// </summary>
    [Networks]
    public string[] AdminNetworks { get; init; } = [];

    /// <summary>Routes taken out of service, as <c>POST /api/v1/…</c> the way the endpoint declares them.</summary>
    [Required]
    public string[] Closed { get; init; } = [];

    /// <summary>
    /// The folder of the built console; where it is not set, <c>web/console/dist</c> of the checkout.
    /// </summary>
    public string? Console { get; init; }

    public RateOptions Read { get; init; } = new() { CallerPerMinute = 1_200, AddressPerMinute = 6_000 };

    public RateOptions Write { get; init; } = new() { CallerPerMinute = 300, AddressPerMinute = 1_500 };

    /// <summary>Sign-in and the like: counted by address only, since there is no caller yet.</summary>
    public RateOptions Credential { get; init; } = new() { CallerPerMinute = 30, AddressPerMinute = 30 };

    public RateOptions Stream { get; init; } = new() { CallerPerMinute = 60, AddressPerMinute = 300 };

    internal RateOptions Of(RateClass rate) => rate switch
    {
        RateClass.Read => Read,
        RateClass.Write => Write,
        RateClass.Credential => Credential,
        RateClass.Stream => Stream,
    };
}

/// <summary>
/// What one caller, and one address whoever calls from there, may ask per minute; and how long an answer may take.
/// </summary>
internal sealed class RateOptions
{
    [Range(1, 10_000_000)]
    public int CallerPerMinute { get; init; }

    [Range(1, 10_000_000)]
    public int AddressPerMinute { get; init; }

    /// <summary>Until a 504; streams have none.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}
