namespace SkyLink.Platform;

/// <summary>
/// The log of all that was changed, and of all that operators read. Services write their records in the transaction of
/// the action (see Platform's <c>AuditTrail</c>); this takes them over.
/// </summary>
public interface IAudit
{
    /// <summary>Appends records; what is there already is passed over, so that a sender may repeat itself.</summary>
    /// <param name="records">At most 1,000.</param>
    Task AppendAsync(IReadOnlyList<AuditRecord> records, CancellationToken cancellation);
}

/// <summary>An entry of the log as it leaves its service: from here on nobody changes a byte of it.</summary>
/// <param name="Entry">Canonical JSON (RFC 8785), at most 65,535 bytes; its hash is the leaf.</param>
/// <param name="Subject">The person whom the personal part tells of, if it is known.</param>
/// <param name="Personal">
/// What may have to be forgotten, as JSON with a salt; the entry holds its SHA-256. It is kept apart, sealed under a
/// key of the person.
/// </param>
public sealed record AuditRecord(Guid Id, byte[] Entry, Guid? Subject, string? Personal)
{
    public override string ToString() => $"Audit record {Id}";
}
