using System.Runtime.CompilerServices;
using SkyLink.Automate.Intents;
using SkyLink.Benchmarks.Measuring;

namespace SkyLink.Benchmarks.Intents;

/// <summary>How well requirements are told apart on the public set tera-PROMISE, and how long a page takes.</summary>
internal sealed class IntentsArea : IArea
{
    private const string Set = "requirements/tera-promise-nfr.csv";

    private const int PageCharacters = 3_000;

    public string Name => "intents";

    public async IAsyncEnumerable<Figure> MeasureAsync(
        BenchOptions options, [EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return Page(options);
        if (await ReadAsync(cancellation) is not { } set)
        {
            await Console.Error.WriteLineAsync($"{Set} is neither in SKYLINK_TEST_DATA nor in ../shared/data.");
            yield break;
        }

        var (own, alone) = (
            new RequirementEvaluation(set, LabelledRequirement.OwnExamples), new RequirementEvaluation(set, []));
        if (options.Wants(Name, "f_f1_lopo") || options.Wants(Name, "nfr_f1_lopo")
            || options.Wants(Name, "subclass_f1_lopo"))
        {
            foreach (var figure in ByProject(own, alone))
            {
                yield return figure;
            }
        }

        if (options.Wants(Name, "f_f1_10fold") || options.Wants(Name, "nfr_f1_10fold")
            || options.Wants(Name, "subclass_f1_10fold"))
        {
            foreach (var figure in TenFold(own, alone))
            {
                yield return figure;
            }
        }
    }

    private static IEnumerable<Figure> ByProject(RequirementEvaluation own, RequirementEvaluation alone)
    {
        var (judged, bare, plain) = (own.ByProject(), alone.ByProject(), own.PlainByProject());
        var plainF = F1.Of(plain, it => it.IsFunctional, it => it.IsSaid);
        var plainN = F1.Of(plain, it => !it.IsFunctional, it => !it.IsSaid);
        var unseen = judged.Where(it => IsUnseen(it.Requirement.Project)).ToList();
        yield return new Figure("intents", "f_f1_lopo", F1.OfFunctional(judged), "F1", Target.AtLeast(0.82),
            new Peer("words alone (NoRBERT, p-fold: .91, by its authors about .05 too high)", plainF),
            $"leave one project out, pooled; without our own examples {F1.OfFunctional(bare):0.000}; "
            + $"on the seven projects whose sentences were not read {F1.OfFunctional(unseen):0.000}");
        yield return new Figure("intents", "nfr_f1_lopo", F1.OfQuality(judged), "F1", Target.AtLeast(0.86),
            new Peer("words alone (NoRBERT, p-fold: .94, by its authors about .05 too high)", plainN),
            $"likewise; {F1.OfQuality(bare):0.000}; {F1.OfQuality(unseen):0.000}");
        yield return Subclasses(
            "subclass_f1_lopo", judged, bare, 0.68, "NoRBERT, p-fold: .73–.76, by its authors about .05 too high");
    }

    private static IEnumerable<Figure> TenFold(RequirementEvaluation own, RequirementEvaluation alone)
    {
        var runs = Enumerable.Range(0, BenchOptions.Runs).Select(own.TenFold).ToList();
        var bare = Enumerable.Range(0, BenchOptions.Runs).Select(alone.TenFold).ToList();
        var (f, n) = (runs.Select(F1.OfFunctional).Order().ToList(), runs.Select(F1.OfQuality).Order().ToList());
        yield return new Figure("intents", "f_f1_10fold", f[1], "F1", Target.AtLeast(0.90),
            new Peer("NoRBERT, 10-fold: .90", Value: null),
            $"ten folds, pooled, {runs.Count} shuffles {f[0]:0.000}–{f[^1]:0.000}; "
            + $"without our own examples {bare.Average(F1.OfFunctional):0.000}");
        yield return new Figure("intents", "nfr_f1_10fold", n[1], "F1", Target.AtLeast(0.93),
            new Peer("NoRBERT, 10-fold: .93", Value: null),
            $"likewise {n[0]:0.000}–{n[^1]:0.000}; {bare.Average(F1.OfQuality):0.000}");
        yield return Subclasses("subclass_f1_10fold", runs[0], bare[0], 0.83, "NoRBERT, 10-fold: .83, macro .78");
    }

    private static Figure Subclasses(
        string name, IReadOnlyList<Judgement> judged, IReadOnlyList<Judgement> bare, double target, string peer)
    {
        var each = F1.OfEachQuality(judged);
        return new Figure("intents", name, F1.Weighted(each), "F1", Target.AtLeast(target), new Peer(peer, Value: null),
            $"ten qualities, weighted; macro {each.Average(it => it.F1):0.000}; without our own examples "
            + $"{F1.Weighted(F1.OfEachQuality(bare)):0.000}; "
            + string.Join(" ", each.Select(it => $"{RequirementLabels.CodeOf(it.Label)} {it.F1:0.00}")));
    }

    /// <summary>
    /// The projects whose sentences had not been read when the word lists, the examples and the features were written.
    /// </summary>
    private static bool IsUnseen(string project) => project is "4" or "6" or "7" or "8" or "10" or "12" or "14";

    private static Figure Page(BenchOptions options)
    {
        var page = string.Join('\n', LabelledRequirement.OwnExamples.Select(it => it.Text))[..PageCharacters];
        var sentences = SentenceSplitter.Split(page).Count;
        var cost = CallCost.MedianOf(options, batch: 8, _ =>
        {
            foreach (var sentence in SentenceSplitter.Split(page))
            {
                RequirementClassifier.Embedded.Classify(sentence.Text);
            }
        });
        return new Figure("intents", "page", cost.Microseconds / 1_000, "ms", Target.AtMost(20), Beside: null,
            $"{PageCharacters:#,0} characters, {sentences} sentences found and judged with reasons, one core; "
            + $"{cost.Bytes / 1024:#,0} kB allocated");
    }

    private static async Task<IReadOnlyList<LabelledRequirement>?> ReadAsync(CancellationToken cancellation)
    {
        var folder = Environment.GetEnvironmentVariable("SKYLINK_TEST_DATA") is { Length: > 0 } configured
            ? configured
            : Path.Combine(Path.GetDirectoryName(BenchmarksPage.Root) ?? "", "shared", "data");
        var file = Path.Combine(folder, Set);
        return File.Exists(file) ? LabelledRequirement.Parse(await File.ReadAllLinesAsync(file, cancellation)) : null;
    }
}
