namespace SkyLink.Beckn;

/// <content>Shops and shelves; items differ.</content>
public abstract partial class Dialect
{
    private protected abstract Item? ReadItem(WireObject from);

    private protected abstract void WriteItem(WireWriter to, Item item);

    private protected abstract void WriteStockCount(WireWriter to, long? count);

    private protected Provider? ReadProvider(WireObject from) => from.Text("id"u8) is { } id
        ? new Provider(id)
        {
            Descriptor = from.Object("descriptor"u8, ReadDescriptor),
            Locations = from.List("locations"u8, ReadLocation),
            Categories = from.List("categories"u8, ReadCategory),
            Fulfillments = from.List("fulfillments"u8, ReadFulfillment),
            Items = from.List("items"u8, ReadItem),
            Tags = from.List("tags"u8, ReadTagGroup),
            Extra = from.Extra(),
        }
        : null;

    private protected void WriteProvider(WireWriter to, Provider provider)
    {
        to.Text("id"u8, provider.Id);
        to.Object("descriptor"u8, provider.Descriptor, WriteDescriptor);
        to.List("locations"u8, provider.Locations, WriteLocation);
        to.List("categories"u8, provider.Categories, WriteCategory);
        to.List("fulfillments"u8, provider.Fulfillments, WriteFulfillment);
        to.List("items"u8, provider.Items, WriteItem, Own(provider.Prepared));
        to.List("tags"u8, provider.Tags, WriteTagGroup);
    }

    /// <summary>Writes an item once, to be sent many times: a search is answered by copying.</summary>
    public PreparedItem Prepare(Item item) => new(this, WireWriter.ToBytes(item, WriteItem));

    private ValueList<PreparedItem> Own(ValueList<PreparedItem> items)
    {
        foreach (var item in items)
        {
            if (!ReferenceEquals(item.Dialect, this))
            {
                throw new ArgumentException(
                    $"An item prepared for {item.Dialect.Name} stands in a message of {Name}.", nameof(items));
            }
        }

        return items;
    }

    private Category? ReadCategory(WireObject from) => from.Text("id"u8) is { } id
        ? new Category(id)
        {
            ParentId = from.Text("parent_category_id"u8),
            Descriptor = from.Object("descriptor"u8, ReadDescriptor),
            Tags = from.List("tags"u8, ReadTagGroup),
            Extra = from.Extra(),
        }
        : null;

    private void WriteCategory(WireWriter to, Category category)
    {
        to.Text("id"u8, category.Id);
        to.Text("parent_category_id"u8, category.ParentId);
        to.Object("descriptor"u8, category.Descriptor, WriteDescriptor);
        to.List("tags"u8, category.Tags, WriteTagGroup);
    }

    private protected static Stock ReadStock(WireObject from) => new()
    {
        Available = from.Nested("available"u8)?.Integer("count"u8),
        Maximum = from.Nested("maximum"u8)?.Integer("count"u8),
        Minimum = from.Nested("minimum"u8)?.Integer("count"u8),
        Unit = from.Nested("unitized"u8)?.Object("measure"u8, ReadMeasure),
        Extra = from.Extra(),
    };

    private protected void WriteStock(WireWriter to, Stock stock)
    {
        to.Open("unitized"u8);
        to.Object("measure"u8, stock.Unit, WriteMeasure);
        to.Close();
        to.Open("available"u8);
        WriteStockCount(to, stock.Available);
        to.Close();
        to.Open("maximum"u8);
        WriteStockCount(to, stock.Maximum);
        to.Close();
        to.Open("minimum"u8);
        WriteStockCount(to, stock.Minimum);
        to.Close();
    }
}

/// <summary>An item as one dialect writes it.</summary>
public sealed class PreparedItem
{
    internal PreparedItem(Dialect dialect, byte[] json) => (Dialect, Json) = (dialect, json);

    /// <summary>The dialect in which it is written.</summary>
    public Dialect Dialect { get; }

    internal byte[] Json { get; }
}
