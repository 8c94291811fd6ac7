using System.CommandLine;
using System.Text.Json;

namespace SkyLink.Cli;

/// <summary>What services say to each other: the journal, the live stream, and what got stuck.</summary>
internal static class EventsCommand
{
    private static readonly Column[] JournalColumns =
    [
        Column.Time("at", "at"), Column.Of("type", "type"), Column.Of("service", "service"),
        Column.Of("subject", "subject"), Column.Of("correlation", "correlationId"),
    ];

    private static readonly Column[] DeadColumns =
    [
        Column.Of("id", "id"), Column.Of("subscription", "subscription"), Column.Of("type", "type"),
        Column.Of("subject", "subject"), Column.Of("tries", "attempts"), Column.Time("last", "lastFailedAt"),
        Column.Of("error", "error"),
    ];

    private static readonly Column[] SubscriptionColumns =
    [
        Column.Of("subscription", "name"), Column.Of("service", "service"), Column.Of("unread", "lag"),
        Column.Of("seconds", "lagSeconds"), Column.Of("parked", "parked"), Column.Of("dead", "dead"),
        Column.Time("last", "lastHandledAt"),
    ];

    public static Command Noun(Shell shell) => new(
        "events", "What services say to each other: journal, live stream, subscriptions, dead letters.")
    {
        new EventsTail(shell).Verb(),
        List(shell),
        Subscriptions(shell),
        Replay(shell),
        DeadLetters(shell),
        OnDeadLetter(shell, "redrive", "Give a dead letter its tries back.", "Tried again",
            (call, id, cancellation) => call.Api.SendAsync(
                HttpMethod.Post, $"events/dead-letters/{id}/redrive", body: null, ifMatch: null, cancellation)),
        OnDeadLetter(shell, "purge", "Give a dead letter up for good.", "Given up",
            (call, id, cancellation) => call.Api.SendAsync(
                HttpMethod.Delete, $"events/dead-letters/{id}", body: null, ifMatch: null, cancellation)),
    };

    private static ApiVerb List(Shell shell)
    {
        var type = Inputs.Text("--type", "Only types that begin so.", "type");
        var subject = Inputs.Text("--subject", "Only about this.", "subject");
        var correlation = Inputs.Text(
            "--correlation", "Only those of one case: of a request, or of an order by its transaction.", "id");
        var service = Inputs.Text("--service", "Only what this service said.", "area.service");
        var since = Inputs.Moment("--since", "Not older than this: a time, or 15m, 2h, 3d.", shell.Clock);
        var until = Inputs.Moment("--until", "Older than this.", shell.Clock);
        var limit = Inputs.Limit();
        return new ApiVerb(
            shell, "list", "Show the journal, newest first.",
            ["events list --type trade.sellers --since 15m", "events list --correlation 4bf92f35 --json"],
            [type, subject, correlation, service, since, until, limit],
            async (call, cancellation) =>
            {
                var query = ApiCall.Query(
                    ("type", call.Get(type)), ("subject", call.Get(subject)), ("correlationId", call.Get(correlation)),
                    ("service", call.Get(service)));
                var from = call.Get(since);
                var entries = await call.ReadAsync(
                    $"events{query}", call.Get(limit), start: call.Get(until) is { } end ? PlaceBefore(end) : null,
                    item => from is null || item.At("at")?.GetDateTimeOffset() >= from, cancellation);
                call.Print(entries, JournalColumns);
            });
    }

    /// <summary>The journal's place before a moment: microseconds, and an id no event has.</summary>
    private static string PlaceBefore(DateTimeOffset end) =>
        $"{(end - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond}-{Guid.Empty:n}";

    private static ApiVerb Subscriptions(Shell shell) => new(
        shell, "subscriptions", "Show who hears what, and how far they are.", ["events subscriptions"], [],
        async (call, cancellation) => call.Print(
            [.. (await call.Api.GetAsync("events/subscriptions", cancellation)).Body.Items("items")],
            SubscriptionColumns));

    private static ApiVerb Replay(Shell shell)
    {
        var name = Inputs.Required("subscription", "Its name; 'skylink events subscriptions' lists them.");
        var from = Inputs.Moment("--from", "Events said then or later are heard again.", shell.Clock);
        from.Required = true;
        return new ApiVerb(
            shell, "replay", "Let a subscription hear events again from a moment on.",
            ["events replay trade.routing.participants --from 2h"], [name, from],
            async (call, cancellation) =>
            {
                var answer = await call.Api.SendAsync(
                    HttpMethod.Post, $"events/subscriptions/{ApiCall.Segment(call.Get(name))}/replay",
                    new { from = call.Get(from) }, ifMatch: null, cancellation);
                call.Tell(
                    $"{call.Get(name)} hears everything since {answer.Body.Text("from")} again, "
                    + $"from {answer.Body.Text("publishers")}.",
                    answer.Body);
            });
    }

    private static ApiVerb DeadLetters(Shell shell) => ApiVerb.OfList(
        shell, "dead-letters", "Show the events nobody could take.", ["events dead-letters --json"], [],
        _ => "events/dead-letters", DeadColumns);

    private static ApiVerb OnDeadLetter(
        Shell shell, string verb, string description, string done,
        Func<ApiCall, string, CancellationToken, Task<ApiAnswer>> ask)
    {
        var ids = new Argument<string[]>("id")
        {
            Description = "Dead letters by their id, trade.sellers:17.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var isAll = new Option<bool>("--all") { Description = "All there are now." };
        return new ApiVerb(
            shell, verb, description, [$"events {verb} trade.sellers:17", $"events {verb} --all"], [ids, isAll],
            async (call, cancellation) =>
            {
                var chosen = call.Get(ids);
                if (call.Get(isAll) == chosen.Length > 0)
                {
                    throw new CliException(ExitCode.WrongUsage, "name dead letters, or give --all; not both.");
                }

                var letters = chosen.Length > 0 ? chosen : await AllAsync(call, cancellation);
                foreach (var id in letters)
                {
                    await ask(call, ApiCall.Segment(id), cancellation);
                    call.Shell.Say($"{done}: {id.Printable()}");
                }

                call.Tell($"{letters.Length} dead letters.", JsonSerializer.SerializeToElement(new { ids = letters }));
            });
    }

    private static async Task<string[]> AllAsync(ApiCall call, CancellationToken cancellation) =>
    [
        .. (await call.ReadAsync("events/dead-letters", Inputs.LimitMax, start: null, isWanted: null, cancellation))
            .Select(letter => letter.Text("id")!),
    ];
}
