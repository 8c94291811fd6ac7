namespace SkyLink.Automate.Intents;

/// <param name="Words">As people write them.</param>
/// <param name="Stems">Of the words, blanks around and between.</param>
internal sealed record IntentCue(IntentKind Kind, string Words, string Stems);

/// <summary>Words and phrases that say what kind of work is wanted.</summary>
internal static class IntentCues
{
    public static IReadOnlyList<IntentCue> All { get; } =
    [
        .. Of(IntentKind.FeatureRequest,
            "build, create, add, implement, develop, make, new feature, feature, support for, app for, "
            + "application for, website for, introduce, extend, allow users, let users, platform for, shop for, "
            + "service for, api for"),
        .. Of(IntentKind.BugFix,
            "fix, bug, broken, crash, error, fail, failing, does not work, doesn t work, not working, "
            + "stopped working, regression, wrong, exception, stack trace, hang, freeze, incorrect, defect, repair, "
            + "resolve, memory leak, deadlock, race condition, null reference, corrupt"),
        .. Of(IntentKind.Refactoring,
            "refactor, clean up, simplify, restructure, rename, extract, duplicate code, duplication, technical debt, "
            + "legacy code, modernize, modernise, rewrite, decouple, without changing, readability, dead code, "
            + "reorganize, reorganise, split the class, split the module"),
        .. Of(IntentKind.Documentation,
            "document, documentation, readme, docs, user guide, user manual, tutorial, doc comments, changelog, "
            + "api reference, how to guide, runbook, architecture decision, write a guide, onboarding guide"),
        .. Of(IntentKind.Testing,
            "test, tests, unit test, integration test, coverage, test suite, end to end test, regression test, "
            + "load test, mock, property based, test case, smoke test, fuzz"),
        .. Of(IntentKind.Deployment,
            "deploy, deployment, release, roll out, rollout, kubernetes, docker, ci cd, pipeline, to production, "
            + "staging, helm, terraform, ship, rollback, roll back, container, canary, cluster, cloudformation"),
        .. Of(IntentKind.Configuration,
            "configure, configuration, setting, settings, environment variable, feature flag, enable, disable, set up, "
            + "parameter, toggle, config, change the timeout, increase the limit, rotate the key, turn on, "
            + "turn off"),
        .. Of(IntentKind.Research,
            "research, investigate, compare, evaluate, find out, feasibility, spike, explore, analyse, analyze, "
            + "pros and cons, recommend, alternatives, study, options, proof of concept, which database, "
            + "which framework, which library, survey of, state of the art, trade offs"),
    ];

    private static IEnumerable<IntentCue> Of(IntentKind kind, string phrases) =>
        from phrase in phrases.Split(", ")
        select new IntentCue(kind, phrase, $" {string.Join(' ', phrase.Split(' ').Select(Stems.Of))} ");
}
