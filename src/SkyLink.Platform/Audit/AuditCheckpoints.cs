using System.Diagnostics.Metrics;
using SkyLink.Cryptography.Transparency;

namespace SkyLink.Platform.Audit;

/// <summary>
/// Signs the head of the tree when it has grown, and has witnesses cosign it. Refuses to sign what does not continue
/// the head that was signed last, and says so until somebody looks.
/// </summary>
internal sealed partial class AuditCheckpoints(
    Db<AuditModule> db, AuditKeys keys, SignedHeads heads, WitnessClient witnesses, TimeProvider clock,
    IOptions<AuditOptions> options, ILogger<AuditCheckpoints> logger) : IJob
{
    private static readonly Meter Meter = new("SkyLink.Platform.Audit");
    private static readonly Histogram<double> Lag = Meter.CreateHistogram<double>(
        "skylink.platform.audit.checkpoint_lag", "s", "From an entry's call until a signed head covers it.");

    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>(
        "skylink.platform.audit.refusals", "{head}", "Heads not signed, since they do not continue the last one.");

    private TreeHead? signed;

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(options.Value.CheckpointEvery, clock);
        SignedCheckpoint? last = null;
        do
        {
            last = await SignAsync(stopping) ?? last;
            if (last is not null)
            {
                await witnesses.ShowAsync(last, stopping);
            }
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    /// <summary>The new checkpoint, or null where nothing came in.</summary>
    private async Task<SignedCheckpoint?> SignAsync(CancellationToken cancellation)
    {
        var (head, oldest) = await db.InTransactionAsync(async tx =>
        {
            var now = await AuditStore.HeadAsync(tx);
            var since = signed is { } before && now.Size > before.Size
                ? await AuditStore.FindAsync(tx, before.Size)
                : null;
            return (now, since?.At);
        }, cancellation);
        if (head == signed || (head.Size == 0 && signed is null))
        {
            return null;
        }

        if (heads.Read() is { } last && await WhyNotAsync(last, head, cancellation) is { } reason)
        {
            Refusals.Add(1);
            heads.Refusal = reason;
            LogRefused(logger, head.Size, last.Checkpoint.Head.Size, reason);
            throw new InvalidDataException($"The audit log is not signed: {reason}");
        }

        var checkpoint = SignedCheckpoint.Sign(
            new Checkpoint(options.Value.Origin, head), keys.Signers, clock.GetUtcNow());
        heads.Write(checkpoint);
        heads.Refusal = null;
        var now = clock.GetUtcNow();
        await db.InStatementAsync(
            tx => AuditStore.AddCheckpointAsync(tx, head.Size, now, checkpoint.ToString()), cancellation);
        signed = head;
        if (oldest is { } since)
        {
            Lag.Record((now - since).TotalSeconds);
        }

        return checkpoint;
    }

    private async Task<string?> WhyNotAsync(SignedCheckpoint last, TreeHead head, CancellationToken cancellation)
    {
        var old = last.Checkpoint.Head;
        if (keys.Policy.Check(last) != LogVerdict.Trusted)
        {
            return "the checkpoint kept beside the keys is not of these keys";
        }

        if (head.Size < old.Size)
        {
            return $"the tree has {head.Size} entries, and had {old.Size} when it was signed";
        }

        var proof = await db.InTransactionAsync(
            async tx => await new TiledTree(new StoredTiles(tx))
                .ProveConsistencyAsync(old.Size, head.Size, cancellation),
            cancellation);
        return ConsistencyProof.Verify(old, head, proof) ? null : "the tree does not continue the one that was signed";
    }

    [LoggerMessage(LogLevel.Critical, "The head of {Size} audit entries does not continue that of {Old}: {Reason}")]
    private static partial void LogRefused(ILogger logger, long size, long old, string reason);
}
