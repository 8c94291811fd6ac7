using SkyLink.Automate.Intents;

namespace SkyLink.Benchmarks.Intents;

/// <summary>The harmonic mean of precision and recall, over all judgements together.</summary>
internal static class F1
{
    public static double Of<T>(IEnumerable<T> judged, Func<T, bool> isTrue, Func<T, bool> isSaid)
    {
        var (right, missed, wrong) = (0, 0, 0);
        foreach (var it in judged)
        {
            right += isTrue(it) && isSaid(it) ? 1 : 0;
            missed += isTrue(it) && !isSaid(it) ? 1 : 0;
            wrong += !isTrue(it) && isSaid(it) ? 1 : 0;
        }

        return right == 0 ? 0 : 2.0 * right / (2 * right + missed + wrong);
    }

    public static double OfFunctional(IReadOnlyList<Judgement> judged) => Of(
        judged, it => it.Truth == RequirementLabel.Functional, it => it.Said == RequirementLabel.Functional);

    public static double OfQuality(IReadOnlyList<Judgement> judged) => Of(
        judged, it => it.Truth != RequirementLabel.Functional, it => it.Said != RequirementLabel.Functional);

    /// <summary>Of each of the ten qualities, among sentences that are of one of them.</summary>
    public static IReadOnlyList<(RequirementLabel Label, int Count, double F1)> OfEachQuality(
        IReadOnlyList<Judgement> judged)
    {
        var qualities = judged
            .Where(it => it.Truth is not (RequirementLabel.Functional or RequirementLabel.Portability)).ToList();
        return
        [
            .. qualities.CountBy(it => it.Truth).OrderBy(it => it.Key).Select(it => (it.Key, it.Value, Of(
                qualities, judgement => judgement.Truth == it.Key, judgement => judgement.SaidQuality == it.Key))),
        ];
    }

    /// <summary>By how many sentences each quality has, as published results are.</summary>
    public static double Weighted(IReadOnlyList<(RequirementLabel Label, int Count, double F1)> each) =>
        each.Sum(it => it.Count * it.F1) / each.Sum(it => it.Count);
}
