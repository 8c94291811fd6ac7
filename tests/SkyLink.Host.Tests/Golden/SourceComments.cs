using System.Net;
using System.Text.RegularExpressions;

namespace SkyLink.Host.Golden;

/// <summary>
/// The summaries of types and properties, read from the sources: what documents say of them is written once.
/// </summary>
internal static partial class SourceComments
{
    private static readonly Lazy<Dictionary<string, string>> Known = new(ReadAll);

    /// <summary>Empty where there is none.</summary>
    public static string Of(Type type) => Known.Value.GetValueOrDefault(type.FullName!, "");

    /// <summary>Empty where there is none.</summary>
    public static string Of(Type type, string property) => Known.Value.GetValueOrDefault($"{type.FullName}.{property}", "");

    /// <summary>Every file of src, with its text.</summary>
    public static IEnumerable<(string File, string Text)> Sources() =>
        Directory.EnumerateFiles(Path.Combine(GoldenFile.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .Select(file => (file, File.ReadAllText(file)));

    private static Dictionary<string, string> ReadAll()
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (_, text) in Sources())
        {
            Read(text, found);
        }

        return found;
    }

    private static void Read(string text, Dictionary<string, string> found)
    {
        var space = NamespaceLine().Match(text).Groups[1].Value;
        var type = "";
        var comment = "";
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            if (line.StartsWith("///", StringComparison.Ordinal))
            {
                comment += line[3..];
                continue;
            }

            if (line.StartsWith('['))
            {
                continue;
            }

            if (TypeLine().Match(line) is { Success: true } declared)
            {
                type = $"{space}.{declared.Groups[1].Value}";
                found.TryAdd(type, Plain(comment));
            }
            else if (PropertyLine().Match(line) is { Success: true } property)
            {
                found.TryAdd($"{type}.{property.Groups[1].Value}", Plain(comment));
            }

            comment = "";
        }
    }

    private static string Plain(string comment)
    {
        var text = Summary().Match(comment).Groups[1].Value;
        text = Code().Replace(text, "`$1`");
        text = Reference().Replace(text, "`$1`");
        return WebUtility.HtmlDecode(Spaces().Replace(text, " ")).Trim();
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^(?:[a-z]+ )*(?:class|record|struct|enum|interface) (?:struct )?(\w+)")]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"^public (?:required )?[\w<>\[\]?., ]+ (\w+) \{")]
    private static partial Regex PropertyLine();

    [GeneratedRegex("<summary>(.*)</summary>", RegexOptions.Singleline)]
    private static partial Regex Summary();

    [GeneratedRegex("<c>(.*?)</c>")]
    private static partial Regex Code();

    [GeneratedRegex("<(?:see|paramref) (?:cref|name)=\"([^\"]+)\" ?/>")]
    private static partial Regex Reference();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
