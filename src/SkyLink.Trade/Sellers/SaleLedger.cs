namespace SkyLink.Trade.Sellers;

/// <summary>Writes each step of a sale: the row, what it does to the stock, its timeline and its event.</summary>
internal sealed class SaleLedger(IOptions<SellersOptions> options)
{
    public static async Task OpenAsync(Tx tx, Sale sale)
    {
        await SaleStore.AddAsync(tx, sale);
        await SaleStore.NoteAsync(tx, sale.Id, sale.UpdatedAt, sale.Stage.ToString(), detail: null);
    }

    /// <summary>
    /// Writes the step, unless it would promise pieces that are not there: then false, and nothing is written. Only
    /// <see cref="Sale.Reserve"/> can ask for more than the sale holds already.
    /// </summary>
    public async Task<bool> TrySaveAsync(Tx tx, Sale before, Sale after, string? detail = null)
    {
        var moves = SaleStock.Between(before, after);
        var more = moves.Where(move => move.Reserved > 0).ToList();
        if (more.Count > 0 && !await ProductStore.TryReserveAsync(tx, after.Shop, more))
        {
            return false;
        }

        var rest = moves.Where(move => move.Reserved <= 0).ToList();
        if (rest.Count > 0)
        {
            foreach (var low in await ProductStore.MoveAsync(tx, after.Shop, rest, options.Value.LowStock))
            {
                tx.Publish(low);
            }
        }

        await SaleStore.UpdateAsync(tx, before, after);
        if (before.Stage != after.Stage || detail is not null)
        {
            await SaleStore.NoteAsync(
                tx, after.Id, after.UpdatedAt, after.Stage.ToString(), detail ?? after.Details.End?.Reason);
        }

        Publish(tx, before, after);
        return true;
    }

    /// <summary>Writes a step that asks for no stock.</summary>
    public async Task SaveAsync(Tx tx, Sale before, Sale after, string? detail = null)
    {
        if (!await TrySaveAsync(tx, before, after, detail))
        {
            throw new InvalidOperationException($"Sale {after.Id}: {before.Stage} to {after.Stage} asked for stock.");
        }
    }

    private static void Publish(Tx tx, Sale before, Sale after)
    {
        if (before.Stage == after.Stage || after.OrderId is not { } order)
        {
            return;
        }

        IEvent? what = after.Stage switch
        {
            SaleStage.Accepted => new SellerOrderAccepted(after.Id, order, after.Shop, after.TransactionId, after.Net),
            SaleStage.Packed => new SellerOrderPacked(after.Id, order, after.Shop, after.TransactionId),
            SaleStage.Delivered =>
                new SellerOrderDelivered(after.Id, order, after.Shop, after.TransactionId, after.Net),
            SaleStage.Cancelled => new SellerOrderCancelled(
                after.Id, order, after.Shop, after.TransactionId, after.Details.End!.By, after.Details.End.Reason,
                after.Refunded - before.Refunded),
            _ => null,
        };
        if (what is not null)
        {
            tx.Publish(what);
        }
    }
}
