namespace SkyLink.Workflows.Analyzers;

public sealed class ClockRuleTests
{
    [Theory]
    [InlineData("var t = {|SLW001:DateTime.Now|};")]
    [InlineData("var t = {|SLW001:DateTime.UtcNow|};")]
    [InlineData("var t = {|SLW001:DateTime.Today|}.AddDays(1);")]
    [InlineData("var t = {|SLW001:System.DateTimeOffset.Now|};")]
    [InlineData("var t = {|SLW001:DateTimeOffset.UtcNow|}.UtcTicks;")]
    [InlineData("var t = TimeProvider.System.{|SLW001:GetUtcNow|}();")]
    [InlineData("var t = TimeProvider.System.{|SLW001:GetLocalNow|}();")]
    [InlineData("var t = TimeProvider.System.{|SLW001:GetTimestamp|}();")]
    [InlineData("var t = {|SLW001:System.Diagnostics.Stopwatch.StartNew|}();")]
    [InlineData("var t = new {|SLW001:System.Diagnostics.Stopwatch|}();")]
    [InlineData("var t = {|SLW001:System.Diagnostics.Stopwatch.GetTimestamp|}();")]
    [InlineData("var t = {|SLW001:Environment.TickCount|};")]
    [InlineData("var t = {|SLW001:Environment.TickCount64|};")]
    [InlineData("Func<DateTime> t = () => {|SLW001:DateTime.UtcNow|};")]
    [InlineData("var t = $\"{{|SLW001:DateTime.UtcNow|}}\";")]
    [InlineData("if (input is { Length: 1 } || {|SLW001:DateTime.UtcNow|} is { Year: 2030 }) return;")]
    public Task A_clock_is_found(string body) => Analysis.CheckBodyAsync(body);

    [Theory]
    [InlineData("var t = context.Now;")]
    [InlineData("var t = context.Now.UtcDateTime.AddDays(1).Date;")]
    [InlineData("var t = DateTime.UnixEpoch;")]
    [InlineData("var t = new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);")]
    [InlineData("var t = DateTimeOffset.FromUnixTimeSeconds(1);")]
    [InlineData("var t = nameof(DateTime.UtcNow);")]
    [InlineData("var t = TimeSpan.FromMinutes(5);")]
    [InlineData("await context.SleepAsync(TimeSpan.FromDays(30));")]
    [InlineData("await context.StepAsync(\"time\", step => Task.FromResult(DateTime.UtcNow));")]
    public Task The_time_of_the_context_and_fixed_times_are_not(string body) => Analysis.CheckBodyAsync(body);

    [Fact]
    public async Task The_message_says_what_to_take_instead()
    {
        var messages = await Analysis.CheckBodyAsync("var t = {|SLW001:DateTime.UtcNow|};");
        Assert.Equal(
            ["DateTime.UtcNow reads a clock, which shows another time in a replay; take the context's Now, and SleepAsync to wait"],
            messages);
    }
}
