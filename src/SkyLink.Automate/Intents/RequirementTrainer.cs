namespace SkyLink.Automate.Intents;

/// <summary>
/// Trains the model: for each label one against the rest, errors on rare labels as dear as on frequent ones, once on
/// all features and once on words alone, and the mean of both. Grammar carries over to projects that nobody has seen,
/// words are better where the project is known; each errs where the other does not.
/// </summary>
/// <remarks>The numbers below are fixed once for all; no fold chooses them.</remarks>
internal static class RequirementTrainer
{
    /// <summary>What an error costs against the size of the weights.</summary>
    private const double CostOfAll = 3;

    private const double CostOfWords = 30;

    /// <summary>A feature of one sentence teaches nothing about the next.</summary>
    private const int SentencesMin = 2;

    private const int Sweeps = 20;

    /// <summary>The score of a label without examples: nothing outweighs it.</summary>
    private const double NeverSaid = -20;

    public static RequirementModel Train(IReadOnlyList<LabelledRequirement> examples) =>
        Train(examples, [.. examples.Select(example => RequirementFeatures.Of(example.Text))]);

    /// <param name="features">Of each example: whoever trains on many parts of one set finds them once.</param>
    public static RequirementModel Train(
        IReadOnlyList<LabelledRequirement> examples, IReadOnlyList<IReadOnlyList<RequirementFeature>> features)
    {
        var all = WeightsOf(examples, features, CostOfAll);
        var words = WeightsOf(
            examples, [.. features.Select(it => it.Where(feature => feature.IsOfWords).ToList())], CostOfWords);
        foreach (var (key, weights) in all)
        {
            var others = words.GetValueOrDefault(key);
            for (var label = 0; label < weights.Length; label++)
            {
                weights[label] = (weights[label] + (others?[label] ?? 0)) / 2;
            }
        }

        return RequirementModel.Of(all);
    }

    private static Dictionary<uint, double[]> WeightsOf(
        IReadOnlyList<LabelledRequirement> examples, IReadOnlyList<IReadOnlyList<RequirementFeature>> features,
        double cost)
    {
        uint[] keys = [.. features
            .SelectMany(it => it.Select(feature => RequirementModel.KeyOf(feature.Name)).Distinct())
            .CountBy(key => key).Where(it => it.Value >= SentencesMin).Select(it => it.Key).Order()];
        var rows = features.Select(it => RowOf(it, keys)).ToList();
        var weights = keys.ToDictionary(key => key, _ => new double[RequirementLabels.Count]);
        foreach (var label in Enum.GetValues<RequirementLabel>())
        {
            var isLabel = examples.Select(example => example.Label == label).ToList();
            var count = isLabel.Count(it => it);
            if (count == 0)
            {
                weights[RequirementModel.KeyOf(RequirementFeature.Constant)][(int)label] = NeverSaid;
                continue;
            }

            var (own, other) = (examples.Count / (2.0 * count), examples.Count / (2.0 * (examples.Count - count)));
            var costs = isLabel.Select(it => cost * (it ? own : other)).ToList();
            var found = LogisticRegression.Train(rows, isLabel, costs, keys.Length, Sweeps);
            for (var i = 0; i < keys.Length; i++)
            {
                weights[keys[i]][(int)label] = found[i];
            }
        }

        return weights;
    }

    private static SparseRow RowOf(IReadOnlyList<RequirementFeature> features, uint[] keys)
    {
        var known = features.Select(it => (At: Array.BinarySearch(keys, RequirementModel.KeyOf(it.Name)), it.Value))
            .Where(it => it.At >= 0).OrderBy(it => it.At).ToList();
        return new SparseRow([.. known.Select(it => it.At)], [.. known.Select(it => it.Value)]);
    }
}
