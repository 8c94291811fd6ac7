using System.Buffers;
using SkyLink.Beckn;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Sellers;

/// <summary>A product as the index holds it: with the bytes that answer a search.</summary>
internal sealed class Listing(Product product, decimal price)
{
    private PreparedItem? ondc;
    private PreparedItem? beckn;

    public Product Product { get; } = product;

    public decimal Price { get; } = price;

    public PreparedItem Prepared(Dialect dialect, Func<Product, Item> toItem) => ReferenceEquals(dialect, Dialect.Ondc1)
        ? ondc ??= dialect.Prepare(toItem(Product))
        : beckn ??= dialect.Prepare(toItem(Product));

    public bool IsSame(Product other) => HasSameWords(other)
        && Product with { Tags = other.Tags } == other;

    /// <summary>Whether a search finds both by the same words: then the postings of one serve the other.</summary>
    public bool HasSameWords(Product other) => Product.Name == other.Name && Product.Brand == other.Brand
        && Product.Category == other.Category && Product.Description == other.Description
        && Product.Tags.SequenceEqual(other.Tags);
}

/// <summary>What is looked for, in the index's terms.</summary>
internal sealed record SearchQuery(
    IReadOnlyList<string> Words, decimal? PriceMin, decimal? PriceMax, string? Category, string? Sku);

/// <summary>
/// The products of some shops by their words; immutable. Found are those that hold most of the words asked for, ranked
/// as in BM25 over weighted fields; a word also finds longer words that begin with it, for less.
/// </summary>
internal sealed class SearchIndex
{
    private const float Saturation = 1.2f;
    private const float LengthWeight = 0.4f;
    private const float PrefixDiscount = 0.35f;
    private const int PrefixLengthMin = 3;
    private const int PrefixWordsMax = 64;

    private readonly string[] words;
    private readonly Posting[][] postings;
    private readonly Dictionary<(string Shop, string Sku), int> places;
    private readonly Listing[] listings;

    private SearchIndex(
        string[] words, Posting[][] postings, Dictionary<(string Shop, string Sku), int> places, Listing[] listings)
    {
        (this.words, this.postings, this.places, this.listings) = (words, postings, places, listings);
    }

    public static SearchIndex Empty { get; } = new([], [], [], []);

    public int Count => listings.Length;

    public IEnumerable<Product> Products => listings.Select(listing => listing.Product);

    /// <summary>
    /// The products that others should hear of who know <paramref name="before"/>: new ones, and those whose words,
    /// price or presence changed. How many are left is no news while some are.
    /// </summary>
    public IEnumerable<Product> NewsSince(SearchIndex before) => listings
        .Where(listing => !before.places.TryGetValue((listing.Product.Shop, listing.Product.Sku), out var place)
            || IsNews(before.listings[place], listing))
        .Select(listing => listing.Product);

    public static SearchIndex Build(IEnumerable<Product> products)
    {
        var shelf = products.Select(ToListing).ToArray();
        var placeOf = new Dictionary<(string, string), int>(shelf.Length);
        var byWord = new Dictionary<string, List<Posting>>(StringComparer.Ordinal);
        var weights = new Dictionary<string, float>(StringComparer.Ordinal);
        for (var place = 0; place < shelf.Length; place++)
        {
            var product = shelf[place].Product;
            placeOf[(product.Shop, product.Sku)] = place;
            Weigh(product, weights);
            var length = weights.Values.Sum();
            var norm = Saturation * (1 - LengthWeight + (LengthWeight * length / 12));
            foreach (var (word, weight) in weights)
            {
                var score = weight * (Saturation + 1) / (weight + norm);
                if (!byWord.TryGetValue(word, out var list))
                {
                    byWord.Add(word, list = []);
                }

                list.Add(new Posting(place, score));
            }
        }

        var vocabulary = byWord.Keys.Order(StringComparer.Ordinal).ToArray();
        return new SearchIndex(vocabulary, [.. vocabulary.Select(word => byWord[word].ToArray())], placeOf, shelf);
    }

    /// <summary>Whether it shows this product just so.</summary>
    public bool Holds(Product product) =>
        places.TryGetValue((product.Shop, product.Sku), out var at) && listings[at].IsSame(product);

    /// <summary>
    /// With some products as they are now. Prices and stock change often and cost little; new words cost a new index.
    /// </summary>
    public SearchIndex With(IReadOnlyList<Product> changed)
    {
        if (changed.Count == 0)
        {
            return this;
        }

        var isSmall = changed.All(product => places.TryGetValue((product.Shop, product.Sku), out var at)
            && listings[at].HasSameWords(product));
        if (!isSmall)
        {
            var all = listings.ToDictionary(it => (it.Product.Shop, it.Product.Sku), it => it.Product);
            foreach (var product in changed)
            {
                all[(product.Shop, product.Sku)] = product;
            }

            return Build(all.Values);
        }

        var next = listings.ToArray();
        foreach (var product in changed)
        {
            next[places[(product.Shop, product.Sku)]] = ToListing(product);
        }

        return new SearchIndex(words, postings, places, next);
    }

    /// <summary>What fits, best first, at most so many per shop.</summary>
    /// <param name="isOpen">Whether a shop may answer at all.</param>
    public List<Listing> Find(SearchQuery query, Func<string, bool> isOpen, int perShopMax)
    {
        if (query.Words.Count == 0)
        {
            return Take(Enumerable.Range(0, listings.Length), query, isOpen, perShopMax);
        }

        var scores = ArrayPool<Score>.Shared.Rent(listings.Length);
        Array.Clear(scores, 0, listings.Length);
        try
        {
            var touched = new List<int>();
            for (var word = 0; word < query.Words.Count; word++)
            {
                Add(query.Words[word], word, scores, touched);
            }

            var most = 0;
            foreach (var place in touched)
            {
                most = Math.Max(most, Fits(listings[place], query, isOpen) ? scores[place].Words : 0);
            }

            touched.RemoveAll(place => scores[place].Words < most || most == 0);
            touched.Sort((left, right) => scores[right].Value.CompareTo(scores[left].Value) is not 0 and var order
                ? order
                : string.CompareOrdinal(listings[left].Product.Sku, listings[right].Product.Sku));
            return Take(touched, query, isOpen, perShopMax);
        }
        finally
        {
            ArrayPool<Score>.Shared.Return(scores);
        }
    }

    private List<Listing> Take(
        IEnumerable<int> ranked, SearchQuery query, Func<string, bool> isOpen, int perShopMax)
    {
        var found = new List<Listing>();
        var perShop = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var place in ranked)
        {
            var listing = listings[place];
            var taken = perShop.GetValueOrDefault(listing.Product.Shop);
            if (taken < perShopMax && Fits(listing, query, isOpen))
            {
                perShop[listing.Product.Shop] = taken + 1;
                found.Add(listing);
            }
        }

        return found;
    }

    private static bool Fits(Listing listing, SearchQuery query, Func<string, bool> isOpen) =>
        listing.Product.Orderable > 0
        && !(listing.Price < query.PriceMin) && !(listing.Price > query.PriceMax)
        && (query.Category is null || listing.Product.Category == query.Category)
        && (query.Sku is null || listing.Product.Sku == query.Sku)
        && isOpen(listing.Product.Shop);

    /// <summary>
    /// Adds what one word of the query finds: each product once, by the best of the words it stands for.
    /// </summary>
    private void Add(string word, int number, Score[] scores, List<int> touched)
    {
        var at = Array.BinarySearch(words, word, StringComparer.Ordinal);
        if (at >= 0)
        {
            Add(postings[at], number, 1, scores, touched);
        }

        if (word.Length < PrefixLengthMin)
        {
            return;
        }

        var end = Math.Min(words.Length, (at >= 0 ? at + 1 : ~at) + PrefixWordsMax);
        for (var longer = at >= 0 ? at + 1 : ~at; longer < end; longer++)
        {
            if (!words[longer].StartsWith(word, StringComparison.Ordinal))
            {
                break;
            }

            Add(postings[longer], number, PrefixDiscount, scores, touched);
        }
    }

    private void Add(Posting[] found, int number, float factor, Score[] scores, List<int> touched)
    {
        var rarity = MathF.Log(1 + ((listings.Length - found.Length + 0.5f) / (found.Length + 0.5f)));
        foreach (var posting in found)
        {
            ref var score = ref scores[posting.Place];
            if (score.Words == 0)
            {
                touched.Add(posting.Place);
            }

            var value = posting.Weight * rarity * factor;
            if (score.Words > 0 && score.Last == number)
            {
                score.Value += MathF.Max(0, value - score.LastValue);
                score.LastValue = MathF.Max(value, score.LastValue);
            }
            else
            {
                score = new Score(score.Words + 1, number, value, score.Value + value);
            }
        }
    }

    /// <summary>How much each word says about a product: most in its name, least in its description.</summary>
    private static void Weigh(Product product, Dictionary<string, float> weights)
    {
        weights.Clear();
        Weigh(product.Name, 3);
        Weigh(product.Category, 2);
        Weigh(product.Brand, 1.5f);
        Weigh(product.Description, 0.5f);
        foreach (var tag in product.Tags)
        {
            Weigh(tag, 1);
        }

        void Weigh(string text, float weight)
        {
            foreach (var word in SearchWords.Of(text))
            {
                weights[word] = weights.GetValueOrDefault(word) + weight;
            }
        }
    }

    private static bool IsNews(Listing before, Listing now) => !ReferenceEquals(before, now)
        && (before.Price != now.Price || before.Product.Orderable > 0 != now.Product.Orderable > 0
            || !before.HasSameWords(now.Product));

    private static Listing ToListing(Product product) => new(product, Shared.Amounts.ToPrice(product.Price).Value);

    private readonly record struct Posting(int Place, float Weight);

    private record struct Score(int Words, int Last, float LastValue, float Value);
}
