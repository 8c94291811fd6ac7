using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SkyLink.Platform.Http;

namespace SkyLink.Host.Golden;

/// <summary>One operation of a gateway's document.</summary>
internal sealed partial record ApiOperation(string Method, string Path, JsonObject Content)
{
    public string? Id => this["operationId"]?.GetValue<string>();

    public string Route => $"{Method} {Path}";

    public JsonNode? this[string name] => Content[name];

    public static async Task<IReadOnlyList<ApiOperation>> ReadAsync(Audience audience) =>
    [
        .. JsonNode.Parse(await WholeHost.Documents.OfAsync(audience))!["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(operation =>
                new ApiOperation(operation.Key.ToUpperInvariant(), path.Key, operation.Value!.AsObject()))),
    ];

    /// <summary>A route as documents write it: without constraints, without a slash at the end.</summary>
    public static string Normal(string pattern) =>
        "/" + Constraint().Replace(pattern, "{$1}").Trim('/');

    public bool Takes(string header) => this["parameters"]?.AsArray().Any(it =>
        it!["in"]!.GetValue<string>() == "header" && it["name"]!.GetValue<string>() == header) ?? false;

    [GeneratedRegex(@"\{\**(\w+)[^}]*\}")]
    private static partial Regex Constraint();
}
