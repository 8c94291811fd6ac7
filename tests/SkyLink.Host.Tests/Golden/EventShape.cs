using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SkyLink.Platform.Http;

namespace SkyLink.Host.Golden;

/// <param name="Name">With its path: <c>postings[].amount</c>.</param>
/// <param name="Type">In words that do not change with a class's name.</param>
internal sealed record EventMember(string Name, string Type)
{
    private const string Choice = "one of ";

    /// <summary>Whether everything of an earlier type can still come: a choice may have become wider.</summary>
    public bool Takes(string earlier) => earlier == Type
        || (earlier.StartsWith(Choice, StringComparison.Ordinal) && Type.StartsWith(Choice, StringComparison.Ordinal)
            && Options(earlier).All(Options(Type).Contains));

    private static HashSet<string> Options(string choice) =>
        [.. choice[Choice.Length..].Split(", ", StringSplitOptions.TrimEntries)];
}

/// <summary>What an event's JSON is made of, as the serializer writes it.</summary>
internal static class EventShape
{
    private static readonly JsonSerializerOptions Written =
        new(Json.Options) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    private static readonly Dictionary<Type, string> Plain = new()
    {
        [typeof(string)] = "text",
        [typeof(Uri)] = "text",
        [typeof(Guid)] = "uuid",
        [typeof(bool)] = "yes or no",
        [typeof(int)] = "number",
        [typeof(long)] = "number",
        [typeof(decimal)] = "number",
        [typeof(double)] = "number",
        [typeof(DateTimeOffset)] = "time",
        [typeof(DateOnly)] = "day",
        [typeof(TimeSpan)] = "duration",
        [typeof(JsonElement)] = "any JSON",
        [typeof(Money)] = "money",
    };

    public static IReadOnlyList<EventMember> MembersOf(Type type) => [.. MembersOf(type, prefix: "")];

    private static IEnumerable<EventMember> MembersOf(Type type, string prefix) =>
        Written.GetTypeInfo(type).Properties.Where(property => property.Get is not null).SelectMany(property =>
        {
            var bare = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            var isOptional = bare != property.PropertyType || property.IsGetNullable && !bare.IsValueType;
            return Members(prefix + property.Name, bare, isOptional ? " or null" : "");
        });

    private static string NameOf(object value) => JsonSerializer.SerializeToElement(value, value.GetType(), Written).GetString()!;

    private static IEnumerable<EventMember> Members(string name, Type type, string orNull)
    {
        if (Plain.TryGetValue(type, out var word))
        {
            return [new EventMember(name, word + orNull)];
        }

        if (type.IsEnum)
        {
            return [new EventMember(name, $"one of {string.Join(", ", Enum.GetValues(type).Cast<object>().Select(NameOf))}{orNull}")];
        }

        var info = Written.GetTypeInfo(type);
        return info.Kind switch
        {
            JsonTypeInfoKind.Enumerable => Members($"{name}[]", info.ElementType!, orNull),
            JsonTypeInfoKind.Dictionary => Members($"{name}.*", info.ElementType!, orNull),
            JsonTypeInfoKind.Object => MembersOf(type, $"{name}."),
            _ => throw new InvalidOperationException($"{name}: there is no word for {type} yet."),
        };
    }
}
