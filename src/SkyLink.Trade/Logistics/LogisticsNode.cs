using SkyLink.Beckn;
using SkyLink.Trade.Nodes;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Logistics;

/// <summary>
/// The delivery partner as a participant: names prices, books rides, and answers for them. What happens on the road is
/// told by <see cref="ShipmentTimer"/>.
/// </summary>
internal sealed class LogisticsNode(
    Tariff tariff, Pace pace, ShipmentDesk desk, [FromKeyedServices("trade.logistics")] WakeUp wake,
    IOptions<LogisticsOptions> options, TimeProvider clock)
{
    public const string Slug = "quick-wheels";
    private const string Name = "Quick Wheels";
    private const string PlaceOfOrder = "$.message.order";

    public Node Make() => new Node(new NodeProfile(
            Slug, Name, options.Value.SubscriberId, [new NodeRole(ParticipantType.Bpp, options.Value.Domain)],
            [.. tariff.Areas.Select(area => area.City).Distinct(StringComparer.Ordinal)]))
        .On(BecknAction.Search, OfferAsync)
        .On(BecknAction.Init, DraftAsync)
        .On(BecknAction.Confirm, BookAsync)
        .On(BecknAction.Status, (tx, message) => AnswerAsync(
            tx, message, message.Envelope.Read<StatusRequest>().OrderId,
            async shipment => await desk.StandingAsync(tx, shipment)))
        .On(BecknAction.Track, (tx, message) => AnswerAsync(
            tx, message, message.Envelope.Read<TrackRequest>().OrderId,
            shipment => Task.FromResult<Message>(desk.TrackingOf(shipment))))
        .On(BecknAction.Cancel, CancelAsync)
        .On(BecknAction.Support, SupportAsync)
        .On(BecknAction.Rating, RateAsync);

    private ValueTask<Reaction> OfferAsync(Received message, CancellationToken cancellation)
    {
        var (start, end) = EndsOf(message.Envelope.Read<Intent>());
        if (start is not { } from || end is not { } to)
        {
            return ValueTask.FromResult(
                Refuse(message, ErrorKind.MemberMissing, "$.message.intent", ShipmentErrors.Incomplete));
        }

        var offers = tariff.OffersFor(from, to);
        return ValueTask.FromResult(offers.Count == 0
            ? Refuse(message, ErrorKind.LocationNotServiceable, "$.message.intent", ShipmentErrors.NotServiceable)
            : new Reaction(message.Node.Answer(message, CatalogueOf(offers, from, to), clock.GetUtcNow())));
    }

    private ValueTask<Reaction> DraftAsync(Received message, CancellationToken cancellation)
    {
        var order = message.Envelope.Read<Order>();
        if (!OfferFor(order).Is(out var offer, out var refusal))
        {
            return ValueTask.FromResult(Refuse(message, ErrorKind.LocationNotServiceable, PlaceOfOrder, refusal));
        }

        var price = offer.Price.ToPrice();
        return ValueTask.FromResult(new Reaction(message.Node.Answer(message, order with
        {
            Quote = new Quote
            {
                Price = price,
                Breakup = [new Charge("Delivery", price) { Kind = ChargeKind.Delivery }],
                Ttl = TimeSpan.FromMinutes(15),
            },
            Fulfillments = [order.Fulfillments[0] with { TurnaroundTime = offer.Promise, ProviderName = Name }],
            Payments =
            [
                new Payment
                {
                    Type = PaymentType.PostFulfillment,
                    Status = PaymentStatus.NotPaid,
                    CollectedBy = Collector.Bap,
                    Params = new PaymentParams(price.Value, price.Currency, TransactionId: null),
                },
            ],
        }, clock.GetUtcNow())));
    }

    private async Task<Reaction> BookAsync(Tx tx, Received message)
    {
        var order = message.Envelope.Read<Order>();
        if (!OfferFor(order).Is(out var offer, out var refusal))
        {
            return Refuse(message, ErrorKind.LocationNotServiceable, PlaceOfOrder, refusal);
        }

        var agreed = order.Quote?.Price?.ToMoney();
        if (agreed is null || !tariff.Accepts(offer, agreed))
        {
            return Refuse(
                message, ErrorKind.QuoteMismatch, $"{PlaceOfOrder}.quote.price",
                ShipmentErrors.PriceDiffers.With($"It costs {offer.Price}."));
        }

        var asked = ShipmentOf(message, order, offer, agreed);
        var isNew = await ShipmentStore.AddAsync(tx, asked, message.Context);
        var shipment = isNew ? asked : (await ShipmentStore.LockAsync(tx, asked.Customer, asked.OrderId))!;
        if (isNew)
        {
            await ShipmentStore.NoteAsync(tx, asked, offer.Option.Name, asked.From, asked.CreatedAt);
            tx.Publish(new ShipmentMoved(
                asked.Id, asked.OrderId, asked.TransactionId, asked.State.ToWord(), Rider: null, asked.CreatedAt));
        }

        return shipment.TransactionId == asked.TransactionId && shipment.From == asked.From && shipment.To == asked.To
            ? new Reaction(message.Node.Answer(message, await desk.StandingAsync(tx, shipment), clock.GetUtcNow()))
            {
                AfterCommit = wake.Call,
            }
            : Refuse(message, ErrorKind.OrderInvalid, $"{PlaceOfOrder}.id", ShipmentErrors.OrderTaken);
    }

    private async Task<Reaction> CancelAsync(Tx tx, Received message)
    {
        var request = message.Envelope.Read<CancelRequest>();
        if (await LockOwnAsync(tx, message, request.OrderId) is not { } shipment)
        {
            return Refuse(message, ErrorKind.OrderNotFound, "$.message.order_id", ShipmentErrors.NotFound);
        }

        var result = shipment.State == ShipmentState.Cancelled
            ? shipment
            : await desk.CancelAsync(tx, shipment, request.ReasonId);
        return result.Is(out var cancelled, out var refusal)
            ? new Reaction(message.Node.Answer(message, await desk.StandingAsync(tx, cancelled), clock.GetUtcNow()))
            : Refuse(message, ErrorKind.CancellationNotPossible, "$.message.order_id", refusal);
    }

    private Task<Reaction> SupportAsync(Tx tx, Received message)
    {
        var request = message.Envelope.Read<SupportRequest>();
        return AnswerAsync(tx, message, request.RefId, async shipment =>
        {
            var now = clock.GetUtcNow();
            var ticket = Guid.CreateVersion7(now);
            await ShipmentStore.NoteAsync(tx, shipment, $"Support ticket {ticket}", shipment.Leg.PositionAt(now), now);
            return new Support
            {
                RefId = request.RefId,
                Phone = options.Value.SupportPhone,
                Email = options.Value.SupportEmail,
                Ticket = ticket.ToString(),
            };
        });
    }

    private async Task<Reaction> RateAsync(Tx tx, Received message)
    {
        var ratings = message.Envelope.Read<RatingRequest>().Ratings;
        foreach (var rating in ratings.AsEnumerable())
        {
            if (await LockOwnAsync(tx, message, rating.Id) is not { } shipment)
            {
                return Refuse(message, ErrorKind.OrderNotFound, "$.message.ratings", ShipmentErrors.NotFound);
            }

            if (rating.Value is < 1 or > 5 || shipment.State != ShipmentState.Delivered)
            {
                return Refuse(message, ErrorKind.RatingInvalid, "$.message.ratings", NotRatable);
            }

            await ShipmentStore.RateAsync(tx, shipment.Id, rating.Category, rating.Value, clock.GetUtcNow());
        }

        return new Reaction(message.Node.Answer(message, new RatingAck { IsAccepted = true }, clock.GetUtcNow()));
    }

    private async Task<Reaction> AnswerAsync(
        Tx tx, Received message, string orderId, Func<Shipment, Task<Message>> content) =>
        await LockOwnAsync(tx, message, orderId) is { } shipment
            ? new Reaction(message.Node.Answer(message, await content(shipment), clock.GetUtcNow()))
            : Refuse(message, ErrorKind.OrderNotFound, "$.message", ShipmentErrors.NotFound);

    private static Task<Shipment?> LockOwnAsync(Tx tx, Received message, string orderId) =>
        ShipmentStore.LockAsync(tx, message.Sender.SubscriberId, orderId);

    private Shipment ShipmentOf(Received message, Order order, RideOffer offer, Money agreed)
    {
        var now = clock.GetUtcNow();
        var (pickup, dropOff) = (order.Fulfillments[0].Start!, order.Fulfillments[0].End!);
        var starts = now + pace.Scaled(offer.Option.DispatchDelay);
        return new Shipment
        {
            Id = Guid.CreateVersion7(now),
            Customer = message.Sender.SubscriberId,
            OrderId = order.Id!,
            TransactionId = message.Context.TransactionId,
            Area = offer.Area.City,
            Option = offer.Option.Id,
            Price = agreed,
            Pickup = pickup,
            DropOff = dropOff,
            Leg = Leg.Wait(pickup.Location!.Gps!.Value, now, starts - now),
            SearchUntil = starts + pace.SearchMax,
            State = ShipmentState.Searching,
            CreatedAt = now,
            UpdatedAt = now,
            DueAt = starts,
        };
    }

    private Result<RideOffer> OfferFor(Order order)
    {
        var fulfilment = order.Fulfillments.FirstOrDefault();
        if (fulfilment?.Start?.Location?.Gps is not { } from || fulfilment.End?.Location?.Gps is not { } to)
        {
            return ShipmentErrors.Incomplete;
        }

        var offers = tariff.OffersFor(from, to);
        return offers.Count == 0
            ? ShipmentErrors.NotServiceable
            : offers.FirstOrDefault(offer => offer.Option.Id == order.Items[0].Id) is { } offer
                ? offer
                : ShipmentErrors.UnknownOption;
    }

    /// <summary>A search says where from in a tag, as the protocol's intent knows only where to.</summary>
    private static (Gps? Start, Gps? End) EndsOf(Intent intent) => (
        Gps.TryParse(intent.Tags.ValueOf("start"), out var start) ? start : null,
        Gps.TryParse(intent.Tags.ValueOf("end"), out var end) ? end : intent.Gps);

    private static Catalogue CatalogueOf(IReadOnlyList<RideOffer> offers, Gps from, Gps to) => new()
    {
        Descriptor = new Descriptor(Name),
        Providers =
        [
            new Provider(Slug)
            {
                Descriptor = new Descriptor(Name) { ShortDescription = $"{offers[0].Km:0.0} km by motorcycle" },
                Fulfillments = offers.Select(offer => new Fulfillment
                {
                    Id = offer.Option.Id,
                    Type = "Delivery",
                    Category = offer.Option.Name,
                    TurnaroundTime = offer.Promise,
                    IsTrackable = true,
                    Start = new Stop { Location = new Location { Gps = from } },
                    End = new Stop { Location = new Location { Gps = to } },
                }).ToValueList(),
                Items = offers.Select(offer => new Item(offer.Option.Id)
                {
                    Descriptor = new Descriptor(offer.Option.Name),
                    Price = offer.Price.ToPrice(),
                    CategoryIds = [offer.Option.Name],
                    FulfillmentIds = [offer.Option.Id],
                    TimeToShip = offer.Promise,
                }).ToValueList(),
            },
        ],
    };

    private Reaction Refuse(Received message, ErrorKind kind, string path, Error error) => new(message.Node.AnswerError(
        message, kind, path, $"{error.Title} {error.Detail} ({error.Code})", clock.GetUtcNow()));

    private static readonly Error NotRatable =
        new("logistics.not_ratable", 422, "A rating is 1 to 5, of a ride that was delivered.");
}
