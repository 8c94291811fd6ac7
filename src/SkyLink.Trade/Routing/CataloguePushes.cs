using SkyLink.Beckn;
using SkyLink.Trade.Nodes;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Routing;

/// <summary>
/// Takes the catalogues that sellers send the gateway unasked. Each part is durable before it is acknowledged; a part
/// that comes twice changes nothing; a gap ends the trust in what is known until the whole comes again.
/// </summary>
internal sealed class CataloguePushes(
    Db<RoutingModule> db, CatalogueIndex index, IOptions<RoutingOptions> options, TimeProvider clock)
{
    private const string Place = "$.message.catalog.tags";

    public async Task TakeAsync(Received message, CancellationToken cancellation)
    {
        if (message.Envelope.Read() is not Catalogue catalogue)
        {
            return;
        }

        var notice = CatalogueNotice.Of(catalogue) ?? throw new RefusalException(
            ErrorKind.MemberMissing, Place, "A catalogue for the gateway says catalog_full or catalog_inc.");
        var offers = IndexedOffer.Of(catalogue);
        if (offers.Exists(offer => !offer.IsKeepable))
        {
            throw new RefusalException(
                ErrorKind.OutOfRange, "$.message.catalog", $"An id has 1 to {IndexedOffer.IdLengthMax} characters.");
        }

        var refusal = await db.InTransactionAsync(tx => TakeAsync(tx, message, notice, offers), cancellation);
        await index.LookAsync(cancellation);
        if (refusal is not null)
        {
            throw refusal;
        }
    }

    /// <summary>What it answers is thrown only after the commit: that the trust ended must be durable too.</summary>
    private async Task<RefusalException?> TakeAsync(
        Tx tx, Received message, CatalogueNotice notice, List<IndexedOffer> offers)
    {
        var (context, now) = (message.Context, clock.GetUtcNow());
        var row = await CatalogueStore.LockAsync(tx, context.BppId!, context.Domain, context.City);
        var next = notice.Parts is null ? Change(row, notice, context, now) : Part(row, notice, context);
        if (next is null)
        {
            return null;
        }

        if (next.Snapshot != notice.Snapshot || (notice.Parts is null && next.KnownUntil is null))
        {
            await CatalogueStore.SaveAsync(tx, next);
            return new RefusalException(ErrorKind.OutOfSequence, Place, "Send the whole catalogue again.");
        }

        if (!index.HasRoom
            || await CatalogueStore.CountAsync(tx, next) + offers.Count > options.Value.ItemsPerSellerMax)
        {
            await CatalogueStore.SaveAsync(tx, row with { KnownUntil = null });
            return new RefusalException(
                ErrorKind.TooLarge, "$.message.catalog", $"At most {options.Value.ItemsPerSellerMax} items.");
        }

        await CatalogueStore.KeepAsync(tx, next, notice.Snapshot, offers, now);
        if (next.IsWhole && notice.Parts is not null)
        {
            await CatalogueStore.ForgetOthersAsync(tx, next);
            next = next with { KnownUntil = now + options.Value.CatalogueLifetime };
        }

        await CatalogueStore.SaveAsync(tx, next);
        return null;
    }

    /// <summary>A part of a whole; with the first of a new one, what was known is known no more.</summary>
    private static SellerRow? Part(SellerRow row, CatalogueNotice notice, Context context)
    {
        if (row.Snapshot != notice.Snapshot)
        {
            return context.Timestamp < row.SnapshotAt ? null : row with
            {
                City = context.City,
                Snapshot = notice.Snapshot,
                SnapshotAt = context.Timestamp,
                Parts = notice.Parts!.Value,
                PartsSeen = [notice.Number],
                Changes = 0,
                KnownUntil = null,
            };
        }

        return row.PartsSeen.Contains(notice.Number) || row.Parts != notice.Parts
            ? null
            : row with { PartsSeen = [.. row.PartsSeen, notice.Number] };
    }

    /// <summary>
    /// The next change, one that says nothing new (repeated, or of a whole before this one that it was overtaken by:
    /// null), or doubt.
    /// </summary>
    private SellerRow? Change(SellerRow row, CatalogueNotice notice, Context context, DateTimeOffset now)
    {
        if (row.Snapshot == notice.Snapshot ? notice.Number <= row.Changes : context.Timestamp < row.SnapshotAt)
        {
            return null;
        }

        var isNext = row.Snapshot == notice.Snapshot && row.IsWhole && row.KnownUntil is not null
            && notice.Number == row.Changes + 1;
        return row with
        {
            Changes = isNext ? notice.Number : row.Changes,
            KnownUntil = isNext ? now + options.Value.CatalogueLifetime : null,
        };
    }
}
