using SkyLink.Cryptography;

namespace SkyLink.Platform.Identity;

/// <summary>Section <c>Platform:Identity</c>.</summary>
internal sealed class IdentityOptions
{
    /// <summary>Claim <c>iss</c> of access tokens: where their keys are published.</summary>
    [Required, Url]
    public string Issuer { get; init; } = "https://skylink.example";

    /// <summary>Claim <c>aud</c> of access tokens: this installation.</summary>
    [Required, StringLength(200, MinimumLength = 1)]
    public string Audience { get; init; } = "skylink";

    /// <summary>The longest a browser stays signed in.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "30.00:00:00")]
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>How long a browser stays signed in unused. Use is noted once a minute.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "30.00:00:00")]
    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromMinutes(30);

    [Range(typeof(TimeSpan), "00:01:00", "01:00:00")]
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The longest an app stays signed in, however often it refreshes.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00")]
    public TimeSpan RefreshLifetime { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long the last refresh token gets its successor once more: the answer may have been lost.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan RefreshGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest an API key may live.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan ApiKeyLifetimeMax { get; init; } = TimeSpan.FromDays(366);

    /// <summary>How long a key signs access tokens before the next one takes over.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "365.00:00:00")]
    public TimeSpan SigningKeyLifetime { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long the next key is published before it signs: who caches keys has it in time.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "12:00:00")]
    public TimeSpan SigningKeyLead { get; init; } = TimeSpan.FromHours(12);

    /// <summary>
    /// Failed tries an account has free, those under way included; each further one doubles the wait.
    /// </summary>
    [Range(1, 100)]
    public int AccountFailuresFree { get; init; } = 10;

    /// <summary>Failed tries a client address has free: many people may share one.</summary>
    [Range(1, 10_000)]
    public int AddressFailuresFree { get; init; } = 50;

    /// <summary>The wait after the first failure that is not free.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan ThrottleFirstWait { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait; also how long after its end failures are forgotten.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ThrottleWaitMax { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Argon2id memory in KiB. The default is the least that OWASP recommends.</summary>
    [Range(8, Argon2Cost.MostMemoryKib)]
    public int Argon2MemoryKib { get; init; } = 19 * 1024;

    /// <summary>Argon2id passes over the memory.</summary>
    [Range(1, Argon2Cost.MostPasses)]
    public int Argon2Passes { get; init; } = 2;

    /// <summary>The organization that runs the network, made on the first start.</summary>
    [Required, StringLength(100, MinimumLength = 1)]
    public string NetworkName { get; init; } = "SkyLink Network";

    /// <summary>The first administrator, made where there are no users yet. Set together with the password.</summary>
    [EmailAddress]
    public string? FirstAdminEmail { get; init; }

    /// <summary>Read once; take it out of the configuration after the first start and change it.</summary>
    public string? FirstAdminPassword { get; init; }

    internal Argon2Cost Argon2Cost => new(Argon2MemoryKib, Argon2Passes);
}
