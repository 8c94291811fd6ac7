using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using SkyLink.Platform.Telemetry;

namespace SkyLink.Platform.Http;

/// <summary>What the documents say once: who one is, how money and refusals look.</summary>
internal static class OpenApiTransformers
{
    public const string Problem = "Problem";

    /// <summary>The ways to say who one is; an operation takes any of them.</summary>
    public static readonly IReadOnlyDictionary<string, OpenApiSecurityScheme> Schemes =
        new Dictionary<string, OpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            ["accessToken"] = new()
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "An access token of POST /api/v1/identity/tokens.",
            },
            ["apiKey"] = new()
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "X-Api-Key",
                Description = "A key of POST /api/v1/identity/api-keys; it does what its scopes name.",
            },
            ["session"] = new()
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Cookie,
                Name = SessionCookie.Name,
                Description = "Set by POST /api/v1/identity/sessions. Requests other than GET must carry the header "
                    + $"{SessionCookie.RequestHeader}.",
            },
        };

    public static Task CompleteAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellation)
    {
        document.Info = new OpenApiInfo
        {
            Title = "SkyLink",
            Version = ProductVersion.Text.Split('+')[0],
            Description = "Lists take `after` and `limit` and answer `items` and `next`; pass `next` as `after` to "
                + "read on. Refusals are problem documents (RFC 9457) with a `code` that never changes.",
            License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
        };
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = Schemes.ToDictionary(
            it => it.Key, IOpenApiSecurityScheme (it) => it.Value, StringComparer.Ordinal);
        document.AddComponent(Problem, ProblemSchema());
        var services = document.Paths.Values.SelectMany(path => path.Operations!.Values)
            .SelectMany(operation => operation.Tags!).Select(tag => tag.Name!).Distinct(StringComparer.Ordinal);
        document.Tags =
            services.Order(StringComparer.Ordinal).Select(name => new OpenApiTag { Name = name }).ToHashSet();
        return Task.CompletedTask;
    }

    public static Task DescribeAsync(
        OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        var type = context.JsonTypeInfo.Type;
        if (type == typeof(Int128))
        {
            Become(schema, JsonSchemaType.String, "^-?[0-9]{1,38}$", "A whole number, as text to stay exact.");
        }
        else if (type == typeof(TimeSpan))
        {
            Become(schema, JsonSchemaType.String, schema.Pattern, "[d.]hh:mm:ss[.fffffff]");
        }
        else if (schema.Enum?.Count > 0)
        {
            schema.Type ??= JsonSchemaType.String;
        }
        else if (type == typeof(Money))
        {
            schema.Description = "A whole number of the smallest units of an asset; 1250 of PKR/2 is 12.50 rupees.";
            schema.Examples = [new JsonObject { ["units"] = "1250", ["asset"] = "PKR/2" }];
        }

        return Task.CompletedTask;
    }

    private static void Become(OpenApiSchema schema, JsonSchemaType type, string? pattern, string description)
    {
        schema.Type = type | ((schema.Type ?? type) & JsonSchemaType.Null);
        schema.Format = null;
        schema.Pattern = pattern;
        schema.Description = description;
    }

    private static OpenApiSchema ProblemSchema()
    {
        static OpenApiSchema Text(string description) =>
            new() { Type = JsonSchemaType.String, Description = description };

        return new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "A refusal (RFC 9457). docs/errors.md lists every code.",
            Required = new HashSet<string>(StringComparer.Ordinal) { "type", "title", "status", "code" },
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                ["type"] = Text("A URI for the kind of problem; ends in the code."),
                ["title"] = Text("One sentence, the same at each occurrence."),
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
                ["detail"] = Text("What is particular to this occurrence."),
                ["code"] = Text("service.snake_case; never changes."),
                ["traceId"] = Text("Under which the logs have the rest."),
                ["errors"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Description = "For values that are not acceptable: what is wrong, per member.",
                    AdditionalProperties = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Array,
                        Items = new OpenApiSchema { Type = JsonSchemaType.String },
                    },
                },
            },
        };
    }
}

/// <summary>
/// Names of schemas: the type's own, with its service in front where two services chose the same.
/// </summary>
internal sealed class SchemaNames(IEnumerable<Assembly> ours)
{
    private readonly HashSet<string> doubles =
    [
        .. ours.Distinct().SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.Namespace?.StartsWith("SkyLink", StringComparison.Ordinal) == true)
            .GroupBy(type => type.Name, StringComparer.Ordinal)
            .Where(same => same.Count() > 1)
            .Select(same => same.Key),
    ];

    public string? Of(JsonTypeInfo type)
    {
        var usual = OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        var doubled = Parts(type.Type).FirstOrDefault(part => doubles.Contains(part.Name));
        return usual is null || doubled is null ? usual : doubled.Namespace!.Split('.')[^1] + usual;
    }

    private static IEnumerable<Type> Parts(Type type) =>
        type.GenericTypeArguments.SelectMany(Parts).Prepend(type)
            .Concat(type.GetElementType() is { } element ? Parts(element) : [])
            .Where(part => part.Namespace?.StartsWith("SkyLink", StringComparison.Ordinal) == true);
}
