using Microsoft.CodeAnalysis;

namespace SkyLink.Workflows.Analyzers;

public sealed class DispatchRuleTests
{
    [Fact]
    public async Task An_interface_whose_only_implementation_is_not_deterministic_is_a_hint()
    {
        const string source = """
            public interface IClock { DateTime Now { get; } }
            public class SystemClock : IClock { public DateTime Now => DateTime.UtcNow; }
            public class Orders
            {
                public DateTime PlaceOrder(WorkflowContext context, IClock clock) => {|SLW009:clock.Now|};
            }
            """;
        var messages = await Analysis.CheckAsync(source);
        Assert.StartsWith("PlaceOrder → IClock.Now → SystemClock.Now → DateTime.UtcNow: no implementation", messages[0]);
        var found = await Analysis.RunAsync(Analysis.Workflows([Marked.Parse(source).Source]));
        Assert.Equal(DiagnosticSeverity.Info, Assert.Single(found).Severity);
    }

    [Theory]
    [InlineData("public class FixedClock : IClock { public DateTime Now => DateTime.UnixEpoch; }")]
    [InlineData("public class FixedClock : IClock { public DateTime Now { get; init; } }")]
    [InlineData("public class FixedClock : IClock { DateTime IClock.Now => default; }")]
    [InlineData("public struct FixedClock : IClock { public DateTime Now => default; }")]
    public Task One_deterministic_implementation_is_enough(string implementation) => Analysis.CheckAsync($$"""
        public interface IClock { DateTime Now { get; } }
        public class SystemClock : IClock { public DateTime Now => DateTime.UtcNow; }
        {{implementation}}
        public class Orders
        {
            public DateTime PlaceOrder(WorkflowContext context, IClock clock) => clock.Now;
        }
        """);

    [Fact]
    public Task An_interface_without_an_implementation_here_is_unknown() => Analysis.CheckAsync("""
        public interface IClock { DateTime Now { get; } }
        public class Orders
        {
            public DateTime PlaceOrder(WorkflowContext context, IClock clock) => clock.Now;
        }
        """);

    [Fact]
    public Task Generic_interfaces_type_parameters_and_explicit_implementations_are_seen() => Analysis.CheckAsync("""
        public interface ISource<T> { T Next(); }
        public class Ids : ISource<Guid> { Guid ISource<Guid>.Next() => Guid.NewGuid(); }
        public class Times<T> : ISource<T> { public T Next() { Console.WriteLine(); return default!; } }
        public class Orders
        {
            public void PlaceOrder<TSource>(WorkflowContext context, ISource<Guid> ids, TSource source)
                where TSource : ISource<int>
            {
                ids.{|SLW009:Next|}();
                source.{|SLW009:Next|}();
                new Times<int>().{|SLW003:Next|}();
            }
        }
        """);

    [Fact]
    public async Task Chains_through_two_interfaces_are_told_to_their_end()
    {
        var messages = await Analysis.CheckAsync("""
            public interface IClock { DateTime Now(); }
            public class SystemClock : IClock { public DateTime Now() => DateTime.UtcNow; }
            public interface IPrices { int Today(); }
            public class Prices(IClock clock) : IPrices { public int Today() => Year(); private int Year() => clock.Now().Year; }
            public class Orders
            {
                public int PlaceOrder(WorkflowContext context, IPrices prices) => prices.{|SLW009:Today|}();
            }
            """);
        Assert.StartsWith(
            "PlaceOrder → IPrices.Today → Prices.Today → Prices.Year → IClock.Now → SystemClock.Now → DateTime.UtcNow: ",
            messages[0]);
    }

    [Fact]
    public Task Virtual_methods_are_followed_like_interfaces_once_somebody_overrides_them() => Analysis.CheckAsync("""
        public class Plain { public virtual int Year() => DateTime.UtcNow.Year; }

        public class Half { public virtual int Year() => DateTime.UtcNow.Year; }
        public class OtherHalf : Half { public override int Year() => 2030; }

        public class Both { public virtual int Year() => DateTime.UtcNow.Year; }
        public class OtherBoth : Both { public override int Year() => Environment.TickCount; }
        public sealed class LastBoth : Both { public override int Year() => base.Year(); }

        public abstract class Shape { public abstract int Year(); }
        public class Only : Shape { public override int Year() => DateTime.UtcNow.Year; }

        public class Orders
        {
            public void PlaceOrder(WorkflowContext context, Plain plain, Half half, Both both, LastBoth last, Shape shape)
            {
                plain.{|SLW001:Year|}();
                half.Year();
                both.{|SLW009:Year|}();
                last.{|SLW001:Year|}();
                shape.{|SLW009:Year|}();
            }
        }
        """);

    [Fact]
    public Task Interfaces_that_call_each_other_for_ever_end() => Analysis.CheckAsync("""
        public interface IPing { int Ping(); }
        public interface IPong { int Pong(); }
        public class Pinger(IPong pong) : IPing { public int Ping() => pong.Pong(); }
        public class Ponger(IPing ping) : IPong { public int Pong() => ping.Ping(); }
        public class Orders
        {
            public int PlaceOrder(WorkflowContext context, IPing ping) => ping.Ping();
        }
        """);
}
