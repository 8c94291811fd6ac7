using System.Diagnostics;
using OpenTelemetry;

namespace SkyLink.Platform.Telemetry;

/// <summary>A finished piece of work, as the console draws it.</summary>
/// <param name="ParentId">Null for the first span of a trace, or where the parent ran outside SkyLink.</param>
/// <param name="Source">What recorded it: the web server, the HTTP client, the database, or a service of ours.</param>
/// <param name="Process">The operating system's process id.</param>
public sealed record RecentSpan(
    string TraceId, string SpanId, string? ParentId, string Source, string Name, string Kind, DateTimeOffset StartedAt,
    double DurationMilliseconds, bool IsError, IReadOnlyDictionary<string, string> Tags, int Process);

/// <summary>
/// The last finished spans of this process in a ring of fixed size. Keeps the activities themselves: turning one into
/// a record waits until somebody asks.
/// </summary>
internal sealed class RecentSpans(int sizeMax) : BaseProcessor<Activity>
{
    private const int TagLengthMax = 500;
    private readonly Activity?[] ring = new Activity?[sizeMax];
    private long written;

    public override void OnEnd(Activity data) =>
        Volatile.Write(ref ring[(Interlocked.Increment(ref written) - 1) % ring.Length], data);

    /// <summary>The spans of a trace that are still there, oldest first.</summary>
    public IReadOnlyList<RecentSpan> Of(ActivityTraceId trace) =>
    [
        .. ring.OfType<Activity>().Where(span => span.TraceId == trace).OrderBy(span =>
            span.StartTimeUtc).Select(Describe),
    ];

    private static RecentSpan Describe(Activity span) => new(
        span.TraceId.ToHexString(),
        span.SpanId.ToHexString(),
        span.ParentSpanId == default ? null : span.ParentSpanId.ToHexString(),
        span.Source.Name,
        span.DisplayName,
        span.Kind.ToString(),
        new DateTimeOffset(span.StartTimeUtc, TimeSpan.Zero),
        span.Duration.TotalMilliseconds,
        span.Status == ActivityStatusCode.Error,
        TagsOf(span),
        Environment.ProcessId);

    private static Dictionary<string, string> TagsOf(Activity span)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in span.TagObjects)
        {
            var text = value?.ToString() ?? "";
            tags[key] = text.Length <= TagLengthMax ? text : text[..TagLengthMax];
        }

        return tags;
    }
}
