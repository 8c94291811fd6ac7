using System.Text.Json.Nodes;
using SkyLink.Platform.Http;

namespace SkyLink.Host.Golden;

public sealed class OpenApiTests
{
    public static TheoryData<string, Audience> Doors => new() { { "web", Audience.Web }, { "admin", Audience.Admin } };

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task The_document_of_each_gateway_is_what_the_repository_says(string name, Audience audience) =>
        await GoldenFile.CheckAsync($"docs/openapi/{name}.json", await WholeHost.Documents.OfAsync(audience));

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Each_operation_has_a_name_of_its_own_and_says_what_it_does_and_who_may(string name, Audience audience)
    {
        var operations = await ApiOperation.ReadAsync(audience);
        var unnamed = operations.Where(it => it.Id is null || it["summary"] is null).Select(it => it.Route).ToList();
        Assert.True(unnamed.Count == 0, $"{name}: WithName and WithSummary are missing at\n{string.Join('\n', unnamed)}");
        Assert.Equal(operations.Count, operations.DistinctBy(it => it.Id).Count());
        Assert.All(operations, it => Assert.NotNull(it["x-rate-class"]));
        Assert.All(operations, it => Assert.Equal(it["x-permission"] is null, it["security"] is null));
        Assert.All(operations, it => Assert.NotNull(it["responses"]!["default"]));
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_gateway_s_document_holds_its_operations_and_no_others(string name, Audience audience)
    {
        var documented = (await ApiOperation.ReadAsync(audience)).Select(it => it.Route).ToList();
        var declared = WholeHost.Endpoints.Endpoints.Where(it => it.Rule.Audience.HasFlag(audience)).ToList();
        var expected = declared
            .SelectMany(it => it.Methods.Select(method => $"{method} {ApiOperation.Normal(it.Pattern)}")).ToList();
        Assert.True(expected.Count > 50, $"{name}: only {expected.Count} operations are declared");
        Assert.Empty(expected.Except(documented));
        Assert.Empty(documented.Except(expected).Where(it => !it.EndsWith("/services", StringComparison.Ordinal)
            && !it.Contains("/hosting/", StringComparison.Ordinal) && !it.Contains("/health", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Each_reference_leads_somewhere(string name, Audience audience)
    {
        var document = JsonNode.Parse(await WholeHost.Documents.OfAsync(audience))!;
        Assert.Equal("3.1", document["openapi"]!.GetValue<string>()[..3]);
        var lost = References(document)
            .Where(reference => reference[2..].Split('/').Aggregate((JsonNode?)document, (node, part) => node?[part]) is null)
            .Distinct().ToList();
        Assert.True(lost.Count == 0, $"{name}: {string.Join('\n', lost)}");
    }

    [Fact]
    public async Task Money_is_exact_in_the_document()
    {
        var document = JsonNode.Parse(await WholeHost.Documents.OfAsync(Audience.Web))!;
        var money = document["components"]!["schemas"]!["Money"]!["properties"]!;
        Assert.Equal("string", money["units"]!["type"]!.GetValue<string>());
        Assert.NotNull(money["asset"]!["pattern"]);
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject inner => inner.SelectMany(it => it is { Key: "$ref", Value: JsonValue value }
            ? [value.GetValue<string>()]
            : References(it.Value)),
        JsonArray many => many.SelectMany(References),
        _ => [],
    };
}
