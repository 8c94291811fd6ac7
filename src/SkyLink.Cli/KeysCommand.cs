using System.CommandLine;
using System.Text.Json;

namespace SkyLink.Cli;

/// <summary>The keys with which participants sign, and those with which programs ask the API.</summary>
internal static class KeysCommand
{
    private static readonly TimeSpan ShortestOverlap = TimeSpan.FromMinutes(1);

    private static readonly Column[] ListColumns =
    [
        Column.Of("subscriber", "subscriberId"), Column.Of("key", "keyId"), Column.Of("state", "state"),
        Column.Time("from", "validFrom"), Column.Time("until", "validUntil"), Column.Of("signing", "signingPublicKey"),
    ];

    public static Command Noun(Shell shell) => new(
        "keys", "Keys: of participants (new, list, rotate, revoke) and of programs (api).")
    {
        new NewKeysCommand(shell),
        List(shell),
        Rotate(shell),
        Revoke(shell),
        ApiKeysCommand.Noun(shell),
    };

    private static ApiVerb List(Shell shell)
    {
        var subscriber = new Argument<string?>("subscriber")
        {
            Description = "One participant; by default all.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        return new ApiVerb(
            shell, "list", "Show participants' public keys.", ["keys list", "keys list gateway.skylink.example --json"],
            [subscriber],
            async (call, cancellation) =>
            {
                string[] wanted = call.Get(subscriber) is { } one
                    ? [one]
                    : [.. (await call.ReadAsync(
                        "registry/participants", Inputs.LimitMax, start: null, isWanted: null, cancellation))
                        .Select(it => it.Text("subscriberId")!)];
                var keys = new List<JsonElement>();
                foreach (var id in wanted)
                {
                    var detail = (await call.Api.GetAsync(ParticipantsCommand.PathOf(id), cancellation)).Body;
                    keys.AddRange(detail.Items("keys").Select(key => With(key, "subscriberId", id)));
                }

                call.Print(keys, ListColumns);
            });
    }

    private static ApiVerb Rotate(Shell shell)
    {
        var subscriber = Inputs.Required("subscriber", "A participant run on this platform.");
        var overlap = Inputs.Span(
            "--overlap", "Wait so long, at least 1m, then revoke the old key; by default it stays valid.");
        return new ApiVerb(
            shell, "rotate", "Give a participant a new key, proven to the registry, without a message lost.",
            ["keys rotate gateway.skylink.example", "keys rotate corner-pantry.example --overlap 15m"],
            [subscriber, overlap],
            async (call, cancellation) =>
            {
                var wait = call.Get(overlap);
                if (wait < ShortestOverlap)
                {
                    throw new CliException(ExitCode.WrongUsage, "the overlap is at least 1m: messages are under way.");
                }

                var id = call.Get(subscriber);
                var node = await FindNodeAsync(call, id, cancellation);
                var rotated = await call.PostAsync($"{node}/keys", body: null, cancellation);
                var old = rotated.Text("previousKeyId")!;
                shell.Say($"{id.Printable()} signs with {rotated.Text("keyId")}; {old} is valid, too.");
                if (wait is { } time)
                {
                    await Task.Delay(time, shell.Clock, cancellation);
                    await RevokeAsync(call, id, old, "rotated", cancellation);
                    shell.Say($"{old} is revoked.");
                }

                call.Tell(
                    wait is null ? $"Revoke the old one with: skylink keys revoke {id} {old}" : "Done.", rotated);
            });
    }

    private static ApiVerb Revoke(Shell shell)
    {
        var subscriber = Inputs.Required("subscriber", "Whose key.");
        var key = Inputs.Required("key", "Its id; 'skylink keys list' shows them.");
        var reason = Inputs.Text("--reason", "Why; the participant reads it.", "text");
        return new ApiVerb(
            shell, "revoke", "Take a participant's key back: refused everywhere within a second.",
            ["keys revoke shop.example 019b4f00-0000-7000-8000-000000000000 --reason leaked"],
            [subscriber, key, reason],
            async (call, cancellation) =>
            {
                var answer = await RevokeAsync(
                    call, call.Get(subscriber), call.Get(key), call.Get(reason), cancellation);
                call.Tell(
                    $"Revoked; {answer.Body.Text("subscriberId")} is {answer.Body.Text("status")}.", answer.Body);
            });
    }

    private static async Task<ApiAnswer> RevokeAsync(
        ApiCall call, string subscriber, string key, string? reason, CancellationToken cancellation)
    {
        var path = ParticipantsCommand.PathOf(subscriber);
        var known = await call.Api.GetAsync(path, cancellation);
        return await call.Api.SendAsync(
            HttpMethod.Post, $"{path}/keys/{ApiCall.Segment(key)}/revoke", new { reason }, known.ETag, cancellation);
    }

    /// <summary>"sellers/participants/corner-pantry": where the participant is run.</summary>
    private static async Task<string> FindNodeAsync(ApiCall call, string subscriber, CancellationToken cancellation)
    {
        foreach (var service in MessagesCommand.Services)
        {
            var nodes = (await call.Api.GetAsync($"{service}/participants", cancellation)).Body.Items("items");
            if (nodes.FirstOrDefault(node => node.Text("subscriberId") == subscriber).Text("slug") is { } slug)
            {
                return $"{service}/participants/{ApiCall.Segment(slug)}";
            }
        }

        throw new CliException(
            ExitCode.Failed,
            $"{subscriber.Printable()} is not run here; it brings its new key to the registry itself.");
    }

    private static JsonElement With(JsonElement item, string name, string value) => JsonSerializer.SerializeToElement(
        item.EnumerateObject().ToDictionary(it => it.Name, it => (object)it.Value)
            .Append(new(name, value)).ToDictionary());
}

/// <summary>Keys for programs.</summary>
internal static class ApiKeysCommand
{
    private static readonly Column[] ListColumns =
    [
        Column.Of("id", "id"), Column.Of("prefix", "prefix"), Column.Of("name", "name"), Column.Of("scopes", "scopes"),
        Column.Time("expires", "expiresAt"), Column.Time("used", "lastUsedAt"),
    ];

    public static Command Noun(Shell shell) => new("api", "API keys, for programs: list, create, revoke.")
    {
        List(shell),
        Create(shell),
        Revoke(shell),
    };

    private static ApiVerb List(Shell shell) => ApiVerb.OfList(
        shell, "list", "Show API keys, oldest first; never the keys themselves.", ["keys api list"], [],
        _ => "identity/api-keys", ListColumns);

    private static ApiVerb Create(Shell shell)
    {
        var name = Inputs.Required("name", "What it is for.");
        var scopes = new Option<string[]>("--scope")
        {
            Description = "A permission it has, see docs/permissions.md; may be given several times.",
            HelpName = "permission",
            Required = true,
        };
        var lifetime = Inputs.Span("--expires", "When it ends, from now; 90d by default.");
        var file = new Option<FileInfo?>("--out")
        {
            Description = "Write the key into this new file, for its owner alone, instead of printing it.",
            HelpName = "file",
        };
        return new ApiVerb(
            shell, "create", "Make an API key; it is shown this once.",
            ["keys api create nightly-report --scope ledger.read --expires 30d --out report.key"],
            [name, scopes, lifetime, file],
            async (call, cancellation) =>
            {
                var to = call.Get(file)?.FullName;
                if (File.Exists(to))
                {
                    throw new CliException(ExitCode.Failed, $"{to} is there already and is not overwritten.");
                }

                var expiresAt = shell.Clock.GetUtcNow() + (call.Get(lifetime) ?? TimeSpan.FromDays(90));
                var answer = await call.PostAsync(
                    "identity/api-keys", new { name = call.Get(name), scopes = call.Get(scopes), expiresAt },
                    cancellation);
                if (to is not null)
                {
                    OwnersFile.WriteNew(to, answer.Text("secret")!);
                    call.Tell($"The key is in {to}.", answer.At("key")!.Value);
                }
                else
                {
                    call.Tell(answer.Text("secret")!, answer);
                }
            });
    }

    private static ApiVerb Revoke(Shell shell)
    {
        var id = Inputs.Required("id", "The key's id, not the key.");
        return new ApiVerb(
            shell, "revoke", "Revoke an API key: refused everywhere within a second.",
            ["keys api revoke 019b4f00-0000-7000-8000-000000000000"], [id],
            async (call, cancellation) =>
            {
                var answer = await call.Api.SendAsync(
                    HttpMethod.Delete, $"identity/api-keys/{ApiCall.Segment(call.Get(id))}", body: null, ifMatch: null,
                    cancellation);
                call.Tell("Revoked.", answer.Body);
            });
    }
}
