using System.Collections.Concurrent;
using SkyLink.Beckn;

namespace SkyLink.Trade.Routing;

/// <summary>
/// What is known of one seller's goods, by their words. Generous, because a wrong no costs the seller a customer: a
/// word also finds longer and shorter forms of itself and, where it finds nothing, words that differ by a slip.
/// </summary>
internal sealed class SellerShelf
{
    private const int StemMin = 3;
    private const int SlipMin = 4;
    private const int TwoSlipsMin = 8;
    private const int RememberedMax = 500;

    private readonly IReadOnlyList<IndexedOffer> offers;
    private readonly Dictionary<string, List<int>> byWord;
    private readonly string[] words;
    private readonly List<int> ofAnyWord = [];
    private readonly Dictionary<(string Provider, string Item), int> places;
    private readonly ConcurrentDictionary<string, string[]> slips = new(StringComparer.Ordinal);

    public SellerShelf(IReadOnlyList<IndexedOffer> offers)
    {
        this.offers = offers;
        byWord = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        places = new Dictionary<(string Provider, string Item), int>(offers.Count);
        for (var place = 0; place < offers.Count; place++)
        {
            places[offers[place].Key] = place;
            if (offers[place].Words.Count == 0)
            {
                ofAnyWord.Add(place);
            }

            foreach (var word in offers[place].Words)
            {
                if (!byWord.TryGetValue(word, out var holders))
                {
                    byWord.Add(word, holders = []);
                }

                holders.Add(place);
            }
        }

        words = [.. byWord.Keys.Order(StringComparer.Ordinal)];
    }

    public static SellerShelf Empty { get; } = new([]);

    public int Count => offers.Count;

    /// <summary>Whether it knows this offer just so.</summary>
    public bool Holds(IndexedOffer offer) => places.TryGetValue(offer.Key, out var place)
        && offers[place] is var known && known with { Words = offer.Words } == offer
        && known.Words.SequenceEqual(offer.Words);

    /// <summary>
    /// Whether anything on it may be meant: fits the limits, and shares a word with what is looked for.
    /// </summary>
    public bool MayHave(IReadOnlyList<string> lookedFor, Intent intent) =>
        lookedFor.Count == 0
            ? offers.Any(offer => offer.MayFit(intent))
            : ofAnyWord.Exists(place => offers[place].MayFit(intent))
                || lookedFor.Any(word => PlacesOf(word).Any(place => offers[place].MayFit(intent)));

    /// <summary>What fits, those with most of the words first.</summary>
    public IEnumerable<(IndexedOffer Offer, int Words)> Find(IReadOnlyList<string> lookedFor, Intent intent)
    {
        if (lookedFor.Count == 0)
        {
            return offers.Where(offer => offer.MayFit(intent)).Select(offer => (offer, 0));
        }

        return lookedFor.SelectMany(word => PlacesOf(word).Distinct())
            .CountBy(place => place)
            .Where(found => offers[found.Key].MayFit(intent))
            .OrderByDescending(found => found.Value).ThenBy(found => found.Key)
            .Select(found => (offers[found.Key], found.Value));
    }

    private IEnumerable<int> PlacesOf(string word)
    {
        var isFound = false;
        foreach (var form in Forms(word))
        {
            isFound = true;
            foreach (var place in byWord[form])
            {
                yield return place;
            }
        }

        if (!isFound)
        {
            foreach (var place in Slips(word).SelectMany(near => byWord[near]))
            {
                yield return place;
            }
        }
    }

    /// <summary>The word itself, the words that begin with it, and those that it begins with.</summary>
    private IEnumerable<string> Forms(string word)
    {
        for (var length = StemMin; length < word.Length; length++)
        {
            if (byWord.ContainsKey(word[..length]))
            {
                yield return word[..length];
            }
        }

        var at = Array.BinarySearch(words, word, StringComparer.Ordinal);
        if (at >= 0)
        {
            yield return word;
        }

        for (var next = at >= 0 ? at + 1 : ~at; word.Length >= StemMin && next < words.Length
            && words[next].StartsWith(word, StringComparison.Ordinal); next++)
        {
            yield return words[next];
        }
    }

    /// <summary>Looks through all words, so the answers for what people misspell are remembered.</summary>
    private string[] Slips(string word)
    {
        if (word.Length < SlipMin)
        {
            return [];
        }

        if (slips.TryGetValue(word, out var known))
        {
            return known;
        }

        var most = word.Length >= TwoSlipsMin ? 2 : 1;
        var found = words.Where(it => it.Length >= SlipMin && EditDistance.IsWithin(word, it, most)).ToArray();
        if (slips.Count < RememberedMax)
        {
            slips.TryAdd(word, found);
        }

        return found;
    }
}
