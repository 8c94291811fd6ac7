using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SkyLink.Beckn;

/// <summary>
/// Writes records as JSON objects: nothing for null and empty, grouping objects only where something is in them, and
/// at the end of each object the record's extra members, unless the record itself has written that name.
/// </summary>
internal sealed class WireWriter
{
    private const int BytesKeptMax = 1 << 20;

    private static readonly JsonWriterOptions Options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Json)? kept;

    private readonly Utf8JsonWriter json;
    private readonly List<Scope> scopes = [];

    private WireWriter(Utf8JsonWriter json) => this.json = json;

    /// <summary>Runs a writer on a buffer of this thread.</summary>
    internal static byte[] ToBytes(Action<Utf8JsonWriter> write)
    {
        var (buffer, json) = kept ?? Fresh();
        kept = null; // A writer inside the writer, or one that throws, must not meet this buffer again.
        write(json);
        json.Flush();
        var bytes = buffer.WrittenSpan.ToArray();
        if (buffer.Capacity <= BytesKeptMax)
        {
            buffer.ResetWrittenCount();
            json.Reset();
            kept = (buffer, json);
        }

        return bytes;

        static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Json) Fresh()
        {
            var buffer = new ArrayBufferWriter<byte>(4096);
            return (buffer, new Utf8JsonWriter(buffer, Options));
        }
    }

    /// <summary>One record as an object of its own.</summary>
    internal static byte[] ToBytes<T>(T value, Action<WireWriter, T> write)
        where T : class, IExtensible => ToBytes(json => new WireWriter(json).Record(value, write));

    /// <summary>One object as the value of a member of the outermost object.</summary>
    internal static void Write(
        Utf8JsonWriter json, ReadOnlySpan<byte> name, ValueList<ExtraMember> extra, Action<WireWriter> write)
    {
        var writer = new WireWriter(json);
        json.WritePropertyName(name);
        writer.Begin(extra);
        write(writer);
        writer.End();
    }

    internal void Text(ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            Name(name);
            json.WriteStringValue(value);
        }
    }

    /// <summary>Decimals travel as text, so that nobody makes a binary fraction of them.</summary>
    internal void Decimal(ReadOnlySpan<byte> name, decimal? value) =>
        Text(name, value is { } number ? ExactDecimal.Format(number) : null);

    internal void Integer(ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
        {
            Name(name);
            json.WriteNumberValue(number);
        }
    }

    internal void Flag(ReadOnlySpan<byte> name, bool? value)
    {
        if (value is { } flag)
        {
            Name(name);
            json.WriteBooleanValue(flag);
        }
    }

    internal void Time(ReadOnlySpan<byte> name, DateTimeOffset? value) =>
        Text(name, value is { } time ? Rfc3339.Format(time) : null);

    internal void Duration(ReadOnlySpan<byte> name, TimeSpan? value) =>
        Text(name, value is { } duration ? IsoDuration.Format(duration) : null);

    internal void Gps(ReadOnlySpan<byte> name, Gps? value) => Text(name, value?.ToString());

    internal void Word<T>(ReadOnlySpan<byte> name, T? value, (T Value, string Text)[] words)
        where T : struct, Enum
    {
        if (value is { } word)
        {
            Text(name, Array.Find(words, it => EqualityComparer<T>.Default.Equals(it.Value, word)).Text);
        }
    }

    internal void Object<T>(ReadOnlySpan<byte> name, T? value, Action<WireWriter, T> write)
        where T : class, IExtensible
    {
        if (value is not null)
        {
            Name(name);
            Record(value, write);
        }
    }

    internal void List<T>(
        ReadOnlySpan<byte> name, ValueList<T> values, Action<WireWriter, T> write, ValueList<PreparedItem> prepared =
            default)
        where T : class, IExtensible
    {
        if (values.Count + prepared.Count == 0)
        {
            return;
        }

        Name(name);
        json.WriteStartArray();
        foreach (var value in values)
        {
            Record(value, write);
        }

        foreach (var item in prepared)
        {
            json.WriteRawValue(item.Json, skipInputValidation: true);
        }

        json.WriteEndArray();
    }

    /// <summary>Texts, or an object for one that a text cannot hold.</summary>
    internal void Texts<T>(
        ReadOnlySpan<byte> name, ValueList<T> values, Func<T, string?> text, Action<WireWriter, T> write)
        where T : class, IExtensible
    {
        if (values.Count == 0)
        {
            return;
        }

        Name(name);
        json.WriteStartArray();
        foreach (var value in values)
        {
            if (text(value) is { } plain)
            {
                json.WriteStringValue(plain);
            }
            else
            {
                Record(value, write);
            }
        }

        json.WriteEndArray();
    }

    internal void Texts(ReadOnlySpan<byte> name, ReadOnlySpan<string> values)
    {
        if (values.IsEmpty)
        {
            return;
        }

        Name(name);
        json.WriteStartArray();
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    /// <summary>A list of one id, unless the extra members hold a longer one.</summary>
    internal void Sole(ReadOnlySpan<byte> name, string? id)
    {
        if (id is not null && !HasExtra(name))
        {
            Texts(name, [id]);
        }
    }

    /// <summary>
    /// Whether the extra members hold this one as it came, because the model could not hold all of it.
    /// </summary>
    internal bool HasExtra(ReadOnlySpan<byte> name)
    {
        var scope = scopes[^1];
        if (scope.Extra.Count == 0)
        {
            return false;
        }

        var path = scope.Prefix + ExtraMember.Escape(Encoding.UTF8.GetString(name));
        return scope.Extra.Any(member => member.Path == path);
    }

    /// <summary>A grouping object, written only when something is written in it.</summary>
    internal void Open(ReadOnlySpan<byte> name)
    {
        var outer = scopes[^1];
        var text = Encoding.UTF8.GetString(name);
        var prefix = outer.Extra.Count == 0 ? "" : $"{outer.Prefix}{ExtraMember.Escape(text)}/";
        scopes.Add(new Scope(Spread(outer.Extra, prefix), prefix, text));
    }

    internal void Close()
    {
        if (scopes[^1].IsOpen)
        {
            End();
        }
        else
        {
            scopes.RemoveAt(scopes.Count - 1);
        }
    }

    /// <summary>
    /// An extra member may be an object of the name that is opened here, if it came in a dialect in which that name
    /// means nothing: then its members join those written.
    /// </summary>
    private static ValueList<ExtraMember> Spread(ValueList<ExtraMember> extra, string prefix)
    {
        foreach (var member in extra)
        {
            if (member.Path.Length == prefix.Length - 1 && prefix.StartsWith(member.Path, StringComparison.Ordinal)
                && JsonElement.Parse(member.Json) is { ValueKind: JsonValueKind.Object } inner)
            {
                var spread = inner.EnumerateObject()
                    .Select(it => new ExtraMember(prefix + ExtraMember.Escape(it.Name), it.Value.GetRawText()));
                return [.. extra, .. spread];
            }
        }

        return extra;
    }

    private void Record<T>(T value, Action<WireWriter, T> write)
        where T : class, IExtensible
    {
        Begin(value.Extra);
        write(this, value);
        End();
    }

    private void Begin(ValueList<ExtraMember> extra)
    {
        json.WriteStartObject();
        scopes.Add(new Scope(extra, "", name: null));
    }

    private void End()
    {
        var scope = scopes[^1];
        if (scope.Extra.Count > 0)
        {
            WriteLeft(scope.Extra, scope.Prefix, scope.Written);
        }

        json.WriteEndObject();
        scopes.RemoveAt(scopes.Count - 1);
    }

    private void Name(ReadOnlySpan<byte> name)
    {
        var top = scopes[^1];
        if (!top.IsOpen)
        {
            OpenPending();
        }

        if (top.Extra.Count > 0)
        {
            top.Written.Add(Encoding.UTF8.GetString(name));
        }

        json.WritePropertyName(name);
    }

    private void OpenPending()
    {
        for (var at = 1; at < scopes.Count; at++)
        {
            if (!scopes[at].IsOpen)
            {
                if (scopes[at].Extra.Count > 0)
                {
                    scopes[at - 1].Written.Add(scopes[at].Name!);
                }

                json.WriteStartObject(scopes[at].Name!);
                scopes[at].IsOpen = true;
            }
        }
    }

    /// <summary>
    /// Extra members of the object at <paramref name="prefix"/> and of those in it that were not written.
    /// </summary>
    private void WriteLeft(ValueList<ExtraMember> extra, string prefix, HashSet<string> written)
    {
        foreach (var member in extra)
        {
            if (!member.Path.StartsWith(prefix, StringComparison.Ordinal))
            {
                continue;
            }

            var slash = member.Path.IndexOf('/', prefix.Length);
            var name = ExtraMember.Unescape(
                slash < 0 ? member.Path[prefix.Length..] : member.Path[prefix.Length..slash]);
            if (!written.Add(name))
            {
                continue;
            }

            json.WritePropertyName(name);
            if (slash < 0)
            {
                json.WriteRawValue(member.Json);
            }
            else
            {
                json.WriteStartObject();
                WriteLeft(extra, member.Path[..(slash + 1)], []);
                json.WriteEndObject();
            }
        }
    }

    private sealed class Scope(ValueList<ExtraMember> extra, string prefix, string? name)
    {
        private HashSet<string>? written;

        internal ValueList<ExtraMember> Extra { get; } = extra;

        internal string Prefix { get; } = prefix;

        internal string? Name { get; } = name;

        internal bool IsOpen { get; set; } = name is null;

        internal HashSet<string> Written => written ??= new(StringComparer.Ordinal);
    }
}
