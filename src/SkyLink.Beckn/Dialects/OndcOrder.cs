namespace SkyLink.Beckn;

/// <content>Parts of the order.</content>
internal sealed partial class OndcDialect
{
    private protected override ReadOnlySpan<byte> DocumentsName => "documents"u8;

    private protected override ReadOnlySpan<byte> TaxNumberName => "tax_number"u8;

    private protected override string? ReadState(WireObject order) => order.Text("state"u8);

    private protected override void WriteState(WireWriter order, string? state) => order.Text("state"u8, state);

    private protected override Document? ReadDocument(WireObject from) => from.Text("url"u8) is { } url
        ? new Document(url, from.Text("label"u8)) { Extra = from.Extra() }
        : null;

    private protected override void WriteDocument(WireWriter to, Document document)
    {
        to.Text("url"u8, document.Url);
        to.Text("label"u8, document.Label);
    }

    private protected override Address? ReadBillingAddress(WireObject billing) =>
        billing.Object("address"u8, ReadAddress);

    private protected override void WriteBillingAddress(WireWriter billing, Address? address) =>
        billing.Object("address"u8, address, WriteAddress);

    private protected override OrderItem? ReadOrderItem(WireObject from) => from.Text("id"u8) is { } id
        ? new OrderItem(id, from.Nested("quantity"u8)?.Count("count"u8))
        {
            ParentId = from.Text("parent_item_id"u8),
            FulfillmentId = from.Text("fulfillment_id"u8),
            LocationId = from.Text("location_id"u8),
            Price = from.Object("price"u8, ReadPrice),
            Tags = from.List("tags"u8, ReadTagGroup),
            Extra = from.Extra(),
        }
        : null;

    private protected override void WriteOrderItem(WireWriter to, OrderItem item)
    {
        to.Text("id"u8, item.Id);
        to.Text("parent_item_id"u8, item.ParentId);
        to.Text("fulfillment_id"u8, item.FulfillmentId);
        to.Text("location_id"u8, item.LocationId);
        to.Open("quantity"u8);
        to.Integer("count"u8, item.Count);
        to.Close();
        to.Object("price"u8, item.Price, WritePrice);
        to.List("tags"u8, item.Tags, WriteTagGroup);
    }

    private protected override Charge? ReadCharge(WireObject from) =>
        from.Text("title"u8) is { } title && from.Object("price"u8, ReadPrice) is { } price
            ? new Charge(title, price)
            {
                Kind = from.Text("@ondc/org/title_type"u8),
                ItemId = from.Text("@ondc/org/item_id"u8),
                Count = from.Nested("@ondc/org/item_quantity"u8)?.Count("count"u8),
                Extra = from.Extra(),
            }
            : null;

    private protected override void WriteCharge(WireWriter to, Charge charge)
    {
        to.Text("title"u8, charge.Title);
        to.Text("@ondc/org/title_type"u8, charge.Kind);
        to.Text("@ondc/org/item_id"u8, charge.ItemId);
        to.Open("@ondc/org/item_quantity"u8);
        to.Integer("count"u8, charge.Count);
        to.Close();
        to.Object("price"u8, charge.Price, WritePrice);
    }

    private protected override Fulfillment ReadFulfillment(WireObject from) => new()
    {
        Id = from.Text("id"u8),
        Type = from.Text("type"u8),
        State = from.Nested("state"u8)?.Nested("descriptor"u8)?.Text("code"u8),
        ProviderName = from.Text("@ondc/org/provider_name"u8),
        Category = from.Text("@ondc/org/category"u8),
        TurnaroundTime = from.Duration("@ondc/org/TAT"u8),
        IsTrackable = from.Flag("tracking"u8),
        Start = from.Object("start"u8, ReadStop),
        End = from.Object("end"u8, ReadStop),
        Via = from.List("stops"u8, ReadStop),
        Agent = from.Object("agent"u8, ReadAgent),
        Vehicle = from.Object("vehicle"u8, ReadVehicle),
        Tags = from.List("tags"u8, ReadTagGroup),
        Extra = from.Extra(),
    };

    private protected override void WriteFulfillment(WireWriter to, Fulfillment fulfillment)
    {
        to.Text("id"u8, fulfillment.Id);
        to.Text("type"u8, fulfillment.Type);
        to.Text("@ondc/org/provider_name"u8, fulfillment.ProviderName);
        to.Text("@ondc/org/category"u8, fulfillment.Category);
        to.Duration("@ondc/org/TAT"u8, fulfillment.TurnaroundTime);
        to.Flag("tracking"u8, fulfillment.IsTrackable);
        to.Open("state"u8);
        to.Open("descriptor"u8);
        to.Text("code"u8, fulfillment.State);
        to.Close();
        to.Close();
        to.Object("start"u8, fulfillment.Start, WriteStop);
        to.Object("end"u8, fulfillment.End, WriteStop);
        to.List("stops"u8, fulfillment.Via, WriteStop);
        to.Object("agent"u8, fulfillment.Agent, WriteAgent);
        to.Object("vehicle"u8, fulfillment.Vehicle, WriteVehicle);
        to.List("tags"u8, fulfillment.Tags, WriteTagGroup);
    }

    /// <summary>One payment in <c>payment</c>; what the model holds beyond it goes into <c>payments</c>.</summary>
    private protected override ValueList<Payment> ReadPayments(WireObject order)
    {
        var rest = order.List("payments"u8, ReadPayment);
        return order.Object("payment"u8, ReadPayment) is { } first ? [first, .. rest] : rest;
    }

    private protected override void WritePayments(WireWriter order, ValueList<Payment> payments)
    {
        order.Object("payment"u8, payments.FirstOrDefault(), WritePayment);
        order.List("payments"u8, payments.Skip(1).ToValueList(), WritePayment);
    }

    private static Agent ReadAgent(WireObject from) =>
        new() { Name = from.Text("name"u8), Phone = from.Text("phone"u8), Extra = from.Extra() };

    private static void WriteAgent(WireWriter to, Agent agent)
    {
        to.Text("name"u8, agent.Name);
        to.Text("phone"u8, agent.Phone);
    }

    private Payment ReadPayment(WireObject from)
    {
        var settlement = new Settlement
        {
            Basis = from.Text("@ondc/org/settlement_basis"u8),
            Window = from.Duration("@ondc/org/settlement_window"u8),
            WithholdingAmount = from.Decimal("@ondc/org/withholding_amount"u8),
            Details = from.List("@ondc/org/settlement_details"u8, ReadSettlementDetail),
        };
        return new Payment
        {
            Id = from.Text("id"u8),
            Type = from.Word("type"u8, PaymentTypes),
            Status = from.Word("status"u8, PaymentStatuses),
            CollectedBy = from.Word("collected_by"u8, Collectors),
            Uri = from.Text("uri"u8),
            Params = from.Object("params"u8, ReadPaymentParams),
            FinderFee = ReadFinderFee(from),
            Settlement = settlement == new Settlement() ? null : settlement,
            Tags = from.List("tags"u8, ReadTagGroup),
            Extra = from.Extra(),
        };
    }

    private void WritePayment(WireWriter to, Payment payment)
    {
        to.Text("id"u8, payment.Id);
        to.Word("type"u8, payment.Type, PaymentTypes);
        to.Word("collected_by"u8, payment.CollectedBy, Collectors);
        to.Word("status"u8, payment.Status, PaymentStatuses);
        to.Text("uri"u8, payment.Uri);
        to.Object("params"u8, payment.Params, WritePaymentParams);
        WriteFinderFee(to, payment.FinderFee);
        to.Text("@ondc/org/settlement_basis"u8, payment.Settlement?.Basis);
        to.Duration("@ondc/org/settlement_window"u8, payment.Settlement?.Window);
        to.Decimal("@ondc/org/withholding_amount"u8, payment.Settlement?.WithholdingAmount);
        to.List("@ondc/org/settlement_details"u8, payment.Settlement?.Details ?? default, WriteSettlementDetail);
        to.List("tags"u8, payment.Tags, WriteTagGroup);
    }
}
