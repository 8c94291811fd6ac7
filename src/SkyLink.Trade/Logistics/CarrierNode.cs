using SkyLink.Beckn;
using SkyLink.Trade.Node;

namespace SkyLink.Trade.Logistics;

/// <summary>The delivery partner as a participant: names its price, books, calls off, says where things are.</summary>
internal sealed class CarrierNode(Dispatcher dispatcher, TimeProvider clock, IOptions<LogisticsOptions> options)
{
    public const string Slug = "quick-wheels";
    private const string ItemId = "ride";
    private const string FulfilmentId = "delivery";
    private const string OrderPath = "$.message.order";

    public Node.Node Make()
    {
        var settings = options.Value;
        return new Node.Node(new NodeProfile(
                Slug, settings.Name, settings.SubscriberId, [new NodeRole(ParticipantType.Bpp, settings.Domain)], ["*"]))
            .On(BecknAction.Search, Quote)
            .On(BecknAction.Confirm, BookAsync)
            .On(BecknAction.Status, StatusAsync)
            .On(BecknAction.Track, TrackAsync)
            .On(BecknAction.Cancel, CancelAsync)
            .On(BecknAction.Support, (message, _) => ValueTask.FromResult(Answer(message, new Support
            {
                RefId = message.Envelope.Read<SupportRequest>().RefId,
                Phone = "+92004200000",
                Email = "help@quick-wheels.example",
            })));
    }

    private ValueTask<Reaction> Quote(Received message, CancellationToken cancellation)
    {
        var intent = message.Envelope.Read<Intent>();
        if (!Gps.TryParse(intent.Tags.ValueOf("start"), out var start)
            || !Gps.TryParse(intent.Tags.ValueOf("end") ?? intent.Gps?.ToString(), out var end))
        {
            return Refuse(message, ErrorKind.MemberMissing, "$.message.intent", "From where to where?");
        }

        var distance = start.DistanceKmTo(end);
        return distance > options.Value.DistanceKmMax
            ? Refuse(
                message, ErrorKind.LocationNotServiceable, "$.message.intent",
                $"{distance:0.0} km is further than the {options.Value.DistanceKmMax:0} km we go.")
            : ValueTask.FromResult(Answer(message, CatalogueOf(distance)));
    }

    private Catalogue CatalogueOf(double distanceKm)
    {
        var pace = RidePace.Of(options.Value);
        return new Catalogue
        {
            Descriptor = new Descriptor(options.Value.Name),
            Providers =
            [
                new Provider(Slug)
                {
                    Descriptor = new Descriptor(options.Value.Name),
                    Items =
                    [
                        new Item(ItemId)
                        {
                            Descriptor = new Descriptor("Ride within the hour"),
                            Price = PriceOf(distanceKm).ToPrice(),
                            FulfillmentIds = [FulfilmentId],
                            TimeToShip = pace.Pickup + pace.Ride(distanceKm),
                        },
                    ],
                },
            ],
        };
    }

    /// <summary>A base, and so much for every kilometre begun.</summary>
    private Money PriceOf(double distanceKm) => new Price(
        options.Value.BaseCharge + (options.Value.ChargePerKm * (int)Math.Ceiling(distanceKm)),
        options.Value.Currency).ToMoney()!;

    private async Task<Reaction> BookAsync(Tx tx, Received message)
    {
        var order = message.Envelope.Read<Order>();
        var route = order.Fulfillments.FirstOrDefault();
        if (!Guid.TryParse(order.Id, out var id) || route?.Start?.Location?.Gps is not { } start
            || route.End?.Location?.Gps is not { } end)
        {
            return Error(message, ErrorKind.OrderInvalid, OrderPath, "An order id (UUID), a start and an end are needed.");
        }

        var (now, distance) = (clock.GetUtcNow(), start.DistanceKmTo(end));
        var booked = new Shipment(
            id, message.Sender.SubscriberId, message.Context.TransactionId, message.Envelope.Bytes.ToArray(), start, end,
            distance, PriceOf(distance), ShipmentState.Searching, Rider: null, Position: null, PickedUpAt: null, NextAt: now,
            Version: 1, now, now);
        if (!await ShipmentStore.AddAsync(tx, booked))
        {
            booked = (await ShipmentStore.LockAsync(tx, id))!;
            if (booked.Seller != message.Sender.SubscriberId)
            {
                return Error(message, ErrorKind.OrderInvalid, $"{OrderPath}.id", "This order id is taken.");
            }
        }

        return Answer(message, await Dispatcher.StandingAsync(tx, booked)) with { AfterCommit = dispatcher.Wake };
    }

    private Task<Reaction> StatusAsync(Tx tx, Received message) => OfOwnAsync(
        tx, message, message.Envelope.Read<StatusRequest>().OrderId,
        async shipment => Answer(message, await Dispatcher.StandingAsync(tx, shipment)));

    private Task<Reaction> TrackAsync(Tx tx, Received message) => OfOwnAsync(
        tx, message, message.Envelope.Read<TrackRequest>().OrderId,
        shipment => Task.FromResult(Answer(message, new Tracking
        {
            Status = shipment.IsOver ? Tracking.Inactive : Tracking.Active,
            Gps = shipment.Position ?? shipment.Start,
            UpdatedAt = shipment.UpdatedAt,
        })));

    private Task<Reaction> CancelAsync(Tx tx, Received message) => OfOwnAsync(
        tx, message, message.Envelope.Read<CancelRequest>().OrderId,
        async shipment =>
        {
            if (!shipment.Cancel(clock.GetUtcNow()).Is(out var cancelled, out var error))
            {
                return Error(message, ErrorKind.CancellationNotPossible, "$.message.order_id", error.Title);
            }

            await ShipmentStore.UpdateAsync(tx, cancelled);
            tx.Publish(new ShipmentMoved(cancelled.Id, cancelled.State.ToString()));
            return Answer(message, await Dispatcher.StandingAsync(tx, cancelled));
        });

    /// <summary>Only who booked a shipment hears of it.</summary>
    private async Task<Reaction> OfOwnAsync(
        Tx tx, Received message, string orderId, Func<Shipment, Task<Reaction>> handle) =>
        Guid.TryParse(orderId, out var id) && await ShipmentStore.LockAsync(tx, id) is { } shipment
            && shipment.Seller == message.Sender.SubscriberId
                ? await handle(shipment)
                : Error(message, ErrorKind.OrderNotFound, "$.message.order_id", "There is no such shipment.");

    private Reaction Answer(Received message, Message content) =>
        new(message.Node.Answer(message, content, clock.GetUtcNow()));

    private Reaction Error(Received message, ErrorKind kind, string path, string why) =>
        new(message.Node.AnswerError(message, kind, path, why, clock.GetUtcNow()));

    private ValueTask<Reaction> Refuse(Received message, ErrorKind kind, string path, string why) =>
        ValueTask.FromResult(Error(message, kind, path, why));
}
