using System.Diagnostics;
using System.Text.Json.Serialization;

namespace SkyLink.Platform.Events;

/// <summary>A place in a log. Rows are read in the order of transaction, then number.</summary>
/// <param name="Transaction">PostgreSQL's xid8 of the transaction that wrote the row.</param>
public readonly record struct EventPosition(ulong Transaction, long Number) : IComparable<EventPosition>
{
    public static EventPosition Start => default;

    public static bool operator <(EventPosition left, EventPosition right) => left.CompareTo(right) < 0;

    public static bool operator >(EventPosition left, EventPosition right) => left.CompareTo(right) > 0;

    public static bool operator <=(EventPosition left, EventPosition right) => left.CompareTo(right) <= 0;

    public static bool operator >=(EventPosition left, EventPosition right) => left.CompareTo(right) >= 0;

    public int CompareTo(EventPosition other) =>
        Transaction == other.Transaction ? Number.CompareTo(other.Number) : Transaction.CompareTo(other.Transaction);

    public override string ToString() => $"{Transaction}-{Number}";

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string? text, out EventPosition position)
    {
        position = default;
        var cut = text?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        if (cut < 1 || !ulong.TryParse(text.AsSpan(0, cut), out var transaction)
            || !long.TryParse(text.AsSpan(cut + 1), out var number))
        {
            return false;
        }

        position = new EventPosition(transaction, number);
        return true;
    }
}

/// <summary>One row of a service's log: a CloudEvents 1.0 event with its place.</summary>
/// <param name="Publisher">The module that said it (CloudEvents <c>source</c>).</param>
/// <param name="Correlation">The case it belongs to (<see cref="Telemetry.Correlation"/>): one order's events share
/// it.</param>
/// <param name="Trace">W3C traceparent of the span that published it.</param>
/// <param name="Actor">The person whose request caused it, directly or by another event; null where nobody
/// asked.</param>
/// <param name="Body">The event as JSON; null in a feed where the reader did not ask for its type.</param>
public sealed record EventRecord(
    string Publisher, EventPosition Position, Guid Id, string Type, string Subject, DateTimeOffset At,
    string? Correlation, string? Trace, string? Body, Guid? Actor = null)
{
    /// <summary>The proof of the events of its transaction, which they share.</summary>
    [JsonIgnore]
    internal byte[]? Signature { get; init; }

    /// <summary>Whether its publisher said it, as far as its feed could tell; nobody acts on others.</summary>
    [JsonIgnore]
    internal bool IsProven { get; init; }
}

/// <summary>Whose doing an event is. Taken where the caller is known, carried to where the event is written.</summary>
/// <param name="Correlation">See <see cref="Telemetry.Correlation"/>.</param>
/// <param name="Trace">W3C traceparent of the span.</param>
/// <param name="Actor">The person whose request is being answered, or whose event is being handled.</param>
/// <param name="Call">That request, if it is noted in the audit log; lives no longer than its answer.</param>
public readonly record struct EventOrigin(
    string? Correlation, string? Trace, Guid? Actor = null, Data.AuditCall? Call = null)
{
    private static readonly AsyncLocal<Guid?> Acting = new();

    /// <summary>The work that runs here and now.</summary>
    public static EventOrigin Current => Activity.Current is { } activity
        ? new EventOrigin(Telemetry.Correlation.Current, activity.Id, Acting.Value, Data.AuditCall.Current)
        : new EventOrigin(Correlation: null, Trace: null, Acting.Value, Data.AuditCall.Current);

    /// <summary>
    /// Goes on with it at another time or place: the span that begins belongs to its trace, and what is caused from
    /// here on is its doing.
    /// </summary>
    public Activity? GoOn(ActivitySource source, string name, ActivityKind kind)
    {
        Acting.Value = Actor;
        var isUnderWay = Activity.Current is { } now
            && Trace?.Contains(now.TraceId.ToHexString(), StringComparison.Ordinal) == true;
        var activity = isUnderWay ? source.StartActivity(name, kind) : source.StartActivity(name, kind, Trace);
        if (!Telemetry.Correlation.IsWellFormed(Correlation))
        {
            return activity; // There is none, or it is a stranger's text.
        }

        // Nobody listens, or the trace is one of those not recorded: the correlation has to go on all the same.
        activity ??= Unrecorded(name, isUnderWay ? null : Trace);
        return activity.SetBaggage(Telemetry.Correlation.Key, Correlation);
    }

    private static Activity Unrecorded(string name, string? parent)
    {
        var activity = new Activity(name);
        if (parent is not null)
        {
            activity.SetParentId(parent);
        }

        return activity.Start();
    }

    /// <summary>
    /// From here on, in what this asynchronous flow does. Never read from a request's headers: only who proved to be
    /// somebody acts.
    /// </summary>
    internal static void ActAs(Guid? person) => Acting.Value = person;
}
