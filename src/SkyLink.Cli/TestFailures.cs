using System.Text.Json;
using System.Xml;
using System.Xml.Linq;

namespace SkyLink.Cli;

/// <summary>Which tests failed, one line each: its name and the first line of what it said.</summary>
internal static class TestFailures
{
    private const int LinesMax = 20;
    private const int LengthMax = 300;

    public static List<string> Xunit(string? xml)
    {
        try
        {
            return Some(XDocument.Parse(xml ?? "").Descendants("test")
                .Where(test => (string?)test.Attribute("result") == "Fail")
                .Select(test => Line(
                    (string?)test.Attribute("name"), (string?)test.Descendants("message").FirstOrDefault())));
        }
        catch (XmlException)
        {
            return [];
        }
    }

    public static List<string> Vitest(string? json) => OfJson(json, root =>
        from file in Items(root, "testResults")
        from test in Items(file, "assertionResults")
        where Text(test, "status") == "failed"
        select Line(
            Text(test, "fullName"), Items(test, "failureMessages").Select(it => it.GetString()).FirstOrDefault()));

    public static List<string> Playwright(string? json) => OfJson(json, root => Specs(root)
        .Where(spec => spec.TryGetProperty("ok", out var ok) && ok.ValueKind == JsonValueKind.False)
        .Select(spec => Line(Text(spec, "title"), FirstError(spec))));

    /// <summary>The examples mark what went otherwise than expected with a cross.</summary>
    public static List<string> Crosses(string output) => Some(output.Split('\n')
        .Where(line => line.Contains('✗', StringComparison.Ordinal))
        .Select(line => Line(line, said: null)));

    private static IEnumerable<JsonElement> Specs(JsonElement suite) =>
        Items(suite, "specs").Concat(Items(suite, "suites").SelectMany(Specs));

    private static string? FirstError(JsonElement spec) => (
        from test in Items(spec, "tests")
        from result in Items(test, "results")
        from error in Items(result, "errors")
        select Text(error, "message")).FirstOrDefault();

    private static List<string> OfJson(string? json, Func<JsonElement, IEnumerable<string>> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json ?? "");
            return Some(read(document.RootElement));
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static List<JsonElement> Items(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray()]
            : [];

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;

    private static string Line(string? name, string? said)
    {
        var first = said?.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0);
        var whole = first is null ? (name ?? "?").Trim() : $"{name}: {first}";
        return whole.Length > LengthMax ? whole[..LengthMax] : whole;
    }

    private static List<string> Some(IEnumerable<string> lines) => [.. lines.Take(LinesMax)];
}
