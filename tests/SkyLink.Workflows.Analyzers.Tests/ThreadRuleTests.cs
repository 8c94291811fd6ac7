namespace SkyLink.Workflows.Analyzers;

public sealed class ThreadRuleTests
{
    private const string Nap = "T\u0061sk.Delay";

    [Theory]
    [InlineData("await {|SLW004:Task.Run|}(() => 1);")]
    [InlineData("await {|SLW004:" + Nap + "|}(1000);")]
    [InlineData("await Task.WhenAny({|SLW004:" + Nap + "|}(1000), context.SleepAsync(TimeSpan.FromDays(1)));")]
    [InlineData("await Task.Factory.{|SLW004:StartNew|}(() => 1);")]
    [InlineData("await context.SleepAsync(default).{|SLW004:ContinueWith|}(_ => 1);")]
    [InlineData("await {|SLW004:Task.Yield|}();")]
    [InlineData("await context.SleepAsync(default).{|SLW004:WaitAsync|}(TimeSpan.FromSeconds(1));")]
    [InlineData("{|SLW004:Parallel.For|}(0, 3, i => { });")]
    [InlineData("var v = new[] { 1, 2 }.{|SLW004:AsParallel|}();")]
    [InlineData("new {|SLW004:Thread|}(() => { });")]
    [InlineData("var v = {|SLW004:Thread.CurrentThread.ManagedThreadId|};")]
    [InlineData("{|SLW004:Thread.\u0053leep|}(10);")]
    [InlineData("{|SLW004:ThreadPool.QueueUserWorkItem|}(_ => { });")]
    [InlineData("using var v = new {|SLW004:Timer|}(_ => { });")]
    [InlineData("using var v = new {|SLW004:PeriodicTimer|}(TimeSpan.FromSeconds(1));")]
    [InlineData("using var v = TimeProvider.System.{|SLW004:CreateTimer|}(_ => { }, null, default, default);")]
    [InlineData("using var v = new {|SLW004:CancellationTokenSource|}(1000);")]
    [InlineData("using var v = new {|SLW004:CancellationTokenSource|}(TimeSpan.FromSeconds(1));")]
    [InlineData("using var v = new CancellationTokenSource(); v.{|SLW004:CancelAfter|}(1000);")]
    [InlineData("var v = {|SLW004:Environment.CurrentManagedThreadId|};")]
    [InlineData("await context.SleepAsync(default).{|SLW004:ConfigureAwait|}(false);")]
    [InlineData("await context.SleepAsync(default).{|SLW004:ConfigureAwait|}(ConfigureAwaitOptions.SuppressThrowing);")]
    [InlineData("Action v = async () {|SLW004:=>|} await context.SleepAsync(default);")]
    [InlineData("async void {|SLW004:Go|}() => await context.SleepAsync(default); Go();")]
    public Task Leaving_the_thread_is_found(string body) => Analysis.CheckBodyAsync(body);

    [Theory]
    [InlineData("await Task.WhenAll(context.SleepAsync(default), context.SignalAsync<int>(\"paid\"));")]
    [InlineData("await await Task.WhenAny(context.SignalAsync<int>(\"paid\"), context.SignalAsync<int>(\"refused\"));")]
    [InlineData("await Task.CompletedTask;")]
    [InlineData("await Task.FromResult(1);")]
    [InlineData("await context.SleepAsync(default).ConfigureAwait(true);")]
    [InlineData("await context.SleepAsync(default).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext);")]
    [InlineData("using var v = new CancellationTokenSource(); v.Token.ThrowIfCancellationRequested(); v.Cancel();")]
    [InlineData("var v = new TaskCompletionSource<int>(); v.SetResult(1); await v.Task;")]
    [InlineData("Func<Task> v = async () => await context.SleepAsync(default); await v();")]
    [InlineData("async Task GoAsync() => await context.SleepAsync(default); await GoAsync();")]
    [InlineData("await context.StepAsync(\"work\", step => Task.Run(() => 1));")]
    public Task Tasks_of_the_context_are_not(string body) => Analysis.CheckBodyAsync(body);

    [Fact]
    public Task A_workflow_that_nobody_can_await_is_found() => Analysis.CheckAsync("""
        public class Order
        {
            public async void {|SLW004:Run|}(WorkflowContext context) => await context.SleepAsync(default);
        }
        """);
}
