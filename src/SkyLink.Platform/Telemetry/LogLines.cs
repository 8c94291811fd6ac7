using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace SkyLink.Platform.Telemetry;

/// <summary>
/// One JSON object per line, with the trace, the correlation and the caller it belongs to: for machines that collect
/// logs.
/// </summary>
internal sealed class JsonLogLines(TimeProvider clock, IHttpContextAccessor http) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "skylink-json";

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(
        in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        if (StartFault.IsToldElsewhere(logEntry.EventId))
        {
            return;
        }

        using var buffer = new MemoryStream(512);
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            json.WriteStartObject();
            json.WriteString("time", clock.GetUtcNow());
            json.WriteString("level", logEntry.LogLevel.ToString());
            json.WriteString("category", logEntry.Category);
            json.WriteString("message", logEntry.Formatter(logEntry.State, logEntry.Exception));
            WriteContext(json);
            WriteValues(json, logEntry.State);
            if (logEntry.Exception is not null)
            {
                json.WriteString("exception", logEntry.Exception.ToString());
            }

            json.WriteEndObject();
        }

        textWriter.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    private void WriteContext(Utf8JsonWriter json)
    {
        if (Activity.Current is { } activity)
        {
            json.WriteString("trace_id", activity.TraceId.ToHexString());
            json.WriteString("span_id", activity.SpanId.ToHexString());
            json.WriteString("correlation", activity.GetBaggageItem(Correlation.Key) ?? activity.TraceId.ToHexString());
        }

        if (http.HttpContext?.Features.Get<Caller>() is { } caller)
        {
            json.WriteString("user_id", caller.UserId);
        }
    }

    private static void WriteValues<TState>(Utf8JsonWriter json, TState state)
    {
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            return;
        }

        json.WriteStartObject("values");
        foreach (var (key, value) in values.Where(value => value.Key != "{OriginalFormat}"))
        {
            json.WriteString(key, value?.ToString());
        }

        json.WriteEndObject();
    }
}

/// <summary>One short line per entry, for people: time, level, who, what, and the trace to look further with.</summary>
internal sealed class PlainLogLines(TimeProvider clock) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "skylink-plain";

    public override void Write<TState>(
        in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        if (StartFault.IsToldElsewhere(logEntry.EventId))
        {
            return;
        }

        var category = logEntry.Category[(logEntry.Category.LastIndexOf('.') + 1)..];
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        textWriter.Write($"{clock.GetUtcNow():HH:mm:ss.fff} {WordOf(logEntry.LogLevel)} {category}: {message}");
        if (Activity.Current is { } activity)
        {
            textWriter.Write($" [trace {activity.TraceId.ToHexString()}");
            textWriter.Write(activity.GetBaggageItem(Correlation.Key) is { } correlation ? $", {correlation}]" : "]");
        }

        textWriter.WriteLine();
        if (logEntry.Exception is not null)
        {
            textWriter.WriteLine(logEntry.Exception.ToString());
        }
    }

    private static string WordOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info ",
        LogLevel.Warning => "WARN ",
        LogLevel.Error => "ERROR",
        LogLevel.Critical => "FATAL",
        LogLevel.None => "",
    };
}

/// <summary>The program says in one line why it cannot start; the framework's stack trace would bury it.</summary>
internal static class StartFault
{
    public static bool IsToldElsewhere(EventId id) => id.Name is "HostedServiceStartupFaulted" or "HostStartupFaulted";
}
