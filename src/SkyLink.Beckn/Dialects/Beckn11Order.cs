namespace SkyLink.Beckn;

/// <content>Parts of the order.</content>
internal sealed partial class Beckn11Dialect
{
    private const string StartType = "start";
    private const string EndType = "end";

    private protected override ReadOnlySpan<byte> DocumentsName => "docs"u8;

    private protected override ReadOnlySpan<byte> TaxNumberName => "tax_id"u8;

    /// <summary>
    /// This dialect knows three statuses; the finer state of the model stands beside in <c>state</c>. A peer's order
    /// with a status alone gets the state that is nearest.
    /// </summary>
    private protected override string? ReadState(WireObject order)
    {
        if (order.Text("state"u8) is { } state)
        {
            order.Drop("status"u8, StatusOf(state) ?? "");
            return state;
        }

        var nearest = order.Text("status"u8) switch
        {
            "ACTIVE" => OrderState.Accepted,
            "COMPLETE" => OrderState.Completed,
            "CANCELLED" => OrderState.Cancelled,
            _ => null,
        };
        if (nearest is null)
        {
            order.GiveBack("status"u8);
        }

        return nearest;
    }

    private protected override void WriteState(WireWriter order, string? state)
    {
        order.Text("status"u8, StatusOf(state));
        order.Text("state"u8, state);
    }

    private protected override Document? ReadDocument(WireObject from) => from.Text("url"u8) is { } url
        ? new Document(url, from.Nested("descriptor"u8)?.Text("name"u8)) { Extra = from.Extra() }
        : null;

    private protected override void WriteDocument(WireWriter to, Document document)
    {
        to.Text("url"u8, document.Url);
        to.Open("descriptor"u8);
        to.Text("name"u8, document.Label);
        to.Close();
    }

    private protected override OrderItem? ReadOrderItem(WireObject from) => from.Text("id"u8) is { } id
        ? new OrderItem(id, from.Nested("quantity"u8)?.Nested("selected"u8)?.Count("count"u8))
        {
            ParentId = from.Text("parent_item_id"u8),
            FulfillmentId = from.Sole("fulfillment_ids"u8),
            LocationId = from.Sole("location_ids"u8),
            Price = from.Object("price"u8, ReadPrice),
            Tags = from.List("tags"u8, ReadTagGroup),
            Extra = from.Extra(),
        }
        : null;

    private protected override void WriteOrderItem(WireWriter to, OrderItem item)
    {
        to.Text("id"u8, item.Id);
        to.Text("parent_item_id"u8, item.ParentId);
        to.Sole("fulfillment_ids"u8, item.FulfillmentId);
        to.Sole("location_ids"u8, item.LocationId);
        WriteSelected(to, item.Count);
        to.Object("price"u8, item.Price, WritePrice);
        to.List("tags"u8, item.Tags, WriteTagGroup);
    }

    private protected override Charge? ReadCharge(WireObject from)
    {
        if (from.Text("title"u8) is not { } title || from.Object("price"u8, ReadPrice) is not { } price)
        {
            return null;
        }

        var item = from.Nested("item"u8);
        return new Charge(title, price)
        {
            Kind = from.Text("@ondc/org/title_type"u8),
            ItemId = item?.Text("id"u8),
            Count = item?.Nested("quantity"u8)?.Nested("selected"u8)?.Count("count"u8),
            Extra = from.Extra(),
        };
    }

    /// <summary>
    /// The dialect has no member for the kind of charge; the name that ONDC uses is understood most widely.
    /// </summary>
    private protected override void WriteCharge(WireWriter to, Charge charge)
    {
        to.Text("title"u8, charge.Title);
        to.Text("@ondc/org/title_type"u8, charge.Kind);
        to.Open("item"u8);
        to.Text("id"u8, charge.ItemId);
        WriteSelected(to, charge.Count);
        to.Close();
        to.Object("price"u8, charge.Price, WritePrice);
    }

    private protected override Fulfillment ReadFulfillment(WireObject from)
    {
        var stops = from.List("stops"u8, ReadStop);
        var start = stops.FirstOrDefault(stop => stop.Type == StartType);
        var end = stops.FirstOrDefault(stop => stop.Type == EndType);
        return new Fulfillment
        {
            Id = from.Text("id"u8),
            Type = from.Text("type"u8),
            State = from.Nested("state"u8)?.Nested("descriptor"u8)?.Text("code"u8),
            ProviderName = from.Text("@ondc/org/provider_name"u8),
            Category = from.Text("@ondc/org/category"u8),
            TurnaroundTime = from.Duration("@ondc/org/TAT"u8),
            IsTrackable = from.Flag("tracking"u8),
            Start = start is null ? null : start with { Type = null },
            End = end is null ? null : end with { Type = null },
            Via = stops.Where(stop => !ReferenceEquals(stop, start) && !ReferenceEquals(stop, end)).ToValueList(),
            Agent = from.Object("agent"u8, ReadAgent),
            Vehicle = from.Object("vehicle"u8, ReadVehicle),
            Tags = from.List("tags"u8, ReadTagGroup),
            Extra = from.Extra(),
        };
    }

    private protected override void WriteFulfillment(WireWriter to, Fulfillment fulfillment)
    {
        to.Text("id"u8, fulfillment.Id);
        to.Text("type"u8, fulfillment.Type);
        to.Text("@ondc/org/provider_name"u8, fulfillment.ProviderName);
        to.Text("@ondc/org/category"u8, fulfillment.Category);
        to.Duration("@ondc/org/TAT"u8, fulfillment.TurnaroundTime);
        to.Flag("tracking"u8, fulfillment.IsTrackable);
        to.Open("state"u8);
        WriteCode(to, fulfillment.State);
        to.Close();
        to.List("stops"u8, StopsOf(fulfillment), WriteStop);
        to.Object("agent"u8, fulfillment.Agent, WriteAgent);
        to.Object("vehicle"u8, fulfillment.Vehicle, WriteVehicle);
        to.List("tags"u8, fulfillment.Tags, WriteTagGroup);
    }

    private protected override ValueList<Payment> ReadPayments(WireObject order) =>
        order.List("payments"u8, ReadPayment);

    private protected override void WritePayments(WireWriter order, ValueList<Payment> payments) =>
        order.List("payments"u8, payments, WritePayment);

    private static string? StatusOf(string? state) => state switch
    {
        OrderState.Created or OrderState.Accepted or OrderState.InProgress => "ACTIVE",
        OrderState.Completed => "COMPLETE",
        OrderState.Cancelled => "CANCELLED",
        _ => null,
    };

    private static ValueList<Stop> StopsOf(Fulfillment fulfillment)
    {
        List<Stop> stops = [];
        if (fulfillment.Start is { } start)
        {
            stops.Add(start with { Type = StartType });
        }

        stops.AddRange(fulfillment.Via);
        if (fulfillment.End is { } end)
        {
            stops.Add(end with { Type = EndType });
        }

        return stops.ToValueList();
    }

    private static void WriteSelected(WireWriter to, int? count)
    {
        to.Open("quantity"u8);
        to.Open("selected"u8);
        to.Integer("count"u8, count);
        to.Close();
        to.Close();
    }

    private static Agent ReadAgent(WireObject from) => new()
    {
        Name = from.Nested("person"u8)?.Text("name"u8),
        Phone = from.Nested("contact"u8)?.Text("phone"u8),
        Extra = from.Extra(),
    };

    private static void WriteAgent(WireWriter to, Agent agent)
    {
        to.Open("person"u8);
        to.Text("name"u8, agent.Name);
        to.Close();
        to.Open("contact"u8);
        to.Text("phone"u8, agent.Phone);
        to.Close();
    }

    private Payment ReadPayment(WireObject from)
    {
        var tags = from.List("tags"u8, ReadTagGroup);
        var fee = Terms.Take(ref tags, Terms.FinderFee, ReadFinderFeeTerms, FinderFeeGroup);
        var settlement = Terms.Take(ref tags, Terms.Settlement, ReadSettlementTerms, SettlementGroup)
            ?? new Settlement();
        settlement = settlement with { Details = from.List("@ondc/org/settlement_details"u8, ReadSettlementDetail) };
        return new Payment
        {
            Id = from.Text("id"u8),
            Type = from.Word("type"u8, PaymentTypes),
            Status = from.Word("status"u8, PaymentStatuses),
            CollectedBy = from.Word("collected_by"u8, Collectors),
            Uri = from.Text("url"u8),
            Params = from.Object("params"u8, ReadPaymentParams),
            FinderFee = fee,
            Settlement = settlement == new Settlement() ? null : settlement,
            Tags = tags,
            Extra = from.Extra(),
        };
    }

    private void WritePayment(WireWriter to, Payment payment)
    {
        to.Text("id"u8, payment.Id);
        to.Word("type"u8, payment.Type, PaymentTypes);
        to.Word("collected_by"u8, payment.CollectedBy, Collectors);
        to.Word("status"u8, payment.Status, PaymentStatuses);
        to.Text("url"u8, payment.Uri);
        to.Object("params"u8, payment.Params, WritePaymentParams);
        to.List("@ondc/org/settlement_details"u8, payment.Settlement?.Details ?? default, WriteSettlementDetail);
        var terms = payment.Settlement is { } settlement ? SettlementGroup(settlement) : null;
        to.List("tags"u8, Join(FinderFeeGroup(payment.FinderFee), Join(terms, payment.Tags)), WriteTagGroup);
    }

    private static Settlement ReadSettlementTerms(Dictionary<string, string> terms) => new()
    {
        Basis = terms.GetValueOrDefault(Terms.SettlementBasis),
        Window = Terms.Duration(terms, Terms.SettlementWindow),
        WithholdingAmount = Terms.Decimal(terms, Terms.Withholding),
    };

    private static TagGroup? SettlementGroup(Settlement settlement) => Terms.Group(
        Terms.Settlement,
        (Terms.SettlementBasis, settlement.Basis),
        (Terms.SettlementWindow, Terms.Text(settlement.Window)),
        (Terms.Withholding, Terms.Text(settlement.WithholdingAmount)));
}
