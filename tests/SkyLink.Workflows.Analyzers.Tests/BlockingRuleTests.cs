namespace SkyLink.Workflows.Analyzers;

public sealed class BlockingRuleTests
{
    private const string Members = "private readonly object _gate = new(); private readonly SemaphoreSlim _slots = new(1);";

    [Theory]
    [InlineData("{|SLW005:lock|} (_gate) { }")]
    [InlineData("{|SLW005:Monitor.Enter|}(_gate);")]
    [InlineData("using var v = new {|SLW005:Mutex|}();")]
    [InlineData("_slots.{|SLW005:Wait|}();")]
    [InlineData("await _slots.{|SLW005:WaitAsync|}();")]
    [InlineData("context.SleepAsync(default).{|SLW005:Wait|}();")]
    [InlineData("var v = {|SLW005:context.SignalAsync<int>(\"paid\").Result|};")]
    [InlineData("var v = {|SLW005:new ValueTask<int>(1).Result|};")]
    [InlineData("context.SleepAsync(default).GetAwaiter().{|SLW005:GetResult|}();")]
    [InlineData("var v = new ValueTask<int>(1).GetAwaiter().{|SLW005:GetResult|}();")]
    [InlineData("context.SleepAsync(default).ConfigureAwait(true).GetAwaiter().{|SLW005:GetResult|}();")]
    [InlineData("{|SLW005:Task.WaitAll|}(context.SleepAsync(default));")]
    [InlineData("ManualResetEvent? v = null; v!.{|SLW005:WaitOne|}();")]
    public Task Blocking_is_found(string body) => Analysis.CheckBodyAsync(body, Members);

    [Theory]
    [InlineData("var v = await context.SignalAsync<int>(\"paid\");")]
    [InlineData("var v = new { Result = 1 }.Result;")]
    [InlineData("var v = _slots.CurrentCount;")]
    [InlineData("await context.StepAsync(\"locked\", step => { lock (_gate) { return Task.FromResult(1); } });")]
    public Task Awaiting_is_not(string body) => Analysis.CheckBodyAsync(body, Members);
}
