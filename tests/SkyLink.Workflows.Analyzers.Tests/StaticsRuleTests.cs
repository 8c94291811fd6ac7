namespace SkyLink.Workflows.Analyzers;

public sealed class StaticsRuleTests
{
    private const string Members = """
        private const int Limit = 5;
        private static readonly string Prefix = "order-";
        private static readonly DateTime Started = DateTime.UtcNow;
        private static readonly int[] Sizes = MakeSizes();
        private static int _count;
        [ThreadStatic] private static int _perThread;
        private int _mine;
        public static string Mode { get; set; } = "";
        public static string Kind { get; } = "shop";
        public static string Total => Prefix + Limit;
        public static event Action? Changed;
        private static int[] MakeSizes() { _count++; return [1, 2]; }
        """;

    [Theory]
    [InlineData("var v = {|SLW006:_count|};")]
    [InlineData("{|SLW006:_count|} = 1;")]
    [InlineData("{|SLW006:_count|}++;")]
    [InlineData("Interlocked.Increment(ref {|SLW006:_count|});")]
    [InlineData("var v = {|SLW006:_perThread|};")]
    [InlineData("var v = {|SLW006:Mode|};")]
    [InlineData("{|SLW006:Order.Mode|} = \"fast\";")]
    [InlineData("{|SLW006:Changed|} += () => { };")]
    [InlineData("var v = {|SLW006:System.Globalization.CultureInfo.CurrentCulture|};")]
    [InlineData("var v = {|SLW006:System.Diagnostics.Activity.Current|};")]
    [InlineData("var v = new AsyncLocal<int>(); var w = {|SLW006:v.Value|};")]
    [InlineData("var v = {|SLW001:Started|};")]
    [InlineData("var v = {|SLW006:Sizes|};")]
    public Task Changeable_static_state_is_found(string body) => Analysis.CheckBodyAsync(body, Members);

    [Theory]
    [InlineData("var v = Limit;")]
    [InlineData("var v = Prefix;")]
    [InlineData("var v = Kind;")]
    [InlineData("var v = Total;")]
    [InlineData("_mine++;")]
    [InlineData("var v = string.Empty + int.MaxValue + DayOfWeek.Monday;")]
    [InlineData("var v = System.Globalization.CultureInfo.InvariantCulture;")]
    [InlineData("var v = StringComparer.Ordinal;")]
    [InlineData("await context.StepAsync(\"count\", step => Task.FromResult(_count++));")]
    public Task What_never_changes_or_belongs_to_the_instance_is_not(string body) => Analysis.CheckBodyAsync(body, Members);

    [Fact]
    public Task A_static_constructor_may_fill_what_it_initializes() => Analysis.CheckAsync("""
        public static class Rates
        {
            public static readonly int Vat;
            public static readonly DateTime Loaded;
            private static int s_draft;

            static Rates()
            {
                s_draft = 19;
                Vat = s_draft;
            }
        }

        public static class Clocks
        {
            public static readonly DateTime Loaded;

            static Clocks() => Loaded = DateTime.UtcNow;
        }

        public class Order
        {
            public object[] Run(WorkflowContext context) => [Rates.Vat, {|SLW001:Clocks.Loaded|}];
        }
        """);
}
