using FsCheck;
using FsCheck.Fluent;
using SkyLink.Beckn;
using SkyLink.Platform;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Routing;

/// <summary>When the gateway may say that a seller cannot have something.</summary>
public sealed class SellerShelfTests
{
    private static readonly Intent Anything = new();

    private static readonly SellerShelf Shelf = new(
    [
        Offer("Digestive Biscuits 200 g", "Biscuits", 120, 5),
        Offer("Cardamom Tea", "Tea", 300, 0),
        Offer("Basmati Rice 5 kg", "Rice", 1_500, null),
    ]);

    [Theory]
    [InlineData("biscuits near me", true)]
    [InlineData("biscuit", true)]
    [InlineData("bisc", true)] // People stop typing early,
    [InlineData("biscuitcake", true)] // or write two words as one,
    [InlineData("bisciuts", true)] // or swap letters,
    [InlineData("digestve", true)] // or drop one.
    [InlineData("soap", false)]
    [InlineData("tea", false)] // Sold out.
    [InlineData("near me", true)] // Words that say nothing exclude nothing.
    public void A_word_finds_what_it_may_mean(string text, bool mayHave) =>
        Assert.Equal(mayHave, Shelf.MayHave(SearchPhrase.Parse(text).Words, Anything));

    [Fact]
    public void Limits_exclude_only_what_is_known_to_lie_outside()
    {
        Assert.True(Shelf.MayHave(["biscuit"], new Intent { PriceMax = 120 }));
        Assert.False(Shelf.MayHave(["biscuit"], new Intent { PriceMax = 119 }));
        Assert.True(Shelf.MayHave(["biscuit"], new Intent { PriceMax = 1, Currency = "EUR" }));
        Assert.False(Shelf.MayHave(["biscuit"], new Intent { CategoryId = "Rice" }));
        Assert.True(Shelf.MayHave([], new Intent { CategoryId = "Rice" }));
        Assert.False(Shelf.MayHave([], new Intent { CategoryId = "Soap" }));
        Assert.True(Shelf.MayHave(["rice"], new Intent { Gps = new Gps(24.86, 67) })); // Nobody knows how far it goes.
        var near = new SellerShelf([Offer("Milk", "Dairy", 1, 1) with { Where = new Gps(31.52, 74.35), RadiusKm = 5 }]);
        Assert.True(near.MayHave(["milk"], new Intent { Gps = new Gps(31.53, 74.36) }));
        Assert.False(near.MayHave(["milk"], new Intent { Gps = new Gps(24.86, 67) }));
    }

    [Fact]
    public void An_item_without_words_may_be_anything() =>
        Assert.True(new SellerShelf([Offer("?", "Rest", 1, 1) with { Words = [] }]).MayHave(["soap"], Anything));

    [Fact]
    public void Whatever_is_on_offer_is_found_by_any_word_of_its_name() =>
        Prop.ForAll(Names().ToArbitrary(), names =>
        {
            var shelf = new SellerShelf([.. names.Select(name => Offer(name, "All", 1, 1))]);
            foreach (var word in names.SelectMany(name => SearchPhrase.Parse(name).Words))
            {
                Assert.True(shelf.MayHave([word], Anything), word);
                Assert.Contains(shelf.Find([word], Anything), it => it.Offer.Words.Contains(word));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void One_slip_in_a_word_is_within_one_and_words_apart_are_not() =>
        Prop.ForAll(Slips().ToArbitrary(), it =>
        {
            Assert.True(EditDistance.IsWithin(it.Word, it.Slipped, 1), $"{it.Word} {it.Slipped}");
            Assert.True(EditDistance.IsWithin(it.Slipped, it.Word, 1));
            Assert.False(EditDistance.IsWithin(it.Word, it.Word + "xyz", 2));
            Assert.False(EditDistance.IsWithin(it.Word, new string('~', it.Word.Length), 2));
        }).QuickCheckThrowOnFailure();

    private static IndexedOffer Offer(string name, string category, decimal price, long? stock) => new(
        "shop", name, name, category, [.. SearchWords.Of($"{name} {category}").Distinct(StringComparer.Ordinal)], price,
        "PKR", stock, Where: null, RadiusKm: null);

    private static Gen<string> Word() =>
        from length in Gen.Choose(4, 12)
        from letters in Gen.Choose('a', 'z').ArrayOf(length)
        select string.Concat(letters.Select(letter => (char)letter));

    private static Gen<string[]> Names() =>
        from count in Gen.Choose(1, 6)
        from names in Word().ArrayOf(2).ArrayOf(count)
        select names.Select(words => string.Join(' ', words)).Distinct().ToArray();

    private static Gen<(string Word, string Slipped)> Slips() =>
        from word in Word()
        from at in Gen.Choose(0, word.Length - 2)
        from kind in Gen.Choose(0, 3)
        select (word, kind switch
        {
            0 => word.Remove(at, 1),
            1 => word.Insert(at, "q"),
            2 => word.Remove(at, 1).Insert(at, "q"),
            _ => word.Remove(at, 2).Insert(at, $"{word[at + 1]}{word[at]}"),
        });
}
