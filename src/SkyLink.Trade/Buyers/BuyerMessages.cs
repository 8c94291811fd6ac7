using SkyLink.Beckn;
using SkyLink.Trade.Nodes;
using BecknOrder = SkyLink.Beckn.Order;

namespace SkyLink.Trade.Buyers;

/// <summary>The messages the buyer's app sends. Each finds its addressee in the registry.</summary>
internal sealed class BuyerMessages(
    Participants participants, TimeProvider clock, IOptions<BuyersOptions> options, IOptions<NetworkOptions> network)
{
    private const string HoldItem = "hold";

    /// <summary>To all shops, by way of the gateway. Null while no gateway is on the network.</summary>
    public async ValueTask<Outgoing?> SearchAsync(Node node, Search search, CancellationToken cancellation)
    {
        var gateway = await participants.FindAsync(
            node, options.Value.Gateway, ParticipantType.Bg, options.Value.GoodsDomain, cancellation);
        if (gateway is null)
        {
            return null;
        }

        var query = search.Query;
        var context = node.Ask(
            BecknAction.Search, to: null, options.Value.GoodsDomain, network.Value.Country, query.City ?? "*",
            search.TransactionId, clock.GetUtcNow(), network.Value.SearchTtl);
        return Node.Say(gateway, context, new Intent
        {
            Text = query.Text,
            CategoryId = query.Category,
            Gps = Gps.TryParse(query.Gps, out var gps) ? gps : null,
            RadiusKm = query.RadiusKm,
            PriceMax = query.PriceMax,
            Currency = options.Value.Currency,
            FulfillmentType = "Delivery",
        });
    }

    public ValueTask<Outgoing?> Select(Node node, BuyerOrder order, CancellationToken cancellation) =>
        ToSellerAsync(node, order, BecknAction.Select, DraftOf(order), cancellation);

    public ValueTask<Outgoing?> Init(Node node, Participant seller, BuyerOrder order) =>
        ValueTask.FromResult<Outgoing?>(
        Node.Say(seller, ContextOf(node, BecknAction.Init, seller, order), DraftOf(order) with
        {
            Billing = BillingOf(order),
        }));

    /// <summary>Asks the payment partner to hold the money, to be split as the seller's terms say.</summary>
    public async ValueTask<Outgoing?> HoldAsync(Node node, BuyerOrder order, CancellationToken cancellation)
    {
        var partner = await PartnerAsync(node, cancellation);
        if (partner is null || BuyerReader.ReadTerms(order.Terms) is not { } terms)
        {
            return null;
        }

        var amount = order.Held!;
        var hold = new BecknOrder
        {
            Id = order.PaymentId.ToString(),
            Provider = new OrderProvider(options.Value.PaymentPartner),
            Items = [new OrderItem(HoldItem, 1)],
            Billing = BillingOf(order),
            Fulfillments = [new Fulfillment { Id = HoldItem, Type = "Delivery" }],
            Quote = new Quote { Price = amount.ToPrice(), Breakup = [new Charge("Order", amount.ToPrice())] },
            Payments =
            [
                new Payment
                {
                    Type = PaymentType.OnOrder,
                    Status = PaymentStatus.NotPaid,
                    CollectedBy = Collector.Bap,
                    Params = new PaymentParams(amount.ToPrice().Value, amount.Currency, order.PaymentId.ToString()),
                    Tags =
                    [
                        .. SharesOf(terms, order.Seller, amount),
                        OwnTags.Of(
                            ("payer", order.Owner.ToString()), ("payee", order.Seller), ("order", order.TransactionId)),
                    ],
                },
            ],
        };
        return Node.Say(partner, PaymentContext(node, BecknAction.Confirm, partner, order), hold);
    }

    /// <summary>As the seller's terms say; a seller that says nothing of shares gets all of it.</summary>
    private static IEnumerable<TagGroup> SharesOf(Payment terms, string seller, Money amount)
    {
        var stated = terms.Tags.Where(group => group.Code == "split").ToList();
        return stated.Count > 0 ? stated : Split.ToTags([new Split("seller", $"trade:payables:{seller}", amount)]);
    }

    /// <summary>The order itself; the payment says where the money is held.</summary>
    public async ValueTask<Outgoing?> ConfirmAsync(Node node, BuyerOrder order)
    {
        var (terms, held) = (BuyerReader.ReadTerms(order.Terms)!, order.Held!);
        var content = DraftOf(order) with
        {
            Id = order.Id.ToString(),
            State = OrderState.Created,
            Billing = BillingOf(order),
            Quote = QuoteOf(order),
            CreatedAt = order.CreatedAt,
            UpdatedAt = clock.GetUtcNow(),
            Payments =
            [
                terms with
                {
                    Status = PaymentStatus.Paid,
                    Params = new PaymentParams(held.ToPrice().Value, held.Currency, order.PaymentId.ToString()),
                },
            ],
        };
        return await ToSellerAsync(node, order, BecknAction.Confirm, content, CancellationToken.None);
    }

    /// <summary>It was delivered: pay the seller.</summary>
    public ValueTask<Outgoing?> Release(Node node, BuyerOrder order) =>
        order.PaymentState != BuyerPaymentState.Releasing
        ? ValueTask.FromResult<Outgoing?>(null)
        : PaymentUpdateAsync(node, order, OwnTags.Of(("action", "release")));

    /// <summary>A part goes back to the buyer; the rest stays held.</summary>
    public ValueTask<Outgoing?> Refund(Node node, BuyerOrder order, Money amount) => amount.Units <= 0
        ? ValueTask.FromResult<Outgoing?>(null)
        : PaymentUpdateAsync(node, order, OwnTags.Of(("action", "refund"), ("refund", amount.ToDecimalString())));

    /// <summary>
    /// The order is no more: what is held goes back. What the shop may keep stays held until the refund has come about,
    /// and is released then.
    /// </summary>
    public async ValueTask<Outgoing?> Return(Node node, BuyerOrder order)
    {
        if (order is not { PaymentId: not null, Held: { } held, PaymentState: BuyerPaymentState.Returning })
        {
            return null;
        }

        if (order.Kept is { } kept && kept.Units > 0)
        {
            return await Refund(node, order, held - kept);
        }

        var partner = await PartnerAsync(node, CancellationToken.None);
        return partner is null ? null : Node.Say(
            partner, PaymentContext(node, BecknAction.Cancel, partner, order),
            new CancelRequest(order.PaymentId.ToString()!, "001"));
    }

    public ValueTask<Outgoing?> Ask(
        Node node, BuyerOrder order, BecknAction action, Message content, CancellationToken cancellation) =>
        ToSellerAsync(node, order, action, content, cancellation);

    private async ValueTask<Outgoing?> PaymentUpdateAsync(Node node, BuyerOrder order, TagGroup tags)
    {
        var partner = await PartnerAsync(node, CancellationToken.None);
        return partner is null ? null : Node.Say(
            partner, PaymentContext(node, BecknAction.Update, partner, order),
            new UpdateRequest("payment", new BecknOrder
            {
                Id = order.PaymentId.ToString(),
                Payments = [new Payment { Tags = [tags] }],
            }));
    }

    private async ValueTask<Outgoing?> ToSellerAsync(
        Node node, BuyerOrder order, BecknAction action, Message content, CancellationToken cancellation)
    {
        var seller = await participants.FindAsync(
            node, order.Seller, ParticipantType.Bpp, options.Value.GoodsDomain, cancellation);
        return seller is null ? null : Node.Say(seller, ContextOf(node, action, seller, order), content);
    }

    private ValueTask<Participant?> PartnerAsync(Node node, CancellationToken cancellation) =>
        participants.FindAsync(
        node, options.Value.PaymentPartner, ParticipantType.Bpp, options.Value.PaymentDomain, cancellation);

    private Context ContextOf(Node node, BecknAction action, Participant seller, BuyerOrder order) => node.Ask(
        action, seller, options.Value.GoodsDomain, network.Value.Country, order.City, order.TransactionId,
        clock.GetUtcNow(), network.Value.OrderTtl);

    private Context PaymentContext(Node node, BecknAction action, Participant partner, BuyerOrder order) =>
        node.Ask(
        action, partner, options.Value.PaymentDomain, network.Value.Country, order.City, order.TransactionId,
        clock.GetUtcNow(), network.Value.OrderTtl);

    /// <summary>What is wanted and where it goes.</summary>
    private static BecknOrder DraftOf(BuyerOrder order)
    {
        var delivery = order.Delivery;
        var fulfilmentId = order.Fulfilment.Id ?? order.Lines[0].FulfillmentId ?? "1";
        return new BecknOrder
        {
            Provider = new OrderProvider(order.ProviderId)
            {
                Locations = order.Lines[0].LocationId is { } place ? [new Location { Id = place }] : [],
            },
            Items = order.Lines.Select(line => new OrderItem(line.ItemId, line.Count)
            {
                FulfillmentId = fulfilmentId,
                LocationId = line.LocationId,
            }).ToValueList(),
            Fulfillments =
            [
                new Fulfillment
                {
                    Id = fulfilmentId,
                    Type = "Delivery",
                    End = new Stop
                    {
                        Location = new Location
                        {
                            Gps = Gps.TryParse(delivery.Gps, out var gps) ? gps : null,
                            Address = AddressOf(delivery),
                        },
                        PersonName = delivery.Name,
                        Contact = new Contact { Phone = delivery.Phone, Email = delivery.Email },
                    },
                },
            ],
        };
    }

    private static Quote QuoteOf(BuyerOrder order) => new()
    {
        Price = order.Quote!.Price.ToPrice(),
        Breakup = order.Quote.Breakup.Select(charge =>
            new Charge(charge.Title, charge.Price.ToPrice())
            {
                Kind = charge.Kind,
                Count =
                charge.Count
            }).ToValueList(),
    };

    private static Billing BillingOf(BuyerOrder order) => new()
    {
        Name = order.Delivery.Name,
        Phone = order.Delivery.Phone,
        Email = order.Delivery.Email,
        Address = AddressOf(order.Delivery),
        CreatedAt = order.CreatedAt,
        UpdatedAt = order.CreatedAt,
    };

    private static Address AddressOf(BuyerDelivery delivery) => new()
    {
        Name = delivery.Name,
        Street = delivery.Address,
        City = delivery.City,
        Country = "PAK",
        AreaCode = delivery.AreaCode,
    };
}
