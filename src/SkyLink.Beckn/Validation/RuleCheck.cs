using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SkyLink.Beckn;

/// <summary>One run of the rules over one message: where it stands, how strict it is, what it found.</summary>
internal sealed class Check(ReadOptions options, Findings findings, string root)
{
    private readonly List<(string? Name, int Index)> trail = [];

    internal bool IsFull => findings.IsFull;

    internal void Run(Rule rule, JsonElement value) => rule.Apply(value, this);

    internal void Step(string name, Rule rule, JsonElement value)
    {
        trail.Add((name, 0));
        rule.Apply(value, this);
        trail.RemoveAt(trail.Count - 1);
    }

    internal void Step(int index, Rule rule, JsonElement value)
    {
        trail.Add((null, index));
        rule.Apply(value, this);
        trail.RemoveAt(trail.Count - 1);
    }

    /// <summary>Whether a rule beyond the structure counts here.</summary>
    internal bool Demands(string strictRule) =>
        options.Strictness == Strictness.Strict && !options.Waivers.Contains(strictRule);

    internal void Report(ErrorKind kind, string message) => findings.Add(kind, Path(), message);

    internal void Report(ErrorKind kind, string member, string message) =>
        findings.Add(kind, Path() + JsonPath.Member(member), message);

    private string Path()
    {
        var path = new StringBuilder("$.").Append(root);
        foreach (var (name, index) in trail)
        {
            path.Append(name is null ? string.Create(CultureInfo.InvariantCulture, $"[{index}]")
                : JsonPath.Member(name));
        }

        return path.ToString();
    }
}
