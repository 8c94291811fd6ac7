using static SkyLink.Beckn.Rule;
using static SkyLink.Beckn.SharedRules;
using Shared = SkyLink.Beckn.SharedRules;

namespace SkyLink.Beckn;

/// <summary>What Beckn 1.1 asks of each message.</summary>
internal static class Beckn11Rules
{
    private static readonly Rule NamedPlace = Object(Optional("name", Name), Optional("code", Name));

    private static readonly Rule Location = Object(
        Optional("id", Id),
        Optional("gps", Shared.Gps),
        Optional("address", Words),
        Optional("city", NamedPlace),
        Optional("state", NamedPlace),
        Optional("country", NamedPlace),
        Optional("area_code", Name),
        Optional("circle", Circle));

    private static readonly Rule ShopLocation = Object(
        Needed("id", Id),
        Strict("location-gps", "gps", Shared.Gps),
        Optional("address", Words),
        Optional("circle", Circle));

    private static readonly Rule Stop = Object(
        Optional("type", Name),
        Optional("location", Location),
        Optional("contact", Shared.Contact),
        Optional("time", StopTime),
        Optional("person", Object(Optional("name", Name))));

    private static readonly Rule Fulfillment = Object(
        Optional("id", Id),
        Optional("type", Name),
        Optional("tracking", Flag),
        Optional("state", State),
        Optional("stops", Array(Stop)),
        Optional("agent", Object(Optional("person", AnyObject), Optional("contact", Shared.Contact))),
        Optional("vehicle", AnyObject));

    private static readonly Rule Fulfillments = Array(Fulfillment);

    private static readonly Rule SomeFulfillments = Array(Fulfillment, countMin: 1);

    private static readonly Rule Tags = Array(Object(
        Optional("descriptor", Shared.Descriptor),
        Optional("list", Array(Object(Optional("descriptor", Shared.Descriptor))))));

    private static readonly Rule Item = Object(
        Needed("id", Id),
        Strict("item-descriptor", "descriptor", Shared.Descriptor),
        Strict("item-price", "price", ItemPrice),
        Optional("quantity", Shared.Stock),
        Optional("category_ids", Array(Id)),
        Optional("location_ids", Array(Id)),
        Optional("fulfillment_ids", Array(Id)),
        Optional("parent_item_id", Name),
        Optional("tags", Tags));

    private static readonly Rule ShopOnOffer = Object(
        Needed("id", Id),
        Strict("provider-descriptor", "descriptor", Shared.Descriptor),
        Optional("locations", Array(ShopLocation)),
        Optional("categories", Array(Shared.Category)),
        Optional("fulfillments", Fulfillments),
        Optional("items", Array(Item)),
        Optional("tags", Tags));

    private static readonly Rule Catalogue = Object(
        Strict("catalog-descriptor", "descriptor", Shared.Descriptor),
        Optional("fulfillments", Fulfillments),
        Needed("providers", Array(ShopOnOffer)),
        Optional("tags", Tags));

    private static readonly Rule Intent = Object(
        Optional("descriptor", Shared.Descriptor),
        Optional("item", Object(
            Optional("id", Id), Optional("descriptor", Shared.Descriptor), Optional("price", PriceBounds))),
        Optional("category", Object(Optional("id", Id))),
        Optional("provider", Object(Optional("id", Id))),
        Optional("fulfillment", Fulfillment),
        Optional("payment", Object(Optional("type", Name), Optional("tags", Tags))),
        Optional("tags", Tags));

    private static readonly Rule Shop = Object(Needed("id", Id), Optional("locations", Array(Location)));

    private static readonly Rule OrderedItems = Array(
        Object(
            Needed("id", Id),
            Needed("quantity", Object(Needed("selected", Object(Needed("count", Quantity))))),
            Optional("fulfillment_ids", Array(Id)),
            Optional("location_ids", Array(Id))),
        countMin: 1);

    private static readonly Rule AnsweredItems = Array(
        Object(
            Needed("id", Id),
            Optional("quantity", Object(
                Optional("selected", Object(Optional("count", new IntegerRule(0, QuantityMax)))))),
            Optional("fulfillment_ids", Array(Id))),
        countMin: 1);

    private static readonly Rule Billing = Object(
        Needed("name", new TextRule(1, 1_000)),
        Needed("phone", new TextRule(1, 40)),
        Strict("billing-email", "email", Name),
        Strict("billing-address", "address", Words),
        Optional("city", NamedPlace),
        Optional("state", NamedPlace));

    private static readonly Rule Quote = Object(
        Needed("price", Shared.Price),
        Needed("breakup", Array(
            Object(
                Needed("title", Name),
                Needed("price", Shared.Price),
                Optional("item", Object(Optional("id", Id)))),
            countMin: 1)),
        Strict("quote-ttl", "ttl", Duration));

    private static readonly Rule Payment = Object(
        Strict("payment-type", "type",
            new WordRule("PRE-ORDER", "PRE-FULFILLMENT", "ON-FULFILLMENT", "POST-FULFILLMENT")),
        Strict("payment-status", "status", new WordRule("PAID", "NOT-PAID")),
        Strict("payment-collector", "collected_by", new WordRule("BAP", "BPP")),
        Optional("params", Shared.PaymentParams),
        Optional("tags", Tags));

    private static readonly Rule Payments = Array(Payment, countMin: 1);

    private static readonly Rule Select = Order(
        Needed("provider", Shop),
        Needed("items", OrderedItems),
        Optional("fulfillments", Fulfillments));

    private static readonly Rule OnSelect = Order(
        Needed("provider", Shop),
        Needed("items", AnsweredItems),
        Needed("quote", Quote),
        Optional("fulfillments", Fulfillments));

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
        Strict("on-init-payment", "payments", Payments));

    private static readonly Rule Confirm = Order(
        Strict("confirm-id", "id", Id),
        Needed("provider", Shop),
        Needed("items", OrderedItems),
        Needed("billing", Billing),
        Needed("fulfillments", SomeFulfillments),
        Needed("quote", Quote),
        Needed("payments", Payments));

    private static readonly Rule OnConfirm = Order(
        Needed("id", Id),
        Strict("order-status", "status", Name),
        Needed("provider", Shop),
        Needed("items", AnsweredItems),
        Optional("billing", AnyObject),
        Strict("on-confirm-fulfillments", "fulfillments", SomeFulfillments),
        Strict("on-confirm-quote", "quote", Quote),
        Strict("on-confirm-payment", "payments", Payments),
        Optional("created_at", Time),
        Optional("updated_at", Time));

    private static readonly Rule OnStatus = Order(Progress());

    private static readonly Rule OnCancel = Order(
        [Strict("on-cancel-reason", "cancellation", Shared.Cancellation), .. Progress()]);

    private static readonly Rule OnUpdate = Order([Optional("cancellation", Shared.Cancellation), .. Progress()]);

    private static readonly Rule Update = Object(
        Needed("update_target", Id),
        Needed("order", Object(
            Needed("id", Id),
            Optional("items", Array(Object(Needed("id", Id)))),
            Optional("fulfillments", Fulfillments),
            Optional("payments", Payments))));

    private static readonly Rule Support = Object(
        Needed("support", Object(Needed("ref_id", Id), Optional("callback_phone", Name))));

    private static readonly Rule OnSupport = Object(Needed("support", AnyOf(
        Object(Optional("phone", Name), Optional("email", Name), Optional("url", Name)), "phone", "email", "url")));

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
        BecknAction.Rating => Object(Needed("ratings", Array(Shared.Rating, countMin: 1))),
        BecknAction.OnRating => OnRatingMessage,
        BecknAction.Support => Support,
        BecknAction.OnSupport => OnSupport,
    });

    private static Rule Order(params Member[] members) => Object(Needed("order", Object(members)));

    /// <summary>What every report on an existing order may hold.</summary>
    private static Member[] Progress() =>
    [
        Needed("id", Id),
        Strict("order-status", "status", Name),
        Optional("provider", Shop),
        Optional("items", AnsweredItems),
        Optional("fulfillments", Fulfillments),
        Optional("quote", Quote),
        Optional("payments", Payments),
        Optional("created_at", Time),
        Optional("updated_at", Time),
    ];
}
