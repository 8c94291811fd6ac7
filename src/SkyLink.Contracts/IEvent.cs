using System.Text.Json.Serialization;

namespace SkyLink;

/// <summary>
/// Something that happened and that other services may act on; a fact, named in the past tense. Delivered at least
/// once, in order per <see cref="Subject"/> to subscriptions that ask for it. Carries an <see cref="EventAttribute"/>.
/// </summary>
public interface IEvent
{
    /// <summary>
    /// What it is about, an id as a rule (the CloudEvents attribute <c>subject</c>); its order is kept.
    /// </summary>
    [JsonIgnore]
    string Subject { get; }
}

/// <summary>Names an event and the bus it travels on.</summary>
/// <param name="type"><c>area.service.action.vN</c>. A changed shape is a new N; an existing one only grows.</param>
/// <param name="bus">Which of the five buses carries it.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class EventAttribute(string type, Bus bus) : Attribute
{
    public string Type { get; } = type;

    public Bus Bus { get; } = bus;
}

/// <summary>The buses: retention, routing and rights are set per bus (Financial is kept seven years).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Bus>))]
public enum Bus
{
    Core,
    Financial,
    Blockchain,
    Business,
    System,
}
