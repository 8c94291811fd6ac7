namespace SkyLink.Beckn;

/// <content>Intent and catalogue.</content>
internal sealed partial class Beckn11Dialect
{
    private protected override Intent ReadIntent(WireObject from)
    {
        var (item, payment, fulfillment) =
            (from.Nested("item"u8), from.Nested("payment"u8), from.Nested("fulfillment"u8));
        var price = item?.Nested("price"u8);
        var place = fulfillment is null ? null : ReadDestination(fulfillment);
        return new Intent
        {
            Text = item?.Nested("descriptor"u8)?.Text("name"u8) ?? from.Nested("descriptor"u8)?.Text("name"u8),
            ItemId = item?.Text("id"u8),
            CategoryId = from.Nested("category"u8)?.Text("id"u8),
            ProviderId = from.Nested("provider"u8)?.Text("id"u8),
            Gps = place?.Gps,
            AreaCode = place?.Address?.AreaCode,
            RadiusKm = place?.ServiceRadiusKm,
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
        if (Destination(intent) is { } stop && !to.HasExtra("stops"u8))
        {
            to.List("stops"u8, [stop], WriteStop);
        }

        to.Close();
        to.Open("payment"u8);
        to.Word("type"u8, intent.PaymentType, PaymentTypes);
        if (FinderFeeGroup(intent.FinderFee) is { } fee && !to.HasExtra("tags"u8))
        {
            to.List("tags"u8, [fee], WriteTagGroup);
        }

        to.Close();
        to.List("tags"u8, intent.Tags, WriteTagGroup);
    }

    private protected override Catalogue ReadCatalogue(WireObject from) => new()
    {
        Descriptor = from.Object("descriptor"u8, ReadDescriptor),
        Fulfillments = from.List("fulfillments"u8, ReadFulfillment),
        Providers = from.List("providers"u8, ReadProvider),
        Tags = from.List("tags"u8, ReadTagGroup),
        Extra = from.Extra(),
    };

    private protected override void WriteCatalogue(WireWriter to, Catalogue catalogue)
    {
        to.Object("descriptor"u8, catalogue.Descriptor, WriteDescriptor);
        to.List("fulfillments"u8, catalogue.Fulfillments, WriteFulfillment);
        to.List("providers"u8, catalogue.Providers, WriteProvider);
        to.List("tags"u8, catalogue.Tags, WriteTagGroup);
    }

    private protected override Item? ReadItem(WireObject from)
    {
        if (from.Text("id"u8) is not { } id)
        {
            return null;
        }

        var tags = from.List("tags"u8, ReadTagGroup);
        var terms = Terms.Take(ref tags, Terms.Item, ReadItemTerms, ItemTermsGroup) ?? new Item(id);
        return new Item(id)
        {
            ParentId = from.Text("parent_item_id"u8),
            Descriptor = from.Object("descriptor"u8, ReadDescriptor),
            Price = from.Object("price"u8, ReadPrice),
            Stock = from.Object("quantity"u8, ReadStock),
            CategoryIds = from.Texts("category_ids"u8),
            LocationIds = from.Texts("location_ids"u8),
            FulfillmentIds = from.Texts("fulfillment_ids"u8),
            IsReturnable = terms.IsReturnable,
            IsCancellable = terms.IsCancellable,
            IsPayableOnDelivery = terms.IsPayableOnDelivery,
            TimeToShip = terms.TimeToShip,
            ReturnWindow = terms.ReturnWindow,
            Tags = tags,
            Extra = from.Extra(),
        };
    }

    private protected override void WriteItem(WireWriter to, Item item)
    {
        to.Text("id"u8, item.Id);
        to.Text("parent_item_id"u8, item.ParentId);
        to.Object("descriptor"u8, item.Descriptor, WriteDescriptor);
        to.Object("quantity"u8, item.Stock, WriteStock);
        to.Object("price"u8, item.Price, WritePrice);
        to.Texts("category_ids"u8, item.CategoryIds.AsSpan());
        to.Texts("location_ids"u8, item.LocationIds.AsSpan());
        to.Texts("fulfillment_ids"u8, item.FulfillmentIds.AsSpan());
        to.List("tags"u8, Join(ItemTermsGroup(item), item.Tags), WriteTagGroup);
    }

    private protected override void WriteStockCount(WireWriter to, long? count) => to.Integer("count"u8, count);

    private static ValueList<TagGroup> Join(TagGroup? first, ValueList<TagGroup> tags) =>
        first is null ? tags : [first, .. tags];

    private static Item ReadItemTerms(Dictionary<string, string> terms) => new("")
    {
        IsReturnable = Terms.Flag(terms, Terms.Returnable),
        IsCancellable = Terms.Flag(terms, Terms.Cancellable),
        IsPayableOnDelivery = Terms.Flag(terms, Terms.PayableOnDelivery),
        TimeToShip = Terms.Duration(terms, Terms.TimeToShip),
        ReturnWindow = Terms.Duration(terms, Terms.ReturnWindow),
    };

    private static TagGroup? ItemTermsGroup(Item item) => Terms.Group(
        Terms.Item,
        (Terms.Returnable, Terms.Text(item.IsReturnable)),
        (Terms.Cancellable, Terms.Text(item.IsCancellable)),
        (Terms.PayableOnDelivery, Terms.Text(item.IsPayableOnDelivery)),
        (Terms.TimeToShip, Terms.Text(item.TimeToShip)),
        (Terms.ReturnWindow, Terms.Text(item.ReturnWindow)));

    /// <summary>Where the goods are to go. Stops that say more than an intent can hold stay as they came.</summary>
    private Location? ReadDestination(WireObject fulfillment)
    {
        var stops = fulfillment.List("stops"u8, ReadStop);
        var place = (stops.FirstOrDefault(stop => stop.Type == EndType) ?? stops.FirstOrDefault())?.Location;
        if (place is null)
        {
            fulfillment.GiveBack("stops"u8);
            return null;
        }

        var known = new Intent
        {
            Gps = place.Gps,
            AreaCode = place.Address?.AreaCode,
            RadiusKm = place.ServiceRadiusKm,
        };
        if (stops is not [var only] || only != Destination(known))
        {
            fulfillment.GiveBack("stops"u8);
        }

        return place;
    }

    private static Stop? Destination(Intent intent) =>
        intent is { Gps: null, AreaCode: null, RadiusKm: null } ? null : new Stop
        {
            Type = EndType,
            Location = new Location
            {
                Gps = intent.Gps,
                Address = intent.AreaCode is null ? null : new Address { AreaCode = intent.AreaCode },
                ServiceRadiusKm = intent.RadiusKm,
            },
        };

    private FinderFee? ReadFinderFee(WireObject payment)
    {
        var tags = payment.List("tags"u8, ReadTagGroup);
        var fee = Terms.Take(ref tags, Terms.FinderFee, ReadFinderFeeTerms, FinderFeeGroup);
        if (tags.Count > 0)
        {
            payment.GiveBack("tags"u8);
        }

        return fee;
    }

    private static FinderFee? ReadFinderFeeTerms(Dictionary<string, string> terms) =>
        terms.GetValueOrDefault(Terms.FinderFeeType) is { } type
        && Terms.Decimal(terms, Terms.FinderFeeValue) is { } value
            ? new FinderFee(type, value)
            : null;

    private static TagGroup? FinderFeeGroup(FinderFee? fee) => Terms.Group(
        Terms.FinderFee, (Terms.FinderFeeType, fee?.Type), (Terms.FinderFeeValue, Terms.Text(fee?.Value)));
}
