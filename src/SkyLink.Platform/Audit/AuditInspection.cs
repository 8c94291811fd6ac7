using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using SkyLink.Cryptography.Transparency;

namespace SkyLink.Platform.Audit;

/// <summary>What going through the whole log found.</summary>
/// <param name="At">When it was done.</param>
/// <param name="Entries">How many were looked at.</param>
/// <param name="AlteredCount">How many of them were changed.</param>
/// <param name="Altered">The first of these.</param>
/// <param name="Fault">What is wrong with the tree itself, such as the name of a tile; null where nothing is.</param>
internal sealed record AuditInspected(
    DateTimeOffset At, long Entries, long AlteredCount, IReadOnlyList<AuditAlteration> Altered, string? Fault)
{
    public bool IsIntact => AlteredCount == 0 && Fault is null;
}

/// <summary>What the last inspection found, here in this process.</summary>
internal sealed class AuditFindings
{
    private volatile AuditInspected? last;

    public AuditInspected? Last
    {
        get => last;
        set => last = value;
    }
}

/// <summary>
/// Goes through the whole log now and then as a verifier outside would, so that a change is told before anybody asks.
/// Rests as long as it works: a large log must not keep others waiting.
/// </summary>
internal sealed partial class AuditInspection(
    Db<AuditModule> db, AuditKeys keys, AuditFindings findings, TimeProvider clock, IOptions<AuditOptions> options,
    ILogger<AuditInspection> logger) : IJob
{
    /// <summary>As many altered entries are named.</summary>
    private const int NamedMax = 20;

    private static readonly TimeSpan AfterStart = TimeSpan.FromSeconds(5);
    private static readonly Meter Meter = new("SkyLink.Platform.Audit");
    private static readonly Counter<long> Found = Meter.CreateCounter<long>(
        "skylink.platform.audit.altered", "{entry}", "Entries and tiles that inspections found changed.");

    public async Task RunAsync(CancellationToken stopping)
    {
        await Task.Delay(AfterStart, clock, stopping);
        while (true)
        {
            if (await InspectAsync(stopping) is { } inspected)
            {
                findings.Last = inspected;
                Tell(inspected);
            }

            await Task.Delay(options.Value.InspectEvery, clock, stopping);
        }
    }

    /// <summary>Null where nothing is signed yet.</summary>
    private async Task<AuditInspected?> InspectAsync(CancellationToken cancellation)
    {
        var note = await db.InTransactionAsync(AuditStore.LastCheckpointAsync, cancellation);
        if (note is null)
        {
            return null;
        }

        if (AuditStore.TryRead(note) is not { } checkpoint)
        {
            return new AuditInspected(clock.GetUtcNow(), 0, 0, [], "The signed head cannot be read: it was changed.");
        }

        var size = checkpoint.Checkpoint.Head.Size;
        var (altered, count) = (new List<AuditAlteration>(), 0L);
        for (var first = 0L; first < size; first += TilePath.FullWidth)
        {
            var started = clock.GetTimestamp();
            var (from, end) = (first, Math.Min(first + TilePath.FullWidth, size));
            var found = await db.InTransactionAsync(
                tx => AuditAlterations.FindAsync(tx, from, end), cancellation);
            count += found.Count;
            altered.AddRange(found.Take(NamedMax - altered.Count));
            await Task.Delay(clock.GetElapsedTime(started), clock, cancellation);
        }

        var report = await db.InTransactionAsync(
            async tx => await new LogVerifier(keys.Policy, []).VerifyTilesAsync(
                checkpoint, new StoredTiles(tx), cancellation),
            cancellation);
        return new AuditInspected(clock.GetUtcNow(), size, count, altered, FaultOf(report));
    }

    private static string? FaultOf(LogReport report) => report switch
    {
        { IsIntact: true } => null,
        { Tile: { } tile } => $"{tile} is missing, or disagrees with what is above it.",
        { Checkpoint: LogVerdict.RootMismatch } => "The tiles do not lead to the root that is signed.",
        _ => "The signed head is not of the log's keys.",
    };

    private void Tell(AuditInspected inspected)
    {
        if (inspected.IsIntact)
        {
            return;
        }

        Found.Add(inspected.AlteredCount + (inspected.Fault is null ? 0 : 1));
        LogAltered(
            logger, inspected.AlteredCount, inspected.Entries,
            string.Join(", ", inspected.Altered.Select(it => $"{it.Number} ({string.Join(", ", it.Columns)})")),
            inspected.Fault ?? "nothing.");
    }

    [LoggerMessage(
        LogLevel.Critical,
        "Of {Size} audit entries {Count} were changed ({Entries}); of the tree: {Fault} See 'skylink audit verify'")]
    private static partial void LogAltered(ILogger logger, long count, long size, string entries, string fault);
}

/// <summary>Whether the log is as it was signed: no reason to take the service away, but to look at it.</summary>
internal sealed class AuditCheck(
    SignedHeads heads, WitnessClient witnesses, AuditFindings findings) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
            heads.Refusal is not null
                ? HealthCheckResult.Degraded("The log does not continue what was signed, and is not signed any more.")
                : witnesses.Contradictions.FirstOrDefault() is { Key: { } witness, Value: var why }
                ? HealthCheckResult.Degraded($"The witness {witness} has seen another log: {why}.")
                : findings.Last is { IsIntact: false } found
                    ? HealthCheckResult.Degraded(
                        found.Fault ?? $"Entries were changed: {found.AlteredCount} of {found.Entries}.")
                    : HealthCheckResult.Healthy());
}
