using System.Collections.Frozen;
using System.Globalization;
using SkyLink.Beckn;

namespace SkyLink.Trade.Sellers;

/// <summary>What is wrong with a row: part of the API, a name never changes its meaning.</summary>
internal enum RowFlaw
{
    /// <summary>It is no row, or no object, of text.</summary>
    Unreadable,
    Missing,

    /// <summary>The value is none of those that may stand there.</summary>
    Invalid,
    TooLong,

    /// <summary>It is priced in another currency than the shop's.</summary>
    OtherCurrency,

    /// <summary>The same SKU stands above already.</summary>
    Doubled,
}

/// <param name="Column">As docs/catalogue.md names it; null if it is the row as a whole.</param>
/// <param name="IsEnd">From here on the whole catalogue cannot be read.</param>
internal sealed record RowFault(RowFlaw Flaw, string? Column, string Reason, bool IsEnd = false)
{
    private const int LengthMax = 300;

    /// <summary>It may quote what stands in the row, but no more than can be kept and shown.</summary>
    public string Reason { get; } = new(
        [.. Reason.Beginning(LengthMax).Select(letter => char.IsControl(letter) ? '\uFFFD' : letter)]);
}

/// <summary>One product as a foreign catalogue writes it: texts by the names of docs/catalogue.md.</summary>
/// <param name="Line">Where it stands: of the file for CSV, the number of the entry otherwise; from 1.</param>
/// <param name="Fault">Why it cannot be read at all; then it holds nothing.</param>
internal sealed record CatalogueRow(int Line, IReadOnlyDictionary<string, string> Texts, RowFault? Fault = null)
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

    /// <summary>One of each list must be there.</summary>
    public static IReadOnlyList<string[]> Required { get; } =
        [["name", .. Aliases["name"]], ["price", .. Aliases["price"]]];

    /// <summary>All names that mean something; others are ignored.</summary>
    public static FrozenSet<string> Names { get; } = Aliases.SelectMany(alias => alias.Value.Append(alias.Key)).Concat(
    [
        "description", "brand", "currency", "unit", "unit_value", "stock", "max_per_order", "returnable", "cancellable",
        "time_to_ship", "tax_percent", "tags", "type",
    ]).ToFrozenSet(StringComparer.Ordinal);

    private static Dictionary<string, string> Nothing { get; } = [];

    public static CatalogueRow Unreadable(int line, string why) =>
        new(line, Nothing, new RowFault(RowFlaw.Unreadable, Column: null, why));

    public static CatalogueRow End(int line, string why) =>
        new(line, Nothing, new RowFault(RowFlaw.Unreadable, Column: null, why, IsEnd: true));

    /// <summary>The product, or why there is none.</summary>
    public (Product? Product, RowFault? Fault) ToProduct(Shop shop)
    {
        try
        {
            return (Read(shop), null);
        }
        catch (RowException wrong)
        {
            return (null, wrong.Fault);
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

        var name = Limited("name", 300) ?? throw Missing("name");
        if (Text("currency") is { } currency && Shared.Amounts.AssetOf(currency) != shop.Asset)
        {
            throw new RowException(
                RowFlaw.OtherCurrency, "currency", $"The shop takes {shop.Asset}, not '{Cut(currency)}'.");
        }

        var price = MoneyOf("price", shop) ?? throw Missing("price");
        if (price.Units <= 0)
        {
            throw Invalid("price", "The price must be above zero.");
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
            Image = ImageOf(),
        };
    }

    /// <summary>A catalogue without descriptions may have finer shelves: they serve the search.</summary>
    private string Describe()
    {
        var text = Text("description")
            ?? string.Join(", ", new[] { Text("sub_category"), Text("type") }.OfType<string>().Distinct());
        return text.Any(letter => IsUnseen(letter) && letter is not ('\n' or '\r' or '\t'))
            ? throw Invalid("description", "The description holds control characters.")
            : text.Beginning(DescriptionLengthMax);
    }

    private Measure UnitOf()
    {
        var unit = Text("unit") ?? "unit";
        return unit is "unit" or "dozen" or "gram" or "kilogram" or "litre" or "millilitre"
            ? new Measure(Number("unit_value", 0.000001m, 1_000_000) ?? 1, unit)
            : throw Invalid("unit", $"The unit '{Cut(unit)}' is none of those known.");
    }

    private string[] TagsOf()
    {
        var tags = Text("tags")?.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            ?? [];
        return tags.Length > TagsMax || Array.Exists(tags, tag => tag.Length > 40)
            ? throw new RowException(RowFlaw.TooLong, "tags", $"At most {TagsMax} tags of 40 characters.")
            : Array.Exists(tags, tag => tag.Any(IsUnseen))
            ? throw Invalid("tags", "The tags hold control characters.")
            : [.. tags.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Buyers' apps of others open it: only what a browser fetches, never what it would run.</summary>
    private string? ImageOf() => Limited("image", 2_000) is not { } image ? null
        : Uri.TryCreate(image, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? image
        : throw Invalid("image", $"The image '{Cut(image)}' is no address that begins with https:// or http://.");

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
            throw new RowException(RowFlaw.TooLong, name, $"The {name} is longer than {lengthMax} characters."),
        var text when text.Any(IsUnseen) => throw Invalid(name, $"The {name} holds control characters."),
        var text => text,
    };

    private Money? MoneyOf(string name, Shop shop) => Text(name) is not { } text ? null
        : Money.FromDecimalString(text, shop.Asset) is { } money && Int128.Abs(money.Units) < 1_000_000_000_000_000
            ? money
        : throw Invalid(name, $"The {name} '{Cut(text)}' is no amount in {shop.Asset}.");

    private decimal? Number(string name, decimal min, decimal max) => Text(name) is not { } text ? null
        : decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max ? number
        : throw Invalid(name, $"The {name} '{Cut(text)}' is no number from {min} to {max}.");

    private int? Whole(string name, int min, int max) => Number(name, min, max) switch
    {
        null => null,
        { } number when number == decimal.Truncate(number) => (int)number,
        _ => throw Invalid(name, $"The {name} must be a whole number."),
    };

    private bool? Flag(string name) => Text(name)?.ToLowerInvariant() switch
    {
        null => null,
        "true" or "yes" or "1" => true,
        "false" or "no" or "0" => false,
        var text => throw Invalid(name, $"The {name} '{Cut(text)}' is neither true nor false."),
    };

    private TimeSpan? Duration(string name) => Text(name) is not { } text ? null
        : IsoDuration.TryParse(text, DateTimeOffset.UnixEpoch, out var duration) && duration >= TimeSpan.Zero ? duration
        : throw Invalid(name, $"The {name} '{Cut(text)}' is no duration such as PT30M.");

    /// <summary>
    /// Also what turns the direction of writing for all that follows: a name must not rearrange the page it stands on.
    /// </summary>
    private static bool IsUnseen(char letter) =>
        char.IsControl(letter) || letter is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static RowException Missing(string column) =>
        new(RowFlaw.Missing, column, $"It has no {column}.");

    private static RowException Invalid(string column, string reason) => new(RowFlaw.Invalid, column, reason);

    private static string Cut(string text) => text.Length <= 40 ? text : $"{text.Beginning(40)}…";

    /// <summary>One reason is enough to refuse a row; it ends the reading of that row only.</summary>
    private sealed class RowException(RowFault fault) : Exception(fault.Reason)
    {
        public RowException(RowFlaw flaw, string column, string reason)
            : this(new RowFault(flaw, column, reason))
        {
        }

        public RowFault Fault { get; } = fault;
    }
}
