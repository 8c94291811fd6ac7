using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace SkyLink.Platform.Http;

/// <summary>Says of each operation what its endpoint declares: who may call, how often, and how it refuses.</summary>
internal sealed class OpenApiOperations(IReadOnlyList<DeclaredError> errors)
{
    private const string IdempotencyKey = "Idempotency-Key";
    private const string IfMatch = "If-Match";

    private readonly ILookup<string, Error> codes = errors.DistinctBy(it => it.Error.Code)
        .ToLookup(it => it.Error.Code.Split('.')[0], it => it.Error, StringComparer.Ordinal);

    public Task CompleteAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var rule = metadata.OfType<AccessRule>().Last();
        var module = metadata.OfType<OfModule>().LastOrDefault()?.Name ?? "platform.hosting";
        operation.Extensions ??= new Dictionary<string, IOpenApiExtension>(StringComparer.Ordinal);
        Say(operation, "x-service", module);
        Say(operation, "x-rate-class", RateOf(rule, context.Description.HttpMethod).ToString());
        operation.Deprecated = metadata.OfType<Retirement>().Any();
        if (rule.Permission is { } permission)
        {
            Say(operation, "x-permission", permission.Name);
            operation.Security = [.. OpenApiTransformers.Schemes.Keys.Select(scheme => new OpenApiSecurityRequirement
            {
                [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [],
            })];
        }

        var service = ServiceOf(module);
        operation.Tags = new HashSet<OpenApiTagReference> { new(service, context.Document) };
        DescribeParameters(operation);
        AddRefusals(operation, rule, service, context.Document!);
        return Task.CompletedTask;
    }

    /// <summary>"Ledger" of "settle.ledger".</summary>
    private static string ServiceOf(string module)
    {
        var service = module.Split('.')[1];
        return char.ToUpperInvariant(service[0]) + service[1..];
    }

    /// <summary>As gateways count: what changes something is a write, whatever it declares.</summary>
    private static RateClass RateOf(AccessRule rule, string? method) =>
        rule.Rate == RateClass.Read && method is not ("GET" or "HEAD") ? RateClass.Write : rule.Rate;

    private static void Say(OpenApiOperation operation, string name, string value) =>
        operation.Extensions![name] = new JsonNodeExtension(JsonValue.Create(value));

    private static void DescribeParameters(OpenApiOperation operation)
    {
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            switch (parameter)
            {
                case { In: ParameterLocation.Query, Name: { } name }:
                    parameter.Name = char.ToLowerInvariant(name[0]) + name[1..];
                    DropLimitOfType(parameter);
                    break;
                case { In: ParameterLocation.Header, Name: IdempotencyKey }:
                    parameter.Description = "Repeats under the same key act once and get the first answer.";
                    parameter.Schema =
                        new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 200 };
                    break;
                case { In: ParameterLocation.Header, Name: IfMatch }:
                    parameter.Description = "The ETag that was read; refused with 412 if it has changed since.";
                    break;
            }
        }
    }

    /// <summary>The largest 64-bit number is no rule, and no JavaScript number either.</summary>
    private static void DropLimitOfType(OpenApiParameter parameter)
    {
        var isLimit = parameter.Schema?.Maximum is { } text
            && decimal.TryParse(text, CultureInfo.InvariantCulture, out var maximum) && maximum >= long.MaxValue;
        if (isLimit && parameter.Schema is OpenApiSchema schema)
        {
            schema.Maximum = null;
        }
    }

    /// <summary>Refusals all services share, and one that names the codes of this one.</summary>
    private void AddRefusals(OpenApiOperation operation, AccessRule rule, string service, OpenApiDocument document)
    {
        operation.Responses ??= [];
        foreach (var (status, name, description) in StatusesOf(operation, rule))
        {
            document.AddComponent(name, Refusal(description, document));
            operation.Responses.TryAdd(status, new OpenApiResponseReference(name, document));
        }

        var own = codes[service.ToLowerInvariant()].Select(error => (JsonNode)JsonValue.Create(error.Code)).ToArray();
        var other = Refusal("Another refusal; `code` says which.", document);
        other.Extensions = new Dictionary<string, IOpenApiExtension>(StringComparer.Ordinal)
        {
            ["x-codes"] = new JsonNodeExtension(new JsonArray(own)),
        };
        document.AddComponent($"{service}Refusal", other);
        operation.Responses.TryAdd("default", new OpenApiResponseReference($"{service}Refusal", document));
    }

    private static IEnumerable<(string Status, string Name, string Description)> StatusesOf(
        OpenApiOperation operation, AccessRule rule)
    {
        var headers = (operation.Parameters ?? []).Where(it => it.In == ParameterLocation.Header)
            .Select(it => it.Name).ToHashSet(StringComparer.Ordinal);
        if (operation.RequestBody is not null || operation.Parameters?.Count > 0)
        {
            yield return ("400", "Unreadable", "The request cannot be read, or values are not acceptable.");
        }

        if (rule.Permission is not null)
        {
            yield return ("401", "Unauthenticated", "There is no valid credential.");
            yield return ("403", "Forbidden", "The caller lacks the permission, or may not do this.");
        }

        if (headers.Contains(IdempotencyKey))
        {
            yield return ("409", "Conflict", "The key was used for another request, or the state does not allow this.");
        }

        if (headers.Contains(IfMatch))
        {
            yield return ("412", "Changed", "It was changed since it was read.");
        }

        yield return ("429", "TooMany", "More requests than allowed; Retry-After says when to come again.");
    }

    private static OpenApiResponse Refusal(string description, OpenApiDocument document) => new()
    {
        Description = description,
        Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
        {
            ["application/problem+json"] = new()
            {
                Schema = new OpenApiSchemaReference(OpenApiTransformers.Problem, document),
            },
        },
    };
}
