using System.Text.RegularExpressions;
using SkyLink.Automate.Intents;

#pragma warning disable CA5394 // Seeded on purpose: the same folds in each run.

namespace SkyLink.Benchmarks.Intents;

/// <param name="Truth">As labelled.</param>
/// <param name="Said">By a model that has seen neither the sentence nor one like it.</param>
/// <param name="SaidQuality">The likeliest quality but portability, which sets are not compared by.</param>
/// <param name="Functional">From 0 to 1.</param>
internal sealed record Judgement(
    LabelledRequirement Requirement, RequirementLabel Said, RequirementLabel SaidQuality, double Functional)
{
    public RequirementLabel Truth => Requirement.Label;
}

/// <summary>
/// Trains on a part of a set and judges the rest, part by part, until each sentence is judged once. What is trained on
/// beside the set never holds a sentence like one that is judged.
/// </summary>
internal sealed partial class RequirementEvaluation
{
    private const int ShingleWords = 5;

    private const int Folds = 10;

    private readonly IReadOnlyList<LabelledRequirement> set;
    private readonly IReadOnlyList<LabelledRequirement> beside;
    private readonly IReadOnlyList<RequirementFeature>[] features;
    private readonly HashSet<string>[] shingles;

    /// <param name="beside">More to train on; judged never.</param>
    public RequirementEvaluation(
        IReadOnlyList<LabelledRequirement> set, IReadOnlyList<LabelledRequirement> beside)
    {
        (this.set, this.beside) = (set, beside);
        features = [.. set.Concat(beside).Select(it => RequirementFeatures.Of(it.Text))];
        shingles = [.. set.Concat(beside).Select(it => ShinglesOf(it.Text))];
    }

    /// <summary>One project at a time is judged, after training on the others.</summary>
    public IReadOnlyList<Judgement> ByProject() => Judge([.. Enumerable.Range(0, set.Count)
        .GroupBy(i => set[i].Project, StringComparer.Ordinal).Select(project => project.ToList())]);

    /// <summary>A tenth at a time, each with as much of every label.</summary>
    public IReadOnlyList<Judgement> TenFold(int seed)
    {
        var shuffled = new Random(seed);
        var folds = Enumerable.Range(0, Folds).Select(_ => new List<int>()).ToList();
        var next = 0;
        foreach (var label in Enumerable.Range(0, set.Count).GroupBy(i => set[i].Label).OrderBy(it => it.Key))
        {
            foreach (var i in label.OrderBy(_ => shuffled.Next()).ToList())
            {
                folds[next++ % Folds].Add(i);
            }
        }

        return Judge(folds);
    }

    /// <summary>The same, by words alone, functional against the rest: what everybody tries first.</summary>
    public IReadOnlyList<(bool IsFunctional, bool IsSaid)> PlainByProject() =>
    [
        .. set.Select(it => it.Project).Distinct(StringComparer.Ordinal).SelectMany(project =>
        {
            var isTrained = Enumerable.Range(0, set.Count).ToLookup(i => set[i].Project != project);
            var ids = isTrained[true].SelectMany(i => features[i]).Where(it => it.IsOfWords).Select(it => it.Name)
                .Distinct(StringComparer.Ordinal).Index()
                .ToDictionary(it => it.Item, it => it.Index, StringComparer.Ordinal);
            var weights = LogisticRegression.Train(
                [.. isTrained[true].Select(i => RowOf(features[i], ids))],
                [.. isTrained[true].Select(i => set[i].Label == RequirementLabel.Functional)],
                [.. isTrained[true].Select(_ => 30.0)], ids.Count, sweeps: 30);
            return isTrained[false].Select(i => (
                set[i].Label == RequirementLabel.Functional, RowOf(features[i], ids).Dot(weights) > 0));
        }),
    ];

    private static SparseRow RowOf(IReadOnlyList<RequirementFeature> features, Dictionary<string, int> ids)
    {
        var known = features.Where(it => ids.ContainsKey(it.Name)).ToList();
        return new SparseRow([.. known.Select(it => ids[it.Name])], [.. known.Select(it => it.Value)]);
    }

    private List<Judgement> Judge(List<List<int>> folds)
    {
        var judged = new List<Judgement>(set.Count);
        foreach (var fold in folds)
        {
            var held = fold.ToHashSet();
            var trained = Enumerable.Range(0, set.Count).Where(i => !held.Contains(i))
                .Concat(Enumerable.Range(set.Count, beside.Count).Where(i => !fold.Exists(j => AreAlike(i, j))))
                .ToList();
            var model = RequirementTrainer.Train(
                [.. trained.Select(i => i < set.Count ? set[i] : beside[i - set.Count])],
                [.. trained.Select(i => features[i])]);
            var classifier = new RequirementClassifier(model);
            judged.AddRange(fold.Select(i => JudgementOf(set[i], classifier.ProbabilitiesOf(features[i]))));
        }

        return judged;
    }

    private static Judgement JudgementOf(LabelledRequirement requirement, double[] probabilities) => new(
        requirement, RequirementClassifier.LabelOf(probabilities),
        Enum.GetValues<RequirementLabel>()
            .Where(label => label is not (RequirementLabel.Functional or RequirementLabel.Portability))
            .MaxBy(label => probabilities[(int)label]),
        probabilities[(int)RequirementLabel.Functional]);

    /// <summary>Half of the shorter one's runs of five words are in the other.</summary>
    private bool AreAlike(int one, int other) =>
        2 * shingles[one].Count(shingles[other].Contains) >= Math.Min(shingles[one].Count, shingles[other].Count);

    private static HashSet<string> ShinglesOf(string text)
    {
        string[] words = [.. Word().Matches(text.ToLowerInvariant()).Select(it => it.Value)];
        return words.Length < ShingleWords
            ? [string.Join(' ', words)]
            : [.. Enumerable.Range(0, words.Length - ShingleWords + 1)
                .Select(from => string.Join(' ', words[from..(from + ShingleWords)]))];
    }

    [GeneratedRegex("[a-z0-9]+", RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
