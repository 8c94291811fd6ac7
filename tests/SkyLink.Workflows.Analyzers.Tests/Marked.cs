using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace SkyLink.Workflows.Analyzers;

/// <summary>A source in which what must be found stands between marks: <c>{|SLW001:DateTime.UtcNow|}</c>.</summary>
internal sealed record Marked(string Source, ImmutableArray<(string Id, TextSpan Span)> Expected)
{
    public static Marked Parse(string text)
    {
        var source = new StringBuilder();
        var expected = ImmutableArray.CreateBuilder<(string, TextSpan)>();
        var open = new Stack<(string Id, int Start)>();
        for (var at = 0; at < text.Length; at++)
        {
            if (string.CompareOrdinal(text, at, "{|", 0, 2) == 0)
            {
                var colon = text.IndexOf(':', at);
                foreach (var id in text[(at + 2)..colon].Split(','))
                {
                    open.Push((id, source.Length));
                }

                at = colon;
            }
            else if (string.CompareOrdinal(text, at, "|}", 0, 2) == 0)
            {
                var start = open.Peek().Start;
                while (open.TryPeek(out var mark) && mark.Start == start)
                {
                    expected.Add((open.Pop().Id, TextSpan.FromBounds(start, source.Length)));
                }

                at++;
            }
            else
            {
                source.Append(text[at]);
            }
        }

        return new Marked(source.ToString(), expected.ToImmutable());
    }

    /// <summary>What is expected, told like what is found.</summary>
    public IEnumerable<string> Lines => Expected.Select(mark => Tell(mark.Id, Source, mark.Span)).Order();

    public static IEnumerable<string> Tell(IEnumerable<Diagnostic> found) => found
        .Select(each => Tell(each.Id, each.Location.SourceTree!.ToString(), each.Location.SourceSpan))
        .Order();

    private static string Tell(string id, string source, TextSpan span) =>
        $"{id} at line {source[..span.Start].Count(c => c == '\n') + 1}: {source[span.Start..span.End]}";
}
