using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SkyLink.Platform.Http;

/// <summary>The one way SkyLink writes and reads JSON of its own: HTTP bodies, events, stored answers.</summary>
public static class Json
{
    /// <summary>Nesting allowed in a request body.</summary>
    public const int DepthMax = 32;

    public static JsonSerializerOptions Options { get; } =
        Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    /// <summary>
    /// Strict where the defaults are not: a missing member does not become null in a non-nullable property, a name
    /// does not occur twice, numbers are not strings.
    /// </summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.AllowDuplicateProperties = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.MaxDepth = DepthMax;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping; // bodies are application/json, never inside HTML
        options.Converters.Add(new JsonStringEnumConverter());
        return options;
    }
}
