namespace SkyLink.Beckn;

/// <content>The order: the same frame in both dialects, different parts.</content>
public abstract partial class Dialect
{
    private protected abstract OrderItem? ReadOrderItem(WireObject from);

    private protected abstract void WriteOrderItem(WireWriter to, OrderItem item);

    private protected abstract Charge? ReadCharge(WireObject from);

    private protected abstract void WriteCharge(WireWriter to, Charge charge);

    private protected abstract Fulfillment ReadFulfillment(WireObject from);

    private protected abstract void WriteFulfillment(WireWriter to, Fulfillment fulfillment);

    private protected abstract ValueList<Payment> ReadPayments(WireObject order);

    private protected abstract void WritePayments(WireWriter order, ValueList<Payment> payments);

    private protected abstract Document? ReadDocument(WireObject from);

    private protected abstract void WriteDocument(WireWriter to, Document document);

    private protected abstract Address? ReadBillingAddress(WireObject billing);

    private protected abstract void WriteBillingAddress(WireWriter billing, Address? address);

    private protected abstract string? ReadState(WireObject order);

    private protected abstract void WriteState(WireWriter order, string? state);

    private protected abstract ReadOnlySpan<byte> DocumentsName { get; }

    private protected abstract ReadOnlySpan<byte> TaxNumberName { get; }

    private protected Order ReadOrder(WireObject from) => new()
    {
        Id = from.Text("id"u8),
        State = ReadState(from),
        Provider = from.Object("provider"u8, ReadOrderProvider),
        Items = from.List("items"u8, ReadOrderItem),
        Billing = from.Object("billing"u8, ReadBilling),
        Fulfillments = from.List("fulfillments"u8, ReadFulfillment),
        Quote = from.Object("quote"u8, ReadQuote),
        Payments = ReadPayments(from),
        Cancellation = from.Object("cancellation"u8, ReadCancellation),
        CreatedAt = from.Time("created_at"u8),
        UpdatedAt = from.Time("updated_at"u8),
        Documents = from.List(DocumentsName, ReadDocument),
        Tags = from.List("tags"u8, ReadTagGroup),
        Extra = from.Extra(),
    };

    private protected void WriteOrder(WireWriter to, Order order)
    {
        to.Text("id"u8, order.Id);
        WriteState(to, order.State);
        to.Object("provider"u8, order.Provider, WriteOrderProvider);
        to.List("items"u8, order.Items, WriteOrderItem);
        to.Object("billing"u8, order.Billing, WriteBilling);
        to.List("fulfillments"u8, order.Fulfillments, WriteFulfillment);
        to.Object("quote"u8, order.Quote, WriteQuote);
        WritePayments(to, order.Payments);
        to.Object("cancellation"u8, order.Cancellation, WriteCancellation);
        to.Time("created_at"u8, order.CreatedAt);
        to.Time("updated_at"u8, order.UpdatedAt);
        to.List(DocumentsName, order.Documents, WriteDocument);
        to.List("tags"u8, order.Tags, WriteTagGroup);
    }

    private OrderProvider? ReadOrderProvider(WireObject from) => from.Text("id"u8) is { } id
        ? new OrderProvider(id)
        {
            Descriptor = from.Object("descriptor"u8, ReadDescriptor),
            Locations = from.List("locations"u8, ReadLocation),
            Extra = from.Extra(),
        }
        : null;

    private void WriteOrderProvider(WireWriter to, OrderProvider provider)
    {
        to.Text("id"u8, provider.Id);
        to.Object("descriptor"u8, provider.Descriptor, WriteDescriptor);
        to.List("locations"u8, provider.Locations, WriteLocation);
    }

    private Billing ReadBilling(WireObject from) => new()
    {
        Name = from.Text("name"u8),
        Phone = from.Text("phone"u8),
        Email = from.Text("email"u8),
        TaxNumber = from.Text(TaxNumberName),
        Address = ReadBillingAddress(from),
        CreatedAt = from.Time("created_at"u8),
        UpdatedAt = from.Time("updated_at"u8),
        Extra = from.Extra(),
    };

    private void WriteBilling(WireWriter to, Billing billing)
    {
        to.Text("name"u8, billing.Name);
        to.Text("phone"u8, billing.Phone);
        to.Text("email"u8, billing.Email);
        to.Text(TaxNumberName, billing.TaxNumber);
        WriteBillingAddress(to, billing.Address);
        to.Time("created_at"u8, billing.CreatedAt);
        to.Time("updated_at"u8, billing.UpdatedAt);
    }

    private Quote ReadQuote(WireObject from) => new()
    {
        Price = from.Object("price"u8, ReadPrice),
        Breakup = from.List("breakup"u8, ReadCharge),
        Ttl = from.Duration("ttl"u8),
        Extra = from.Extra(),
    };

    private void WriteQuote(WireWriter to, Quote quote)
    {
        to.Object("price"u8, quote.Price, WritePrice);
        to.List("breakup"u8, quote.Breakup, WriteCharge);
        to.Duration("ttl"u8, quote.Ttl);
    }

    private static Cancellation ReadCancellation(WireObject from) => new(
        from.Nested("reason"u8)?.Text("id"u8), from.Text("cancelled_by"u8))
    {
        At = from.Time("time"u8),
        Extra = from.Extra(),
    };

    private static void WriteCancellation(WireWriter to, Cancellation cancellation)
    {
        to.Text("cancelled_by"u8, cancellation.CancelledBy);
        to.Open("reason"u8);
        to.Text("id"u8, cancellation.ReasonId);
        to.Close();
        to.Time("time"u8, cancellation.At);
    }

    /// <summary>A stop, but for its type, which one dialect writes and the other shows by the place.</summary>
    private protected Stop ReadStop(WireObject from)
    {
        var time = from.Nested("time"u8);
        var range = time?.Nested("range"u8);
        var (start, end) = (range?.Time("start"u8), range?.Time("end"u8));
        return new Stop
        {
            Type = from.Text("type"u8),
            Location = from.Object("location"u8, ReadLocation),
            PersonName = from.Nested("person"u8)?.Text("name"u8),
            Contact = from.Object("contact"u8, ReadContact),
            Window = start is null && end is null ? null : new TimeRange(start, end),
            At = time?.Time("timestamp"u8),
            Instructions = from.Nested("instructions"u8)?.Text("short_desc"u8),
            Extra = from.Extra(),
        };
    }

    private protected void WriteStop(WireWriter to, Stop stop)
    {
        to.Text("type"u8, stop.Type);
        to.Object("location"u8, stop.Location, WriteLocation);
        to.Open("person"u8);
        to.Text("name"u8, stop.PersonName);
        to.Close();
        to.Object("contact"u8, stop.Contact, WriteContact);
        to.Open("time"u8);
        to.Open("range"u8);
        to.Time("start"u8, stop.Window?.Start);
        to.Time("end"u8, stop.Window?.End);
        to.Close();
        to.Time("timestamp"u8, stop.At);
        to.Close();
        to.Open("instructions"u8);
        to.Text("short_desc"u8, stop.Instructions);
        to.Close();
    }
}
