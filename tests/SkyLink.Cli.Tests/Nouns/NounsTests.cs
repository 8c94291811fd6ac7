using System.Text.Json;
using Npgsql;

namespace SkyLink.Cli;

/// <summary>The nouns of the command line on the real platform, as its demo's administrator.</summary>
[Collection(nameof(OnePlatform))]
public sealed class NounsTests(RunningPlatform platform)
{
    private const string Password = "unlikely-otter-87-canvas";

    private readonly RecordedShell shell = new(RunningPlatform.Workspace);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Participants_are_listed_suspended_and_reinstated()
    {
        await ListedAsync("rupaya-pay.example");
        Assert.Equal(ExitCode.Done, await AskAsync("participants", "list"));
        Assert.Matches(@"rupaya-pay\.example +Rupaya Pay +BPP", shell.Out);

        var suspended = await JsonAsync("participants", "suspend", "rupaya-pay.example", "--reason", "a test");
        Assert.Equal("SUSPENDED", suspended.Text("status"));
        var detail = await JsonAsync("participants", "show", "rupaya-pay.example");
        Assert.Equal("a test", detail.Text("participant.reason"));
        Assert.Equal(ExitCode.Failed, await AskAsync("participants", "suspend", "rupaya-pay.example"));
        Assert.Contains("(registry.", shell.Error, StringComparison.Ordinal);
        var reinstated = await JsonAsync("participants", "reinstate", "rupaya-pay.example");
        Assert.Equal("SUBSCRIBED", reinstated.Text("status"));
    }

    [Fact]
    public async Task A_participant_gets_a_new_key_and_the_old_one_is_revoked()
    {
        await ListedAsync("gateway.skylink.example");
        var old = await ValidKeysAsync("gateway.skylink.example");
        var rotated = await JsonAsync("keys", "rotate", "gateway.skylink.example");
        var made = rotated.Text("keyId")!;
        Assert.Equal(Assert.Single(old), rotated.Text("previousKeyId"));
        Assert.Equal([old[0], made], await ValidKeysAsync("gateway.skylink.example"));

        await JsonAsync("keys", "revoke", "gateway.skylink.example", old[0], "--reason", "rotated");
        Assert.Equal([made], await ValidKeysAsync("gateway.skylink.example"));
        var detail = await JsonAsync("participants", "show", "gateway.skylink.example");
        Assert.Equal("SUBSCRIBED", detail.Text("participant.status"));
    }

    [Fact]
    public async Task Who_does_not_run_here_cannot_be_given_a_key()
    {
        Assert.Equal(ExitCode.Failed, await AskAsync("keys", "rotate", "elsewhere.example"));
        Assert.Contains("is not run here", shell.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.WrongUsage, await AskAsync("keys", "rotate", "gateway.skylink.example", "--overlap", "1s"));
    }

    [Fact]
    public async Task A_shop_is_closed_opened_and_told_where_it_delivers()
    {
        Assert.Equal("False", (await JsonAsync("shops", "close", "mountain-dairy")).Text("online"), ignoreCase: true);
        Assert.Equal("True", (await JsonAsync("shops", "open", "mountain-dairy")).Text("online"), ignoreCase: true);
        string[] area = ["31.4,74.2", "31.4,74.5", "31.6,74.5"];
        var told = await JsonAsync(
            ["shops", "deliver", "mountain-dairy", "--radius", "7.5", "--area-code", "54660", "--area-code", "54000",
            .. area.SelectMany(corner => new[] { "--corner", corner })]);
        Assert.Equal(area, told.Items("area").Select(corner => corner.GetString()));
        Assert.Equal(ExitCode.Done, await AskAsync("shops", "list"));
        Assert.Contains("within 7.5 km to 54660, 54000 in its area", shell.Out, StringComparison.Ordinal);
        Assert.Equal(
            ExitCode.Failed, await AskAsync("shops", "deliver", "mountain-dairy", "--radius", "5", "--corner", "1,1"));
        Assert.Contains("sellers.invalid_area", shell.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.WrongUsage, await AskAsync("shops", "deliver", "mountain-dairy"));
        Assert.Equal(ExitCode.Done, await AskAsync("shops", "deliver", "mountain-dairy", "--radius", "10"));
    }

    [Fact]
    public async Task Users_are_made_and_given_roles()
    {
        Assert.Equal(ExitCode.Done, await MakeUserAsync("ada@hamsafar.example"));
        Assert.DoesNotContain(Password, shell.Out + shell.Error, StringComparison.Ordinal);
        var granted = await JsonAsync("users", "grant", "ada@hamsafar.example", "--role", "seller", "--role", "buyer");
        Assert.Equal(
            ["buyer", "seller"], granted.Items("roles").Select(role => role.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal("disabled", (await JsonAsync("users", "disable", "ada@hamsafar.example")).Text("state"));
        Assert.Equal("active", (await JsonAsync("users", "enable", "ada@hamsafar.example")).Text("state"));

        Assert.Equal(ExitCode.Failed, await MakeUserAsync("ada@hamsafar.example"));
        Assert.Contains("(identity.email_taken)", shell.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failed, await AskAsync("users", "grant", "nobody@example.org", "--role", "buyer"));
    }

    [Fact]
    public async Task The_tail_goes_on_where_it_was_ended()
    {
        var place = Path.Combine(platform.Data, $"place-{Guid.CreateVersion7():n}");
        string[] tail =
        [
            "events", "tail", "--topic", "platform.identity.user_created", "--count", "1", "--place", place, "--json",
        ];
        var listening = TailAsync(tail);
        await MakeUsersUntilAsync(listening);
        Assert.True(File.Exists(place));

        // Nobody listens now: what is said meanwhile must not be lost, and come once.
        var id = (await UserAsync("between@hamsafar.example")).Text("id");
        while ((await TailAsync(tail)).Text("subject") != id)
        {
            // One of those made to be sure that somebody was listening.
        }
    }

    [Fact]
    public async Task The_journal_is_read_by_type_time_and_correlation()
    {
        await UserAsync("journal@hamsafar.example");
        var all = (await JsonAsync("events", "list", "--type", "platform.identity", "--since", "1d")).Items("items").ToList();
        Assert.All(all, it => Assert.StartsWith("platform.identity.", it.Text("type"), StringComparison.Ordinal));
        var one = all.First(it => it.Text("correlationId") is not null);
        var related = await JsonAsync("events", "list", "--correlation", one.Text("correlationId")!);
        Assert.Contains(one.Text("id"), related.Items("items").Select(it => it.Text("id")));
        Assert.All(related.Items("items"), it => Assert.Equal(one.Text("correlationId"), it.Text("correlationId")));

        var oldest = all[^1].Text("at")!;
        var before = await JsonAsync("events", "list", "--type", "platform.identity", "--until", oldest);
        Assert.DoesNotContain(all[^1].Text("id"), before.Items("items").Select(it => it.Text("id")));
        var since = await JsonAsync("events", "list", "--type", "platform.identity", "--since", "0s");
        Assert.Empty(since.Items("items"));
    }

    [Fact]
    public async Task Dead_letters_are_shown_redriven_and_purged()
    {
        await BuryAsync(count: 2);
        var dead = (await JsonAsync("events", "dead-letters")).Items("items").Select(it => it.Text("id")!).ToList();
        Assert.Equal(2, dead.Count);
        Assert.Equal(ExitCode.WrongUsage, await AskAsync("events", "purge"));
        Assert.Equal(ExitCode.Done, await AskAsync("events", "purge", dead[0]));
        Assert.Equal(ExitCode.Failed, await AskAsync("events", "purge", dead[0]));
        Assert.Contains("(events.", shell.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, await AskAsync("events", "redrive", "--all"));
        Assert.Empty((await JsonAsync("events", "dead-letters")).Items("items"));
    }

    [Fact]
    public async Task A_subscription_hears_again_what_it_heard_before()
    {
        var known = (await JsonAsync("events", "subscriptions")).Items("items").Select(it => it.Text("name")).ToList();
        Assert.Contains("trade.routing.participants", known);
        var answer = await JsonAsync("events", "replay", "trade.routing.participants", "--from", "1h");
        Assert.Contains("trade.registry", answer.Text("publishers"), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failed, await AskAsync("events", "replay", "nobody.hears", "--from", "1h"));
    }

    [Fact]
    public async Task The_ledger_adds_up_and_lists_are_empty_rather_than_wrong()
    {
        Assert.True((await JsonAsync("ledger", "trial-balance")).At("isBalanced")?.GetBoolean());
        Assert.Empty((await JsonAsync("orders", "list", "--as", "buyer")).Items("items"));
        Assert.Empty((await JsonAsync("messages", "dead", "buyers")).Items("items"));
        Assert.Equal(ExitCode.Done, await AskAsync("orders", "sales"));
        Assert.Contains("There is none.", shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrations_are_looked_at_and_applied_beside_the_running_host()
    {
        var status = await JsonAsync("migrate", "status");
        Assert.Contains("trade.registry", status.Items("items").Select(it => it.Text("service")));
        Assert.All(status.Items("items"), it => Assert.Equal("applied", it.Text("state")));
        Assert.Equal(ExitCode.Done, await shell.RunAsync("migrate", "apply", "--data", platform.Data));
        var seeded = await JsonAsync("seed");
        Assert.All(seeded.Items("items"), it => Assert.Equal(it.Text("before"), it.Text("now")));
    }

    private Task<int> AskAsync(params string[] arguments) => shell.RunAsync([.. arguments, "--data", platform.Data]);

    private Task<JsonElement> JsonAsync(params string[] arguments) =>
        shell.JsonAsync([.. arguments, "--data", platform.Data]);

    private Task<int> MakeUserAsync(string email) => shell.RunWithAsync(
        $"{Password}\n", new Dictionary<string, string>(),
        "users", "create", email, "--role", "buyer", "--organization", "Hamsafar", "--data", platform.Data);

    private async Task<JsonElement> UserAsync(string email)
    {
        Assert.Equal(ExitCode.Done, await MakeUserAsync(email));
        return (await JsonAsync("users", "list", "--limit", "1000")).Items("items").Single(it => it.Text("email") == email);
    }

    /// <summary>A stream begins when it is open: events are made until one is heard.</summary>
    private async Task MakeUsersUntilAsync(Task listening)
    {
        for (var number = 0; !listening.IsCompleted; number++)
        {
            Cancellation.ThrowIfCancellationRequested();
            var maker = new RecordedShell(RunningPlatform.Workspace);
            await maker.RunWithAsync(
                $"{Password}\n", new Dictionary<string, string>(),
                "users", "create", $"heard-{number}@hamsafar.example", "--role", "buyer", "--data", platform.Data);
            await Task.WhenAny(listening, Task.Delay(TimeSpan.FromMilliseconds(300), Cancellation));
        }

        await listening;
    }

    /// <summary>The one event that was heard.</summary>
    private async Task<JsonElement> TailAsync(string[] tail)
    {
        var listener = new RecordedShell(RunningPlatform.Workspace);
        Assert.Equal(ExitCode.Done, await listener.RunAsync([.. tail, "--data", platform.Data]));
        return JsonElement.Parse(listener.Out);
    }

    /// <summary>The demo's participants join one after the other, after the platform is ready.</summary>
    private async Task ListedAsync(string subscriber)
    {
        while ((await JsonAsync("participants", "list", "--text", subscriber)).Items("items").FirstOrDefault()
            .Text("status") != "SUBSCRIBED")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), Cancellation);
        }
    }

    private async Task<List<string>> ValidKeysAsync(string subscriber) =>
    [
        .. (await JsonAsync("keys", "list", subscriber)).Items("items")
            .Where(key => key.Text("state") == "VALID").OrderBy(key => key.At("validFrom")?.GetDateTimeOffset())
            .Select(key => key.Text("keyId")!),
    ];

    /// <summary>Events that nobody could take: no way of the API leads there on purpose.</summary>
    private async Task BuryAsync(int count)
    {
        await using var postgres = await platform.AdoptPostgresAsync();
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using var command = source.CreateCommand("""
            insert into trade_routing.parked (subscription, publisher, event_id, type, subject, at, body, state,
                                              attempts, next_at, reason, parked_at)
            select 'trade.routing.participants', 'trade.registry', gen_random_uuid(),
                   'trade.registry.participant_changed.v1', 'shop-' || it, now(), '{}', 'Dead', 9, now(), 'a test', now()
              from generate_series(1, $1) it
            """);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = count });
        Assert.Equal(count, await command.ExecuteNonQueryAsync(Cancellation));
    }
}
