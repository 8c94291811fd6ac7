using Microsoft.CodeAnalysis;

namespace SkyLink.Workflows.Analyzers;

public sealed class OrderRuleTests
{
    private const string Members = """
        private readonly Dictionary<string, int> _prices = [];
        private readonly HashSet<string> _names = [];
        private readonly ConcurrentDictionary<string, int> _stock = new();
        private readonly SortedDictionary<string, int> _sorted = [];
        private readonly List<string> _lines = [];
        """;

    [Theory]
    [InlineData("foreach (var v in {|SLW007:_prices|}) { }")]
    [InlineData("foreach (var (key, value) in {|SLW007:_prices|}) { }")]
    [InlineData("foreach (var v in {|SLW007:_prices.Keys|}) { }")]
    [InlineData("foreach (var v in {|SLW007:_prices.Values|}) { }")]
    [InlineData("foreach (var v in {|SLW007:_stock.Keys|}) { }")]
    [InlineData("foreach (var v in {|SLW007:_names|}) { }")]
    [InlineData("foreach (var v in _names.{|SLW007:Where|}(n => n.Length > 1)) { }")]
    [InlineData("var v = _prices.{|SLW007:First|}();")]
    [InlineData("var v = _stock.{|SLW007:Select|}(s => s.Key).ToList();")]
    [InlineData("var v = _names.{|SLW007:ToArray|}();")]
    [InlineData("string[] v = [.. {|SLW007:_names|}];")]
    [InlineData("var v = {|SLW007:string.Join|}(\",\", _names);")]
    [InlineData("var v = new {|SLW007:List<string>|}(_names);")]
    [InlineData("_lines.{|SLW007:AddRange|}(_names);")]
    [InlineData("var v = input.{|SLW007:GetHashCode|}();")]
    [InlineData("var v = new object().{|SLW007:GetHashCode|}();")]
    [InlineData("var v = {|SLW007:HashCode.Combine|}(input, 1);")]
    public Task An_order_that_nobody_promises_is_found(string body) => Analysis.CheckBodyAsync(body, Members);

    [Theory]
    [InlineData("foreach (var v in _lines) { }")]
    [InlineData("foreach (var v in _sorted) { }")]
    [InlineData("foreach (var v in _prices.OrderBy(p => p.Key)) { }")]
    [InlineData("foreach (var v in _names.Order()) { }")]
    [InlineData("foreach (var v in _names.Where(n => n.Length > 1).Select(n => n + n).Order()) { }")]
    [InlineData("var v = _prices[\"a\"] + _prices.Count + _prices.Count();")]
    [InlineData("var v = _prices.TryGetValue(input, out var price) ? price : 0;")]
    [InlineData("var v = _prices.Sum(p => p.Value);")]
    [InlineData("var v = _names.Where(n => n.Length > 1).Any();")]
    [InlineData("var v = _names.Contains(input);")]
    [InlineData("var v = _names.Select(n => n + n).ToHashSet();")]
    [InlineData("var v = 5.GetHashCode();")]
    [InlineData("var v = _lines.Select(l => l).ToList();")]
    public Task Sorted_or_indifferent_use_is_not(string body) => Analysis.CheckBodyAsync(body, Members);

    [Fact]
    public async Task It_is_a_hint_and_no_warning()
    {
        var found = await Analysis.RunAsync(Analysis.Workflows(
            ["public class Order { public void Run(WorkflowContext context, HashSet<int> ids) { foreach (var id in ids) { } } }"]));
        Assert.Equal(DiagnosticSeverity.Info, Assert.Single(found).Severity);
        Assert.Equal(
            "the order of HashSet differs from process to process; sort first, or use a list or a sorted collection",
            found[0].GetMessage());
    }
}
