using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace SkyLink.Automate.Intents;

/// <summary>Tells requirements from what stands around them, by how they are said.</summary>
internal static partial class SentenceForms
{
    /// <summary>How far into a sentence its subject and its verb are looked for, in words.</summary>
    private const int Reach = 7;

    private static readonly FrozenSet<string> Acting =
        Vocabulary.Verbs.Select(it => it.Class).ToFrozenSet(StringComparer.Ordinal);

    /// <param name="isItem">Whether it is an item of a list: those may begin with their verb.</param>
    public static SentenceForm Of(string sentence, bool isItem)
    {
        if (Story().IsMatch(sentence))
        {
            return SentenceForm.UserStory;
        }

        if (Wish().IsMatch(sentence))
        {
            return SentenceForm.Wish;
        }

        var words = TaggedSentence.Of(sentence).Words;
        if (words.Any(it => it.Tag == "M") || Obligation().IsMatch(sentence))
        {
            return SentenceForm.Modal;
        }

        if (words.Count > 1 && isItem && words[0].Classes.Any(Acting.Contains)
            && !words[0].Text.EndsWith("ing", StringComparison.Ordinal))
        {
            return SentenceForm.Imperative;
        }

        var subject = words.Take(Reach).ToList().FindIndex(it => it.Is("USER") || it.Is("SYSTEM"));
        return subject >= 0 && words.Skip(subject + 1).Take(Reach)
            .Any(it => it.Tag is "N" or "VBN" && it.Classes.Any(Acting.Contains))
            ? SentenceForm.Description
            : SentenceForm.Statement;
    }

    /// <summary>Whether a verb must follow: "The system shall", "Users must be able to".</summary>
    public static bool EndsInModal(string lead) => OpenModal().IsMatch(lead);

    [GeneratedRegex(
        @"^\W*as an? .{1,200}?\b(i|we) (want|need|would like|can|should|wish|must|am able)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Story();

    [GeneratedRegex(
        @"\b(i|we|they|you|clients?|customers?|users?) (also )?(wants?|needs?|would like|'d like|wish|wishes|expect)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Wish();

    [GeneratedRegex(
        @"\b(has to|have to|is to be|are to be|is required|are required|is able to|are able to)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Obligation();

    [GeneratedRegex(
        @"\b(shall|must|should|will|can|may|able to|has to|have to|want to|needs? to)( also| be able to)?$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex OpenModal();
}
