using System.Text;

namespace SkyLink.Workflows.Analyzers;

/// <summary>What is found in code that workflow code calls.</summary>
public sealed class CallChainTests
{
    [Fact]
    public async Task The_call_in_the_workflow_is_marked_and_the_chain_told()
    {
        var messages = await Analysis.CheckAsync("""
            public static class Prices
            {
                public static DateTime Today => Clock();

                private static DateTime Clock() => DateTime.UtcNow;
            }

            public class Orders
            {
                public DateTime PlaceOrder(WorkflowContext context) => {|SLW001:Prices.Today|};
            }
            """);
        Assert.StartsWith("PlaceOrder → Prices.Today → Prices.Clock → DateTime.UtcNow reads a clock", Assert.Single(messages));
    }

    [Fact]
    public Task Code_that_no_workflow_calls_may_do_what_it_likes() => Analysis.CheckAsync("""
        public static class Prices
        {
            public static DateTime Today => DateTime.UtcNow;

            public static int Vat(int net) => net * 19 / 100;
        }

        public class Orders
        {
            public int PlaceOrder(WorkflowContext context) => Prices.Vat(100);

            public DateTime Other() => Prices.Today;
        }
        """);

    [Fact]
    public Task One_call_that_breaks_two_rules_is_told_twice_and_two_calls_are_told_each() => Analysis.CheckAsync("""
        public static class Prices
        {
            public static string Stamp() => DateTime.UtcNow + Guid.NewGuid().ToString() + DateTime.UtcNow;
        }

        public class Orders
        {
            public string PlaceOrder(WorkflowContext context) =>
                {|SLW001,SLW002:Prices.Stamp|}() + {|SLW001,SLW002:Prices.Stamp|}();
        }
        """);

    [Fact]
    public async Task A_shortest_chain_is_told()
    {
        var messages = await Analysis.CheckAsync("""
            public static class Prices
            {
                public static string Far() => Near();

                public static string Near() => Environment.MachineName;

                public static string Both() => Far() + Near();
            }

            public class Orders
            {
                public string PlaceOrder(WorkflowContext context) => {|SLW003:Prices.Both|}();
            }
            """);
        Assert.StartsWith("PlaceOrder → Prices.Both → Prices.Near → Environment.MachineName ", messages[0]);
    }

    [Fact]
    public Task Workflow_code_that_workflow_code_calls_is_told_once_where_it_stands() => Analysis.CheckAsync("""
        public class Orders
        {
            public DateTime PlaceOrder(WorkflowContext context) => Deadline(context);

            private static DateTime Deadline(WorkflowContext context) => {|SLW001:DateTime.UtcNow|};
        }
        """);

    [Fact]
    public Task Recursion_and_cycles_end() => Analysis.CheckAsync("""
        public static class Prices
        {
            public static int Even(int n) => n == 0 ? DateTime.UtcNow.Year : Odd(n - 1);

            public static int Odd(int n) => n == 0 ? 1 : Even(n - 1);

            public static int Faculty(int n) => n < 2 ? 1 : n * Faculty(n - 1);
        }

        public class Orders
        {
            public int PlaceOrder(WorkflowContext context, int depth) =>
                {|SLW001:Prices.Odd|}(3) + Prices.Faculty(3) + (depth == 0 ? 0 : PlaceOrder(context, depth - 1));
        }
        """);

    [Fact]
    public async Task A_chain_of_ten_thousand_calls_is_followed_and_told_without_its_middle()
    {
        const int length = 10_000;
        var calls = new StringBuilder();
        for (var i = 0; i < length; i++)
        {
            calls.Append($"public static object M{i}() => M{i + 1}();\n");
        }

        var messages = await Analysis.CheckAsync($$"""
            public static class Long
            {
                {{calls}}
                public static object M{{length}}() => Guid.NewGuid();
            }

            public class Orders
            {
                public object PlaceOrder(WorkflowContext context) => {|SLW002:Long.M0|}();
            }
            """);
        Assert.StartsWith(
            "PlaceOrder → Long.M0 → Long.M1 → Long.M2 → … → Long.M9998 → Long.M9999 → Long.M10000 → Guid.NewGuid is random",
            messages[0]);
    }

    [Fact]
    public Task An_expression_of_thousands_of_operands_is_read() => Analysis.CheckBodyAsync(
        $"var v = {string.Join(" + ", Enumerable.Repeat("input", 3000))} + {{|SLW001:DateTime.UtcNow|}};");

    [Fact]
    public Task Constructors_initializers_accessors_operators_and_conversions_are_followed() => Analysis.CheckAsync("""
        public class Base { protected Base() => Console.WriteLine(); }
        public class Derived : Base;
        public class Written : Base { public Written(int x) { } }
        public class Field { private readonly Guid _id = Guid.NewGuid(); public Guid Id => _id; }
        public class Property { public DateTime At { get; } = DateTime.UtcNow; }
        public class Stored { public int Value { get => 1; set => Console.WriteLine(value); } }
        public class Indexed { public int this[int i] => Environment.TickCount; }
        public struct Money
        {
            public static Money operator +(Money a, Money b) { Console.WriteLine(); return a; }
            public static Money operator ++(Money a) { Console.WriteLine(); return a; }
            public static implicit operator Money(int a) { Console.WriteLine(); return default; }
        }
        public class Bag
        {
            public Bag GetEnumerator() => this;

            public bool MoveNext() => DateTime.UtcNow.Year > 1;

            public int Current => 1;
        }
        public sealed class Held : IDisposable { public void Dispose() => Console.WriteLine(); }
        public sealed class HeldLong : IAsyncDisposable { public async ValueTask DisposeAsync() => await Task.Run(() => { }); }

        public class Orders
        {
            public async Task PlaceOrder(WorkflowContext context, Money a, Money b, Stored stored)
            {
                _ = new {|SLW003:Derived|}();
                _ = new {|SLW003:Written|}(1);
                _ = new {|SLW002:Field|}();
                Property property = {|SLW001:new()|};
                {|SLW003:stored.Value|} = stored.Value;
                _ = {|SLW001:new Indexed()[0]|};
                _ = {|SLW003:a + b|};
                {|SLW003:a++|};
                {|SLW003:a += b|};
                a = {|SLW003:5|};
                foreach (var x in new {|SLW001:Bag|}()) { }
                using var {|SLW003:held = new Held()|};
                await using (new {|SLW004:HeldLong|}()) { }
            }
        }
        """);

    [Fact]
    public Task Partial_classes_generics_and_extensions_are_followed() => Analysis.CheckAsync("""
        public partial class Rates { public partial decimal Load(); public partial int Year { get; } }
        public partial class Rates { public partial decimal Load() => Guid.NewGuid().Version; }
        public partial class Rates { public partial int Year => DateTime.Now.Year; }
        public static class Box<T> { public static T Fill<TOther>(T item, TOther other) { Console.WriteLine(other); return item; } }
        public static class Extensions
        {
            public static DateTime Due(this string order) => DateTime.UtcNow;
            extension(string order) { public DateTime Late() => DateTime.UtcNow; public DateTime Later => DateTime.UtcNow; }
        }

        public partial class Orders
        {
            public void PlaceOrder(WorkflowContext context, Rates rates, string input)
            {
                rates.{|SLW002:Load|}();
                _ = {|SLW001:rates.Year|};
                {|SLW003:Box<int>.Fill<string>|}(1, "");
                input.{|SLW001:Due|}();
                {|SLW001:Extensions.Due|}(input);
                input.{|SLW001:Late|}();
                _ = {|SLW001:input.Later|};
                {|SLW003:Other|}();
            }
        }

        public partial class Orders { private void Other() => Console.WriteLine(); }
        """);

    [Fact]
    public Task Async_methods_and_iterators_are_followed() => Analysis.CheckAsync("""
        public static class Prices
        {
            public static async Task<int> LoadAsync() { await Task.Delay(TimeSpan.FromSeconds(1)); return 1; }

            public static IEnumerable<int> Years() { yield return DateTime.UtcNow.Year; }

            public static async Task<T> FirstAsync<T>(Task<T> one, Task<T> two) => await await Task.WhenAny(one, two);
        }

        public class Orders
        {
            public async Task PlaceOrder(WorkflowContext context)
            {
                await {|SLW004:Prices.LoadAsync|}();
                foreach (var year in {|SLW001:Prices.Years|}()) { }
                await Prices.FirstAsync(context.SignalAsync<int>("a"), context.SignalAsync<int>("b"));
            }
        }
        """);

    [Fact]
    public Task SuppressMessage_at_what_is_called_clears_all_callers_of_that_rule() => Analysis.CheckAsync("""
        using System.Diagnostics.CodeAnalysis;

        public static class Tables
        {
            private static int[]? s_primes;

            [SuppressMessage("SkyLink.Workflows", "SLW006:Changeable static state", Justification = "Always the same primes.")]
            public static int[] Primes() { Console.WriteLine(); return s_primes ??= [2, 3, 5]; }

            public static int[] Others() => s_primes ??= [2, 3, 5];
        }

        public class Orders
        {
            public void PlaceOrder(WorkflowContext context)
            {
                {|SLW003:Tables.Primes|}();
                {|SLW006:Tables.Others|}();
            }
        }
        """);
}
