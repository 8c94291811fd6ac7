namespace SkyLink.Cryptography.Transparency;

/// <summary>Whom to believe about a log: its keys, and how many of which witnesses.</summary>
public sealed class LogPolicy
{
    private readonly NoteKey[] logKeys;
    private readonly NoteKey[] witnesses;
    private readonly int quorum;

    /// <param name="origin">The log's name, compared exactly.</param>
    /// <param name="logKeys">The log's keys; one must have signed, and none wrongly.</param>
    /// <param name="witnesses">Cosigners' keys; those of one name are one witness.</param>
    /// <param name="quorum">How many witnesses must have cosigned, by name.</param>
    /// <exception cref="ArgumentException">
    /// There is no key of the log, a witness's key is no cosigner's or is the log's own, or there are fewer witnesses
    /// than asked for.
    /// </exception>
    public LogPolicy(
        string origin, IReadOnlyList<NoteKey> logKeys, IReadOnlyList<NoteKey> witnesses, int quorum)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(quorum);
        if (logKeys.Count == 0 || witnesses.Any(IsNoWitness)
            || witnesses.Select(key => key.Name).Distinct().Count() < quorum)
        {
            throw new ArgumentException(
                "A key of the log or witnesses are missing, or a key is no witness's.", nameof(witnesses));
        }

        (Origin, this.logKeys, this.witnesses, this.quorum) = (origin, [.. logKeys], [.. witnesses], quorum);

        bool IsNoWitness(NoteKey key) =>
            key.Type == NoteKeyType.Ed25519 || logKeys.Any(own => own.Raw.SequenceEqual(key.Raw));
    }

    public string Origin { get; }

    /// <summary>Whether a checkpoint is the log's and enough witnesses have seen it.</summary>
    /// <returns>
    /// <see cref="LogVerdict.Trusted"/>, or why not: the origin, a signature, or the number of witnesses.
    /// </returns>
    public LogVerdict Check(SignedCheckpoint checkpoint)
    {
        if (checkpoint.Checkpoint.Origin != Origin)
        {
            return LogVerdict.OriginUnknown;
        }

        var verdict = checkpoint.Note.Verify(logKeys);
        if (verdict != LogVerdict.Trusted)
        {
            return verdict;
        }

        var names = new HashSet<string>();
        foreach (var signature in checkpoint.Note.Signatures)
        {
            foreach (var key in witnesses.Where(key => key.IsClaimedBy(signature)))
            {
                if (!key.Verify(checkpoint.Note.Text, signature))
                {
                    return LogVerdict.SignatureInvalid;
                }

                // Without a time it says nothing about the whole log.
                if (key.CosignedAt(signature) > 0)
                {
                    names.Add(key.Name);
                }
            }
        }

        return names.Count < quorum ? LogVerdict.WitnessesTooFew : LogVerdict.Trusted;
    }

    /// <summary>A trusted checkpoint without what others have signed, and with one signature of each key.</summary>
    internal SignedCheckpoint OwnSignaturesOf(SignedCheckpoint checkpoint) => checkpoint.Of(
        [.. logKeys.SelectMany(key => checkpoint.Note.Signatures.Where(key.IsClaimedBy).Take(1))]);
}
