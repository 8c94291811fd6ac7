using SkyLink.Beckn;

namespace SkyLink.Trade.Sellers;

/// <summary>How far a sale has come. The order of the values is the order of the way.</summary>
internal enum SaleStage
{
    /// <summary>The delivery partner was asked for its price.</summary>
    Quoting,

    /// <summary>The buyer has a quote.</summary>
    Quoted,

    /// <summary>Stock is kept for the buyer.</summary>
    Reserved,

    /// <summary>The buyer has confirmed; the payment partner is asked whether the money is held.</summary>
    Confirming,

    /// <summary>Paid, and waits for the shop to accept it.</summary>
    Created,

    Accepted,

    /// <summary>A carrier is asked to fetch it.</summary>
    Packed,

    AgentAssigned,

    PickedUp,

    OutForDelivery,

    Delivered,

    /// <summary>It could not be delivered and is on its way back.</summary>
    Returning,

    Cancelled,

    /// <summary>Confirmed, but not paid as it should be.</summary>
    Refused,

    /// <summary>The buyer did not go on in time.</summary>
    Expired,

    /// <summary>No quote could be made, or the buyer selected anew.</summary>
    Abandoned,
}

/// <summary>Who is to be answered about what: the part of a request's context that its answers need.</summary>
internal sealed record OpenRequest(
    string Domain, string Country, string City, string Version, string Dialect, Uri BapUri, string MessageId,
    TimeSpan? Ttl);

/// <summary>What the delivery partner offers.</summary>
internal sealed record DeliveryOffer(string Provider, string Item, Money Price, TimeSpan? Turnaround);

/// <summary>Who carries it and where it was seen last.</summary>
internal sealed record Ride(string? Agent, string? Phone, Gps? Position, DateTimeOffset? SeenAt, string? Url);

internal sealed record SaleEnd(string By, string Reason);

/// <summary>Parts of a sale that no statement asks for by themselves.</summary>
/// <param name="Ask">The buyer's request that waits for an answer, or the last one that got it.</param>
/// <param name="Drop">Where it goes.</param>
internal sealed record SaleDetails(
    OpenRequest Ask, Stop Drop, Billing? Billing = null, DeliveryOffer? Offer = null, Ride? Ride = null,
    SaleEnd? End = null);

/// <summary>
/// One buyer's purchase at one shop, from the first select on. Pure: each step is a new value or a refusal. What the
/// stock must hold for it follows from the stage alone (<see cref="SaleStock"/>).
/// </summary>
/// <param name="OrderId">The buyer app's; null before confirm.</param>
/// <param name="DueAt">When the stage's own time is over; null where it has none.</param>
internal sealed record Sale(
    Guid Id, string Node, string Shop, string BuyerApp, string TransactionId, SaleStage Stage, int Version)
{
    public required IReadOnlyList<SaleLine> Lines { get; init; }

    public required Money Delivery { get; init; }

    public required Money Packing { get; init; }

    public required Money Refunded { get; init; }

    public required SaleDetails Details { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public string? OrderId { get; init; }

    public string? PaymentId { get; init; }

    public DateTimeOffset? ConfirmedAt { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    public Money Gross => SaleTerms.Gross(Lines, Delivery, Packing);

    /// <summary>What the buyer pays in the end.</summary>
    public Money Net => Gross - Refunded;

    /// <summary>Confirmed and paid, and not over.</summary>
    public bool IsUnderWay => Stage is >= SaleStage.Created and < SaleStage.Delivered or SaleStage.Returning;

    public bool HasEnded => Stage is SaleStage.Delivered or >= SaleStage.Cancelled;

    /// <summary>The buyer asks what it would cost.</summary>
    public static Sale Open(
        Guid id, Shop shop, string buyerApp, string transactionId, IReadOnlyList<SaleLine> lines, SaleDetails details,
        DateTimeOffset now, TimeSpan timeout) => new(
            id, shop.Node, shop.Slug, buyerApp, transactionId, SaleStage.Quoting, Version: 1)
        {
            Lines = lines,
            Delivery = new Money(0, shop.Asset),
            Packing = shop.PackingCharge,
            Refunded = new Money(0, shop.Asset),
            Details = details,
            CreatedAt = now,
            UpdatedAt = now,
            DueAt = now + timeout,
        };

    public Result<Sale> Offer(DeliveryOffer offer, DateTimeOffset now, TimeSpan lifetime) => Stage == SaleStage.Quoting
        ? Move(SaleStage.Quoted, now) with
        {
            Delivery = offer.Price,
            Details = Details with { Offer = offer },
            DueAt = now + lifetime,
        }
        : Illegal("offer");

    /// <summary>Keeps stock: for these lines, in place of what was kept before.</summary>
    public Result<Sale> Reserve(
        IReadOnlyList<SaleLine> lines, SaleDetails details, DateTimeOffset now, TimeSpan lifetime) =>
        Stage is SaleStage.Quoted or SaleStage.Reserved
            ? Move(SaleStage.Reserved, now) with { Lines = lines, Details = details, DueAt = now + lifetime }
            : Illegal("init");

    public Result<Sale> Confirm(
        string orderId, string paymentId, OpenRequest ask, DateTimeOffset now, TimeSpan timeout) =>
        Stage == SaleStage.Reserved
            ? Move(SaleStage.Confirming, now) with
            {
                OrderId = orderId,
                PaymentId = paymentId,
                ConfirmedAt = now,
                Details = Details with { Ask = ask },
                DueAt = now + timeout,
            }
            : Illegal("confirm");

    /// <summary>The money is held.</summary>
    public Result<Sale> Pay(bool accept, DateTimeOffset now, TimeSpan? packAfter) => Stage == SaleStage.Confirming
        ? Move(accept ? SaleStage.Accepted : SaleStage.Created, now) with { DueAt = accept ? now + packAfter : null }
        : Illegal("payment");

    public Result<Sale> Refuse(string why, DateTimeOffset now) => Stage == SaleStage.Confirming
        ? End(SaleStage.Refused, Node, why, now)
        : Illegal("refusal");

    public Result<Sale> Accept(DateTimeOffset now, TimeSpan? packAfter) => Stage == SaleStage.Created
        ? Move(SaleStage.Accepted, now) with { DueAt = now + packAfter }
        : Illegal("accept");

    public Result<Sale> Pack(DateTimeOffset now) => Stage == SaleStage.Accepted
        ? Move(SaleStage.Packed, now) with { DueAt = null }
        : Illegal("pack");

    /// <summary>The carrier got further. It may skip stations, but never comes back to one.</summary>
    public Result<Sale> Advance(SaleStage to, Ride ride, DateTimeOffset now)
    {
        var isOnTheWay = Stage is >= SaleStage.Packed and < SaleStage.Delivered;
        var isOnward = isOnTheWay && to > Stage && to <= SaleStage.Delivered;
        var isBack = isOnTheWay && Stage >= SaleStage.PickedUp && to == SaleStage.Returning;
        return isOnward || isBack
            ? Move(to, now) with { Details = Details with { Ride = ride } }
            : Illegal(to.ToString());
    }

    /// <summary>Seen elsewhere: nothing but the position changes.</summary>
    public Result<Sale> Locate(Ride ride, DateTimeOffset now) =>
        Stage is >= SaleStage.Packed and < SaleStage.Delivered or SaleStage.Returning
            ? Move(Stage, now) with { Details = Details with { Ride = ride } }
            : Illegal("track");

    /// <summary>
    /// The buyer wants it no more: at no cost while nobody is on the way or within the free window, otherwise the
    /// delivery is paid for. Not once it is picked up.
    /// </summary>
    public Result<Sale> CancelByBuyer(string reason, DateTimeOffset now, TimeSpan freeWindow)
    {
        if (Stage is < SaleStage.Created or >= SaleStage.PickedUp)
        {
            return Illegal("cancel");
        }

        var isFree = Stage < SaleStage.AgentAssigned || now - ConfirmedAt <= freeWindow;
        return End(SaleStage.Cancelled, BuyerApp, reason, now) with { Refunded = isFree ? Gross : Gross - Kept };
    }

    /// <summary>The shop cannot deliver: the buyer gets everything back.</summary>
    public Result<Sale> CancelBySeller(string by, string reason, DateTimeOffset now) => IsUnderWay
        ? End(SaleStage.Cancelled, by, reason, now) with { Refunded = Gross }
        : Illegal("cancel");

    /// <summary>The buyer takes less, before it is packed. Something must be left: else it is a cancellation.</summary>
    public Result<Sale> Reduce(IReadOnlyDictionary<string, int> counts, OpenRequest ask, DateTimeOffset now)
    {
        if (Stage is not (SaleStage.Created or SaleStage.Accepted))
        {
            return Illegal("update");
        }

        var lines = Lines.Select(
            line => counts.TryGetValue(line.Sku, out var count) ? line with { Count = count } : line)
            .ToList();
        var isLess = lines.Zip(Lines, (after, before) => after.Count >= 0 && after.Count <= before.Count).All(it => it)
            && lines.Exists(line => line.Count > 0) && counts.Keys.All(sku => Lines.Any(line => line.Sku == sku));
        return isLess
            ? Move(Stage, now) with
            {
                Lines = lines,
                Refunded = lines.Select(line => line.GivenUp).Aggregate(
                    new Money(0, Gross.Asset), (sum, it) => sum + it),
                Details = Details with { Ask = ask },
            }
            : SaleErrors.NotLess;
    }

    /// <summary>The buyer did not go on in time.</summary>
    public Result<Sale> Expire(DateTimeOffset now) => Stage is SaleStage.Quoted or SaleStage.Reserved
        ? End(SaleStage.Expired, Node, "expired", now)
        : Illegal("expiry");

    /// <summary>Nothing came of it, or another select takes its place.</summary>
    public Result<Sale> Abandon(string why, DateTimeOffset now) =>
        Stage is SaleStage.Quoting or SaleStage.Quoted or SaleStage.Reserved
            ? End(SaleStage.Abandoned, Node, why, now)
            : Illegal("abandonment");

    private Money Kept => Delivery.Units < Net.Units ? Delivery : Net;

    private Sale Move(SaleStage to, DateTimeOffset now) =>
        this with { Stage = to, Version = Version + 1, UpdatedAt = now };

    private Sale End(SaleStage stage, string by, string reason, DateTimeOffset now) => Move(stage, now) with
    {
        DueAt = null,
        Details = Details with { End = new SaleEnd(by, reason) },
    };

    private Error Illegal(string step) => SaleErrors.Illegal.With($"No {step} while {Stage}.");
}

internal static class SaleErrors
{
    public static readonly Error Illegal =
        new("sellers.illegal_transition", 409, "The order is not in a state for this.");

    public static readonly Error NotLess =
        new("sellers.not_less", 422, "An update may only lower counts of ordered items, and must leave something.");
}

/// <summary>What the stock must hold for a sale, and how it changes between two of its states. Pure.</summary>
internal static class SaleStock
{
    public static bool IsReserved(SaleStage stage) => stage is SaleStage.Reserved or SaleStage.Confirming;

    /// <summary>The pieces have left the stock. They come back when the sale is cancelled.</summary>
    public static bool IsSold(SaleStage stage) => stage is >= SaleStage.Created and <= SaleStage.Returning;

    /// <summary>
    /// The changes that bring the stock from one state to the next, in the order of the SKUs; none are zero.
    /// </summary>
    public static IReadOnlyList<StockMove> Between(Sale? before, Sale after)
    {
        var skus = after.Lines.Concat(before?.Lines ?? []).Select(line => line.Sku)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return [.. skus
            .Select(sku => new StockMove(
                sku,
                Stock: Held(before, sku, IsSold) - Held(after, sku, IsSold),
                Reserved: Held(after, sku, IsReserved) - Held(before, sku, IsReserved)))
            .Where(move => move.Stock != 0 || move.Reserved != 0)];
    }

    private static int Held(Sale? sale, string sku, Func<SaleStage, bool> isHeld) =>
        sale is not null && isHeld(sale.Stage) ? sale.Lines.Where(line => line.Sku == sku).Sum(line => line.Count) : 0;
}

/// <param name="Stock">Pieces that come onto the shelf or leave it.</param>
/// <param name="Reserved">Pieces of the shelf that are promised, or no longer.</param>
internal sealed record StockMove(string Sku, int Stock, int Reserved);
