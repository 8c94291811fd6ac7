using System.Text;

namespace SkyLink.Automate.Intents;

/// <param name="Value">
/// All features of a kind have a length together that does not depend on the length of the sentence.
/// </param>
internal readonly record struct RequirementFeature(string Name, float Value)
{
    /// <summary>The name of what every sentence has.</summary>
    public const string Constant = "1";

    /// <summary>Of the words as they are, not of what grammar and vocabulary make of them.</summary>
    public bool IsOfWords => Name[0] is 'w' or 'h' || Name == Constant;
}

/// <summary>What a sentence shows of itself, as names with values: grammar first, words last.</summary>
/// <remarks>
/// By prefix: <c>c:</c> classes of <see cref="Vocabulary"/> and counts; <c>f:</c> the frame of subject, modal, verb and
/// object; <c>s:</c> runs of one to four classes; <c>l:</c> runs of one to three base forms, domain words as X;
/// <c>w:</c> words and pairs of words; <c>h:</c> four and five characters in a row; <c>1</c> a constant.
/// </remarks>
internal static class RequirementFeatures
{
    /// <summary>Classes carry over best from one project to the next, so they weigh more.</summary>
    private const float ClassesLength = 1.5F;

    /// <summary>Longer sentences are cut.</summary>
    public const int CharactersMax = 2_000;

    public static IReadOnlyList<RequirementFeature> Of(string sentence)
    {
        var text = sentence.Length > CharactersMax ? sentence[..CharactersMax] : sentence;
        var tagged = TaggedSentence.Of(text);
        var features = new List<RequirementFeature>();
        Add(features, ClassesLength, ClassesOf(tagged));
        Add(features, 1, FrameOf(tagged));
        Add(features, 1, NgramsOf(ShapeOf(tagged), 4, "s"));
        Add(features, 1, NgramsOf(LemmasOf(tagged), 3, "l"));
        Add(features, 1, NgramsOf(WordsOf(tagged), 2, "w"));
        Add(features, 1, CharactersOf(text));
        features.Add(new RequirementFeature(RequirementFeature.Constant, 1));
        return features;
    }

    private static void Add(List<RequirementFeature> features, float length, IEnumerable<string> names)
    {
        var distinct = names.Distinct(StringComparer.Ordinal).ToList();
        var value = distinct.Count == 0 ? 0 : length / MathF.Sqrt(distinct.Count);
        features.AddRange(distinct.Select(name => new RequirementFeature(name, value)));
    }

    private static IEnumerable<string> ClassesOf(TaggedSentence sentence)
    {
        var words = sentence.Words;
        var counts = words.SelectMany(it => it.Classes).GroupBy(it => it, StringComparer.Ordinal)
            .ToDictionary(it => it.Key, it => it.Count(), StringComparer.Ordinal);
        foreach (var (name, count) in counts)
        {
            yield return $"c:{name}";
            if (count > 1)
            {
                yield return $"c:{name}+";
            }

            if (count > 3)
            {
                yield return $"c:{name}++";
            }
        }

        var qualities = counts.Keys.Where(it => it.StartsWith("q.", StringComparison.Ordinal)).ToList();
        yield return $"c:qualities={Math.Min(qualities.Count, 5)}";
        var share = words.Sum(it => it.Classes.Count(name => name.StartsWith("q.", StringComparison.Ordinal)))
            / (double)Math.Max(1, words.Count);
        yield return $"c:quality_share={(int)Math.Min(8, share * 12)}";
        var strange = words.Count(it => !it.IsGeneral) / (double)Math.Max(1, words.Count);
        yield return $"c:domain_share={(int)(strange * 8)}";
        yield return $"c:length={Math.Min(8, words.Count / 6)}";
        yield return $"c:commas={Math.Min(4, words.Count(it => it.Text == ","))}";
        yield return $"c:numbers={Math.Min(3, words.Count(it => it.Text == "#"))}";
        yield return $"c:sentences={Math.Min(3, words.SkipLast(1).Count(it => it.Text == "."))}";
        for (var i = 0; i + 1 < words.Count; i++)
        {
            if (words[i].Text == "#")
            {
                foreach (var name in words[i + 1].Classes)
                {
                    yield return $"c:# {name}";
                }
            }
        }
    }

    /// <summary>Who must do what to what, in which voice.</summary>
    private static IEnumerable<string> FrameOf(TaggedSentence sentence)
    {
        var words = sentence.Words;
        var modal = words.ToList().FindIndex(it => it.Tag == "M");
        if (modal < 0)
        {
            yield return "f:no_modal";
            yield break;
        }

        var subject = KindOf(words.Take(modal).LastOrDefault(it => it.Tag is not ("F" or "." or "RB")));
        yield return $"f:modal={words[modal].Text}";
        yield return $"f:subject={subject}";
        yield return $"f:subject_at={Math.Min(4, modal / 3)}";
        var (kind, at) = VerbOf(words, modal + 1);
        yield return $"f:kind={kind}";
        yield return $"f:{subject} {kind}";
        if (at >= words.Count)
        {
            yield break;
        }

        var verb = words[at];
        var lemma = verb.IsGeneral ? Stems.Of(verb.Text) : "X";
        yield return $"f:{kind} {lemma}";
        yield return $"f:{subject} {kind} {lemma}";
        foreach (var name in verb.Classes)
        {
            yield return $"f:{kind} {name}";
            yield return $"f:{subject} {kind} {name}";
        }

        var target = words.Skip(at + 1).FirstOrDefault(it => it.Tag is not ("F" or "." or "RB"));
        yield return $"f:{lemma} > {KindOf(target)}";
        foreach (var name in verb.Classes)
        {
            yield return $"f:{name} > {KindOf(target)}";
        }

        if (at + 1 < words.Count)
        {
            yield return $"f:{kind} then {(words[at + 1].Tag is "F" or "." ? words[at + 1].Text : words[at + 1].Tag)}";
        }

        // What the user may do: "shall allow the user to …", "shall provide the ability to …".
        for (var i = at + 1; i + 1 < words.Count; i++)
        {
            if (words[i].Text == "to" && words[i + 1].Tag == "VB")
            {
                foreach (var name in words[i + 1].Classes)
                {
                    yield return $"f:{kind} {lemma} to {name}";
                    yield return $"f:to {name}";
                }

                break;
            }
        }
    }

    /// <summary>"be able to" and "be capable of" hide the verb that counts.</summary>
    private static (string Kind, int At) VerbOf(IReadOnlyList<TaggedWord> words, int from)
    {
        var at = from;
        while (at < words.Count && (words[at].Tag == "RB" || words[at].Text is "not" or "also" or "only" or "to"))
        {
            at++;
        }

        if (at + 1 >= words.Count || words[at].Text != "be")
        {
            return ("do", at);
        }

        at++;
        while (at < words.Count && words[at].Tag == "RB")
        {
            at++;
        }

        if (at < words.Count && words[at].Text is "able" or "capable")
        {
            return ("able", Math.Min(words.Count, at + 2));
        }

        return at < words.Count && words[at].Tag == "VBN" ? ("done", at)
            : at < words.Count && words[at].Tag == "F" ? ("be_in", at)
            : ("be", at);
    }

    private static string KindOf(TaggedWord? word) =>
        word is null ? "none" : word.Tag == "#" ? "#" : word.Classes.Count > 0 ? FirstOf(word) : "X";

    private static string FirstOf(TaggedWord word) =>
        word.Tag is "VB" or "VBN" ? word.Classes.FirstOrDefault(TaggedSentence.IsVerb) ?? word.Classes[0]
            : word.Classes.FirstOrDefault(it => !TaggedSentence.IsVerb(it)) ?? word.Classes[0];

    /// <summary>The sentence in classes, domain words as X, runs of them as one.</summary>
    private static List<string> ShapeOf(TaggedSentence sentence) => Collapse(sentence.Words.Select(word =>
        word.Tag is "F" or "M" or "#" or "." ? word.Text
            : word.Classes.Count > 0 ? FirstOf(word)
            : word.Tag is "N" ? "X" : word.Tag));

    /// <summary>The sentence in base forms, domain words as X, runs of them as one.</summary>
    private static List<string> LemmasOf(TaggedSentence sentence) => Collapse(sentence.Words.Select(word =>
        word.Tag is "F" or "M" or "#" or "." ? word.Text : word.Classes.Count > 0 ? Stems.Of(word.Text) : "X"));

    private static List<string> WordsOf(TaggedSentence sentence) =>
        [.. sentence.Words.Where(it => it.Tag != ".").Select(it => Stems.Of(it.Text))];

    private static List<string> Collapse(IEnumerable<string> symbols)
    {
        var collapsed = new List<string> { "^" };
        collapsed.AddRange(symbols.Where(symbol => symbol is not ("a" or "an" or "the")));
        for (var i = collapsed.Count - 1; i > 0; i--)
        {
            if (collapsed[i] == "X" && collapsed[i - 1] == "X")
            {
                collapsed.RemoveAt(i);
            }
        }

        collapsed.Add("$");
        return collapsed;
    }

    private static IEnumerable<string> NgramsOf(List<string> symbols, int longest, string prefix)
    {
        var name = new StringBuilder();
        for (var from = 0; from < symbols.Count; from++)
        {
            name.Clear().Append(prefix).Append(':');
            for (var length = 1; length <= longest && from + length <= symbols.Count; length++)
            {
                name.Append(length == 1 ? "" : " ").Append(symbols[from + length - 1]);
                yield return name.ToString();
            }
        }
    }

    private static IEnumerable<string> CharactersOf(string sentence)
    {
        var text = $" {string.Join(' ', sentence.ToLowerInvariant().Split(
            (char[])[' ', '.', ',', '\n', '\t', '(', ')', ';', ':'], StringSplitOptions.RemoveEmptyEntries))} ";
        for (var length = 4; length <= 5; length++)
        {
            for (var from = 0; from + length <= text.Length; from++)
            {
                yield return string.Concat("h:", text.AsSpan(from, length));
            }
        }
    }
}
