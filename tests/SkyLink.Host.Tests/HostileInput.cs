using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Host.Golden;
using SkyLink.Platform;
using SkyLink.Platform.Http;
using SkyLink.Testing;

namespace SkyLink.Host;

/// <summary>
/// Sends every operation of the OpenAPI documents what it does not expect, one wrong thing at a time, as somebody who
/// may call it. Whatever comes back is no fault of ours, every refusal has a code, and none names types of the program.
/// </summary>
internal sealed partial class HostileInput(TestHost host) : IDisposable
{
    private const int AtOnce = 8;
    private const string Hole = "put-it-here";

    /// <summary>A stream answers its headers and goes on; longer than this nobody waits for them.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly string[] BadValues =
    [
        "null", "-1", "1e308", "1180591620717411303424", "\"\"", "true", "[]", "{}", "[[]]", "\"a\\u0000b\"",
        "\"\\ud83d\"", "\"'; drop table x; --\"", $"\"{new string('x', 20_000)}\"",
    ];

    private static readonly string[] BadBodies =
        ["", "{", "null", "[]", "7", "{\"a\":1,\"a\":1}", new('[', 10_000)];

    private static readonly string[] BadTexts =
    [
        "-1", "0", "99999999999999999999", "x", "1e9", "nan", "%", "'\"<", "2026-99-99", new('x', 2_000),
        "a" + string.Concat(Enumerable.Repeat("\U0001F600", 300)),
    ];

    private static readonly string[] BadHeaders = ["\"", "W/\"x\"", "\"99999999999999999999\"", "*", new('x', 4_000)];

    private readonly Dictionary<Role, HttpClient> clients = [];
    private readonly HttpClient nobody = host.CreateClient();

    /// <returns>How many calls were made.</returns>
    /// <exception cref="InvalidOperationException">With one line for each answer that is a fault.</exception>
    public async Task<int> CheckAsync()
    {
        var calls = new List<Call>();
        foreach (var audience in new[] { Audience.Web, Audience.Admin })
        {
            var document = JsonNode.Parse(await WholeHost.Documents.OfAsync(audience))!;
            foreach (var operation in await ApiOperation.ReadAsync(audience))
            {
                calls.AddRange(await CallsOfAsync(document, operation));
            }
        }

        // All are signed in before the first wrong sign-in makes others wait.
        foreach (var client in clients.Values)
        {
            (await client.GetAsync("/api/v1/identity/sessions/current")).EnsureSuccessStatusCode();
        }

        var findings = new System.Collections.Concurrent.ConcurrentBag<string>();
        calls = [.. calls.DistinctBy(call => (call.Client, call.Method, call.Path, call.Body, call.Header))];
        await Parallel.ForEachAsync(
            calls, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (call, _) =>
            {
                if (await FaultOfAsync(call) is { } fault)
                {
                    findings.Add($"{call.Method} {call.Path} {call.What}: {fault}");
                }
            });
        return findings.IsEmpty
            ? calls.Count
            : throw new InvalidOperationException(string.Join('\n', findings.Order(StringComparer.Ordinal).Take(50)));
    }

    public void Dispose()
    {
        nobody.Dispose();
        foreach (var client in clients.Values)
        {
            client.Dispose();
        }
    }

    private async Task<IEnumerable<Call>> CallsOfAsync(JsonNode document, ApiOperation operation)
    {
        if (operation["x-rate-class"]?.GetValue<string>() == nameof(RateClass.Stream)
            || operation.Method is "DELETE" or "HEAD")
        {
            return []; // what streams is never over; DELETE takes nothing but an id, and ends one's own session
        }

        var client = await ClientOfAsync(operation);
        var parameters = operation["parameters"]?.AsArray().Select(it => it!).ToList() ?? [];
        var schema = operation["requestBody"]?["content"]?["application/json"]?["schema"];
        var body = schema is null ? null : ExampleOf(document, schema, depth: 0);
        var usual = new Call(client, operation.Method, PathOf(document, operation.Path, parameters), "as documented")
        {
            Body = body?.ToJsonString(),
        };
        return
        [
            usual,
            .. parameters.SelectMany(parameter => InParameter(document, operation, parameters, parameter, usual)),
            .. body is null ? [] : BadBodies.Select(bad => usual with { Body = bad, What = $"body {Cut(bad)}" }),
            .. body is null ? [] : InBody(body).Select(it => usual with { Body = it.Body, What = it.What }),
        ];
    }

    private static IEnumerable<Call> InParameter(
        JsonNode document, ApiOperation operation, List<JsonNode> parameters, JsonNode parameter, Call usual)
    {
        var name = parameter["name"]!.GetValue<string>();
        return parameter["in"]!.GetValue<string>() == "header"
            ? BadHeaders.Select(bad => usual with { Header = (name, bad), What = $"{name}: {Cut(bad)}" })
            : BadTexts.Append("\0").Where(bad => bad != "\0" || parameter["in"]!.GetValue<string>() == "query")
                .Select(bad => usual with
                {
                    Path = PathOf(document, operation.Path, parameters, (name, bad)),
                    What = $"{name}={Cut(bad)}",
                });
    }

    /// <summary>Each member at one or two levels missing, or replaced by each bad value.</summary>
    private static IEnumerable<(string Body, string What)> InBody(JsonNode body)
    {
        foreach (var path in PathsIn(body, depth: 2))
        {
            var holed = body.DeepClone();
            var holder = path[..^1].Aggregate(holed, (at, step) => at is JsonArray list ? list[0]! : at[step]!);
            if (holder is JsonObject members)
            {
                var last = path[^1];
                members[last] = Hole;
                var text = holed.ToJsonString();
                foreach (var bad in BadValues)
                {
                    yield return (text.Replace($"\"{Hole}\"", bad, StringComparison.Ordinal), $"{last} = {Cut(bad)}");
                }

                members.Remove(last);
                yield return (holed.ToJsonString(), $"no {last}");
            }
        }
    }

    private static IEnumerable<string[]> PathsIn(JsonNode? node, int depth) => node switch
    {
        _ when depth == 0 => [],
        JsonObject members => members.SelectMany(member => PathsIn(member.Value, depth - 1)
            .Select(rest => (string[])[member.Key, .. rest]).Prepend([member.Key])),
        JsonArray { Count: > 0 } list => PathsIn(list[0], depth).Select(rest => (string[])["0", .. rest]),
        _ => [],
    };

    private static string PathOf(
        JsonNode document, string template, List<JsonNode> parameters, (string Name, string Value)? bad = null)
    {
        var (path, query) = (template, new List<string>());
        foreach (var parameter in parameters)
        {
            var name = parameter["name"]!.GetValue<string>();
            var isBad = bad?.Name == name;
            var isNeeded = parameter["required"]?.GetValue<bool>() == true;
            var value = Uri.EscapeDataString(isBad ? bad!.Value.Value : TextOf(document, parameter["schema"]!));
            path = path.Replace($"{{{name}}}", value, StringComparison.Ordinal);
            if (parameter["in"]!.GetValue<string>() == "query" && (isBad || isNeeded))
            {
                query.Add($"{name}={value}");
            }
        }

        return query.Count == 0 ? path : $"{path}?{string.Join('&', query)}";
    }

    private static string TextOf(JsonNode document, JsonNode schema) =>
        ExampleOf(document, schema, depth: 0) switch
        {
            JsonValue text when text.GetValueKind() == JsonValueKind.String => text.GetValue<string>(),
            var other => other?.ToJsonString() ?? "x",
        };

    /// <summary>Something that a schema allows, as far as types go.</summary>
    private static JsonNode? ExampleOf(JsonNode document, JsonNode schema, int depth)
    {
        while (schema["$ref"]?.GetValue<string>() is { } reference)
        {
            schema = reference[2..].Split('/').Aggregate(document, (node, part) => node[part]!);
        }

        foreach (var choice in new[] { "oneOf", "anyOf", "allOf" })
        {
            if (schema[choice] is JsonArray options)
            {
                return ExampleOf(document, options.First(it => TypeOf(it!) != "null")!, depth + 1);
            }
        }

        return schema["enum"] is JsonArray words ? words[0]?.DeepClone() : TypeOf(schema) switch
        {
            "object" => new JsonObject((schema["properties"]?.AsObject() ?? []).Where(_ => depth < 6).Select(
                it => KeyValuePair.Create(it.Key, ExampleOf(document, it.Value!, depth + 1)))),
            "array" => depth < 6 ? new JsonArray(ExampleOf(document, schema["items"]!, depth + 1)) : [],
            "integer" or "number" => 1,
            "boolean" => true,
            _ => schema["format"]?.GetValue<string>() switch
            {
                "uuid" => "01a221fb-0000-7000-8000-000000000000",
                "date-time" => "2026-11-28T00:00:00Z",
                "uri" => "https://x.example/",
                _ => "a",
            },
        };
    }

    private static string? TypeOf(JsonNode schema) => schema["type"] is JsonArray types
        ? types.Select(type => type!.GetValue<string>()).First(type => type != "null")
        : schema["type"]?.GetValue<string>();

    private async Task<HttpClient> ClientOfAsync(ApiOperation operation)
    {
        if (operation["x-permission"]?.GetValue<string>() is not { } permission)
        {
            return nobody;
        }

        var role = host.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Select(endpoint => endpoint.Metadata.GetMetadata<AccessRule>()?.Permission)
            .First(it => it?.Name == permission)!.GrantedTo.First();
        if (!clients.TryGetValue(role, out var client))
        {
            clients[role] = client = await host.ClientOfAsync(role);
        }

        return client;
    }

    private static async Task<string?> FaultOfAsync(Call call)
    {
        using var request = new HttpRequestMessage(new HttpMethod(call.Method), call.Path);
        if (call.Body is { } body)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body))
            {
                Headers = { ContentType = new("application/json") },
            };
        }

        var (header, value) = call.Header ?? ("Idempotency-Key", Guid.CreateVersion7().ToString());
        request.Headers.TryAddWithoutValidation(header, value);
        using var patience = new CancellationTokenSource(Patience);
        using var answer = await call.Client.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        var status = (int)answer.StatusCode;
        if (status < 400)
        {
            return null;
        }

        var text = await answer.Content.ReadAsStringAsync(patience.Token);
        var isOurs = status >= 500 && answer.StatusCode != HttpStatusCode.ServiceUnavailable;
        return !isOurs && text.Contains("\"code\":", StringComparison.Ordinal) && !NamesTypes().IsMatch(text)
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{status} {Cut(text)}");
    }

    [GeneratedRegex(@"\b(SkyLink|System|Microsoft)\.[A-Z]|\.NET|Nullable|parameter \\""", RegexOptions.None, 1_000)]
    private static partial Regex NamesTypes();

    private static string Cut(string text) => text.Length <= 100 ? text : text[..100];

    /// <param name="What">What is wrong with it, for people.</param>
    private sealed record Call(HttpClient Client, string Method, string Path, string What)
    {
        public string? Body { get; init; }

        public (string Name, string Value)? Header { get; init; }
    }
}
