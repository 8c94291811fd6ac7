using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace SkyLink.Workflows.Analyzers;

/// <summary>What other projects do, told by facts in their assemblies.</summary>
public sealed class FactsTests
{
    private const string Prices = """
        namespace Shop;

        public static class Prices
        {
            public static DateTime Today => Clock();

            public static readonly DateTime Started = DateTime.UtcNow;

            public static int Vat(int net) => net * 19 / 100;

            public static string Stamp<T>(T value, List<string> names) => value + Guid.NewGuid().ToString();

            private static DateTime Clock() => DateTime.UtcNow;

            internal static DateTime Inner() => DateTime.UtcNow;
        }

        public class Quote
        {
            private readonly Guid _id = Guid.NewGuid();

            public string Id => _id.ToString();
        }
        """;

    [Fact]
    public void They_name_visible_code_by_its_documentation_id_and_tell_the_chain() => Assert.Equal(
        [
            "SLW001 F:Shop.Prices.Started Prices.Started → DateTime.UtcNow",
            "SLW001 M:Shop.Prices.get_Today Prices.Today → Prices.Clock → DateTime.UtcNow",
            "SLW002 M:Shop.Prices.Stamp``1(``0,System.Collections.Generic.List{System.String}) Prices.Stamp → Guid.NewGuid",
            "SLW002 M:Shop.Quote.#ctor new Quote → Quote._id → Guid.NewGuid",
        ],
        Analysis.FactsOf(Prices));

    [Fact]
    public void Internal_code_is_named_for_friends() => Assert.Contains(
        "SLW001 M:Shop.Prices.Inner Prices.Inner → DateTime.UtcNow",
        Analysis.FactsOf(Prices, "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"Orders\")]"));

    [Fact]
    public void Overridden_methods_and_interfaces_are_for_the_caller_to_judge() => Assert.Equal(
        [
            "SLW001 M:Both.Year Both.Year → DateTime.UtcNow",
            "SLW001 M:Plain.Year Plain.Year → DateTime.UtcNow",
            "SLW001 M:SystemClock.Year SystemClock.Year → Environment.TickCount",
            "SLW001 M:Use.Plain(Plain) Use.Plain → Plain.Year → DateTime.UtcNow",
        ],
        Analysis.FactsOf("""
            public interface IClock { int Year(); }
            public class SystemClock : IClock { public int Year() => Environment.TickCount; }
            public class Plain { public virtual int Year() => DateTime.UtcNow.Year; }
            public class Both { public virtual int Year() => DateTime.UtcNow.Year; }
            public class Fixed : Both { public override int Year() => 2030; }
            public static class Use
            {
                public static int Clock(IClock clock) => clock.Year();
                public static int Plain(Plain plain) => plain.Year();
                public static int Both(Both both) => both.Year();
            }
            """).Order());

    [Fact]
    public void Suppressed_rules_are_not_told() => Assert.Empty(Analysis.FactsOf("""
        [System.Diagnostics.CodeAnalysis.SuppressMessage("SkyLink.Workflows", "SLW001")]
        public static class Prices { public static DateTime Today => DateTime.UtcNow; }
        """));

    [Fact]
    public void A_project_without_such_code_gets_no_source() =>
        Assert.Single(Analysis.WithFacts(Analysis.Compile("Pure", ["public class C { public int M() => 1; }"], [])).SyntaxTrees);

    [Fact]
    public async Task A_call_into_another_project_is_marked_and_its_chain_told()
    {
        var prices = PricesAssembly();
        var messages = await Analysis.CheckAsync("""
            using Shop;

            public class Orders
            {
                public void PlaceOrder(WorkflowContext context)
                {
                    _ = {|SLW001:Prices.Today|};
                    _ = {|SLW001:Prices.Started|};
                    {|SLW002:Prices.Stamp|}(1, []);
                    _ = new {|SLW002:Quote|}();
                    Prices.Vat(1);
                    {|SLW001:Age|}();
                    Func<DateTime> clock = () => {|SLW001:Prices.Today|};
                    context.StepAsync("price", step => Task.FromResult(Prices.Today));
                }

                private static TimeSpan Age() => Prices.Today - DateTime.UnixEpoch;
            }
            """, prices);
        Assert.StartsWith("PlaceOrder → Prices.Today → Prices.Clock → DateTime.UtcNow reads a clock", messages[0]);
        Assert.StartsWith("PlaceOrder → Orders.Age → Prices.Today → Prices.Clock → DateTime.UtcNow reads", messages[4]);
    }

    [Fact]
    public async Task Facts_go_on_through_a_project_between()
    {
        var prices = PricesAssembly();
        var between = Analysis.EmitWithFacts(Analysis.Compile(
            "Between", ["public static class Calendar { public static int Year() => Shop.Prices.Today.Year; }"], [prices]));
        var messages = await Analysis.CheckAsync(
            "public class Orders { public int PlaceOrder(WorkflowContext context) => {|SLW001:Calendar.Year|}(); }",
            between, prices);
        Assert.StartsWith("PlaceOrder → Calendar.Year → Prices.Today → Prices.Clock → DateTime.UtcNow ", messages[0]);
    }

    [Fact]
    public async Task Projects_that_see_each_others_internals_do_not_collide()
    {
        var prices = Analysis.EmitWithFacts(PricesProject(
            Prices, "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"Shop\")]"));
        var shop = Analysis.Workflows(
            ["public class Orders { public DateTime Stamp() => Shop.Prices.Inner(); }"], prices);
        Assert.Empty(Analysis.WithFacts(shop).GetDiagnostics().Where(each => each.Severity >= DiagnosticSeverity.Warning));
        await Analysis.CheckAsync(
            "public class Orders { public DateTime PlaceOrder(WorkflowContext context) => {|SLW001:Shop.Prices.Inner|}(); }",
            prices);
    }

    [Fact]
    public async Task Without_facts_another_project_is_unknown() => await Analysis.CheckAsync(
        "public class Orders { public DateTime PlaceOrder(WorkflowContext context) => Shop.Prices.Today; }",
        Analysis.Emit(PricesProject(Prices)));

    [Fact]
    public async Task Facts_of_later_versions_and_broken_ones_are_passed_over() => await Analysis.CheckAsync(
        "public class Orders { public void PlaceOrder(WorkflowContext context) => Odd.M(); }",
        Analysis.Emit(Analysis.Compile("Odd",
            ["""
            using System.Reflection;
            [assembly: AssemblyMetadata("SkyLink.Workflows.NondeterministicMethod", "SLW777 M:Odd.M Odd.M → x")]
            [assembly: AssemblyMetadata("SkyLink.Workflows.NondeterministicMethod", "SLW001")]
            [assembly: AssemblyMetadata("SkyLink.Workflows.NondeterministicMethod", "")]
            [assembly: AssemblyMetadata("SkyLink.Workflows.NondeterministicMethod", null)]
            [assembly: AssemblyMetadata("Other", "SLW001 M:Odd.M Odd.M → x")]
            public static class Odd { public static void M() { } }
            """],
            [])));

    [Theory]
    [InlineData(LanguageVersion.CSharp7_3)]
    [InlineData(LanguageVersion.Latest)]
    public void The_source_compiles_in_old_versions_of_the_language(LanguageVersion version)
    {
        var options = new CSharpParseOptions(version);
        var project = Analysis.Compile("Old", [], [])
            .AddSyntaxTrees(CSharpSyntaxTree.ParseText("public class C { public object M() => System.DateTime.UtcNow; }", options));
        project = project.WithOptions(project.Options.WithNullableContextOptions(NullableContextOptions.Disable));
        CSharpGeneratorDriver.Create([new FactsGenerator().AsSourceGenerator()], parseOptions: options)
            .RunGeneratorsAndUpdateCompilation(project, out var updated, out _);
        Assert.Equal(2, updated.SyntaxTrees.Count());
        Assert.Empty(updated.GetDiagnostics());
    }

    [Fact]
    public void An_edit_that_changes_no_fact_writes_nothing_again()
    {
        var project = PricesProject(Prices, "public static class Other { public static int M() => 1; }");
        var driver = Driver().RunGenerators(project);
        var other = project.SyntaxTrees.Single(tree => tree.ToString().Contains("class Other", StringComparison.Ordinal));
        var edited = project.ReplaceSyntaxTree(other, Reparse(other, "public static class Other { public static int M() => 2; }"));
        var result = driver.RunGenerators(edited).GetRunResult().Results.Single();
        foreach (var step in new[] { FactsGenerator.CodeStep, FactsGenerator.SourceStep })
        {
            Assert.NotEmpty(ReasonsOf(result, step));
            Assert.All(ReasonsOf(result, step), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
        }
    }

    [Fact]
    public void An_edit_that_changes_a_fact_writes_it()
    {
        var project = PricesProject("public static class Other { public static object M() => 1; }");
        var driver = Driver().RunGenerators(project);
        Assert.Empty(driver.GetRunResult().GeneratedTrees);
        var other = project.SyntaxTrees.Last();
        var edited = project.ReplaceSyntaxTree(
            other, Reparse(other, "public static class Other { public static object M() => DateTime.UtcNow; }"));
        var tree = Assert.Single(driver.RunGenerators(edited).GetRunResult().GeneratedTrees);
        Assert.Contains("\"SLW001 M:Other.M Other.M → DateTime.UtcNow\"", tree.ToString(), StringComparison.Ordinal);
    }

    private static MetadataReference PricesAssembly() => Analysis.EmitWithFacts(PricesProject(Prices));

    private static CSharpCompilation PricesProject(params IEnumerable<string> sources) => Analysis.Plain("Prices", sources);

    private static GeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new FactsGenerator().AsSourceGenerator()],
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true),
        parseOptions: new CSharpParseOptions(LanguageVersion.Latest));

    private static SyntaxTree Reparse(SyntaxTree tree, string text) =>
        CSharpSyntaxTree.ParseText(text, (CSharpParseOptions)tree.Options, tree.FilePath);

    private static IEnumerable<IncrementalStepRunReason> ReasonsOf(GeneratorRunResult result, string step) =>
        result.TrackedSteps[step].SelectMany(each => each.Outputs).Select(output => output.Reason);
}
