using System.Collections.Concurrent;
using System.Reflection;

namespace SkyLink.Platform.Events;

/// <summary>What the attribute on an event's class says, checked once.</summary>
/// <param name="Name"><c>area.service.action.vN</c>.</param>
/// <param name="Publisher">The module whose log holds it: the first two parts of the name.</param>
public sealed record EventType(string Name, string Publisher, Bus Bus, Type Class)
{
    private static readonly ConcurrentDictionary<Type, EventType> Known = [];

    public static EventType Of(Type type) => Known.GetOrAdd(type, Read);

    /// <summary>All events of an assembly, by name.</summary>
    public static IReadOnlyList<EventType> In(Assembly assembly) => [.. assembly.GetTypes()
        .Where(type => type.IsAssignableTo(typeof(IEvent)) && type is { IsAbstract: false, IsInterface: false })
        .Select(Of)
        .OrderBy(type => type.Name, StringComparer.Ordinal)];

    private static EventType Read(Type type)
    {
        var named = type.GetCustomAttribute<EventAttribute>()
            ?? throw new InvalidOperationException($"{type.Name} needs [Event(\"area.service.action.v1\", Bus...)].");
        var parts = named.Type.Split('.');
        var isWellFormed = parts is [_, _, _, ['v', .. var version]] && int.TryParse(version, out _);
        return isWellFormed
            ? new EventType(named.Type, $"{parts[0]}.{parts[1]}", named.Bus, type)
            : throw new InvalidOperationException($"{type.Name}: '{named.Type}' is not area.service.action.vN.");
    }
}
