namespace SkyLink.Workflows.Analyzers;

public sealed class ForeignTaskRuleTests
{
    private const string Members = """
        private readonly Task _loading = Task.CompletedTask;
        private static readonly Task<int> Shared = Task.FromResult(1);
        private Task? _reminder;
        private readonly Stream _stream = Stream.Null;
        """;

    [Theory]
    [InlineData("await {|SLW008:_loading|};")]
    [InlineData("await {|SLW008:_loading|}.ConfigureAwait(true);")]
    [InlineData("var v = await {|SLW008:Shared|};")]
    [InlineData("var v = await _stream.{|SLW008:ReadAsync|}(new byte[8]);")]
    [InlineData("await _stream.{|SLW008:CopyToAsync|}(_stream);")]
    [InlineData("var v = _stream.{|SLW008:FlushAsync|}(); await Task.WhenAll(v, context.SleepAsync(default));")]
    [InlineData("var v = System.Threading.Channels.Channel.CreateBounded<int>(1); await v.Reader.{|SLW008:ReadAsync|}();")]
    [InlineData("await {|SLW008:System.Text.Json.JsonSerializer.DeserializeAsync<int>|}(_stream);")]
    public Task A_task_of_somebody_else_is_found(string body) => Analysis.CheckBodyAsync(body, Members);

    [Theory]
    [InlineData("_reminder = context.SleepAsync(default); await _reminder;")]
    [InlineData("var v = context.SleepAsync(default); await v;")]
    [InlineData("var v = new List<Task<int>> { context.SignalAsync<int>(\"a\") }; await v.First(); await v[0];")]
    [InlineData("var v = new Dictionary<int, Task<int>>(); await v.GetValueOrDefault(1)!;")]
    [InlineData("Func<Task<int>> v = () => context.SignalAsync<int>(\"a\"); await v();")]
    [InlineData("await Task.WhenAll(new[] { 1, 2 }.Select(i => context.SignalAsync<int>(\"a\" + i)));")]
    [InlineData("await new ValueTask<int>(1).AsTask();")]
    [InlineData("await context.StepAsync(\"read\", async step => await _stream.ReadAsync(new byte[8]));")]
    public Task Tasks_of_the_context_are_not_wherever_they_are_kept(string body) => Analysis.CheckBodyAsync(body, Members);
}
