namespace SkyLink.Platform.Audit;

/// <summary>The audit log: its name, how often its head is signed, and who watches it.</summary>
internal sealed class AuditOptions
{
    /// <summary>
    /// The name of the log in its checkpoints, as a URL without its scheme. Verifiers compare it exactly: it never
    /// changes.
    /// </summary>
    [Required, RegularExpression("^[a-z0-9][a-z0-9./-]{0,199}$")]
    public string Origin { get; init; } = "skylink.local/audit";

    /// <summary>
    /// The number of the log's keys. A higher one makes new keys, which verifiers have to be told of; the former ones
    /// stay valid for what they signed.
    /// </summary>
    [Range(1, 100)]
    public int KeyVersion { get; init; } = 1;

    /// <summary>The head of the tree is signed at most once in this time, and only when it has grown.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long after an inspection of the whole log the next one begins: each compares every entry with the tree.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan InspectEvery { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Who must see every head: a witness's keys and its address, with blanks (C2SP tlog-witness).</summary>
    [MaxLength(10)]
    public string[] Witnesses { get; init; } = [];
}
