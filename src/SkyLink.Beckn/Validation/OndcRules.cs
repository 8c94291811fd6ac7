using static SkyLink.Beckn.Rule;
using static SkyLink.Beckn.SharedRules;
using Shared = SkyLink.Beckn.SharedRules;

namespace SkyLink.Beckn;

/// <summary>What ONDC 1.x retail asks of each message.</summary>
internal static class OndcRules
{
    private static readonly Rule Address = Object(
        Optional("name", Name),
        Optional("building", Name),
        Optional("locality", Name),
        Optional("city", Name),
        Optional("state", Name),
        Optional("area_code", Name));

    private static readonly Rule Location = Object(
        Optional("id", Id),
        Optional("gps", Shared.Gps),
        Optional("address", Address),
        Optional("circle", Circle));

    private static readonly Rule ShopLocation = Object(
        Needed("id", Id),
        Strict("location-gps", "gps", Shared.Gps),
        Strict("location-address", "address", Address),
        Optional("circle", Circle));

    private static readonly Rule Stop = Object(
        Optional("location", Location),
        Optional("contact", Shared.Contact),
        Optional("time", StopTime),
        Optional("person", Object(Optional("name", Name))));

    private static readonly Rule Fulfillment = Object(
        Optional("id", Id),
        Optional("type", Name),
        Optional("@ondc/org/TAT", Duration),
        Optional("tracking", Flag),
        Optional("state", State),
        Optional("start", Stop),
        Optional("end", Stop),
        Optional("agent", Object(Optional("name", Name), Optional("phone", Name))),
        Optional("vehicle", AnyObject));

    private static readonly Rule Fulfillments = Array(Fulfillment);

    private static readonly Rule SomeFulfillments = Array(Fulfillment, countMin: 1);

    private static readonly Rule Item = Object(
        Needed("id", Id),
        Strict("item-descriptor", "descriptor", Shared.Descriptor),
        Strict("item-price", "price", ItemPrice),
        Strict("item-category", "category_id", Id),
        Optional("quantity", Shared.Stock),
        Optional("location_id", Id),
        Optional("fulfillment_id", Id),
        Optional("parent_item_id", Name),
        Optional("@ondc/org/returnable", Flag),
        Optional("@ondc/org/cancellable", Flag),
        Optional("@ondc/org/available_on_cod", Flag),
        Optional("@ondc/org/time_to_ship", Duration),
        Optional("@ondc/org/return_window", Duration));

    private static readonly Rule ShopOnOffer = Object(
        Needed("id", Id),
        Strict("provider-descriptor", "descriptor", Shared.Descriptor),
        Strict("provider-locations", "locations", Array(ShopLocation)),
        Optional("categories", Array(Shared.Category)),
        Optional("fulfillments", Fulfillments),
        Optional("items", Array(Item)));

    private static readonly Rule Catalogue = Object(
        Strict("catalog-descriptor", "bpp/descriptor", Shared.Descriptor),
        Optional("bpp/fulfillments", Fulfillments),
        Needed("bpp/providers", Array(ShopOnOffer)));

    private static readonly Rule Intent = Object(
        Optional("item", Object(
            Optional("id", Id), Optional("descriptor", Shared.Descriptor), Optional("price", PriceBounds))),
        Optional("category", Object(Optional("id", Id))),
        Optional("provider", Object(Optional("id", Id))),
        Optional("fulfillment", Object(Optional("type", Name), Optional("end", Stop))),
        Strict("intent-payment", "payment", Object(
            Strict("finder-fee", "@ondc/org/buyer_app_finder_fee_type", new WordRule("percent", "amount")),
            Strict("finder-fee", "@ondc/org/buyer_app_finder_fee_amount", PositiveAmount))));

    private static readonly Rule Shop = Object(Needed("id", Id), Optional("locations", Array(Location)));

    private static readonly Rule OrderedItems = Array(
        Object(
            Needed("id", Id),
            Needed("quantity", Object(Needed("count", Quantity))),
            Optional("fulfillment_id", Id),
            Optional("location_id", Id)),
        countMin: 1);

    // An answer may also list what is no longer there (count 0), and items without an amount.
    private static readonly Rule AnsweredItems = Array(
        Object(
            Needed("id", Id),
            Optional("quantity", Object(Optional("count", new IntegerRule(0, QuantityMax)))),
            Optional("fulfillment_id", Id)),
        countMin: 1);

    private static readonly Rule Billing = Object(
        Needed("name", new TextRule(1, 1_000)),
        Needed("phone", new TextRule(1, 40)),
        Strict("billing-email", "email", Name),
        Strict("billing-address", "address", Address),
        Strict("billing-times", "created_at", Time),
        Strict("billing-times", "updated_at", Time));

    private static readonly Rule Quote = Object(
        Needed("price", Shared.Price),
        Needed("breakup", Array(
            Object(
                Needed("title", Name),
                Needed("price", Shared.Price),
                Strict("charge-kind", "@ondc/org/title_type", Name),
                Optional("@ondc/org/item_id", Id),
                Optional("@ondc/org/item_quantity", Object(Optional("count", new IntegerRule(0, QuantityMax))))),
            countMin: 1)),
        Strict("quote-ttl", "ttl", Duration));

    private static readonly Rule Payment = Object(
        Strict("payment-type", "type",
            new WordRule("ON-ORDER", "PRE-FULFILLMENT", "ON-FULFILLMENT", "POST-FULFILLMENT")),
        Strict("payment-status", "status", new WordRule("PAID", "NOT-PAID")),
        Optional("collected_by", new WordRule("BAP", "BPP")),
        Optional("params", Shared.PaymentParams),
        Strict("finder-fee", "@ondc/org/buyer_app_finder_fee_type", Name),
        Strict("finder-fee", "@ondc/org/buyer_app_finder_fee_amount", PositiveAmount),
        Optional("@ondc/org/settlement_window", Duration),
        Optional("@ondc/org/withholding_amount", PositiveAmount),
        Optional("@ondc/org/settlement_details", Array(AnyObject)));

    private static readonly Rule Select = Order(
        Needed("provider", Shop),
        Needed("items", OrderedItems),
        Strict("select-destination", "fulfillments", SomeFulfillments));

    private static readonly Rule OnSelect = Order(
        Needed("provider", Shop),
        Needed("items", AnsweredItems),
        Needed("quote", Quote),
        Strict("on-select-fulfillments", "fulfillments", SomeFulfillments));

    private static readonly Rule Init = Order(
        Needed("provider", Shop),
        Needed("items", OrderedItems),
        Needed("billing", Billing),
        Needed("fulfillments", SomeFulfillments));

    private static readonly Rule OnInit = Order(
        Needed("provider", Shop),
        Needed("items", AnsweredItems),
        Needed("quote", Quote),
        Strict("on-init-billing", "billing", Billing),
        Strict("on-init-fulfillments", "fulfillments", SomeFulfillments),
        Strict("on-init-payment", "payment", Payment));

    private static readonly Rule Confirm = Order(
        Needed("id", Id),
        Needed("provider", Shop),
        Needed("items", OrderedItems),
        Needed("billing", Billing),
        Needed("fulfillments", SomeFulfillments),
        Needed("quote", Quote),
        Needed("payment", Payment),
        Strict("order-state", "state", Name),
        Strict("order-times", "created_at", Time),
        Strict("order-times", "updated_at", Time));

    private static readonly Rule OnConfirm = Order(
        Needed("id", Id),
        Needed("state", Name),
        Needed("provider", Shop),
        Needed("items", AnsweredItems),
        Optional("billing", AnyObject),
        Strict("on-confirm-fulfillments", "fulfillments", SomeFulfillments),
        Strict("on-confirm-quote", "quote", Quote),
        Strict("on-confirm-payment", "payment", Payment),
        Strict("order-times", "created_at", Time),
        Strict("order-times", "updated_at", Time));

    private static readonly Rule OnStatus = Order([Needed("state", Name), .. Progress()]);

    private static readonly Rule OnCancel = Order(
        [Needed("state", Name), Strict("on-cancel-reason", "cancellation", Shared.Cancellation), .. Progress()]);

    private static readonly Rule OnUpdate = Order(
        [Strict("on-update-state", "state", Name), Optional("cancellation", Shared.Cancellation), .. Progress()]);

    private static readonly Rule Update = Object(
        Needed("update_target", Id),
        Needed("order", Object(
            Needed("id", Id),
            Optional("items", Array(Object(Needed("id", Id)))),
            Optional("fulfillments", Fulfillments),
            Optional("payment", Payment))));

    private static readonly Rule Ratings = Either(
        "ratings", Object(Needed("ratings", Array(Shared.Rating, countMin: 1))), Shared.Rating);

    private static readonly Rule OnSupport = AnyOf(
        Object(Optional("phone", Name), Optional("email", Name), Optional("uri", Name)), "phone", "email", "uri");

    internal static DialectRules All { get; } = new(action => action switch
    {
        BecknAction.Search => Object(Needed("intent", Intent)),
        BecknAction.OnSearch => Object(Needed("catalog", Catalogue)),
        BecknAction.Select => Select,
        BecknAction.OnSelect => OnSelect,
        BecknAction.Init => Init,
        BecknAction.OnInit => OnInit,
        BecknAction.Confirm => Confirm,
        BecknAction.OnConfirm => OnConfirm,
        BecknAction.Status => StatusMessage,
        BecknAction.OnStatus => OnStatus,
        BecknAction.Track => TrackMessage,
        BecknAction.OnTrack => OnTrackMessage,
        BecknAction.Cancel => CancelMessage,
        BecknAction.OnCancel => OnCancel,
        BecknAction.Update => Update,
        BecknAction.OnUpdate => OnUpdate,
        BecknAction.Rating => Ratings,
        BecknAction.OnRating => OnRatingMessage,
        BecknAction.Support => Object(Needed("ref_id", Id)),
        BecknAction.OnSupport => OnSupport,
    });

    private static Rule Order(params Member[] members) => Object(Needed("order", Object(members)));

    /// <summary>What every report on an existing order may hold.</summary>
    private static Member[] Progress() =>
    [
        Needed("id", Id),
        Optional("provider", Shop),
        Optional("items", AnsweredItems),
        Optional("fulfillments", Fulfillments),
        Optional("quote", Quote),
        Optional("payment", Payment),
        Optional("created_at", Time),
        Optional("updated_at", Time),
    ];
}
