using System.Text;
using SkyLink.Beckn;
using SkyLink.Trade.Demo;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Sellers;

/// <summary>Whether people find what they look for.</summary>
public sealed class SearchTests
{
    private static readonly Lazy<Task<SearchIndex>> Demo = new(LoadAsync);

    [Theory]
    [InlineData("biscuits near me")]
    [InlineData("BISCUIT")]
    [InlineData("find me some biscuits please")]
    public async Task Biscuits_come_first(string text)
    {
        var found = await FindAsync(text);
        Assert.True(found.Count >= 5, $"{found.Count} found");
        Assert.All(
            found.Take(5), product => Assert.Contains("Biscuit", product.Name, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("basmati rice", "Basmati")]
    [InlineData("desi ghee", "Ghee")]
    [InlineData("gulab jamun for tonight", "Gulab Jamun")]
    [InlineData("fresh milk", "Milk")]
    [InlineData("nimko", "Nimko")]
    [InlineData("rusks", "Rusk")]
    [InlineData("paneer under 500 rupees", "Paneer")]
    [InlineData("baby diapers", "Diaper")]
    [InlineData("samosas", "Samosa")]
    [InlineData("parath", "Paratha")]
    public async Task The_phrases_of_the_demo_find_what_they_mean(string text, string expected) =>
        Assert.Contains(expected, (await FindAsync(text))[0].Name, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public async Task A_limit_said_in_words_holds()
    {
        var found = await FindAsync("biscuits under 100 rupees");
        Assert.NotEmpty(found);
        Assert.All(found, product => Assert.True(product.Price.Units <= 100_00, product.Name));
        Assert.Equal(5, SearchPhrase.Parse("fresh milk within 5 km").WithinKm);
        Assert.Equal(["milk"], SearchPhrase.Parse("milk within 5 km").Words);
        Assert.Null(SearchPhrase.Parse("biscuits under 5 km").PriceMax);
    }

    [Fact]
    public async Task Nonsense_finds_nothing() => Assert.Empty(await FindAsync("xylophone quartz"));

    [Theory]
    [InlineData("biscuits", "biscuit")]
    [InlineData("berries", "berry")]
    [InlineData("boxes", "box")]
    [InlineData("tomatoes", "tomato")]
    [InlineData("radishes", "radish")]
    [InlineData("glass", "glass")]
    [InlineData("oats", "oat")]
    [InlineData("gas", "gas")]
    public void Plurals_fold(string word, string folded) => Assert.Equal(folded, SearchWords.Fold(word));

    [Fact]
    public async Task What_is_sold_out_is_not_offered_and_comes_back_with_the_stock()
    {
        var index = await Demo.Value;
        var first = Look(index, "biscuits")[0];
        var without = index.With([first with { Reserved = first.Stock }]);
        Assert.DoesNotContain(Look(without, "biscuits"), product => product.Sku == first.Sku);
        Assert.Contains(Look(without.With([first]), "biscuits"), product => product.Sku == first.Sku);
    }

    [Fact]
    public async Task A_new_name_is_found_and_the_old_one_is_not()
    {
        var index = await Demo.Value;
        var first = Look(index, "biscuits")[0];
        var renamed = index.With(
            [first with { Name = "Quokka Wafers", Description = "", Category = "Snacks", Brand = "" }]);
        Assert.Equal(first.Sku, Look(renamed, "quokka wafer")[0].Sku);
        Assert.DoesNotContain(Look(renamed, "biscuits"), product => product.Sku == first.Sku);
    }

    [Theory]
    [InlineData("ondc-1")]
    [InlineData("beckn-1.1")]
    public async Task An_item_written_beforehand_reads_as_one_written_on_the_spot(string name)
    {
        var dialect = Dialect.Of(name)!;
        var product = (await FindAsync("biscuits"))[0];
        var context = new Context
        {
            Domain = "ONDC:RET10",
            Country = "PAK",
            City = "std:042",
            Action = BecknAction.OnSearch,
            Version = dialect.DefaultVersion,
            BapId = "b",
            BapUri = new Uri("http://b.example"),
            BppId = "s",
            BppUri = new Uri("http://s.example"),
            TransactionId = "t",
            MessageId = "m",
            Timestamp = new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero),
            Dialect = dialect,
        };
        var (item, provider) = (SearchDesk.ToItem(product), new Provider("p") { Descriptor = new Descriptor("P") });
        var plain = dialect.Write(context, new Catalogue { Providers = [provider with { Items = [item] }] });
        var prepared = dialect.Write(
            context, new Catalogue { Providers = [provider with { Prepared = [dialect.Prepare(item)] }] });
        Assert.Equal(Encoding.UTF8.GetString(plain), Encoding.UTF8.GetString(prepared));
    }

    private static async Task<List<Product>> FindAsync(string text) => Look(await Demo.Value, text);

    private static List<Product> Look(SearchIndex index, string text)
    {
        var phrase = SearchPhrase.Parse(text);
        return [.. index.Find(new SearchQuery(phrase.Words, null, phrase.PriceMax, null, null), _ => true, 50)
            .Select(listing => listing.Product)];
    }

    private static async Task<SearchIndex> LoadAsync()
    {
        var products = new List<Product>();
        foreach (var it in DemoWorld.Load().Shops)
        {
            var shop = new Shop(
                it.Slug, it.Participant, it.Name, it.Name, "", "PKR/2", new ShopPlace(
                    "std:042", default, 10, new Address(), "", ""),
                it.DeliveryCharge, it.PackingCharge, true, 1);
            await using var file = DemoWorld.OpenCatalogue(it);
            await foreach (var row in CatalogueReaders.ReadAsync(CatalogueFormat.Csv, file, CancellationToken.None))
            {
                var (product, reason) = row.ToProduct(shop);
                Assert.True(product is not null, $"{it.Slug} line {row.Line}: {reason}");
                products.Add(product);
            }
        }

        Assert.Equal(342, products.Count);
        return SearchIndex.Build(products);
    }
}
