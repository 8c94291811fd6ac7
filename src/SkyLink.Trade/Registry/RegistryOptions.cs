namespace SkyLink.Trade.Registry;

/// <summary>Section <c>Trade:Registry</c>.</summary>
internal sealed class RegistryOptions
{
    /// <summary>The name under which the registry itself signs.</summary>
    [Required]
    [RegularExpression(SubscriberIds.Pattern)]
    public string SubscriberId { get; init; } = "registry.skylink.local";

    /// <summary>Accredit whoever passes the challenge, without a reviewer. For demonstrations and sandboxes.</summary>
    public bool AutoApprove { get; init; }

    /// <summary>
    /// Call participants at private and loopback addresses and without TLS. Unset: only in development.
    /// </summary>
    public bool? AllowPrivateAddresses { get; init; }

    /// <summary>
    /// A participant's addresses must lie on the host that its subscriber id names, so that nobody enrols another's
    /// name. Unset: unless private addresses are allowed.
    /// </summary>
    public bool? RequireSubscriberHost { get; init; }

    /// <summary>Ask for the site verification page before the challenge.</summary>
    public bool VerifySite { get; init; }

    /// <summary>How long a participant has for its answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan ChallengeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Tries before a subscription has failed.</summary>
    [Range(1, 20)]
    public int ChallengeAttemptsMax { get; init; } = 5;

    /// <summary>The wait after the first failed try; doubled after each further one, five minutes at most.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan ChallengeFirstWait { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Subscribe requests per minute and subscriber; six times as many per address.</summary>
    [Range(1, 10_000)]
    public int SubscribesPerMinute { get; init; } = 10;

    /// <summary>Signed lookups per minute and subscriber.</summary>
    [Range(1, 1_000_000)]
    public int LookupsPerMinute { get; init; } = 7600;

    /// <summary>Lookups by vlookup per minute and subscriber.</summary>
    [Range(1, 1_000_000)]
    public int VerifiedLookupsPerMinute { get; init; } = 2100;

    /// <summary>Answer <c>/registry/lookup</c> to callers that do not sign.</summary>
    public bool AllowUnsignedLookup { get; init; } = true;

    /// <summary>Unsigned lookups per minute and address.</summary>
    [Range(1, 1_000_000)]
    public int UnsignedLookupsPerMinute { get; init; } = 600;

    /// <summary>How often keys are looked through for those whose time is over.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan ExpiryInterval { get; init; } = TimeSpan.FromMinutes(1);
}

/// <summary>What the options come to in this environment.</summary>
internal sealed class RegistryRules(IOptions<RegistryOptions> options, IHostEnvironment environment)
{
    public bool AllowsPrivateAddresses { get; } =
        options.Value.AllowPrivateAddresses ?? environment.IsDevelopment();

    public bool RequiresSubscriberHost { get; } =
        options.Value.RequireSubscriberHost
        ?? !(options.Value.AllowPrivateAddresses ?? environment.IsDevelopment());
}
