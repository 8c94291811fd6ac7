using System.Text;
using System.Text.Json;
using SkyLink.Cryptography;
using SkyLink.Cryptography.Transparency;
using SkyLink.Platform.Http;

namespace SkyLink.Platform.Audit;

/// <summary>Which entries to show; all that are left out stand for every one.</summary>
internal sealed record AuditRequest(
    long? After, Guid? Actor, [property: StringLength(100)] string? Service,
    [property: StringLength(100)] string? Action,
    [property: StringLength(200)] string? CorrelationId, DateTimeOffset? From, DateTimeOffset? To,
    [property: Range(1, PageRequest.LimitMax)] int Limit = 50);

/// <param name="Number">Its place in the log, from 0.</param>
/// <param name="Entry">The bytes that are hashed, in base64: canonical JSON.</param>
/// <param name="LeafHash">RFC 6962's hash of the entry, in base64.</param>
/// <param name="Personal">What tells more of the person, unless it was forgotten.</param>
internal sealed record AuditEntryView(
    long Number, Guid Id, DateTimeOffset At, string Service, string Action, AuditActor? Actor, string? CorrelationId,
    JsonElement Target, JsonElement Events, JsonElement? Personal, bool IsForgotten, string Entry, string LeafHash);

/// <param name="Size">Entries in the log.</param>
/// <param name="SignedSize">Of these, covered by the last signed head.</param>
/// <param name="Witnesses">Who has seen how much.</param>
/// <param name="State">
/// Empty, Signed, Behind where something is not signed or not even in the log, or Broken where the head that was signed
/// last is not continued.
/// </param>
/// <param name="BehindSince">
/// When the oldest was done that is not signed, or that this process has not brought into the log; null where all is.
/// </param>
/// <param name="Anchors">How far the log is anchored on a chain; null where that is off.</param>
internal sealed record AuditStatus(
    string State, DateTimeOffset? BehindSince, long Size, long SignedSize, DateTimeOffset? SignedAt, string? Root,
    IReadOnlyList<WitnessStatus> Witnesses, AuditAnchorsStatus? Anchors);

internal sealed record WitnessStatus(string Name, long Size, DateTimeOffset? At);

/// <summary>What a verifier needs beside the log itself.</summary>
/// <param name="Keys">Of the log, as C2SP writes verifiers' keys.</param>
/// <param name="Witnesses">The same of its witnesses.</param>
/// <param name="Anchors">The account that anchors the log; null where none does.</param>
internal sealed record AuditTrust(
    string Origin, IReadOnlyList<string> Keys, IReadOnlyList<string> Witnesses, AuditAccount? Anchors);

internal static class AuditEndpoints
{
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
            async tx => await ShowAsync(tx, await AuditStore.ListAsync(tx, filter)), cancellation);
        return TypedResults.Ok(Page.Of(found, request.Limit, it => it, it => it.Number.ToString()));
    }

    private static async Task<Results<Ok<AuditEntryView>, ProblemHttpResult>> GetAsync(
        long number, Db<AuditModule> db, CancellationToken cancellation)
    {
        var found = await db.InTransactionAsync(
            async tx => await AuditStore.FindAsync(tx, number) is { } entry
                ? (await ShowAsync(tx, [entry]))[0]
                : null,
            cancellation);
        return found is null ? UnknownEntry.ToProblem() : TypedResults.Ok(found);
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
        Db<AuditModule> db, WitnessClient witnesses, SignedHeads heads, AuditKeys keys, AuditAnchorKey anchorKey,
        IOptions<AuditAnchorOptions> anchorOptions, AuditRelay relay, CancellationToken cancellation)
    {
        var (head, last, unsigned, seen, anchors) = await db.InTransactionAsync(async tx =>
        {
            var note = await AuditStore.LastCheckpointAsync(tx);
            var last = note is null ? null : Parse(note);
            return (await AuditStore.HeadAsync(tx), last,
                await AuditStore.OldestAsync(tx, last?.Checkpoint.Head.Size ?? 0),
                await AuditStore.LastCosignaturesAsync(tx),
                await AuditAnchorsEndpoints.StatusAsync(tx, anchorKey, anchorOptions.Value));
        }, cancellation);
        var signed = last?.Checkpoint.Head;
        var behind = (DateTimeOffset?[])[unsigned, relay.WaitingSince];
        var isBroken = IsAgainst(heads, head) || IsAgainst(signed, head);
        var state = isBroken ? "Broken"
            : behind.Any(it => it is not null) ? "Behind"
            : head.Size == 0 ? "Empty"
            : "Signed";
        return TypedResults.Ok(new AuditStatus(
            state, behind.Min(), head.Size, signed?.Size ?? 0, SignedAt(last, keys), signed?.Root.ToString(),
            [
                .. from witness in witnesses.Known
                   let found = seen.Find(cosigned => cosigned.Witness == witness.Name)
                   select new WitnessStatus(witness.Name, found?.Size ?? 0, found?.At),
            ],
            anchors));
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
            tx => tile.Level == TilePath.Entries ? BundleAsync(tx, tile) : HashesAsync(tx, tile), cancellation);
        if (bytes is null)
        {
            return UnknownTile.ToProblem();
        }

        context.Response.Headers.CacheControl =
            tile.IsFull ? "private, max-age=31536000, immutable" : "private, max-age=60";
        return TypedResults.File(bytes, "application/octet-stream");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ForgetAsync(
        Guid id, Db<AuditModule> db, CancellationToken cancellation) =>
        await db.InTransactionAsync(tx => SubjectKeys.ForgetAsync(tx, id), cancellation)
            ? TypedResults.NoContent()
            : UnknownSubject.ToProblem();

    private static async Task<byte[]?> BundleAsync(Tx tx, TilePath tile)
    {
        var entries = await AuditStore.RangeAsync(tx, tile.Index * TilePath.FullWidth, tile.Width);
        return entries.Count == tile.Width
            ? EntryBundle.Write([.. entries.Select(it => (ReadOnlyMemory<byte>)it.Entry)])
            : null;
    }

    private static async Task<byte[]?> HashesAsync(Tx tx, TilePath tile)
    {
        var (hashes, size) = (await AuditStore.TileAsync(tx, tile.Level, tile.Index), tile.Width * TreeHash.Size);
        return hashes is null || hashes.Length < size ? null : hashes[..size];
    }

    /// <summary>The head to prove with: one that all witnesses have seen, or else the last one.</summary>
    private static async Task<SignedCheckpoint?> CoveringAsync(Tx tx, long number, int witnesses)
    {
        foreach (var count in (int[])[witnesses, 0])
        {
            if (await AuditStore.CosignedAsync(tx, count) is { } note
                && Parse(note) is { } checkpoint && checkpoint.Checkpoint.Head.Size > number)
            {
                return checkpoint;
            }
        }

        return null;
    }

    private static SignedCheckpoint Parse(string note) =>
        SignedCheckpoint.TryRead(Encoding.UTF8.GetBytes(note), out var read)
            ? read
            : throw new InvalidDataException("A checkpoint of the audit log cannot be read: it was changed.");

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

    /// <summary>Whether what lies outside the database says that this tree is not the one that was signed.</summary>
    private static bool IsAgainst(SignedHeads heads, TreeHead now)
    {
        try
        {
            return heads.Refusal is not null || IsAgainst(heads.Read()?.Checkpoint.Head, now);
        }
        catch (InvalidDataException)
        {
            return true; // Somebody changed the file.
        }
    }

    /// <summary>Whether a head that was signed cannot have been this tree's.</summary>
    private static bool IsAgainst(TreeHead? signed, TreeHead now) =>
        signed is { } head && (head.Size > now.Size || (head.Size == now.Size && head.Root != now.Root));

    private static async Task<List<AuditEntryView>> ShowAsync(Tx tx, List<FoundEntry> found)
    {
        var keys = await SubjectKeys.FindAsync(tx, [.. found.Select(it => it.Subject).OfType<Guid>().Distinct()]);
        var views = found.ConvertAll(it => ViewOf(it, keys));
        foreach (var key in keys.Values)
        {
            key.Dispose();
        }

        return views;
    }

    private static AuditEntryView ViewOf(FoundEntry found, Dictionary<Guid, SealedBox> keys)
    {
        var entry = AuditEntry.Read(found.Entry);
        var personal = found is { Subject: { } subject, Personal: { } box } && keys.TryGetValue(subject, out var key)
            ? SubjectKeys.Open(key, found.Id, box)
            : null;
        return new AuditEntryView(
            found.Number, entry.Id, entry.At, entry.Service, entry.Action, entry.Actor, entry.Correlation, entry.Target,
            entry.Events, personal is null ? null : JsonElement.Parse(personal),
            IsForgotten: personal is null && entry.Personal is not null, Convert.ToBase64String(found.Entry),
            TreeHash.OfLeaf(found.Entry).ToString());
    }
}
