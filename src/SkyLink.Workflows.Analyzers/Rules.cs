using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace SkyLink.Workflows.Analyzers;

/// <summary>The diagnostics. Each message says what was found, by which calls, and what to write instead.</summary>
internal static class Rules
{
    private static readonly DiagnosticDescriptor[] Descriptors =
    [
        Describe(
            "SLW001", "A workflow reads a clock", DiagnosticSeverity.Warning,
            "{0} reads a clock, which shows another time in a replay; take the context's Now, and SleepAsync to wait",
            "A replay repeats the workflow's code later than its first run, so a time it reads itself differs. The "
            + "context's Now is the time that history has for this point."),
        Describe(
            "SLW002", "A workflow draws a random value", DiagnosticSeverity.Warning,
            "{0} is random, and a replay draws another value; take the context's NewId() or Random",
            "The context's NewId() and Random give the same values in every replay of one workflow. Values that must "
            + "be unpredictable, such as keys, are made in a step."),
        Describe(
            "SLW003", "A workflow reaches outside", DiagnosticSeverity.Warning,
            "{0} reaches outside the workflow, and a replay would find something else or do it twice; do it in a step: "
            + "the context's StepAsync",
            "Files, networks, databases, processes, the console and the environment are not part of history. A step "
            + "runs once, and a replay takes its result from history."),
        Describe(
            "SLW004", "A workflow leaves its thread", DiagnosticSeverity.Warning,
            "{0} leaves the order that a replay keeps; await tasks of the context: SleepAsync to wait, StepAsync to "
            + "work, without ConfigureAwait(false)",
            "The engine runs a workflow's code on one thread at a time and in an order that history determines. Work "
            + "that is put on other threads or timers ends whenever it likes, and nobody awaits an async void method."),
        Describe(
            "SLW005", "A workflow blocks its thread", DiagnosticSeverity.Warning,
            "{0} blocks the thread that replays the workflow; await the task, and leave locks away: nothing else runs "
            + "in a workflow at the same time",
            "A blocked thread cannot be taken away from the workflow while it waits for days, and what it waits for "
            + "may only come after it gave the thread back."),
        Describe(
            "SLW006", "A workflow uses changeable static state", DiagnosticSeverity.Warning,
            "{0} is static and can change, so a replay may find another value; pass it as input, or read it in a step",
            "Static state is shared by all workflows of a process and lost with it. A constant or a readonly field "
            + "holds what never changes; input and results of steps hold the rest."),
        Describe(
            "SLW007", "A workflow depends on an order nobody promises", DiagnosticSeverity.Info,
            "{0} differs from process to process; sort first, or use a list or a sorted collection",
            "Hash codes of strings and objects are seeded by the process, and hashed collections promise no order of "
            + "their items. What depends on either may go another way in a replay."),
        Describe(
            "SLW008", "A workflow waits for a task that is not its context's", DiagnosticSeverity.Warning,
            "{0} is a task that does not come from the context, so history does not know when it ended; start it in a "
            + "step: the context's StepAsync",
            "A replay can repeat the end of a step, a sleep, a signal or a child, because history holds it. Any other "
            + "task ends at another moment in each run."),
        Describe(
            "SLW009", "A workflow calls what is not deterministic through an interface", DiagnosticSeverity.Info,
            "{0}: no implementation in this project is deterministic; call it in a step, or make the implementation "
            + "deterministic",
            "The call goes through an interface or a virtual method. Which implementation will run is not known "
            + "here, but each one that this project has breaks one of the other rules."),
    ];

    public static ImmutableArray<DiagnosticDescriptor> All { get; } = [.. Descriptors];

    /// <summary>How many rules there are.</summary>
    public static int Count => Descriptors.Length;

    public static DiagnosticDescriptor Descriptor(this DeterminismRule rule) => Descriptors[(int)rule];

    /// <summary>The rule of an id such as SLW001; null for a rule of a later version.</summary>
    public static DeterminismRule? Find(string id)
    {
        var index = Array.FindIndex(Descriptors, descriptor => descriptor.Id == id);
        return index < 0 ? null : (DeterminismRule)index;
    }

    // Calls are followed when the whole compilation has been read, so editors show these findings after a build.
    private static DiagnosticDescriptor Describe(
        string id, string title, DiagnosticSeverity severity, string message, string description) =>
        new(
            id, title, message, "SkyLink.Workflows", severity, isEnabledByDefault: true, description,
            customTags: WellKnownDiagnosticTags.CompilationEnd);
}
