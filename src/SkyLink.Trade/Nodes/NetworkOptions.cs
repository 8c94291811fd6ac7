namespace SkyLink.Trade.Nodes;

/// <summary>
/// How the participants of this installation take part in the network (section <c>Trade:Network</c>).
/// </summary>
internal sealed class NetworkOptions
{
    /// <summary>Where the registry answers; by default the one of this installation.</summary>
    public Uri? RegistryUri { get; init; }

    /// <summary>
    /// The address under which others reach the participants here; by default the address listened on.
    /// </summary>
    public Uri? PublicUri { get; init; }

    /// <summary>The domain in which goods are traded.</summary>
    [Required]
    public string Domain { get; init; } = "ONDC:RET10";

    /// <summary>ISO 3166-1 alpha-3.</summary>
    [RegularExpression("^[A-Z]{3}$")]
    public string Country { get; init; } = "PAK";

    /// <summary>How long a looked-up participant may be used before the registry is asked again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan LookupLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest wait for the answer to one delivery.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan DeliveryTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The wait after the first failed delivery; doubled after each further one.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan RetryFirst { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait between two tries.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RetryLongest { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Deliveries under way at once in this process.</summary>
    [Range(1, 4096)]
    public int DeliveriesMax { get; init; } = 256;

    /// <summary>How long a delivered message is answered for: searches.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan SearchTtl { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long other messages may wait for a participant that is down.</summary>
    [Range(typeof(TimeSpan), "00:00:30", "7.00:00:00")]
    public TimeSpan OrderTtl { get; init; } = TimeSpan.FromHours(6);
}
