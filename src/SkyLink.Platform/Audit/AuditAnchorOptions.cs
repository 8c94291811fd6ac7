namespace SkyLink.Platform.Audit;

/// <summary>
/// Where the log's heads are published so that nobody can take them back; off unless a node is named.
/// </summary>
internal sealed class AuditAnchorOptions : IValidatableObject
{
    /// <summary>
    /// A node of an EVM chain, by JSON-RPC over HTTP; may be a reference to a secret. Without it nothing is anchored.
    /// </summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The chain's id (EIP-155); a node of another chain is not used. Needed with an endpoint.</summary>
    [Range(0, long.MaxValue)]
    public long ChainId { get; init; }

    /// <summary>A head is published at most once in this time, and only when the log has grown.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often the node is asked while an anchor is under way.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan PollEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Blocks from an anchor's own to the last, both counted, until it stands.</summary>
    [Range(1, 10_000)]
    public int Confirmations { get; init; } = 12;

    /// <summary>A transaction that is in no block after this time is replaced by one that pays more.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ReplaceAfter { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The most that is paid for a unit of gas, in gwei; anchors wait while the chain asks for more.</summary>
    [Range(1, 1_000_000)]
    public int FeeMaxGwei { get; init; } = 200;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Endpoint is { IsAbsoluteUri: true, Scheme: not ("http" or "https") })
        {
            yield return new ValidationResult("must be an address with http or https.", [nameof(Endpoint)]);
        }

        if (Endpoint is not null && ChainId < 1)
        {
            yield return new ValidationResult("name the chain that the endpoint is a node of.", [nameof(ChainId)]);
        }
    }
}
