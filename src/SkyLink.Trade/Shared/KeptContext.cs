using System.Text.Json;
using System.Text.Json.Serialization;
using SkyLink.Beckn;

namespace SkyLink.Trade.Shared;

/// <summary>The head of a request as JSON, for a service that answers, or tells more, long afterwards.</summary>
internal static class KeptContext
{
    private static readonly JsonSerializerOptions Options = new(Json.Options) { Converters = { new ByName() } };

    public static string Write(Context context) => JsonSerializer.Serialize(context, Options);

    public static Context Read(string json) => JsonSerializer.Deserialize<Context>(json, Options)!;

    /// <summary>There are few dialects, and each has a name.</summary>
    private sealed class ByName : JsonConverter<Dialect>
    {
        public override Dialect Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Dialect.Of(reader.GetString()!) ?? throw new JsonException("Not the name of a dialect.");

        public override void Write(Utf8JsonWriter writer, Dialect value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Name);
    }
}
