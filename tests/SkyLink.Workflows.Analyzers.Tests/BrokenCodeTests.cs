using System.Text;

namespace SkyLink.Workflows.Analyzers;

/// <summary>An editor shows the analyzer code that does not compile most of the time.</summary>
public sealed class BrokenCodeTests
{
    private const string Source = """
        public interface IClock { DateTime Now { get; } }
        public class SystemClock : IClock { public DateTime Now => DateTime.UtcNow; public SystemClock() : base() { } }
        public partial class Orders<T> where T : IClock, new()
        {
            private static readonly Dictionary<string, int> Stock = new() { ["a"] = Environment.TickCount };
            private Task? _task;
            public partial int Part();
            public partial int Part() => Other(1, out var x) + x;
            private static int Other(int a, out int b) { b = a; return b > 5 ? Other(b, out _) : 1; }
            public async Task<T> RunAsync(WorkflowContext context, string input, IClock clock)
            {
                Func<StepContext, Task<int>> body = async step => await File.ReadAllTextAsync(input) is { Length: > 1 } ? 1 : 2;
                await context.StepAsync("a", body, attempts: 2).ConfigureAwait(false);
                foreach (var (key, value) in Stock.Where(s => s.Value > 1)) { lock (key) { _task = Task.Run(() => value); } }
                await using var http = new MemoryStream(); await _task!; string[] all = [.. Stock.Keys, input];
                switch (input) { case "a" when DateTime.Now.Year > 1: goto default; default: Local(ref input); break; }
                try { checked { input += nameof(DateTime.UtcNow) + clock.Now; } } catch (Exception e) when (e.Message[^1] == 'x') { throw; }
                void Local(ref string s) { Local(ref s); s = $"{Guid.NewGuid():N} {new Random(1).Next()}"; }
                return new T() { } is var made ? made : await context.ChildAsync<T>("c", async child =>
                {
                    await child.SleepAsync(default);
                    return new();
                });
            }
            public static Orders<T> operator +(Orders<T> a, int b) => a;
            ~Orders() => Console.WriteLine(this + 1);
            public event Action Changed { add { } remove { } }
            public int this[int i] { get => i; set => _task = null; }
        }
        """;

    [Fact]
    public async Task The_whole_source_is_found_in_without_an_error()
    {
        var compilation = Analysis.Workflows([Source]);
        Assert.Empty(compilation.GetDiagnostics().Where(each => each.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error));
        Assert.NotEmpty(await Analysis.RunAsync(compilation));
    }

    [Fact]
    public async Task Cut_off_anywhere_it_does_no_harm()
    {
        for (var length = 0; length < Source.Length; length += 17)
        {
            await ReadAsync(Source[..length]);
        }
    }

#pragma warning disable CA5394 // a seed, so that a failure can be repeated
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task With_words_exchanged_or_left_out_it_does_no_harm(int seed)
    {
        var random = new Random(seed);
        var words = Source.Split(' ');
        for (var round = 0; round < 60; round++)
        {
            var text = new StringBuilder();
            foreach (var word in words)
            {
                var taken = random.Next(25) switch
                {
                    0 => "",
                    1 => words[random.Next(words.Length)],
                    2 => word + word,
                    _ => word,
                };
                text.Append(taken).Append(' ');
            }

            await ReadAsync(text.ToString());
        }
    }
#pragma warning restore CA5394

    [Theory]
    [InlineData("")]
    [InlineData("public class Orders { public void Run(WorkflowContext context, Missing m) => m.Go(x => DateTime.UtcNow, Nowhere); }")]
    [InlineData("public class Orders : Orders { public Orders() { } public void Run(WorkflowContext context) => new Orders(); }")]
    [InlineData("public class A : B { } public class B : A { } public class C { void Run(WorkflowContext c) { new A(); new B(); } }")]
    [InlineData("async void Run(WorkflowContext context) { await foreach (var x in null) { } await; lock () { } }")]
    [InlineData("public class O { void Run(WorkflowContext c) { var f = f(f); f.Result.Wait(); using (f) { } foreach (f in f) { } } }")]
    [InlineData("public class O { public int X { get => X; } void Run(WorkflowContext) => X = nameof; int Y = y => y; }")]
    [InlineData("namespace SkyLink.Workflows { class RunsOutsideAttribute { } class O { void Run([RunsOutside] WorkflowContext c) { } } }")]
    public Task Nonsense_does_no_harm(string source) => ReadAsync(source);

    /// <summary>Both parts fail the test when they throw.</summary>
    private static async Task ReadAsync(string source)
    {
        var compilation = Analysis.Workflows([source]);
        await Analysis.RunAsync(compilation);
        Analysis.WithFacts(compilation);
    }
}
