namespace SkyLink.Beckn;

/// <content>Intent and catalogue.</content>
internal sealed partial class OndcDialect
{
    private protected override Intent ReadIntent(WireObject from)
    {
        var (item, payment, fulfillment) =
            (from.Nested("item"u8), from.Nested("payment"u8), from.Nested("fulfillment"u8));
        var place = fulfillment?.Nested("end"u8)?.Nested("location"u8);
        var price = item?.Nested("price"u8);
        var gps = place?.Gps("gps"u8) ?? place?.Nested("circle"u8)?.Gps("gps"u8);
        return new Intent
        {
            Text = item?.Nested("descriptor"u8)?.Text("name"u8) ?? from.Nested("descriptor"u8)?.Text("name"u8),
            ItemId = item?.Text("id"u8),
            CategoryId = from.Nested("category"u8)?.Text("id"u8),
            ProviderId = from.Nested("provider"u8)?.Text("id"u8),
            Gps = gps,
            AreaCode = place?.Nested("address"u8)?.Text("area_code"u8),
            RadiusKm = place is null ? null : ReadRadius(place, gps),
            PriceMin = price?.Decimal("minimum_value"u8),
            PriceMax = price?.Decimal("maximum_value"u8),
            Currency = price?.Text("currency"u8),
            FulfillmentType = fulfillment?.Text("type"u8),
            PaymentType = payment?.Word("type"u8, PaymentTypes),
            FinderFee = payment is null ? null : ReadFinderFee(payment),
            Tags = from.List("tags"u8, ReadTagGroup),
            Extra = from.Extra(),
        };
    }

    private protected override void WriteIntent(WireWriter to, Intent intent)
    {
        to.Open("item"u8);
        to.Text("id"u8, intent.ItemId);
        to.Open("descriptor"u8);
        to.Text("name"u8, intent.Text);
        to.Close();
        to.Open("price"u8);
        to.Text("currency"u8, intent.Currency);
        to.Decimal("minimum_value"u8, intent.PriceMin);
        to.Decimal("maximum_value"u8, intent.PriceMax);
        to.Close();
        to.Close();
        to.Open("category"u8);
        to.Text("id"u8, intent.CategoryId);
        to.Close();
        to.Open("provider"u8);
        to.Text("id"u8, intent.ProviderId);
        to.Close();
        to.Open("fulfillment"u8);
        to.Text("type"u8, intent.FulfillmentType);
        to.Open("end"u8);
        to.Open("location"u8);
        to.Gps("gps"u8, intent.Gps);
        to.Open("address"u8);
        to.Text("area_code"u8, intent.AreaCode);
        to.Close();
        WriteRadius(to, intent.Gps, intent.RadiusKm);
        to.Close();
        to.Close();
        to.Close();
        to.Open("payment"u8);
        to.Word("type"u8, intent.PaymentType, PaymentTypes);
        WriteFinderFee(to, intent.FinderFee);
        to.Close();
        to.List("tags"u8, intent.Tags, WriteTagGroup);
    }

    private protected override Catalogue ReadCatalogue(WireObject from) => new()
    {
        Descriptor = from.Object("bpp/descriptor"u8, ReadDescriptor),
        Fulfillments = from.List("bpp/fulfillments"u8, ReadFulfillment),
        Providers = from.List("bpp/providers"u8, ReadProvider),
        Tags = from.List("tags"u8, ReadTagGroup),
        Extra = from.Extra(),
    };

    private protected override void WriteCatalogue(WireWriter to, Catalogue catalogue)
    {
        to.Object("bpp/descriptor"u8, catalogue.Descriptor, WriteDescriptor);
        to.List("bpp/fulfillments"u8, catalogue.Fulfillments, WriteFulfillment);
        to.List("bpp/providers"u8, catalogue.Providers, WriteProvider);
        to.List("tags"u8, catalogue.Tags, WriteTagGroup);
    }

    private static FinderFee? ReadFinderFee(WireObject payment)
    {
        if (payment.Text("@ondc/org/buyer_app_finder_fee_type"u8) is { } type
            && payment.Decimal("@ondc/org/buyer_app_finder_fee_amount"u8) is { } amount)
        {
            return new FinderFee(type, amount);
        }

        payment.GiveBack("@ondc/org/buyer_app_finder_fee_type"u8);
        return null;
    }

    private static void WriteFinderFee(WireWriter payment, FinderFee? fee)
    {
        payment.Text("@ondc/org/buyer_app_finder_fee_type"u8, fee?.Type);
        payment.Decimal("@ondc/org/buyer_app_finder_fee_amount"u8, fee?.Value);
    }

    private protected override Item? ReadItem(WireObject from) => from.Text("id"u8) is { } id
        ? new Item(id)
        {
            ParentId = from.Text("parent_item_id"u8),
            Descriptor = from.Object("descriptor"u8, ReadDescriptor),
            Price = from.Object("price"u8, ReadPrice),
            Stock = from.Object("quantity"u8, ReadStock),
            CategoryIds = Ids(from.Text("category_id"u8), from.Texts("category_ids"u8)),
            LocationIds = Ids(from.Text("location_id"u8), from.Texts("location_ids"u8)),
            FulfillmentIds = Ids(from.Text("fulfillment_id"u8), from.Texts("fulfillment_ids"u8)),
            IsReturnable = from.Flag("@ondc/org/returnable"u8),
            IsCancellable = from.Flag("@ondc/org/cancellable"u8),
            IsPayableOnDelivery = from.Flag("@ondc/org/available_on_cod"u8),
            TimeToShip = from.Duration("@ondc/org/time_to_ship"u8),
            ReturnWindow = from.Duration("@ondc/org/return_window"u8),
            Tags = from.List("tags"u8, ReadTagGroup),
            Extra = from.Extra(),
        }
        : null;

    private protected override void WriteItem(WireWriter to, Item item)
    {
        to.Text("id"u8, item.Id);
        to.Text("parent_item_id"u8, item.ParentId);
        to.Object("descriptor"u8, item.Descriptor, WriteDescriptor);
        to.Object("quantity"u8, item.Stock, WriteStock);
        to.Object("price"u8, item.Price, WritePrice);
        to.Text("category_id"u8, item.CategoryId);
        to.Texts("category_ids"u8, Rest(item.CategoryIds));
        to.Text("location_id"u8, item.LocationId);
        to.Texts("location_ids"u8, Rest(item.LocationIds));
        to.Text("fulfillment_id"u8, item.FulfillmentId);
        to.Texts("fulfillment_ids"u8, Rest(item.FulfillmentIds));
        to.Flag("@ondc/org/returnable"u8, item.IsReturnable);
        to.Flag("@ondc/org/cancellable"u8, item.IsCancellable);
        to.Flag("@ondc/org/available_on_cod"u8, item.IsPayableOnDelivery);
        to.Duration("@ondc/org/time_to_ship"u8, item.TimeToShip);
        to.Duration("@ondc/org/return_window"u8, item.ReturnWindow);
        to.List("tags"u8, item.Tags, WriteTagGroup);
    }

    /// <summary>This dialect wants counts of a catalogue as text.</summary>
    private protected override void WriteStockCount(WireWriter to, long? count) =>
        to.Text("count"u8, count?.ToString());

    /// <summary>The first id stands alone, further ones in the list beside it.</summary>
    private static ValueList<string> Ids(string? first, ValueList<string> rest) =>
        first is null ? rest : [first, .. rest];

    private static ReadOnlySpan<string> Rest(ValueList<string> ids) => ids.Count > 1 ? ids.AsSpan()[1..] : [];
}
