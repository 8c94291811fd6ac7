namespace SkyLink.Workflows.Analyzers;

public sealed class RandomRuleTests
{
    [Theory]
    [InlineData("var v = {|SLW002:System.Random.\u0053hared|}.Next();")]
    [InlineData("var v = new {|SLW002:System.Random|}().Next();")]
    [InlineData("System.Random v = {|SLW002:new()|};")]
    [InlineData("var v = {|SLW002:Guid.NewGuid|}();")]
    [InlineData("var v = {|SLW002:Guid.CreateVersion7|}();")]
    [InlineData("var v = {|SLW002:Guid.CreateVersion7|}(context.Now);")]
    [InlineData("var v = {|SLW002:System.Security.Cryptography.RandomNumberGenerator.GetInt32|}(6);")]
    [InlineData("using var v = {|SLW002:System.Security.Cryptography.RandomNumberGenerator.Create|}();")]
    [InlineData("var v = {|SLW002:Path.GetRandomFileName|}();")]
    [InlineData("var v = Enumerable.Range(0, 3).Select(_ => {|SLW002:Guid.NewGuid|}()).ToList();")]
    [InlineData("Func<Guid> v = {|SLW002:Guid.NewGuid|};")]
    public Task A_random_value_is_found(string body) => Analysis.CheckBodyAsync(body);

    [Theory]
    [InlineData("var v = context.Random.Next();")]
    [InlineData("var v = context.NewId();")]
    [InlineData("var v = new Random(42).Next();")]
    [InlineData("var v = Guid.Parse(input);")]
    [InlineData("var v = Guid.Empty;")]
    [InlineData("var v = Path.Combine(input, input);")]
    [InlineData("var v = await context.StepAsync(\"key\", step => Task.FromResult(Guid.NewGuid()));")]
    public Task Values_of_the_context_or_of_a_seed_are_not(string body) => Analysis.CheckBodyAsync(body);
}
