using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Metadata;

namespace SkyLink.Platform.Http;

/// <summary>
/// What is wrong with a request that cannot be read, in the words of who sent it: the framework names types and members
/// of the program, which are nobody's business and no help.
/// </summary>
internal static partial class Unreadable
{
    /// <summary>Letters of a value that are given back.</summary>
    private const int ShownMax = 100;

    /// <param name="malformed">As the framework threw it.</param>
    /// <param name="endpoint">Which knows what a parameter is called outside; null where none was found.</param>
    public static string Explain(BadHttpRequestException malformed, Endpoint? endpoint) =>
        malformed.InnerException switch
        {
            JsonException json => Explain(json),
            { } other => other.Message,
            null => Explain(malformed.Message, endpoint),
        };

    /// <summary>The message names the place as a JSONPath, and where in the text it is.</summary>
    private static string Explain(JsonException json)
    {
        var place = json.Path is null or "$" ? "The body" : json.Path;
        var what = json switch
        {
            { InnerException: JsonException syntax } => $"This is not JSON: {FirstSentence(syntax.Message)}",
            { Message: var said } when Missing().Match(said) is { Success: true } names =>
                $"{place} lacks {names.Groups["names"].Value}",
            { Message: var said } when Duplicate().IsMatch(said) => $"{place} is there twice",
            { Message: var said } when Null().IsMatch(said) => $"{place} must not be null",
            { InnerException: FormatException } => $"{place} is not of the form, or out of the range, expected there",
            _ => $"{place} is not what is expected there",
        };
        return json is { LineNumber: { } line, BytePositionInLine: { } at }
            ? $"{what} (line {line + 1}, byte {at + 1})."
            : $"{what}.";
    }

    /// <summary>Of a value in the route, the query or a header.</summary>
    private static string Explain(string said, Endpoint? endpoint) =>
        Unbound().Match(said) is { Success: true } value
            ? $"{NameOf(value, endpoint)} cannot be \"{Cut(value.Groups["value"].Value)}\"."
            : Absent().Match(said) is { Success: true } absent
                ? $"{NameOf(absent, endpoint)} is missing from the {absent.Groups["source"].Value}."
                : NoBody().IsMatch(said) ? "The body is missing." : said;

    /// <summary>A header has a name of its own; others begin small in the API, large in the program.</summary>
    private static string NameOf(Match match, Endpoint? endpoint)
    {
        var name = match.Groups["name"].Value;
        var parameter = endpoint?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
            .FirstOrDefault(it => it.Name == name)?.ParameterInfo;
        return parameter?.GetCustomAttribute<FromHeaderAttribute>()?.Name
            ?? Validation.CamelCase(name);
    }

    private static string Cut(string given) => given.Length <= ShownMax ? given : $"{given.Beginning(ShownMax)}…";

    private static string FirstSentence(string text) => text.Split(". ", 2)[0].TrimEnd('.');

    [GeneratedRegex("missing required properties including: (?<names>.+?)\\.", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Missing();

    [GeneratedRegex("^Duplicate property", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Duplicate();

    [GeneratedRegex("doesn't allow (setting )?null", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Null();

    [GeneratedRegex(
        "^Failed to bind parameter \".+ (?<name>\\w+)\" from \"(?<value>.*)\"",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1_000)]
    private static partial Regex Unbound();

    [GeneratedRegex(
        "^Required parameter \".+ (?<name>\\w+)\" was not provided from (?<source>.+)\\.$",
        RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Absent();

    [GeneratedRegex("no body was provided", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex NoBody();
}
