using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Configuration;
using Microsoft.OpenApi;

namespace SkyLink.Platform.Http;

/// <summary>
/// The API as OpenAPI 3.1, one document per door, whichever modules run in this process: all of them are mapped on a
/// host that never starts. Written at the first request and kept.
/// </summary>
public sealed class OpenApiDocuments(IReadOnlyList<IModule> all, IConfiguration configuration)
{
    /// <summary>Where each door serves its document.</summary>
    public const string Path = "/openapi/v1.json";

    private static readonly JsonSerializerOptions Readable = new(Json.Options) { WriteIndented = true, NewLine = "\n" };

    private readonly ConcurrentDictionary<Audience, Lazy<Task<string>>> documents = [];

    /// <summary>What is reached through the doors in <paramref name="audience"/>, in an order that stays.</summary>
    public Task<string> OfAsync(Audience audience) =>
        documents.GetOrAdd(audience, wanted => new Lazy<Task<string>>(() => WriteAsync(wanted))).Value;

    /// <summary>Serves the document; a door declares who may read it.</summary>
    public RouteHandlerBuilder Map(IEndpointRouteBuilder routes, Audience audience) => routes
        .MapGet(Path, async () => TypedResults.Text(await OfAsync(audience), "application/json"))
        .ExcludeFromDescription();

    private async Task<string> WriteAsync(Audience audience)
    {
        var builder = InnerApplication.CreateBuilder("Catalogue", configuration);
        ServiceHost.Add(builder, all, all);
        builder.Services.AddOpenApi(options => Configure(options, audience));
        await using var never = builder.Build();
        ServiceHost.Map(never);
        never.UseEndpoints(_ => { }); // makes the endpoints known; a host that starts does it by itself
        var written = await never.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1")
            .GetOpenApiDocumentAsync(CancellationToken.None);
        var text = await written.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, CancellationToken.None);
        return Ordered(JsonNode.Parse(text)!.AsObject()).ToJsonString(Readable) + "\n";
    }

    private void Configure(OpenApiOptions options, Audience audience)
    {
        var names = new SchemaNames(ErrorCatalogue.AssembliesOf(all).Append(typeof(Error).Assembly));
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.CreateSchemaReferenceId = names.Of;
        options.ShouldInclude = operation => operation.ActionDescriptor.EndpointMetadata.OfType<AccessRule>()
            .Any(rule => (rule.Audience & audience) != Audience.None);
        options.AddSchemaTransformer(OpenApiTransformers.DescribeAsync);
        var operations = new OpenApiOperations(ErrorCatalogue.In(ErrorCatalogue.AssembliesOf(all)));
        options.AddOperationTransformer(operations.CompleteAsync);
        options.AddDocumentTransformer(OpenApiTransformers.CompleteAsync);
    }

    /// <summary>Paths and schemas by name: where a module is mapped must not move what others compare.</summary>
    private static JsonObject Ordered(JsonObject document)
    {
        Sort(document, "paths");
        Sort(document["components"]!.AsObject(), "schemas");
        Sort(document["components"]!.AsObject(), "responses");
        return document;
    }

    private static void Sort(JsonObject owner, string name)
    {
        var sorted = owner[name]!.AsObject().OrderBy(it => it.Key, StringComparer.Ordinal)
            .Select(it => KeyValuePair.Create(it.Key, it.Value?.DeepClone())).ToList();
        owner[name] = new JsonObject(sorted);
    }
}
