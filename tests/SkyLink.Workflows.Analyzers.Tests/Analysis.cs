using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace SkyLink.Workflows.Analyzers;

/// <summary>Compiles sources, with the generator if wanted, and runs the analyzer over them.</summary>
internal static class Analysis
{
    private const string Usings = """
        global using System;
        global using System.Collections.Concurrent;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using SkyLink.Workflows;
        """;

    private const string Contract = """
        using System;
        using System.Threading.Tasks;

        namespace SkyLink.Workflows;

        [AttributeUsage(AttributeTargets.Parameter)]
        public sealed class RunsOutsideAttribute : Attribute;

        public sealed class StepContext;

        public sealed class WorkflowContext
        {
            public DateTimeOffset Now => DateTimeOffset.UtcNow;
            public Random Random { get; } = new(7);
            public Guid NewId() => Guid.NewGuid();
            public Task SleepAsync(TimeSpan time) => Task.Delay(time);
            public Task<T> StepAsync<T>(string name, [RunsOutside] Func<StepContext, Task<T>> body, int attempts = 1) =>
                body(new StepContext());
            public Task<T> SignalAsync<T>(string name) => Task.FromResult(default(T)!);
            public Task<T> ChildAsync<T>(string name, Func<WorkflowContext, Task<T>> child) => child(this);
        }
        """;

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest);

    private static readonly ImmutableArray<MetadataReference> Framework =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name && !name.StartsWith("SkyLink.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>The library as workflows see it.</summary>
    public static MetadataReference Library { get; } = Emit(Compile("SkyLink.Workflows", [Contract], []));

    public static CSharpCompilation Compile(
        string name, IEnumerable<string> sources, IEnumerable<MetadataReference> references) =>
        CSharpCompilation.Create(
            name,
            [.. sources.Select((source, index) => CSharpSyntaxTree.ParseText(source, ParseOptions, $"{name}{index}.cs"))],
            [.. Framework, .. references],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>A project that uses the library.</summary>
    public static CSharpCompilation Workflows(IEnumerable<string> sources, params IEnumerable<MetadataReference> references) =>
        Compile("Shop", [Usings, .. sources], [Library, .. references]);

    /// <summary>A project that does not know the library.</summary>
    public static CSharpCompilation Plain(string name, IEnumerable<string> sources) =>
        Compile(name, [Usings.Replace("global using SkyLink.Workflows;", "", StringComparison.Ordinal), .. sources], []);

    /// <summary>Runs the generator as a build does and gives the assembly.</summary>
    public static MetadataReference EmitWithFacts(CSharpCompilation compilation) => Emit(WithFacts(compilation));

    public static CSharpCompilation WithFacts(CSharpCompilation compilation)
    {
        CSharpGeneratorDriver.Create([new FactsGenerator().AsSourceGenerator()], parseOptions: ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out var updated, out var diagnostics);
        Assert.Empty(diagnostics);
        return (CSharpCompilation)updated;
    }

    public static MetadataReference Emit(CSharpCompilation compilation)
    {
        using var assembly = new MemoryStream();
        var result = compilation.Emit(assembly);
        Assert.Empty(result.Diagnostics.Where(each => each.Severity == DiagnosticSeverity.Error));
        return MetadataReference.CreateFromImage(assembly.ToArray());
    }

    /// <summary>The facts that the generator writes, one a line.</summary>
    public static IEnumerable<string> FactsOf(params IEnumerable<string> sources) =>
        WithFacts(Plain("Prices", sources)).Assembly
            .GetAttributes()
            .Where(attribute => attribute.AttributeClass!.Name == "AssemblyMetadataAttribute")
            .Select(attribute => (string)attribute.ConstructorArguments[1].Value!);

    /// <summary>Runs the analyzer. An analyzer that throws fails the test.</summary>
    public static async Task<ImmutableArray<Diagnostic>> RunAsync(CSharpCompilation compilation, string editorConfig = "")
    {
        var options = compilation.Options.WithSyntaxTreeOptionsProvider(new EditorConfig(editorConfig));
        return await compilation.WithOptions(options)
            .WithAnalyzers(
                [new DeterminismAnalyzer()],
                new CompilationWithAnalyzersOptions(
                    new AnalyzerOptions([]),
                    onAnalyzerException: (exception, analyzer, _) => Assert.Fail($"{analyzer}: {exception}"),
                    concurrentAnalysis: true,
                    logAnalyzerExecutionTime: false))
            .GetAnalyzerDiagnosticsAsync();
    }

    /// <summary>Runs the analyzer over a source and compares what it finds with the marks; gives the messages.</summary>
    public static async Task<IReadOnlyList<string>> CheckAsync(string marked, params IEnumerable<MetadataReference> references)
    {
        var expected = Marked.Parse(marked);
        var compilation = Workflows([expected.Source], references);
        Assert.Empty(compilation.GetDiagnostics().Where(each => each.Severity == DiagnosticSeverity.Error));
        var found = await RunAsync(compilation);
        Assert.Equal(expected.Lines, Marked.Tell(found));
        return [.. found.OrderBy(each => each.Location.SourceSpan.Start).Select(each => each.GetMessage())];
    }

    /// <summary>The same for statements in a workflow.</summary>
    public static Task<IReadOnlyList<string>> CheckBodyAsync(string marked, string members = "") => CheckAsync($$"""
        public class Order
        {
            public async Task RunAsync(WorkflowContext context, string input)
            {
                await context.SleepAsync(TimeSpan.FromDays(1));
                {{marked}}
            }

            {{members}}
        }
        """);
}
