using System.CommandLine;

namespace SkyLink.Cli;

/// <summary>Who is on the network, and who may be.</summary>
internal static class ParticipantsCommand
{
    private static readonly Column[] ListColumns =
    [
        Column.Of("subscriber", "subscriberId"), Column.Of("name", "name"), Column.Of("type", "type"),
        Column.Of("domain", "domain"), Column.Of("city", "city"), Column.Of("status", "status"),
        Column.Of("may", "actions"),
    ];

    private static readonly Column[] Parts =
    [
        Column.Of("subscriber", "participant.subscriberId"), Column.Of("name", "participant.name"),
        Column.Of("country", "participant.country"), Column.Of("status", "participant.status"),
        Column.Of("reason", "participant.reason"), Column.Of("may", "participant.actions"),
        new("roles", item => Lines(item.Items("participations").Select(role =>
            $"{role.Text("type")} in {role.Text("domain")} ({role.Text("cities")}) at {role.Text("subscriberUrl")}"))),
        new("keys", item => Lines(item.Items("keys").Select(key =>
            $"{key.Text("keyId")} {key.Text("state")} until {key.Text("validUntil")}"))),
        new("history", item => Lines(item.Items("history").Take(5).Select(entry =>
            $"{entry.Text("at")} {entry.Text("action")} by {entry.Text("actor")} {entry.Text("reason")}"))),
    ];

    public static Command Noun(Shell shell) => new(
        "participants", "Who is on the network: list, show, approve, reject, suspend, reinstate.")
    {
        List(shell),
        Show(shell),
        Decide(shell, "approve", "Let a participant take part."),
        Decide(shell, "reject", "Refuse an application."),
        Decide(shell, "suspend", "Stop a participant at once."),
        Decide(shell, "reinstate", "Let a suspended participant take part again."),
    };

    private static ApiVerb List(Shell shell)
    {
        var type = Inputs.Text("--type", "Only buyers' apps (bap), sellers' apps (bpp) or gateways (bg).", "type");
        var status = Inputs.Text("--status", "Only with this standing: SUBSCRIBED, SUSPENDED, ...", "status");
        var text = Inputs.Text("--text", "Only whose name or id contains this.", "text");
        return ApiVerb.OfList(
            shell, "list", "Show participants, oldest first.",
            ["participants list", "participants list --status SUSPENDED --json"], [type, status, text],
            call => "registry/participants" + ApiCall.Query(
                ("type", call.Get(type)), ("status", call.Get(status)), ("text", call.Get(text))),
            ListColumns);
    }

    private static ApiVerb Show(Shell shell)
    {
        var subscriber = Inputs.Required("subscriber", "Its id on the network: corner-pantry.example.");
        return new ApiVerb(
            shell, "show", "Show one participant with roles, keys and history.",
            ["participants show gateway.skylink.example"], [subscriber],
            async (call, cancellation) => call.Print(
                (await call.Api.GetAsync(PathOf(call.Get(subscriber)), cancellation)).Body, Parts));
    }

    private static ApiVerb Decide(Shell shell, string action, string description)
    {
        var subscriber = Inputs.Required("subscriber", "Its id on the network.");
        var reason = Inputs.Text("--reason", "Why; the participant reads it.", "text");
        return new ApiVerb(
            shell, action, description, [$"participants {action} shop.example --reason \"as agreed\""],
            [subscriber, reason],
            async (call, cancellation) =>
            {
                var path = PathOf(call.Get(subscriber));
                var known = await call.Api.GetAsync(path, cancellation);
                var answer = await call.Api.SendAsync(
                    HttpMethod.Post, $"{path}/{action}", new { reason = call.Get(reason) }, known.ETag, cancellation);
                call.Tell($"{answer.Body.Text("subscriberId")} is {answer.Body.Text("status")}.", answer.Body);
            });
    }

    internal static string PathOf(string subscriber) => $"registry/participants/{ApiCall.Segment(subscriber)}";

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines);
}
