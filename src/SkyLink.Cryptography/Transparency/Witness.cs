namespace SkyLink.Cryptography.Transparency;

/// <summary>
/// Cosigns the checkpoints of logs that only ever grow (C2SP tlog-witness): whoever sees its signature knows that
/// everybody who sees one sees the same log. Thread-safe as its state is.
/// </summary>
public sealed class Witness
{
    private readonly Dictionary<string, LogPolicy> logs;
    private readonly NoteSigner[] signers;
    private readonly IWitnessState state;
    private readonly TimeProvider clock;

    /// <param name="logs">Those that are watched.</param>
    /// <param name="signers">The witness's keys, one of each type at most; all of them cosign.</param>
    /// <param name="state">What was cosigned.</param>
    /// <param name="clock">The time here, which cosignatures hold.</param>
    /// <exception cref="ArgumentException">
    /// Two logs have one origin, or there is no key, or one is no cosigner's.
    /// </exception>
    public Witness(
        IReadOnlyList<LogPolicy> logs, IReadOnlyList<NoteSigner> signers, IWitnessState state, TimeProvider clock)
    {
        if (signers.Count == 0 || signers.Any(signer => signer.Key.Type == NoteKeyType.Ed25519))
        {
            throw new ArgumentException("A witness needs keys of a cosigner.", nameof(signers));
        }

        this.logs = logs.ToDictionary(log => log.Origin);
        (this.signers, this.state, this.clock) = ([.. signers], state, clock);
    }

    /// <summary>Whether a checkpoint, signed by its log, may follow the one that was cosigned last.</summary>
    /// <param name="last">What was cosigned last, or null.</param>
    /// <param name="request">The request.</param>
    public static WitnessVerdict Decide(TreeHead? last, WitnessRequest request)
    {
        var (old, head) = (request.OldSize, request.Checkpoint.Checkpoint.Head);
        if (old > head.Size)
        {
            return WitnessVerdict.Shrunk;
        }

        if (old != (last?.Size ?? 0))
        {
            return WitnessVerdict.OldSizeMismatch;
        }

        if (head.Size == 0 && head.Root != TreeHash.OfNothing)
        {
            return WitnessVerdict.EmptyRootWrong;
        }

        if (last is { } cosigned && cosigned.Size == head.Size && cosigned.Root != head.Root)
        {
            return WitnessVerdict.SplitView;
        }

        // Every tree begins with the empty one.
        var isConsistent = old == 0
            ? request.Proof.Length == 0
            : ConsistencyProof.Verify(last.GetValueOrDefault(), head, request.Proof);
        return isConsistent ? WitnessVerdict.Accepted : WitnessVerdict.ProofInvalid;
    }

    /// <summary>Answers a request: checks, remembers, and only then gives its signatures away.</summary>
    /// <param name="body">The body of the request.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    public async ValueTask<WitnessReply> AddCheckpointAsync(
        ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        if (!WitnessRequest.TryRead(body.Span, out var request))
        {
            return new WitnessReply(WitnessVerdict.Malformed, "");
        }

        var origin = request.Checkpoint.Checkpoint.Origin;
        if (!logs.TryGetValue(origin, out var log))
        {
            return new WitnessReply(WitnessVerdict.OriginUnknown, "");
        }

        var trust = log.Check(request.Checkpoint);
        if (trust != LogVerdict.Trusted)
        {
            return new WitnessReply(
                trust == LogVerdict.SignatureInvalid
                    ? WitnessVerdict.SignatureInvalid
                    : WitnessVerdict.SignatureMissing,
                "");
        }

        // A second round only after another request was faster, and then the log has grown.
        for (var last = await state.ReadAsync(origin, cancellation); ;)
        {
            var verdict = Decide(last, request);
            if (verdict != WitnessVerdict.Accepted)
            {
                return new WitnessReply(
                    verdict, verdict == WitnessVerdict.OldSizeMismatch ? $"{last?.Size ?? 0}\n" : "");
            }

            var (next, lines) = Cosign(log.OwnSignaturesOf(request.Checkpoint));
            if (await state.TryAdvanceAsync(origin, last, next, cancellation))
            {
                return new WitnessReply(WitnessVerdict.Accepted, lines);
            }

            var now = await state.ReadAsync(origin, cancellation);
            last = now != last
                ? now
                : throw new InvalidOperationException("The state took another checkpoint for the last, but has none.");
        }
    }

    private (SignedCheckpoint Next, string Lines) Cosign(SignedCheckpoint checkpoint)
    {
        var (now, lines) = (clock.GetUtcNow(), "");
        foreach (var signer in signers)
        {
            var signature = signer.Sign(checkpoint.Note.Text, now);
            checkpoint = checkpoint.With(signature);
            lines += $"{signature}\n";
        }

        return (checkpoint, lines);
    }
}
