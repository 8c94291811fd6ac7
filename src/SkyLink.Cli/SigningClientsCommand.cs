using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SkyLink.Cli;

/// <summary>Programs that sign their requests: their keys are made here, and only the public halves are told.</summary>
internal static class SigningClientsCommand
{
    private const string SubstituteAudience = "signatures.substitute";

    private static readonly Column[] ListColumns =
    [
        Column.Of("client", "id"), Column.Of("owner", "owner"), Column.Of("name", "name"),
        Column.Of("last sequence", "lastSequence"), Column.Time("registered", "createdAt"),
        new("keys", it => string.Join(", ", it.Items("keys").Select(key => key.Text("state")))),
    ];

    private static readonly Column[] KeyColumns =
    [
        Column.Of("key", "id"), Column.Of("state", "state"), Column.Of("classic", "classicId"),
        Column.Of("post-quantum", "postQuantumId"), Column.Time("registered", "registeredAt"),
        Column.Time("revoked", "revokedAt"),
    ];

    public static Command Noun(Shell shell) => new(
        "clients", "Programs that sign requests with keys of their own: list, register, substitute, revoke.")
    {
        List(shell),
        Register(shell),
        Substitute(shell),
        Revoke(shell),
    };

    private static ApiVerb List(Shell shell) => ApiVerb.OfList(
        shell, "list", "Show clients and their keys, oldest first.",
        ["signatures clients list", "signatures clients list --json"], [], _ => "signatures/clients", ListColumns);

    private static ApiVerb Register(Shell shell)
    {
        var name = Inputs.Required("name", "What people call it; one of its kind in the organization.");
        var file = Out();
        return new ApiVerb(
            shell, "register", "Make a client's two keys and register their public halves.",
            ["signatures clients register payouts --out payouts.keys.json"], [name, file],
            async (call, cancellation) =>
            {
                using var client = SigningClient.Generate();
                var to = call.Get(file)!;
                var (classic, postQuantum) = client.Public;
                var answer = await SavingAsync(client, to, () => call.PostAsync(
                    "signatures/clients", new { name = call.Get(name), classic, postQuantum }, cancellation));
                client.Registered(answer.Text("id")!, to);
                call.Tell($"{answer.Text("id")} is registered; its keys are in {to.FullName}.", answer);
            });
    }

    private static ApiVerb Substitute(Shell shell)
    {
        var keys = new Argument<FileInfo>("keys") { Description = "The file of the client's current keys." };
        var file = Out();
        return new ApiVerb(
            shell, "substitute", "Make keys that stand in when the current ones are revoked; keep them elsewhere.",
            ["signatures clients substitute payouts.keys.json --out payouts.next.json"], [keys, file],
            async (call, cancellation) =>
            {
                using var current = SigningClient.Read(call.Get(keys));
                using var next = SigningClient.Generate(current.Id);
                var (classic, postQuantum) = next.Public;
                var thumbprints = new JsonObject { ["classic"] = next.ClassicId, ["postQuantum"] = next.PostQuantumId };
                var proof = current.Sign(SubstituteAudience, thumbprints, shell.Clock.GetUtcNow());
                var to = call.Get(file)!;
                var answer = await SavingAsync(next, to, () => call.PostAsync(
                    $"signatures/clients/{ApiCall.Segment(current.Id)}/substitute",
                    new { classic, postQuantum, proof }, cancellation));
                call.Tell($"The substitute of {answer.Text("name")} is in {to.FullName}.", answer);
            });
    }

    private static ApiVerb Revoke(Shell shell)
    {
        var client = Inputs.Required("client", "Its id; 'skylink signatures clients list' shows it.");
        var key = Inputs.Text("--key", "Which keys of it, by their id; by default the current ones.", "id");
        return new ApiVerb(
            shell, "revoke", "Revoke keys of a client; its substitute, if there is one, stands in at once.",
            ["signatures clients revoke 019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b"], [client, key],
            async (call, cancellation) =>
            {
                var id = call.Get(client);
                var chosen = call.Get(key) ?? await CurrentAsync(call, id, cancellation);
                var answer = await call.PostAsync(
                    $"signatures/clients/{ApiCall.Segment(id)}/keys/{ApiCall.Segment(chosen)}/revoke",
                    body: null, cancellation);
                if (call.IsJson)
                {
                    shell.WriteJson(answer);
                }
                else
                {
                    call.Print([.. answer.Items("keys")], KeyColumns);
                }
            });
    }

    private static async Task<string> CurrentAsync(ApiCall call, string client, CancellationToken cancellation)
    {
        var all = await call.ReadAsync(
            "signatures/clients", limit: int.MaxValue, start: null, isWanted: null, cancellation);
        var current =
            from it in all
            where it.Text("id") == client
            from key in it.Items("keys")
            where key.Text("state") == "Current"
            select key.Text("id");
        return current.FirstOrDefault()
            ?? throw new CliException(ExitCode.Failed, $"{client.Printable()} has no current keys.");
    }

    /// <summary>The file comes first: keys that are registered and nowhere kept help nobody.</summary>
    private static async Task<JsonElement> SavingAsync(SigningClient client, FileInfo file, Func<Task<JsonElement>> ask)
    {
        client.WriteNew(file);
        try
        {
            return await ask();
        }
        catch (ApiProblemException)
        {
            file.Delete();
            throw;
        }
    }

    private static Option<FileInfo?> Out() => new("--out")
    {
        Description = "The new file with the private keys, for its owner alone.",
        HelpName = "file",
        Required = true,
    };
}
