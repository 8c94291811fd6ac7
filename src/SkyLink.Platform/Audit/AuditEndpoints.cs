using System.Text;
using System.Text.Json;
using SkyLink.Cryptography;
using SkyLink.Cryptography.Transparency;
using SkyLink.Platform.Http;

namespace SkyLink.Platform.Audit;

internal static class AuditEndpoints
{
    /// <summary>Entries that one request compares.</summary>
    private const long AlterationsAtOnce = 16 * TilePath.FullWidth;

    internal static readonly Permission Read = new(
        "audit.read", "Read the audit log, its proofs and its state", Role.Operator, Role.Admin);

    private static readonly Permission Forget = new(
        "audit.forget", "Forget what the audit log tells of a person beside their acts", Role.Admin);

    internal static readonly Error UnknownEntry = new("audit.unknown_entry", 404, "The log has no such entry.");

    private static readonly Error NotSigned =
        new("audit.not_signed", 409, "No signed head covers this yet. Try again in a second.");

    private static readonly Error UnknownTile = new("audit.unknown_tile", 404, "The log has no such tile.");

    private static readonly Error UnknownSubject =
        new("audit.unknown_subject", 404, "There is nothing of this person that could be forgotten.");

    public static void Map(IEndpointRouteBuilder routes)
    {
        var audit = routes.MapGroup("/api/v1/audit").WithTags("Audit");
        audit.MapGet("/entries", ListAsync).WithName("ListAudit")
            .WithSummary("What was done and read, by whom; newest first").Requires(Read);
        audit.MapGet("/entries/{number:long:min(0)}", GetAsync).WithName("GetAuditEntry")
            .WithSummary("One entry").Requires(Read);
        audit.MapGet("/entries/{number:long:min(0)}/proof", ProveAsync).WithName("ProveAuditEntry")
            .WithSummary("A proof that the entry is in the log, to be checked offline (C2SP tlog-proof)")
            .Requires(Read);
        audit.MapGet("/alterations", AlterationsAsync).WithName("ListAuditAlterations")
            .WithSummary("Entries that are not as they were signed, or beside which something is not as they say")
            .Requires(Read);
        audit.MapGet("/status", StatusAsync).WithName("GetAuditStatus")
            .WithSummary("How large the log is, and how much of it is signed and witnessed").Requires(Read);
        audit.MapGet("/trust", Trust).WithName("GetAuditTrust")
            .WithSummary("The keys with which the log is verified").Requires(Read);
        audit.MapGet("/checkpoint", CheckpointAsync).WithName("GetAuditCheckpoint")
            .WithSummary("The last signed head with its cosignatures (C2SP tlog-checkpoint)").Requires(Read);
        audit.MapGet("/tile/{**path}", TileAsync).WithName("GetAuditTile")
            .WithSummary("A tile of hashes, or a bundle of entries (C2SP tlog-tiles)").Requires(Read);
        audit.MapDelete("/subjects/{id:guid}", ForgetAsync).WithName("ForgetAuditSubject")
            .WithSummary("Forget for good what entries tell of a person beside their acts; the log stays whole")
            .Requires(Forget, rate: RateClass.Write);
    }

    private static async Task<Ok<Page<AuditEntryView>>> ListAsync(
        [AsParameters] AuditRequest request, Db<AuditModule> db, CancellationToken cancellation)
    {
        var filter = new AuditFilter(
            request.After, request.Actor, request.Service, request.Action, request.CorrelationId,
            request.From?.ToUniversalTime(), request.To?.ToUniversalTime(), request.Limit);
        var found = await db.InTransactionAsync(
            async tx => await AuditAlterations.OpenAsync(tx, await AuditStore.ListAsync(tx, filter)), cancellation);
        return TypedResults.Ok(Page.Of(found, request.Limit, AuditEntryView.Of, it => $"{it.Found.Number}"));
    }

    private static async Task<Results<Ok<AuditEntryView>, ProblemHttpResult>> GetAsync(
        long number, Db<AuditModule> db, CancellationToken cancellation)
    {
        var found = await db.InTransactionAsync(
            async tx => await AuditAlterations.OpenAsync(tx, await AuditStore.RangeAsync(tx, number, count: 1)),
            cancellation);
        return found is [var entry] ? TypedResults.Ok(AuditEntryView.Of(entry)) : UnknownEntry.ToProblem();
    }

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> ProveAsync(
        long number, Db<AuditModule> db, WitnessClient witnesses, CancellationToken cancellation)
    {
        var result = await db.InTransactionAsync<Result<string>>(async tx =>
        {
            if (number >= (await AuditStore.HeadAsync(tx)).Size)
            {
                return UnknownEntry;
            }

            if (await CoveringAsync(tx, number, witnesses.Known.Count) is not { } checkpoint)
            {
                return NotSigned;
            }

            var tree = new TiledTree(new StoredTiles(tx));
            var hashes = await tree.ProveInclusionAsync(number, checkpoint.Checkpoint.Head.Size, cancellation);
            return new TlogProof(number, hashes, checkpoint, default).ToString();
        }, cancellation);
        return result.Is(out var proof, out var error)
            ? TypedResults.Text(proof, "text/plain", Encoding.UTF8)
            : error.ToProblem();
    }

    private static async Task<Ok<AuditStatus>> StatusAsync(
        Db<AuditModule> db, WitnessClient witnesses, SignedHeads heads, AuditFindings findings, AuditKeys keys,
        AuditAnchorKey anchorKey, IOptions<AuditAnchorOptions> anchorOptions, AuditRelay relay,
        CancellationToken cancellation)
    {
        var (head, isNone, last, unsigned, seen, anchors) = await db.InTransactionAsync(async tx =>
        {
            var note = await AuditStore.LastCheckpointAsync(tx);
            var last = note is null ? null : AuditStore.TryRead(note);
            return (await AuditStore.HeadAsync(tx), IsNone: note is null, last,
                await AuditStore.OldestAsync(tx, last?.Checkpoint.Head.Size ?? 0),
                await AuditStore.LastCosignaturesAsync(tx),
                await AuditAnchorsEndpoints.StatusAsync(tx, anchorKey, anchorOptions.Value));
        }, cancellation);
        var signed = last?.Checkpoint.Head;
        var behind = (DateTimeOffset?[])[unsigned, relay.WaitingSince];
        var isBroken = (last is null && !isNone) || heads.IsAgainst(head) || SignedHeads.IsAgainst(signed, head);
        var state = isBroken ? "Broken"
            : witnesses.Contradictions.Count > 0 ? "Contradicted"
            : findings.Last is { IsIntact: false } ? "Altered"
            : behind.Any(it => it is not null) ? "Behind"
            : head.Size == 0 ? "Empty"
            : "Signed";
        return TypedResults.Ok(new AuditStatus(
            state, behind.Min(), head.Size, signed?.Size ?? 0, SignedAt(last, keys), signed?.Root.ToString(),
            [
                .. from witness in witnesses.Known
                   let found = seen.Find(cosigned => cosigned.Witness == witness.Name)
                   select new WitnessStatus(
                       witness.Name, found?.Size ?? 0, found?.At,
                       witnesses.Contradictions.GetValueOrDefault(witness.Name)),
            ],
            findings.Last, anchors));
    }

    private static Ok<AuditTrust> Trust(
        AuditKeys keys, WitnessClient witnesses, IOptions<AuditOptions> options, AuditAnchorKey anchorKey,
        IOptions<AuditAnchorOptions> anchorOptions) =>
        TypedResults.Ok(new AuditTrust(
            options.Value.Origin, [.. keys.Public.Select(key => key.ToString())],
            [.. witnesses.Known.SelectMany(it => it.Keys).Select(key => key.ToString())],
            AuditAnchorsEndpoints.AccountOf(anchorKey, anchorOptions.Value)));

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> CheckpointAsync(
        Db<AuditModule> db, WitnessClient witnesses, CancellationToken cancellation)
    {
        var note = await db.InTransactionAsync(
            async tx => await AuditStore.CosignedAsync(tx, witnesses.Known.Count)
                ?? await AuditStore.CosignedAsync(tx, witnesses: 0),
            cancellation);
        return note is null ? NotSigned.ToProblem() : TypedResults.Text(note, "text/plain", Encoding.UTF8);
    }

    /// <summary>As it is stored: whoever does not believe it compares it with a signed head.</summary>
    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> TileAsync(
        string path, Db<AuditModule> db, HttpContext context, CancellationToken cancellation)
    {
        if (!TilePath.TryParse($"tile/{path}", out var tile))
        {
            return UnknownTile.ToProblem();
        }

        var bytes = await db.InTransactionAsync(
            async tx => tile.Level == TilePath.Entries
                ? await BundleAsync(tx, tile)
                : await new StoredTiles(tx).ReadAsync(tile, cancellation),
            cancellation);
        if (bytes.IsEmpty)
        {
            return UnknownTile.ToProblem();
        }

        context.Response.Headers.CacheControl =
            tile.IsFull ? "private, max-age=31536000, immutable" : "private, max-age=60";
        return TypedResults.Bytes(bytes, "application/octet-stream");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ForgetAsync(
        Guid id, Db<AuditModule> db, CancellationToken cancellation) =>
        await db.InTransactionAsync(tx => SubjectKeys.ForgetAsync(tx, id), cancellation)
            ? TypedResults.NoContent()
            : UnknownSubject.ToProblem();

    private static async Task<ReadOnlyMemory<byte>> BundleAsync(Tx tx, TilePath tile)
    {
        var entries = await AuditStore.RangeAsync(tx, tile.Index * TilePath.FullWidth, tile.Width);
        return entries.Count == tile.Width
            ? EntryBundle.Write([.. entries.Select(it => (ReadOnlyMemory<byte>)it.Entry)])
            : default;
    }

    /// <summary>A stretch of the log at a time: a page without altered entries may well have a next one.</summary>
    private static async Task<Ok<Page<AuditAlteration>>> AlterationsAsync(
        [AsParameters] AlterationsRequest request, Db<AuditModule> db, CancellationToken cancellation) =>
        TypedResults.Ok(await db.InTransactionAsync(async tx =>
        {
            var size = (await AuditStore.HeadAsync(tx)).Size;
            var first = (Math.Min(request.After ?? -1, size) + 1) / TilePath.FullWidth * TilePath.FullWidth;
            var end = Math.Min(size, first + AlterationsAtOnce);
            return new Page<AuditAlteration>(
                await AuditAlterations.FindAsync(tx, first, end), end < size ? $"{end - 1}" : null);
        }, cancellation));

    /// <summary>The head to prove with: one that all witnesses have seen, or else the last one.</summary>
    private static async Task<SignedCheckpoint?> CoveringAsync(Tx tx, long number, int witnesses)
    {
        foreach (var count in (int[])[witnesses, 0])
        {
            if (await AuditStore.CosignedAsync(tx, count) is { } note
                && AuditStore.CheckpointOf(note) is var checkpoint && checkpoint.Checkpoint.Head.Size > number)
            {
                return checkpoint;
            }
        }

        return null;
    }

    /// <summary>The time that the cosignature of the log itself holds.</summary>
    private static DateTimeOffset? SignedAt(SignedCheckpoint? checkpoint, AuditKeys keys)
    {
        var seconds =
            from signature in checkpoint?.Note.Signatures ?? []
            from key in keys.Public
            let at = key.IsClaimedBy(signature) ? key.CosignedAt(signature) : null
            where at is not null
            select at;
        return seconds.FirstOrDefault() is { } found ? DateTimeOffset.FromUnixTimeSeconds(found) : null;
    }
}
