using System.CommandLine;
using System.Text.Json;

namespace SkyLink.Cli;

/// <summary>What participants say to each other, and what could not be delivered.</summary>
internal static class MessagesCommand
{
    /// <summary>The services that run participants.</summary>
    internal static readonly string[] Services = ["buyers", "sellers", "routing", "logistics", "payments"];

    private static readonly Column[] ListColumns =
    [
        Column.Time("at", "receivedAt"), Column.Of("node", "node"), Column.Of("way", "direction"),
        Column.Of("action", "action"), Column.Of("counterparty", "counterparty"), Column.Of("verdict", "verdict"),
        Column.Of("code", "code"), Column.Of("delivery", "deliveryState"), Column.Of("transaction", "transactionId"),
    ];

    private static readonly Column[] DeadColumns =
    [
        Column.Of("id", "id"), Column.Of("node", "node"), Column.Of("action", "action"),
        Column.Of("destination", "destination"), Column.Of("tries", "attempts"), Column.Of("reason", "reason"),
    ];

    public static Command Noun(Shell shell) => new(
        "messages", "What participants say to each other, and what could not be delivered.")
    {
        List(shell),
        Dead(shell),
        OnDead(shell, "redrive", "Send dead messages again.", "Sent again", HttpMethod.Post, "/redrive"),
        OnDead(shell, "purge", "Give dead messages up for good.", "Given up", HttpMethod.Delete, action: ""),
    };

    private static ApiVerb List(Shell shell)
    {
        var service = Service();
        var transaction = Inputs.Text("--transaction", "Only of one transaction, in order.", "id");
        return ApiVerb.OfList(
            shell, "list", "Show the messages of a service's participants, newest first.",
            ["messages list sellers --limit 20"], [service, transaction],
            call => $"{call.Get(service)}/messages" + ApiCall.Query(("transactionId", call.Get(transaction))),
            ListColumns);
    }

    private static ApiVerb Dead(Shell shell)
    {
        var service = Service();
        return ApiVerb.OfList(
            shell, "dead", "Show the messages that could not be delivered.", ["messages dead buyers --json"],
            [service], call => $"{call.Get(service)}/deliveries?state=dead", DeadColumns);
    }

    private static ApiVerb OnDead(
        Shell shell, string verb, string description, string done, HttpMethod method, string action)
    {
        var service = Service();
        var ids = new Argument<string[]>("id")
        {
            Description = "Dead deliveries by their id.",
            Arity = ArgumentArity.OneOrMore,
        };
        return new ApiVerb(
            shell, verb, description, [$"messages {verb} buyers 019b4f00-0000-7000-8000-000000000000"], [service, ids],
            async (call, cancellation) =>
            {
                foreach (var id in call.Get(ids))
                {
                    await call.Api.SendAsync(
                        method, $"{call.Get(service)}/deliveries/{ApiCall.Segment(id)}{action}", body: null,
                        ifMatch: null, cancellation);
                    shell.Say($"{done}: {id.Printable()}");
                }

                call.Tell(
                    $"{call.Get(ids).Length} messages.",
                    JsonSerializer.SerializeToElement(new { ids = call.Get(ids) }));
            });
    }

    private static Argument<string> Service()
    {
        var argument = Inputs.Required("service", "Whose participants.");
        argument.AcceptOnlyFromAmong(Services);
        return argument;
    }
}
