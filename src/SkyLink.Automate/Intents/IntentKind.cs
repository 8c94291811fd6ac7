namespace SkyLink.Automate.Intents;

/// <summary>What somebody wants done.</summary>
internal enum IntentKind
{
    FeatureRequest,
    BugFix,
    Refactoring,
    Documentation,
    Testing,
    Deployment,
    Configuration,
    Research,

    /// <summary>Nothing in the text says.</summary>
    Unknown,
}

/// <param name="Confidence">From 0 to 1, of the kind among all nine.</param>
/// <param name="Cues">The words that spoke for the kind, in the order of <see cref="IntentCues"/>.</param>
internal sealed record RecognizedIntent(IntentKind Kind, double Confidence, IReadOnlyList<string> Cues)
{
    /// <summary>How far into a text the word stands that says what is wanted: "Please could you fix …".</summary>
    private const int OpeningWords = 6;

    /// <summary>A cue in the opening counts as much as three elsewhere.</summary>
    private const double OpeningWeight = 3;

    /// <summary>A requirement in the text speaks for a feature as a cue does; no more than these count.</summary>
    private const int RequirementsMax = 3;

    /// <summary>What the other kinds must outweigh.</summary>
    private const double UnknownScore = 0.9;

    /// <summary>By rules: cues of each kind, where they stand, and how much the text asks for.</summary>
    public static RecognizedIntent Of(string text)
    {
        var sentences = SentenceSplitter.Split(text);
        var words = string.Join(' ', sentences.Select(it => it.Text)).ToLowerInvariant()
            .Split(Separators, StringSplitOptions.RemoveEmptyEntries).Select(Stems.Of).ToList();
        var said = $" {string.Join(' ', words)} ";
        var opening = $" {string.Join(' ', words.Take(OpeningWords))} ";
        var scores = new double[Enum.GetValues<IntentKind>().Length];
        scores[(int)IntentKind.Unknown] = UnknownScore;
        scores[(int)IntentKind.FeatureRequest] = Math.Min(RequirementsMax, sentences.Count(
            it => it.Form is SentenceForm.Modal or SentenceForm.UserStory or SentenceForm.Wish));
        var found = IntentCues.All.Where(cue => said.Contains(cue.Stems, StringComparison.Ordinal)).ToList();
        foreach (var cue in found)
        {
            scores[(int)cue.Kind] += opening.Contains(cue.Stems, StringComparison.Ordinal) ? OpeningWeight : 1;
        }

        var kind = Enum.GetValues<IntentKind>().MaxBy(it => scores[(int)it]);
        var confidence = Math.Exp(scores[(int)kind]) / scores.Sum(Math.Exp);
        return new RecognizedIntent(
            kind, confidence, [.. found.Where(cue => cue.Kind == kind).Select(cue => cue.Words)]);
    }

    private static readonly char[] Separators =
        [' ', '.', ',', ';', ':', '!', '?', '(', ')', '"', '\'', '’', '/', '-', '\t', '\n'];
}
