using static SkyLink.Beckn.Rule;

namespace SkyLink.Beckn;

/// <summary>Values and objects that both dialects write alike.</summary>
internal static class SharedRules
{
    internal const int QuantityMax = 10_000;
    private const decimal AmountMax = 1_000_000_000_000m;

    internal static readonly Rule Id = new TextRule(1, 255, isId: true);
    internal static readonly Rule Name = new TextRule(0, 1_000);
    internal static readonly Rule Words = new TextRule(0, 50_000);
    internal static readonly Rule Flag = new FlagRule();
    internal static readonly Rule Amount = new DecimalRule(-AmountMax, AmountMax);
    internal static readonly Rule PositiveAmount = new DecimalRule(0, AmountMax);
    internal static readonly Rule Quantity = new IntegerRule(1, QuantityMax);
    internal static readonly Rule StockCount = new IntegerRule(0, 1_000_000_000);
    internal static readonly Rule RatingValue = new DecimalRule(0, 5);

    internal static readonly Rule Gps =
        new FormatRule("a latitude and longitude such as 31.5204,74.3587", text => Beckn.Gps.TryParse(text, out _));

    internal static readonly Rule Currency =
        new FormatRule("an ISO 4217 code such as PKR", text => text.Length == 3 && text.All(char.IsAsciiLetterUpper));

    internal static readonly Rule Time =
        new FormatRule("a date and time with offset as in RFC 3339", text => Rfc3339.TryParse(text, out _));

    internal static readonly Rule Duration = new FormatRule(
        "a duration as in ISO 8601, such as PT1H", text => IsoDuration.TryParse(text, DateTimeOffset.UnixEpoch, out _));

    internal static readonly Rule Url = new FormatRule(
        "an absolute address", text => text.Length > 0 && Uri.TryCreate(text, UriKind.Absolute, out _));

    internal static readonly Rule Price = Object(
        Needed("currency", Currency),
        Needed("value", Amount),
        Optional("maximum_value", Amount));

    internal static readonly Rule ItemPrice = Object(
        Needed("currency", Currency),
        Needed("value", PositiveAmount),
        Optional("maximum_value", PositiveAmount));

    internal static readonly Rule PriceBounds = Object(
        Optional("currency", Currency),
        Optional("minimum_value", PositiveAmount),
        Optional("maximum_value", PositiveAmount));

    internal static readonly Rule Descriptor = Object(
        Optional("name", Name),
        Optional("code", Name),
        Optional("short_desc", Words),
        Optional("long_desc", Words),
        Optional("images", Array(new TextOrRule(new TextRule(0, 2_048), AnyObject))));

    internal static readonly Rule Circle = Object(
        Optional("gps", Gps),
        Optional("radius", Object(Optional("value", PositiveAmount), Optional("unit", Name))));

    internal static readonly Rule Contact = Object(Optional("phone", Name), Optional("email", Name));

    internal static readonly Rule StopTime = Object(
        Optional("range", Object(Optional("start", Time), Optional("end", Time))),
        Optional("timestamp", Time));

    internal static readonly Rule Stock = Object(
        Optional("available", Object(Optional("count", StockCount))),
        Optional("maximum", Object(Optional("count", StockCount))),
        Optional("minimum", Object(Optional("count", StockCount))),
        Optional("unitized", Object(
            Optional("measure", Object(Needed("unit", Name), Needed("value", PositiveAmount))))));

    internal static readonly Rule State = Object(Optional("descriptor", Object(Optional("code", Name))));

    internal static readonly Rule PaymentParams = Object(
        Optional("amount", PositiveAmount),
        Optional("currency", Currency),
        Optional("transaction_id", Name));

    internal static readonly Rule Tracking = Object(
        Needed("status", new WordRule("active", "inactive")),
        Optional("url", Url),
        Optional("location", Object(Optional("gps", Gps), Optional("updated_at", Time))));

    internal static readonly Rule Rating = Object(
        Needed("rating_category", Id),
        Needed("id", Id),
        Needed("value", RatingValue));

    internal static readonly Rule Category = Object(Needed("id", Id), Optional("descriptor", Descriptor));

    internal static readonly Rule Cancellation = Object(
        Optional("cancelled_by", Name),
        Optional("reason", Object(Optional("id", Name))));

    internal static readonly Rule Error = Object(
        Needed("code", new TextOrRule(Id, new IntegerRule(0, int.MaxValue))),
        Optional("type", Name),
        Optional("message", Words));

    internal static readonly Rule StatusMessage = Object(Needed("order_id", Id));

    internal static readonly Rule TrackMessage = Object(Needed("order_id", Id), Optional("callback_url", Url));

    internal static readonly Rule OnTrackMessage = Object(Needed("tracking", Tracking));

    internal static readonly Rule CancelMessage = Object(Needed("order_id", Id), Needed("cancellation_reason_id", Id));

    internal static readonly Rule OnRatingMessage = Object(Optional("rating_ack", Flag));
}
