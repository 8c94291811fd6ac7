using System.Text.Json;

namespace SkyLink.Beckn;

/// <summary>
/// A message that was read and found well-formed. Holds no pooled memory: keep it as long as you like. The bytes are
/// the caller's own and must not change meanwhile.
/// </summary>
public sealed class Envelope
{
    internal Envelope(Context context, JsonElement root, ReadOnlyMemory<byte> bytes)
    {
        (Context, Root, Bytes) = (context, root, bytes);
        Message = root.TryGetProperty("message"u8, out var message) && message.ValueKind == JsonValueKind.Object
            ? message
            : null;
        Error = root.TryGetProperty("error"u8, out var error) && error.ValueKind == JsonValueKind.Object
            ? ErrorObject.Read(error)
            : null;
    }

    public Context Context { get; }

    public BecknAction Action => Context.Action;

    public Dialect Dialect => Context.Dialect;

    /// <summary>The whole JSON object.</summary>
    public JsonElement Root { get; }

    /// <summary>The member <c>message</c>; null in a callback that only reports an error.</summary>
    public JsonElement? Message { get; }

    /// <summary>What the other side reports as wrong; null in all requests and in most callbacks.</summary>
    public BecknError? Error { get; }

    /// <summary>Exactly what was received and signed.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The content in the neutral model; null where only an error was sent.</summary>
    public Message? Read() => Dialect.Read(this);

    /// <summary>The content as what this action carries, such as <see cref="Order"/> for <c>confirm</c>.</summary>
    /// <exception cref="InvalidOperationException">Another content, or only an error.</exception>
    public T Read<T>()
        where T : Message => Read() as T
        ?? throw new InvalidOperationException($"{Action.Name} carries no {typeof(T).Name} here.");
}

/// <summary>Either an <see cref="SkyLink.Beckn.Envelope"/> or at least one error, never both.</summary>
public sealed class ReadResult
{
    private ReadResult(Envelope? envelope, ValueList<BecknError> errors, Dialect dialect) =>
        (Envelope, Errors, Dialect) = (envelope, errors, dialect);

    public Envelope? Envelope { get; }

    /// <summary>At most 20, in the order found.</summary>
    public ValueList<BecknError> Errors { get; }

    /// <summary>The dialect in which to refuse: the message's own, or ONDC 1.x where it cannot be told.</summary>
    public Dialect Dialect { get; }

    [System.Diagnostics.CodeAnalysis.MemberNotNullWhen(true, nameof(Envelope))]
    public bool IsOk => Envelope is not null;

    internal static ReadResult Of(Envelope envelope) => new(envelope, default, envelope.Dialect);

    internal static ReadResult Refused(ValueList<BecknError> errors, Dialect dialect) =>
        new(envelope: null, errors, dialect);
}
