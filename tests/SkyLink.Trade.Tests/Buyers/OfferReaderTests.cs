using SkyLink.Beckn;

namespace SkyLink.Trade.Buyers;

/// <summary>What becomes of a seller's catalogue, the well-meant and the other kind.</summary>
public sealed class OfferReaderTests
{
    private static readonly SearchQuery Query = new("biscuits", Gps: "31.5204,74.3587");

    [Fact]
    public void An_offer_tells_what_it_is_what_it_costs_and_how_far_it_is()
    {
        var offer = Assert.Single(Read(Biscuits with
        {
            Price = new Price(120.50m, "PKR") { MaximumValue = 150m },
            Stock = new Stock { Available = 7, Maximum = 5 },
            CategoryIds = ["c1"],
            LocationIds = ["l2"],
            FulfillmentIds = ["f1"],
        }));
        Assert.Equal("corner-pantry.example~corner-pantry~CP-1", offer.Id);
        Assert.Equal((new Money(12050, "PKR/2"), new Money(15000, "PKR/2")), (offer.Price, offer.MarketPrice));
        Assert.Equal((7L, 5L, "Biscuits", "f1", "l2"),
            (offer.Available, offer.Maximum, offer.Category, offer.FulfillmentId, offer.LocationId));
        Assert.InRange(offer.DistanceKm!.Value, 1.5, 1.7);
    }

    [Theory]
    [InlineData("0", "PKR")]
    [InlineData("-1", "PKR")]
    [InlineData("1.005", "PKR")]
    [InlineData("1", "XAU")]
    public void What_cannot_be_paid_is_not_offered(string price, string currency) => Assert.Empty(Read(Biscuits with
    {
        Price = new Price(decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture), currency),
    }));

    [Fact]
    public void What_has_no_name_or_no_price_is_not_offered()
    {
        Assert.Empty(Read(Biscuits with { Descriptor = null }));
        Assert.Empty(Read(Biscuits with { Descriptor = new Descriptor() }));
        Assert.Empty(Read(Biscuits with { Price = null }));
    }

    [Fact]
    public void A_printed_price_below_the_price_is_no_bargain() =>
        Assert.Null(Assert.Single(Read(Biscuits with { Price = new Price(120, "PKR") { MaximumValue = 90 } })).MarketPrice);

    [Fact]
    public void A_shelf_named_twice_does_not_hide_the_shop()
    {
        var catalogue = Catalogue(Biscuits with { CategoryIds = ["c1"] });
        var twice = catalogue with
        {
            Providers = [catalogue.Providers[0] with { Categories = [Shelf("c1", "Biscuits"), Shelf("c1", "Rusks")] }],
        };
        Assert.Equal("Biscuits", Assert.Single(OfferReader.Read(Context, twice, Query)).Category);
    }

    [Fact]
    public void Distance_is_unknown_where_one_of_the_places_is()
    {
        Assert.Null(Assert.Single(OfferReader.Read(Context, Catalogue(Biscuits), new SearchQuery("tea"))).DistanceKm);
        var nowhere = Catalogue(Biscuits);
        nowhere = nowhere with { Providers = [nowhere.Providers[0] with { Locations = [] }] };
        Assert.Null(Assert.Single(OfferReader.Read(Context, nowhere, Query)).DistanceKm);
    }

    [Fact]
    public void A_seller_that_answers_twice_counts_once()
    {
        var search = new Search(Guid.CreateVersion7(), Guid.CreateVersion7(), "t", Query, DateTimeOffset.UnixEpoch);
        var results = new SearchResults(search);
        results.Add(Context, Catalogue(Biscuits), DateTimeOffset.UnixEpoch.AddMilliseconds(20));
        results.Add(Context, Catalogue(Biscuits), DateTimeOffset.UnixEpoch.AddMilliseconds(30));
        results.Add(Context with { BppId = "other.example" }, catalogue: null, DateTimeOffset.UnixEpoch.AddMilliseconds(40));
        var view = results.View(isComplete: false);
        Assert.Single(view.Offers);
        Assert.Equal(
            [("corner-pantry.example", 1, "answered", 30.0), ("other.example", 0, "error", 40.0)],
            view.Sources.Select(it => (it.SellerId, it.Offers, it.State, it.LatencyMs)));
    }

    private static Item Biscuits => new("CP-1")
    {
        Descriptor = new Descriptor("Cumin biscuits"),
        Price = new Price(120.50m, "PKR"),
    };

    private static Context Context { get; } = new()
    {
        Domain = "ONDC:RET10",
        Country = "PAK",
        City = "std:042",
        Action = BecknAction.OnSearch,
        Version = "1.2.0",
        BapId = "hamsafar.example",
        BapUri = new Uri("http://hamsafar.example"),
        BppId = "corner-pantry.example",
        BppUri = new Uri("http://corner-pantry.example"),
        TransactionId = "t",
        MessageId = "m",
        Timestamp = DateTimeOffset.UnixEpoch,
    };

    private static List<Offer> Read(Item item) => [.. OfferReader.Read(Context, Catalogue(item), Query)];

    private static Category Shelf(string id, string name) => new(id) { Descriptor = new Descriptor(name) };

    private static Catalogue Catalogue(Item item) => new()
    {
        Descriptor = new Descriptor("Corner Pantry"),
        Providers =
        [
            new Provider("corner-pantry")
            {
                Categories = [Shelf("c1", "Biscuits")],
                Locations =
                [
                    new Location { Id = "l1", Gps = new Gps(24.86, 67.01) },
                    new Location { Id = "l2", Gps = new Gps(31.512, 74.3453) },
                ],
                Items = [item],
            },
        ],
    };
}
