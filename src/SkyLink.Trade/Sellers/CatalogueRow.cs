using System.Collections.Frozen;
using System.Globalization;
using SkyLink.Beckn;

namespace SkyLink.Trade.Sellers;

/// <summary>One product as a foreign catalogue writes it: texts by the names of docs/catalogue.md.</summary>
/// <param name="Line">Where it stands: of the file for CSV, the number of the entry otherwise; from 1.</param>
/// <param name="Fault">Why it cannot be read at all; then it holds nothing.</param>
internal sealed record CatalogueRow(int Line, IReadOnlyDictionary<string, string> Texts, string? Fault = null)
{
    private const int StockWhereUnsaid = 100;
    private const int MaxPerOrderWhereUnsaid = 10;
    private const int DescriptionLengthMax = 4_000;
    private const int TagsMax = 30;

    /// <summary>Names that other catalogues use, in the order in which they are tried.</summary>
    private static readonly FrozenDictionary<string, string[]> Aliases = new Dictionary<string, string[]>
    {
        ["name"] = ["product", "title"],
        ["price"] = ["sale_price", "selling_price"],
        ["market_price"] = ["mrp"],
        ["sku"] = ["id", "code", "index"],
        ["category"] = ["sub_category"],
        ["image"] = ["image_url"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All names that mean something; others are ignored.</summary>
    public static FrozenSet<string> Names { get; } = Aliases.SelectMany(alias => alias.Value.Append(alias.Key)).Concat(
    [
        "description", "brand", "currency", "unit", "unit_value", "stock", "max_per_order", "returnable", "cancellable",
        "time_to_ship", "tax_percent", "tags", "type",
    ]).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The product, or why there is none.</summary>
    public (Product? Product, string? Reason) ToProduct(Shop shop)
    {
        try
        {
            return (Read(shop), null);
        }
        catch (RowException wrong)
        {
            return (null, wrong.Message);
        }
    }

    /// <summary>Decides over shops: the same product always comes to the same one.</summary>
    public string Key() => Text("sku") ?? Text("name") ?? Line.ToString();

    private Product Read(Shop shop)
    {
        if (Fault is not null)
        {
            throw new RowException(Fault);
        }

        var name = Limited("name", 300) ?? throw new RowException("It has no name.");
        var price = MoneyOf("price", shop) ?? throw new RowException("It has no price.");
        if (price.Units <= 0)
        {
            throw new RowException("The price must be above zero.");
        }

        if (Text("currency") is { } currency && Shared.Amounts.AssetOf(currency) != shop.Asset)
        {
            throw new RowException($"The shop takes {shop.Asset}, not {currency}.");
        }

        var marketPrice = MoneyOf("market_price", shop) ?? price;
        var stock = Whole("stock", 0, 1_000_000_000) ?? StockWhereUnsaid;
        return new Product(
            shop.Slug, Limited("sku", 100) ?? $"ROW-{Line:000000}", name, Describe(),
            Limited("category", 200) ?? "General",
            Limited("brand", 200) ?? "", price, marketPrice.Units < price.Units ? price : marketPrice, UnitOf(), stock,
            Whole("max_per_order", 1, 10_000) ?? Math.Clamp(stock, 1, MaxPerOrderWhereUnsaid))
        {
            IsReturnable = Flag("returnable") ?? false,
            IsCancellable = Flag("cancellable") ?? true,
            TimeToShip = Duration("time_to_ship") ?? TimeSpan.FromMinutes(30),
            TaxPercent = Number("tax_percent", 0, 100) ?? 0,
            Tags = TagsOf(),
            Image = Limited("image", 2_000),
        };
    }

    /// <summary>A catalogue without descriptions may have finer shelves: they serve the search.</summary>
    private string Describe()
    {
        var text = Text("description")
            ?? string.Join(", ", new[] { Text("sub_category"), Text("type") }.OfType<string>().Distinct());
        return text[..Math.Min(text.Length, DescriptionLengthMax)];
    }

    private Measure UnitOf()
    {
        var unit = Text("unit") ?? "unit";
        return unit is "unit" or "dozen" or "gram" or "kilogram" or "litre" or "millilitre"
            ? new Measure(Number("unit_value", 0.000001m, 1_000_000) ?? 1, unit)
            : throw new RowException($"Unknown unit '{unit}'.");
    }

    private string[] TagsOf()
    {
        var tags = Text("tags")?.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            ?? [];
        return tags.Length <= TagsMax && Array.TrueForAll(tags, tag => tag.Length <= 40)
            ? [.. tags.Distinct(StringComparer.Ordinal)]
            : throw new RowException($"At most {TagsMax} tags of 40 characters.");
    }

    private string? Text(string name)
    {
        if (Texts.TryGetValue(name, out var text) && text.Length > 0)
        {
            return text;
        }

        foreach (var alias in Aliases.GetValueOrDefault(name, []))
        {
            if (Texts.TryGetValue(alias, out var other) && other.Length > 0)
            {
                return other;
            }
        }

        return null;
    }

    private string? Limited(string name, int lengthMax) => Text(name) switch
    {
        null => null,
        var text when text.Length > lengthMax =>
            throw new RowException($"The {name} is longer than {lengthMax} characters."),
        var text when text.Any(char.IsControl) => throw new RowException($"The {name} holds control characters."),
        var text => text,
    };

    private Money? MoneyOf(string name, Shop shop) => Text(name) is not { } text ? null
        : Money.FromDecimalString(text, shop.Asset) is { } money && Int128.Abs(money.Units) < 1_000_000_000_000_000
            ? money
        : throw new RowException($"The {name} '{Cut(text)}' is no amount in {shop.Asset}.");

    private decimal? Number(string name, decimal min, decimal max) => Text(name) is not { } text ? null
        : decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max ? number
        : throw new RowException($"The {name} '{Cut(text)}' is no number from {min} to {max}.");

    private int? Whole(string name, int min, int max) => Number(name, min, max) switch
    {
        null => null,
        { } number when number == decimal.Truncate(number) => (int)number,
        _ => throw new RowException($"The {name} must be a whole number."),
    };

    private bool? Flag(string name) => Text(name)?.ToLowerInvariant() switch
    {
        null => null,
        "true" or "yes" or "1" => true,
        "false" or "no" or "0" => false,
        var text => throw new RowException($"The {name} '{Cut(text)}' is neither true nor false."),
    };

    private TimeSpan? Duration(string name) => Text(name) is not { } text ? null
        : IsoDuration.TryParse(text, DateTimeOffset.UnixEpoch, out var duration) && duration >= TimeSpan.Zero ? duration
        : throw new RowException($"The {name} '{Cut(text)}' is no duration such as PT30M.");

    private static string Cut(string text) => text.Length <= 40 ? text : $"{text[..40]}…";

    /// <summary>One reason is enough to refuse a row; it ends the reading of that row only.</summary>
    private sealed class RowException(string reason) : Exception(reason);
}
