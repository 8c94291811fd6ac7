using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace SkyLink.Trade.Shared;

/// <summary>
/// Cuts text into the words that products are found by: lower case, no accents, plurals folded. Pure.
/// </summary>
internal static class SearchWords
{
    private const int WordsMax = 200;
    private const int WordLengthMax = 40;

    /// <summary>Words that say how somebody asks, not what for.</summary>
    private static readonly FrozenSet<string> Silent = new[]
    {
        "a", "an", "and", "any", "around", "at", "below", "best", "buy", "by", "can", "cheap", "close", "deliver",
        "delivery", "find", "for", "from", "get", "give", "good", "here", "i", "in", "is", "it", "less", "looking",
        "me", "my", "near", "nearby", "nearest", "need", "of", "off", "on", "or", "order", "please", "shop", "show",
        "some", "store", "than", "the", "to", "today", "tonight", "tomorrow", "under", "want", "where", "with",
        "within",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The words of a product's text, in order, silent ones left out.</summary>
    public static IEnumerable<string> Of(string text) =>
        Split(text).Where(word => !Silent.Contains(word)).Select(Fold).Take(WordsMax);

    /// <summary>Lower case, letters and digits only, accents gone; not folded.</summary>
    public static IEnumerable<string> Split(string text)
    {
        var word = new StringBuilder();
        foreach (var letter in text.Normalize(NormalizationForm.FormD))
        {
            if (char.IsLetterOrDigit(letter))
            {
                if (word.Length < WordLengthMax)
                {
                    word.Append(char.ToLowerInvariant(letter));
                }
            }
            else if (word.Length > 0 && letter != '\''
                && CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark)
            {
                yield return word.ToString();
                word.Clear();
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }

    /// <summary>Folds English plurals: biscuits, berries, boxes, tomatoes. Short words and numbers stay.</summary>
    public static string Fold(string word)
    {
        if (word.Length <= 3 || !word.EndsWith('s') || word.EndsWith("ss", StringComparison.Ordinal)
            || word.EndsWith("us", StringComparison.Ordinal) || word.EndsWith("is", StringComparison.Ordinal))
        {
            return word;
        }

        return word switch
        {
            [.. var stem, 'i', 'e', 's'] when stem.Length > 1 => $"{stem}y",
            [.. var stem, 'o', 'e', 's'] => $"{stem}o",
            [.. var stem, 'e', 's'] when EndsHissing(stem) => stem,
            _ => word[..^1],
        };
    }

    private static bool EndsHissing(string stem) => stem.EndsWith('x') || stem.EndsWith('z')
        || stem.EndsWith("ch", StringComparison.Ordinal) || stem.EndsWith("sh", StringComparison.Ordinal)
        || stem.EndsWith("ss", StringComparison.Ordinal);
}

/// <summary>What a person's phrase means: words to look for, and the limits said in words.</summary>
/// <param name="PriceMax">Of "under 150 rupees".</param>
/// <param name="WithinKm">Of "within 5 km".</param>
internal sealed record SearchPhrase(IReadOnlyList<string> Words, decimal? PriceMax, decimal? WithinKm)
{
    private const int WordsMax = 12;

    private static readonly string[] PriceHeads = ["under", "below"];
    private static readonly string[] DistanceHeads = ["within", "under"];

    private static readonly FrozenSet<string> Kilometres =
        new[] { "km", "kilometre", "kilometres" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Money = new[] { "rs", "rupee", "rupees", "pkr", "inr", "usd", "dollars",
    "eur", "euros" }
        .ToFrozenSet(StringComparer.Ordinal);

    public static SearchPhrase Parse(string? text)
    {
        var words = SearchWords.Split(text ?? "").ToList();
        var price = TakeLimit(words, PriceHeads, Money, needsUnit: false);
        var distance = TakeLimit(words, DistanceHeads, Kilometres, needsUnit: true);
        return new SearchPhrase(
            [.. SearchWords.Of(string.Join(' ', words)).Distinct(StringComparer.Ordinal).Take(
                WordsMax)], price, distance);
    }

    /// <summary>Takes "under 150 rupees" out of the words.</summary>
    private static decimal? TakeLimit(List<string> words, string[] heads, FrozenSet<string> units, bool needsUnit)
    {
        for (var at = 0; at + 1 < words.Count; at++)
        {
            if (!heads.Contains(words[at], StringComparer.Ordinal))
            {
                continue;
            }

            var number = units.Contains(words[at + 1]) && at + 2 < words.Count ? at + 2 : at + 1;
            var isUnitAfter = number + 1 < words.Count && units.Contains(words[number + 1]);
            var isUnitBefore = number == at + 2;
            var isForeignUnit = !needsUnit && !isUnitAfter && !isUnitBefore && number + 1 < words.Count
                && words[number + 1] is "km" or "g" or "kg" or "ml" or "l";
            if (decimal.TryParse(words[number], NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
                && (isUnitAfter || isUnitBefore || !needsUnit) && !isForeignUnit)
            {
                words.RemoveRange(at, number - at + (isUnitAfter ? 2 : 1));
                return limit;
            }
        }

        return null;
    }
}
