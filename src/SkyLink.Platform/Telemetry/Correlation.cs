using System.Diagnostics;

namespace SkyLink.Platform.Telemetry;

/// <summary>
/// The id under which everything one action caused can be found again, in events, logs and other processes. Travels
/// as W3C baggage; a gateway takes it from the client or makes it. Work on a case that has an id of its own, as an
/// order on the network has, goes on under that one, whoever asked for it.
/// </summary>
public static class Correlation
{
    public const string Header = "X-Correlation-Id";

    internal const string Key = "correlation";
    private const int LengthMax = 64;

    /// <summary>The id of what is going on now: the one that came along, else the trace's.</summary>
    public static string? Current => Activity.Current is { } activity
        ? activity.GetBaggageItem(Key) ?? activity.TraceId.ToHexString()
        : null;

    /// <summary>
    /// From here on what this request does, in all its spans, belongs to <paramref name="id"/>. An id that is not well
    /// formed (64 letters, digits, <c>- _ .</c> at most) changes nothing: it may be a stranger's.
    /// </summary>
    public static void Become(string id)
    {
        if (!IsWellFormed(id))
        {
            return;
        }

        for (var span = Activity.Current; span is not null; span = span.Parent)
        {
            span.SetBaggage(Key, id);
        }
    }

    internal static bool IsWellFormed(string? text) => text?.Length is > 0 and <= LengthMax
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
}

/// <summary>Passes traces on as the W3C says; what is taken from those who ask is for each door to decide.</summary>
internal abstract class DoorPropagator : DistributedContextPropagator
{
    protected static readonly DistributedContextPropagator W3C = CreateW3CPropagator();

    public sealed override IReadOnlyCollection<string> Fields => W3C.Fields;

    public sealed override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) =>
        W3C.Inject(activity, carrier, setter);
}

/// <summary>
/// Takes from a request's baggage the correlation and nothing else, and that only if it is well formed.
/// </summary>
internal sealed class InsidePropagator : DoorPropagator
{
    public override void ExtractTraceIdAndState(
        object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState) =>
        W3C.ExtractTraceIdAndState(carrier, getter, out traceId, out traceState);

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(
        object? carrier, PropagatorGetterCallback? getter) =>
        W3C.ExtractBaggage(carrier, getter)?
            .Where(item => item.Key == Correlation.Key && Correlation.IsWellFormed(item.Value)).Take(1);
}

/// <summary>For the outer doors: a stranger neither continues our traces nor decides what is recorded.</summary>
internal sealed class EdgePropagator : DoorPropagator
{
    public override void ExtractTraceIdAndState(
        object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState) =>
        (traceId, traceState) = (null, null);

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(
        object? carrier, PropagatorGetterCallback? getter) => null;
}
