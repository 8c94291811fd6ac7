using System.Globalization;
using System.Text.Json;

namespace SkyLink.Beckn;

/// <summary>
/// Reads the members of one JSON object by name and remembers which were taken. What is left over at the end is the
/// record's <see cref="Extra"/>: members it does not know, and members of a type it does not expect. Never throws.
/// </summary>
internal sealed class WireObject
{
    private readonly JsonProperty[] members;
    private readonly bool[] isTaken;
    private List<(string Name, WireObject Inner)>? nested;

    internal WireObject(JsonElement element)
    {
        members = [.. element.EnumerateObject()];
        isTaken = new bool[members.Length];
    }

    internal bool IsEmpty => members.Length == 0;

    internal string? Text(ReadOnlySpan<byte> name) =>
        Take(name, JsonValueKind.String, out var value) ? value.GetString() : null;

    internal decimal? Decimal(ReadOnlySpan<byte> name) => Value(name, TryDecimal, out decimal value) ? value : null;

    internal long? Integer(ReadOnlySpan<byte> name) => Value(name, TryInteger, out long value) ? value : null;

    /// <summary>A whole number of pieces as far as <see cref="int"/> goes.</summary>
    internal int? Count(ReadOnlySpan<byte> name) => Value(name, TryCount, out int value) ? value : null;

    internal bool? Flag(ReadOnlySpan<byte> name) => Value(name, TryFlag, out bool value) ? value : null;

    internal DateTimeOffset? Time(ReadOnlySpan<byte> name) =>
        Value(name, TryTime, out DateTimeOffset value) ? value : null;

    internal TimeSpan? Duration(ReadOnlySpan<byte> name) => Value(name, TryDuration, out TimeSpan value) ? value : null;

    internal Gps? Gps(ReadOnlySpan<byte> name) => Value(name, TryGps, out Gps value) ? value : null;

    /// <summary>A word of a list; another word stays in <see cref="Extra"/>.</summary>
    internal T? Word<T>(ReadOnlySpan<byte> name, (T Value, string Text)[] words)
        where T : struct, Enum
    {
        if (Find(name) is { } at && members[at].Value.ValueKind == JsonValueKind.String)
        {
            foreach (var (value, text) in words)
            {
                if (members[at].Value.ValueEquals(text))
                {
                    isTaken[at] = true;
                    return value;
                }
            }
        }

        return null;
    }

    /// <summary>An object that is a record of its own, with its own extra members.</summary>
    internal T? Object<T>(ReadOnlySpan<byte> name, Func<WireObject, T?> read)
        where T : class
    {
        if (Find(name) is not { } at || members[at].Value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var value = read(new WireObject(members[at].Value));
        isTaken[at] = value is not null;
        return value;
    }

    /// <summary>
    /// An object that only groups members of this record: what is left over in it counts as left over here.
    /// </summary>
    internal WireObject? Nested(ReadOnlySpan<byte> name)
    {
        if (Find(name) is not { } at || members[at].Value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (nested?.Find(it => it.Name == members[at].Name).Inner is { } known)
        {
            return known;
        }

        var inner = new WireObject(members[at].Value);
        if (inner.IsEmpty)
        {
            return inner;
        }

        isTaken[at] = true;
        (nested ??= []).Add((members[at].Name, inner));
        return inner;
    }

    /// <summary>An array of objects. Taken whole or, if one element cannot be read, not at all.</summary>
    internal ValueList<T> List<T>(ReadOnlySpan<byte> name, Func<WireObject, T?> read)
        where T : class => Values(
            name, element => element.ValueKind == JsonValueKind.Object ? read(new WireObject(element)) : null);

    /// <summary>An array of texts.</summary>
    internal ValueList<string> Texts(ReadOnlySpan<byte> name) =>
        Values(name, element => element.ValueKind == JsonValueKind.String ? element.GetString() : null);

    /// <summary>An array of anything. Empty ones are not taken, so that they stay what they are.</summary>
    internal ValueList<T> Values<T>(ReadOnlySpan<byte> name, Func<JsonElement, T?> read)
        where T : class
    {
        if (Find(name) is not { } at || members[at].Value is not { ValueKind: JsonValueKind.Array } array
            || array.GetArrayLength() == 0)
        {
            return default;
        }

        var items = new T[array.GetArrayLength()];
        foreach (var (index, element) in array.EnumerateArray().Index())
        {
            if (read(element) is not { } item)
            {
                return default;
            }

            items[index] = item;
        }

        isTaken[at] = true;
        return new ValueList<T>(items);
    }

    /// <summary>
    /// The first of a list of ids, where the model holds one. A longer list stays in <see cref="Extra"/>, and the
    /// writer prefers it.
    /// </summary>
    internal string? Sole(ReadOnlySpan<byte> name)
    {
        var ids = Texts(name);
        if (ids.Count > 1)
        {
            GiveBack(name);
        }

        return ids.FirstOrDefault();
    }

    /// <summary>Takes a text only if it says exactly this.</summary>
    internal void Drop(ReadOnlySpan<byte> name, string text)
    {
        if (Find(name) is { } at && members[at].Value.ValueKind == JsonValueKind.String
            && members[at].Value.ValueEquals(text))
        {
            isTaken[at] = true;
        }
    }

    /// <summary>Undoes the taking of a member that turned out to be of no use.</summary>
    internal void GiveBack(ReadOnlySpan<byte> name)
    {
        if (Find(name) is { } at)
        {
            isTaken[at] = false;
        }
    }

    /// <summary>Call last.</summary>
    internal ValueList<ExtraMember> Extra()
    {
        List<ExtraMember>? extra = null;
        Collect("", ref extra);
        return extra?.ToValueList() ?? default;
    }

    private void Collect(string prefix, ref List<ExtraMember>? extra)
    {
        foreach (var (index, member) in members.Index())
        {
            if (!isTaken[index])
            {
                (extra ??= []).Add(new ExtraMember(prefix + ExtraMember.Escape(member.Name),
                    member.Value.GetRawText()));
            }
        }

        foreach (var (name, inner) in nested ?? [])
        {
            inner.Collect($"{prefix}{ExtraMember.Escape(name)}/", ref extra);
        }
    }

    private int? Find(ReadOnlySpan<byte> name)
    {
        for (var at = 0; at < members.Length; at++)
        {
            if (members[at].NameEquals(name))
            {
                return at;
            }
        }

        return null;
    }

    private bool Take(ReadOnlySpan<byte> name, JsonValueKind kind, out JsonElement value)
    {
        value = default;
        if (Find(name) is not { } at || members[at].Value.ValueKind != kind)
        {
            return false;
        }

        (value, isTaken[at]) = (members[at].Value, true);
        return true;
    }

    private delegate bool Parse<T>(string text, out T value);

    /// <summary>Texts, and numbers and booleans by their text: peers write counts and flags both ways.</summary>
    private bool Value<T>(ReadOnlySpan<byte> name, Parse<T> parse, out T value)
        where T : struct
    {
        value = default;
        if (Find(name) is not { } at)
        {
            return false;
        }

        var text = members[at].Value.ValueKind switch
        {
            JsonValueKind.String => members[at].Value.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => members[at].Value.GetRawText(),
            _ => null,
        };
        return isTaken[at] = text is not null && parse(text, out value);
    }

    private static bool TryDecimal(string text, out decimal value) => ExactDecimal.TryParse(text, out value);

    private static bool TryInteger(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private static bool TryCount(string text, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private static bool TryFlag(string text, out bool value)
    {
        value = text == "true";
        return text is "true" or "false";
    }

    private static bool TryTime(string text, out DateTimeOffset value) => Rfc3339.TryParse(text, out value);

    private static bool TryDuration(string text, out TimeSpan value) =>
        IsoDuration.TryParse(text, start: null, out value);

    private static bool TryGps(string text, out Gps value) => Beckn.Gps.TryParse(text, out value);
}
