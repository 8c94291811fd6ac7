using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace SkyLink.Automate.Intents;

/// <summary>A word with what grammar and vocabulary say of it.</summary>
/// <param name="Text">In lower case; <c>#</c> for a number.</param>
/// <param name="Tag">
/// F function word, M modal, # number, . punctuation, VB verb after modal or "to", VBN participle after "be", VBG, JJ,
/// RB, N any other word.
/// </param>
/// <param name="Classes">Of <see cref="Vocabulary"/>, empty for domain words.</param>
internal sealed record TaggedWord(string Text, string Tag, IReadOnlyList<string> Classes)
{
    /// <summary>Whether a list of <see cref="Vocabulary"/> has it, or grammar.</summary>
    public bool IsGeneral => Classes.Count > 0 || Tag is "F" or "M" or "#" or ".";

    public bool Is(string name) => Classes.Contains(name, StringComparer.Ordinal);
}

/// <summary>A sentence in words, tagged by a light grammar: word lists, endings, and what stands before.</summary>
internal sealed partial class TaggedSentence
{
    /// <summary>Longer ones are cut: no sentence of a requirement needs more.</summary>
    public const int WordsMax = 200;

    private const int PhraseWordsMax = 4;

    private static readonly FrozenSet<string> Function = Split(Vocabulary.Function).ToFrozenSet();

    private static readonly FrozenSet<string> Modals =
        Split("shall, must, will, should, can, could, may, might, would, need, needs").ToFrozenSet();

    private static readonly FrozenSet<string> Be = Split("be, is, are, was, were, been, being").ToFrozenSet();

    private static readonly FrozenDictionary<string, string[]> Classes = ClassesOf(
        [.. Vocabulary.Verbs, .. Vocabulary.Qualities, .. Vocabulary.Things]);

    private TaggedSentence(IReadOnlyList<TaggedWord> words) => Words = words;

    public IReadOnlyList<TaggedWord> Words { get; }

    public static TaggedSentence Of(string sentence)
    {
        var texts = WordPattern().EnumerateMatches(sentence);
        var words = new List<string>();
        foreach (var match in texts)
        {
            var text = sentence.Substring(match.Index, match.Length).ToLowerInvariant();
            words.Add(char.IsAsciiDigit(text[0]) ? "#" : text);
            if (words.Count == WordsMax)
            {
                break;
            }
        }

        var classes = words.Select(_ => new List<string>()).ToArray();
        for (var from = 0; from < words.Count; from++)
        {
            Classify(words, from, classes);
        }

        var tagged = new List<TaggedWord>(words.Count);
        for (var i = 0; i < words.Count; i++)
        {
            tagged.Add(new TaggedWord(words[i], TagOf(words[i], classes[i], tagged), classes[i]));
        }

        return new TaggedSentence(tagged);
    }

    /// <summary>Gives every word the classes of the phrases that begin here.</summary>
    private static void Classify(List<string> words, int from, List<string>[] classes)
    {
        for (var length = Math.Min(PhraseWordsMax, words.Count - from); length >= 1; length--)
        {
            foreach (var key in length == 1
                ? Stems.BasesOf(words[from])
                : [string.Join(' ', words.Skip(from).Take(length))])
            {
                if (!Classes.TryGetValue(key, out var found))
                {
                    continue;
                }

                for (var i = from; i < from + length; i++)
                {
                    classes[i].AddRange(found.Except(classes[i], StringComparer.Ordinal));
                }

                break;
            }
        }
    }

    private static string TagOf(string word, List<string> classes, List<TaggedWord> before)
    {
        if (word == "#" || !char.IsLetter(word[0]))
        {
            return word is "#" ? "#" : ".";
        }

        if (Modals.Contains(word))
        {
            return "M";
        }

        if (Function.Contains(word))
        {
            return "F";
        }

        var last = before.FindLastIndex(it => it.Tag != "RB" && it.Text is not ("not" or "also" or "only" or "be"));
        var previous = last < 0 ? null : before[last];
        var isAfterBe = before.Count > 0 && Be.Contains(before.FindLast(it => it.Tag != "RB")?.Text ?? "");
        var isParticiple = word.EndsWith("ed", StringComparison.Ordinal)
            || word is "shown" or "sent" or "built" or "written" or "made" or "kept" or "given" or "set" or "found"
                or "held" or "taken" or "done" or "run" or "read" or "seen" or "used" or "lost" or "met" or "chosen";
        return word.EndsWith("ly", StringComparison.Ordinal) ? "RB"
            : isParticiple && isAfterBe ? "VBN"
            : previous is { Tag: "M" } && !isAfterBe ? "VB"
            : previous is { Text: "to" } && before.Count > 0 && before[^1].Text != "be"
                && classes.Exists(IsVerb) ? "VB"
            : isAfterBe || HasAdjectiveEnding(word) ? "JJ"
            : word.EndsWith("ing", StringComparison.Ordinal) ? "VBG"
            : isParticiple ? "VBD"
            : "N";
    }

    /// <summary>Whether a word has a place in grammar alone, and so says nothing by itself.</summary>
    public static bool IsFunction(string word) => Function.Contains(word) || Modals.Contains(word) || word == "#";

    public static bool IsVerb(string name) => VerbClasses.Contains(name);

    private static readonly FrozenSet<string> VerbClasses = Vocabulary.Verbs.Select(it => it.Class).ToFrozenSet();

    private static bool HasAdjectiveEnding(string word) =>
        word.Length > 5 && (word.EndsWith("able", StringComparison.Ordinal)
            || word.EndsWith("ible", StringComparison.Ordinal) || word.EndsWith("ive", StringComparison.Ordinal)
            || word.EndsWith("ous", StringComparison.Ordinal) || word.EndsWith("ful", StringComparison.Ordinal)
            || word.EndsWith("less", StringComparison.Ordinal) || word.EndsWith("ic", StringComparison.Ordinal)
            || word.EndsWith("al", StringComparison.Ordinal) || word.EndsWith("ant", StringComparison.Ordinal)
            || word.EndsWith("ent", StringComparison.Ordinal));

    private static FrozenDictionary<string, string[]> ClassesOf((string Class, string Words)[] lists) =>
        lists.SelectMany(list => Split(list.Words).Select(word => (word, list.Class)))
            .GroupBy(it => it.word, StringComparer.Ordinal)
            .ToFrozenDictionary(it => it.Key, it => it.Select(pair => pair.Class).Distinct().ToArray());

    private static IEnumerable<string> Split(string words) =>
        words.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(word => word.Replace('-', ' '));

    [GeneratedRegex(@"[A-Za-z]+|[0-9]+(?:[.,:][0-9]+)*|%|[.,;:()!?/]", RegexOptions.None, 1_000)]
    private static partial Regex WordPattern();
}
