namespace SkyLink.Automate.Intents;

/// <param name="Label">The likeliest on the side of <see cref="IsFunctional"/>.</param>
/// <param name="Functional">How likely the sentence says what the system does, from 0 to 1.</param>
/// <param name="Probability">Of the label, among all twelve.</param>
/// <param name="Reasons">What spoke most for the label, strongest first.</param>
internal sealed record ClassifiedRequirement(
    RequirementLabel Label, double Functional, double Probability, IReadOnlyList<ClassificationReason> Reasons)
{
    public bool IsFunctional => Label == RequirementLabel.Functional;

    public QualityCharacteristic Characteristic => RequirementLabels.CharacteristicOf(Label);
}

/// <param name="What">For people: "speaks of security", "the words 'only authorised'".</param>
/// <param name="Weight">What it added to the score of the label, above what it added to the others on average.</param>
internal sealed record ClassificationReason(string What, double Weight);

/// <summary>Tells what a requirement is about, without asking anybody: a linear model over grammar and words.</summary>
internal sealed class RequirementClassifier(RequirementModel model)
{
    private const string File = "requirements.model";

    private const int ReasonsMax = 5;

    private static readonly RequirementLabel[] Labels = Enum.GetValues<RequirementLabel>();

    private static readonly Lazy<RequirementClassifier> Shipped = new(Load);

    /// <summary>With the model that is part of the program.</summary>
    public static RequirementClassifier Embedded => Shipped.Value;

    public RequirementModel Model => model;

    public ClassifiedRequirement Classify(string sentence)
    {
        var features = RequirementFeatures.Of(sentence);
        var probabilities = ProbabilitiesOf(features);
        var functional = probabilities[(int)RequirementLabel.Functional];
        var label = LabelOf(probabilities);
        return new ClassifiedRequirement(
            label, functional, probabilities[(int)label], [.. ReasonsFor(label, features).Take(ReasonsMax)]);
    }

    /// <summary>How likely each label is; they add up to one.</summary>
    public double[] ProbabilitiesOf(IReadOnlyList<RequirementFeature> features)
    {
        var scores = model.Score(features);
        var highest = scores.Max();
        double[] powers = [.. scores.Select(score => Math.Exp(score - highest))];
        var sum = powers.Sum();
        return [.. powers.Select(power => power / sum)];
    }

    /// <summary>Functional where that is likelier than all qualities together, else the likeliest quality.</summary>
    public static RequirementLabel LabelOf(double[] probabilities) =>
        probabilities[(int)RequirementLabel.Functional] >= 0.5
            ? RequirementLabel.Functional
            : Labels.Where(label => label != RequirementLabel.Functional).MaxBy(label => probabilities[(int)label]);

    private List<ClassificationReason> ReasonsFor(RequirementLabel label, IReadOnlyList<RequirementFeature> features) =>
    [
        .. features
            .Select(feature => (What: FeatureWording.Of(feature.Name), Weight: AdvantageOf(feature, label)))
            .Where(it => it is { What: not null, Weight: > 0 })
            .GroupBy(it => it.What!, StringComparer.Ordinal)
            .Select(same => new ClassificationReason(same.Key, same.Sum(it => it.Weight)))
            .OrderByDescending(reason => reason.Weight)
            .ThenBy(reason => reason.What, StringComparer.Ordinal),
    ];

    private double AdvantageOf(RequirementFeature feature, RequirementLabel label) =>
        model.WeightOf(feature, label)
        - Labels.Where(it => it != label).Average(it => model.WeightOf(feature, it));

    private static RequirementClassifier Load()
    {
        using var stream = typeof(RequirementClassifier).Assembly.GetManifestResourceStream(File)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return RequirementModel.TryRead(bytes, out var model)
            ? new RequirementClassifier(model)
            : throw new InvalidOperationException($"{File} is not a model of this version.");
    }
}
