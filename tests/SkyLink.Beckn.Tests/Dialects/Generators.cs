using FsCheck;
using FsCheck.Fluent;

namespace SkyLink.Beckn;

/// <summary>Random messages of the neutral model, in the form in which reading them gives them back.</summary>
internal static class Generators
{
    private static readonly Gen<string> Text =
        Gen.Elements("a", "Golden Rusk", "چائے", "\"quoted\"", "back\\slash", "<b>&amp;</b>",
            "tab\tline\n", "😀", "~/", "0");

    private static readonly Gen<string> Id = Gen.Elements("I1", "I2", "corner-pantry", "چ-7", "a/b~c");

    private static readonly Gen<decimal> Amount =
        from units in Gen.Choose(0, 1_000_000)
        from scale in Gen.Choose(0, 4)
        select new decimal(units, 0, 0, isNegative: false, (byte)scale);

    private static readonly Gen<Gps> Point =
        from latitude in Gen.Choose(-90_000_000, 90_000_000)
        from longitude in Gen.Choose(-180_000_000, 180_000_000)
        select new Gps(latitude / 1e6, longitude / 1e6);

    private static readonly Gen<DateTimeOffset> Time =
        Gen.Choose(0, 100_000_000).Select(tenths => Story.Start.AddMilliseconds(tenths * 100d).AddTicks(tenths % 3));

    private static readonly Gen<TimeSpan> Duration =
        Gen.Choose(0, 1_000_000).Select(tenths => TimeSpan.FromMilliseconds(tenths * 100d));

    private static readonly Gen<ValueList<ExtraMember>> Extra = Gen.Frequency(
        (4, Gen.Constant(default(ValueList<ExtraMember>))),
        (1, Gen.Elements<ValueList<ExtraMember>>(
            [new("x-new", "{\"deep\": [1, 2.50]}")], [new("x~1y~0z", "null"), new("x-list", "[ ]")])));

    private static readonly Gen<Image> Image =
        from url in Text from extra in Extra select new Image(url) { Extra = extra };

    private static readonly Gen<Descriptor> Descriptor =
        from name in Maybe(Text)
        from code in Maybe(Text)
        from shortText in Maybe(Text)
        from longText in Maybe(Text)
        from images in Some(Image)
        from extra in Extra
        select new Descriptor(name)
        {
            Code = code,
            ShortDescription = shortText,
            LongDescription = longText,
            Images = images,
            Extra = extra,
        };

    private static readonly Gen<Price> Price =
        from value in Amount
        from max in MaybeValue(Amount)
        from extra in Extra
        select new Price(value, "PKR") { MaximumValue = max, Extra = extra };

    private static readonly Gen<Address> Address =
        from parts in Gen.ArrayOf(Maybe(Text), 8)
        from extra in Extra
        select new Address
        {
            Name = parts[0],
            Building = parts[1],
            Street = parts[2],
            Locality = parts[3],
            City = parts[4],
            State = parts[5],
            Country = parts[6],
            AreaCode = parts[7],
            Extra = extra,
        };

    private static readonly Gen<Location> Location =
        from id in Maybe(Id)
        from descriptor in Maybe(Descriptor)
        from gps in MaybeValue(Point)
        from address in Maybe(Address)
        from radius in MaybeValue(Amount)
        from extra in Extra
        select new Location
        {
            Id = id,
            Descriptor = descriptor,
            Gps = gps,
            Address = address,
            ServiceRadiusKm = radius,
            Extra = extra,
        };

    private static readonly Gen<Tag> Tag =
        from code in Id from value in Text from extra in Extra select new Tag(code, value) { Extra = extra };

    private static readonly Gen<TagGroup> TagGroup =
        from code in Id from tags in Some(Tag) from extra in Extra select new TagGroup(code, tags) { Extra = extra };

    private static readonly Gen<FinderFee> FinderFee =
        from type in Gen.Elements(Beckn.FinderFee.Percent, Beckn.FinderFee.Amount)
        from value in Amount
        select new FinderFee(type, value);

    private static readonly Gen<Stop> Stop =
        from location in Maybe(Location)
        from person in Maybe(Text)
        from phone in Maybe(Text)
        from start in MaybeValue(Time)
        from end in MaybeValue(Time)
        from at in MaybeValue(Time)
        from instructions in Maybe(Text)
        from extra in Extra
        select new Stop
        {
            Location = location,
            PersonName = person,
            Contact = phone is null ? null : new Contact { Phone = phone, Extra = extra },
            Window = start is null && end is null ? null : new TimeRange(start, end),
            At = at,
            Instructions = instructions,
            Extra = extra,
        };

    private static readonly Gen<Fulfillment> Fulfillment =
        from texts in Gen.ArrayOf(Maybe(Text), 7)
        from turnaround in MaybeValue(Duration)
        from isTrackable in MaybeValue(Gen.Elements(true, false))
        from start in Maybe(Stop)
        from end in Maybe(Stop)
        from via in Some(Stop.Select(stop => stop with { Type = "hub" }))
        from tags in Some(TagGroup)
        from extra in Extra
        select new Fulfillment
        {
            Id = texts[0],
            Type = texts[1],
            State = texts[2],
            ProviderName = texts[3],
            Category = texts[4],
            TurnaroundTime = turnaround,
            IsTrackable = isTrackable,
            Start = start,
            End = end,
            Via = via,
            Agent = texts[5] is null ? null : new Agent { Name = texts[5], Phone = texts[6], Extra = extra },
            Vehicle = texts[6] is null ? null : new Vehicle { Registration = texts[6], Extra = extra },
            Tags = tags,
            Extra = extra,
        };

    private static readonly Gen<Settlement> Settlement =
        from basis in Text
        from window in MaybeValue(Duration)
        from withholding in MaybeValue(Amount)
        from details in Some(Text.Select(text => new SettlementDetail { Counterparty = text, UpiAddress = text }))
        select new Settlement { Basis = basis, Window = window, WithholdingAmount = withholding, Details = details };

    private static readonly Gen<Payment> Payment =
        from id in Maybe(Id)
        from type in MaybeValue(Gen.Elements(Enum.GetValues<PaymentType>()))
        from status in MaybeValue(Gen.Elements(Enum.GetValues<PaymentStatus>()))
        from collector in MaybeValue(Gen.Elements(Enum.GetValues<Collector>()))
        from amount in MaybeValue(Amount)
        from fee in Maybe(FinderFee)
        from settlement in Maybe(Settlement)
        from tags in Some(TagGroup)
        from extra in Extra
        select new Payment
        {
            Id = id,
            Type = type,
            Status = status,
            CollectedBy = collector,
            Params = new PaymentParams(amount, "PKR", id) { Extra = extra },
            FinderFee = fee,
            Settlement = settlement,
            Tags = tags,
            Extra = extra,
        };

    private static readonly Gen<Charge> Charge =
        from title in Text
        from price in Price
        from kind in Maybe(Gen.Elements(ChargeKind.Item, ChargeKind.Delivery, ChargeKind.Refund))
        from item in Maybe(Id)
        from count in MaybeValue(Gen.Choose(0, 10_000))
        from extra in Extra
        select new Charge(title, price) { Kind = kind, ItemId = item, Count = count, Extra = extra };

    private static readonly Gen<Quote> Quote =
        from price in Maybe(Price)
        from breakup in Some(Charge)
        from ttl in MaybeValue(Duration)
        from extra in Extra
        select new Quote { Price = price, Breakup = breakup, Ttl = ttl, Extra = extra };

    private static readonly Gen<OrderItem> OrderItem =
        from id in Id
        from count in MaybeValue(Gen.Choose(0, 10_000))
        from ids in Gen.ArrayOf(Maybe(Id), 3)
        from price in Maybe(Price)
        from tags in Some(TagGroup)
        from extra in Extra
        select new OrderItem(id, count)
        {
            ParentId = ids[0],
            FulfillmentId = ids[1],
            LocationId = ids[2],
            Price = price,
            Tags = tags,
            Extra = extra,
        };

    private static readonly Gen<Billing> Billing =
        from texts in Gen.ArrayOf(Maybe(Text), 4)
        from address in Maybe(Address)
        from created in MaybeValue(Time)
        from extra in Extra
        select new Billing
        {
            Name = texts[0],
            Phone = texts[1],
            Email = texts[2],
            TaxNumber = texts[3],
            Address = address,
            CreatedAt = created,
            Extra = extra,
        };

    private static readonly Gen<OrderProvider> OrderProvider =
        from id in Id
        from descriptor in Maybe(Descriptor)
        from locations in Some(Location)
        from extra in Extra
        select new OrderProvider(id) { Descriptor = descriptor, Locations = locations, Extra = extra };

    internal static readonly Gen<Order> Order =
        from id in Maybe(Id)
        from state in Maybe(Gen.Elements(OrderState.Accepted, OrderState.Completed, "Parked"))
        from provider in Maybe(OrderProvider)
        from items in Some(OrderItem)
        from billing in Maybe(Billing)
        from fulfillments in Some(Fulfillment)
        from quote in Maybe(Quote)
        from payments in Some(Payment)
        from reason in Maybe(Id)
        from created in MaybeValue(Time)
        from label in Maybe(Text)
        from tags in Some(TagGroup)
        from extra in Extra
        from beside in Extra
        select new Order
        {
            Id = id,
            State = state,
            Provider = provider,
            Items = items,
            Billing = billing,
            Fulfillments = fulfillments,
            Quote = quote,
            Payments = payments,
            Cancellation = reason is null ? null
                : new Cancellation(reason, "hamsafar.example") { At = created, Extra = extra },
            CreatedAt = created,
            UpdatedAt = created,
            Documents = label is null ? [] : [new Document("https://pantry.example/d", label) { Extra = extra }],
            Tags = tags,
            Extra = extra,
            Beside = beside,
        };

    private static readonly Gen<Stock> Stock =
        from counts in Gen.ArrayOf(MaybeValue(Gen.Choose(0, 999).Select(count => (long)count)), 3)
        from measure in MaybeValue(Amount)
        from extra in Extra
        select new Stock
        {
            Available = counts[0],
            Maximum = counts[1],
            Minimum = counts[2],
            Unit = measure is { } value ? new Measure(value, "gram") { Extra = extra } : null,
            Extra = extra,
        };

    private static readonly Gen<Item> Item =
        from id in Id
        from descriptor in Maybe(Descriptor)
        from price in Maybe(Price)
        from stock in Maybe(Stock)
        from ids in Gen.ArrayOf(Some(Id), 3)
        from flags in Gen.ArrayOf(MaybeValue(Gen.Elements(true, false)), 3)
        from durations in Gen.ArrayOf(MaybeValue(Duration), 2)
        from tags in Some(TagGroup)
        from extra in Extra
        select new Item(id)
        {
            Descriptor = descriptor,
            Price = price,
            Stock = stock,
            CategoryIds = ids[0],
            LocationIds = ids[1],
            FulfillmentIds = ids[2],
            IsReturnable = flags[0],
            IsCancellable = flags[1],
            IsPayableOnDelivery = flags[2],
            TimeToShip = durations[0],
            ReturnWindow = durations[1],
            Tags = tags,
            Extra = extra,
        };

    private static readonly Gen<Provider> Provider =
        from id in Id
        from descriptor in Maybe(Descriptor)
        from locations in Some(Location)
        from category in Maybe(Id)
        from fulfillments in Some(Fulfillment)
        from items in Some(Item)
        from tags in Some(TagGroup)
        from extra in Extra
        select new Provider(id)
        {
            Descriptor = descriptor,
            Locations = locations,
            Categories = category is null ? [] : [new Category(category) { ParentId = id, Tags = tags, Extra = extra }],
            Fulfillments = fulfillments,
            Items = items,
            Tags = tags,
            Extra = extra,
        };

    internal static readonly Gen<Catalogue> Catalogue =
        from descriptor in Maybe(Descriptor)
        from fulfillments in Some(Fulfillment)
        from providers in Some(Provider)
        from tags in Some(TagGroup)
        from extra in Extra
        select new Catalogue
        {
            Descriptor = descriptor,
            Fulfillments = fulfillments,
            Providers = providers,
            Tags = tags,
            Extra = extra,
        };

    internal static readonly Gen<Intent> Intent =
        from texts in Gen.ArrayOf(Maybe(Text), 6)
        from gps in MaybeValue(Point)
        from amounts in Gen.ArrayOf(MaybeValue(Amount), 3)
        from payment in MaybeValue(Gen.Elements(Enum.GetValues<PaymentType>()))
        from fee in Maybe(FinderFee)
        from tags in Some(TagGroup)
        from extra in Extra
        select new Intent
        {
            Text = texts[0],
            CategoryId = texts[1],
            ProviderId = texts[2],
            ItemId = texts[3],
            AreaCode = texts[4],
            FulfillmentType = texts[5],
            Gps = gps,
            RadiusKm = amounts[0],
            PriceMin = amounts[1],
            PriceMax = amounts[2],
            Currency = amounts[1] is null ? null : "PKR",
            PaymentType = payment,
            FinderFee = fee,
            Tags = tags,
            Extra = extra,
        };

    private static Gen<T?> Maybe<T>(Gen<T> gen)
        where T : class => Gen.Frequency((1, Gen.Constant<T?>(null)), (2, gen.Select(T? (it) => it)));

    private static Gen<T?> MaybeValue<T>(Gen<T> gen)
        where T : struct => Gen.Frequency((1, Gen.Constant<T?>(null)), (2, gen.Select(it => (T?)it)));

    private static Gen<ValueList<T>> Some<T>(Gen<T> gen) =>
        from count in Gen.Choose(0, 2) from items in Gen.ArrayOf(gen, count) select items.ToValueList();
}
