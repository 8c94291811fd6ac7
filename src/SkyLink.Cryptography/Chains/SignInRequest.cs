namespace SkyLink.Cryptography.Chains;

/// <summary>What a site asks an account to sign, whatever the chain (EIP-4361, CAIP-122).</summary>
public sealed record SignInRequest
{
    /// <summary>The scheme of the site's origin; null where https goes without saying.</summary>
    public string? Scheme { get; init; }

    /// <summary>Who asks: host, and port unless it is the scheme's.</summary>
    public required string Domain { get; init; }

    /// <summary>What the account agrees to: one line; null for nothing.</summary>
    public string? Statement { get; init; }

    /// <summary>What is signed in to.</summary>
    public required string Uri { get; init; }

    /// <summary>At least 8 letters and digits that the site drew and takes once.</summary>
    public required string Nonce { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>From when on the message is no longer valid.</summary>
    public DateTimeOffset? ExpirationTime { get; init; }

    /// <summary>From when on the message is valid.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The site's name for this request; characters of a URI's path.</summary>
    public string? RequestId { get; init; }

    /// <summary>URIs that the account wants to be seen with it.</summary>
    public IReadOnlyList<string> Resources { get; init; } = [];
}
