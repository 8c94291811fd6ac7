using SkyLink.Cryptography.Transparency;
using SkyLink.Platform.Http;

namespace SkyLink.Platform.Audit;

internal sealed record AuditAnchorsRequest(long? After, [property: Range(1, PageRequest.LimitMax)] int Limit = 50);

/// <param name="Size">Entries that it covers.</param>
/// <param name="Root">Of the tree of these entries, in base64.</param>
/// <param name="ChainId">The chain (EIP-155).</param>
/// <param name="Account">Who sent it, to itself.</param>
/// <param name="Nonce">The number of the transaction among those of the account.</param>
/// <param name="TransactionHash">Of the transaction whose data hold the head; of the newest where none is in a
/// block.</param>
internal sealed record AuditAnchorView(
    long Number, AuditAnchorState State, long Size, string Root, long ChainId, string Account, long Nonce,
    string TransactionHash, long? BlockNumber, string? BlockHash, DateTimeOffset MadeAt, DateTimeOffset ChangedAt)
{
    public static AuditAnchorView Of(AuditAnchor it) => new(
        it.Number, it.State, it.Head.Size, it.Head.Root.ToString(), it.ChainId, it.Account.ToString(), it.Nonce,
        Hex(it.TransactionHash), (long?)it.Place?.BlockNumber, it.Place is null ? null : Hex(it.Place.BlockHash.Span),
        it.MadeAt, it.ChangedAt);

    private static string Hex(ReadOnlySpan<byte> bytes) => $"0x{Convert.ToHexStringLower(bytes)}";
}

/// <summary>An anchor, and the way from an entry to the root that it published.</summary>
/// <param name="Hashes">RFC 6962's inclusion proof of the entry in the tree of the anchor's size, in base64.</param>
internal sealed record AnchoredEntry(AuditAnchorView Anchor, IReadOnlyList<string> Hashes);

/// <summary>Who anchors the log, and on which chain (EIP-155).</summary>
internal sealed record AuditAccount(long ChainId, string Account);

/// <param name="Confirmed">The newest that stands.</param>
/// <param name="UnderWay">The one that is not yet in a block deep enough.</param>
/// <param name="Problem">Why the log is not anchored any further, since when; null where it is.</param>
internal sealed record AuditAnchorsStatus(
    long ChainId, string Account, AuditAnchorView? Confirmed, AuditAnchorView? UnderWay, string? Problem,
    DateTimeOffset? ProblemAt);

internal static class AuditAnchorsEndpoints
{
    private static readonly Error NotAnchored =
        new("audit.not_anchored", 409, "No anchor that stands covers this yet.");

    public static void Map(IEndpointRouteBuilder routes)
    {
        var audit = routes.MapGroup("/api/v1/audit").WithTags("Audit");
        audit.MapGet("/anchors", ListAsync).WithName("ListAuditAnchors")
            .WithSummary("The heads of the log that were published on a chain; newest first")
            .Requires(AuditEndpoints.Read);
        audit.MapGet("/entries/{number:long:min(0)}/anchor", GetAsync).WithName("GetAuditAnchor")
            .WithSummary("The first anchor that covers an entry, and the proof that leads from one to the other")
            .Requires(AuditEndpoints.Read);
    }

    /// <summary>Who anchors; null where nobody does.</summary>
    public static AuditAccount? AccountOf(AuditAnchorKey key, AuditAnchorOptions options) =>
        options.Endpoint is null ? null : new AuditAccount(options.ChainId, key.Account.ToString());

    /// <summary>How far the log is anchored; null where nobody does that.</summary>
    public static async Task<AuditAnchorsStatus?> StatusAsync(Tx tx, AuditAnchorKey key, AuditAnchorOptions options)
    {
        if (AccountOf(key, options) is not { } who)
        {
            return null;
        }

        var (confirmed, underWay) = (await AuditAnchorStore.ConfirmedAsync(tx),
            await AuditAnchorStore.UnderWayAsync(tx, options.ChainId));
        var problem = await AuditAnchorStore.ProblemAsync(tx);
        return new AuditAnchorsStatus(
            who.ChainId, who.Account, confirmed is null ? null : AuditAnchorView.Of(confirmed),
            underWay.Count == 0 ? null : AuditAnchorView.Of(underWay[^1]), problem?.Text, problem?.At);
    }

    private static async Task<Ok<Page<AuditAnchorView>>> ListAsync(
        [AsParameters] AuditAnchorsRequest request, Db<AuditModule> db, CancellationToken cancellation)
    {
        var found = await db.InStatementAsync(
            tx => AuditAnchorStore.ListAsync(tx, request.After, request.Limit), cancellation);
        return TypedResults.Ok(Page.Of(found, request.Limit, AuditAnchorView.Of, it => it.Number.ToString()));
    }

    private static async Task<Results<Ok<AnchoredEntry>, ProblemHttpResult>> GetAsync(
        long number, Db<AuditModule> db, CancellationToken cancellation)
    {
        var result = await db.InTransactionAsync<Result<AnchoredEntry>>(async tx =>
        {
            if (number >= (await AuditStore.HeadAsync(tx)).Size)
            {
                return AuditEndpoints.UnknownEntry;
            }

            if (await AuditAnchorStore.CoveringAsync(tx, number) is not { } anchor)
            {
                return NotAnchored;
            }

            var hashes = await new TiledTree(new StoredTiles(tx))
                .ProveInclusionAsync(number, anchor.Head.Size, cancellation);
            return new AnchoredEntry(AuditAnchorView.Of(anchor), [.. hashes.Select(it => it.ToString())]);
        }, cancellation);
        return result.Is(out var found, out var error) ? TypedResults.Ok(found) : error.ToProblem();
    }
}
