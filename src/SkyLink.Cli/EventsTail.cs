using System.CommandLine;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace SkyLink.Cli;

/// <summary>
/// Prints events as they happen. A connection that breaks is opened again where it broke; with a place file so is one
/// that was ended yesterday.
/// </summary>
internal sealed class EventsTail(Shell shell)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly Option<string?> topic = Inputs.Text("--topic", "Only types that begin so.", "type");
    private readonly Option<string?> correlation =
        Inputs.Text("--correlation", "Only those of one case: of a request, or of an order by its transaction.", "id");

    private readonly Option<int?> count = new("--count", "-n")
    {
        Description = "End after so many events; by default never.",
        HelpName = "count",
    };

    private readonly Option<FileInfo?> place = new("--place")
    {
        Description = "Keeps how far one has read in a file, and goes on there the next time.",
        HelpName = "file",
    };

    public ApiVerb Verb() => new(
        shell, "tail", "Print events as they happen, until Ctrl-C.",
        ["events tail", "events tail --topic trade.buyers --json", "events tail --place events.place --count 100"],
        [topic, correlation, count, place],
        RunAsync);

    private async Task RunAsync(ApiCall call, CancellationToken cancellation)
    {
        var file = call.Get(place)?.FullName;
        var state = new State(await ReadPlaceAsync(file, cancellation));
        var path = "events/stream" + ApiCall.Query(
            ("topic", call.Get(topic)), ("correlationId", call.Get(correlation)));
        var pause = FirstPause;
        try
        {
            while (true)
            {
                var before = state.Printed;
                if (await ReadAsync(call, path, state, file, cancellation))
                {
                    return;
                }

                pause = state.Printed > before ? FirstPause : Min(pause * 2, LongestPause);
                shell.Say("The stream ended; going on where it ended.");
                await Task.Delay(pause, shell.Clock, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return; // Ctrl-C is how one leaves.
        }
    }

    /// <summary>True when enough was printed, false when the connection broke.</summary>
    private async Task<bool> ReadAsync(
        ApiCall call, string path, State state, string? file, CancellationToken cancellation)
    {
        try
        {
            using var answer = await call.Api.OpenStreamAsync(path, state.Place, cancellation);
            await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
            var parser = SseParser.Create(body);
            await foreach (var item in parser.EnumerateAsync(cancellation))
            {
                Print(call, item.Data);
                state.Printed++;
                Keep(state, parser.LastEventId, file);
                if (state.Printed >= call.Get(count))
                {
                    return true;
                }
            }

            Keep(state, parser.LastEventId, file);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            return false;
        }
        catch (CliException away) when (away.Code == ExitCode.NotRunning && state.Place is not null)
        {
            return false; // It was there before: it restarts, and comes back.
        }

        return false;
    }

    private void Print(ApiCall call, string data)
    {
        var what = JsonElement.Parse(data);
        if (call.IsJson)
        {
            shell.WriteJsonLine(what);
            return;
        }

        var at = what.At("at")?.GetDateTimeOffset().UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        shell.Print($"{at}  {what.Text("type")}  {what.Text("subject")}  {what.At("data")}".Printable());
    }

    private static void Keep(State state, string lastEventId, string? file)
    {
        if (lastEventId.Length == 0)
        {
            return;
        }

        state.Place = lastEventId;
        if (file is not null)
        {
            File.WriteAllText($"{file}.next", lastEventId);
            File.Move($"{file}.next", file, overwrite: true);
        }
    }

    private static async Task<string?> ReadPlaceAsync(string? file, CancellationToken cancellation) =>
        File.Exists(file) ? (await File.ReadAllTextAsync(file, cancellation)).Trim() : null;

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private sealed class State(string? place)
    {
        public string? Place { get; set; } = place;

        public int Printed { get; set; }
    }
}
