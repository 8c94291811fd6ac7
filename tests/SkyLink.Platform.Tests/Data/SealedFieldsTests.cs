using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Platform.Audit;
using SkyLink.Platform.Events;
using SkyLink.Platform.Hosting;
using SkyLink.Platform.Http;
using SkyLink.Platform.Identity;
using SkyLink.Testing;

namespace SkyLink.Platform.Data;

/// <summary>
/// Services under master keys that a test chooses, each with its database named as its own: passwords of roles, which
/// all databases of the server share, are made of the master key.
/// </summary>
public sealed class SealingHost : IdentityHost
{
    internal static readonly string Old = Convert.ToBase64String([.. Enumerable.Repeat((byte)1, 32)]);

    /// <summary>At first the same for all, who copy one template.</summary>
    public string Master { get; set; } = Old;

    public string? Previous { get; set; }

    internal DataKeys Keys => DbOf("platform.identity").Connections.Keys;

    protected override IReadOnlyList<IModule> Modules { get; } = [new IdentityModule(), new AuditModule()];

    internal Task TendAsync() => ActivatorUtilities.CreateInstance<DataKeysUpkeep>(Services).TendAsync(CancellationToken.None);

    internal Task<List<string>> EmailsAsync() => DbOf("platform.identity").InTransactionAsync(
        tx => tx.ListAsync($"select id, email from users order by id", row => UserStore.Email.Open(tx, row)),
        CancellationToken.None);

    internal async Task<int> UnderAsync(int number) => (int)await Database.ScalarAsync<long>($"""
        select count(*) from platform_identity.users where get_byte(email, 0) = 2 and get_byte(email, 1) = {number}
        """);

    protected override void Configure(WebApplicationBuilder builder)
    {
        foreach (var module in Modules)
        {
            builder.Configuration[$"ConnectionStrings:{module.Name}"] = builder.Configuration["ConnectionStrings:skylink"];
        }

        builder.Configuration["SKYLINK_MASTER_KEY"] = Master;
        builder.Configuration["SKYLINK_MASTER_KEY_PREVIOUS"] = Previous;
    }
}

public sealed class SealedFieldsTests
{
    private static readonly string Old = SealingHost.Old;
    private static readonly string New = Convert.ToBase64String([.. Enumerable.Repeat((byte)2, 32)]);

    [Fact]
    public async Task What_lay_open_before_is_sealed_when_the_service_begins()
    {
        await using var host = new SealingHost();
        await host.InitializeAsync();
        var people = await PeopleAsync(host, 3);
        var before = await host.EmailsAsync();
        await host.Database.ExecuteAsync("""
            delete from platform_identity.sealed_columns where name = 'users.email';
            update platform_identity.users set email = convert_to('Before' || id, 'UTF8'), email_fingerprint = null
            """);
        await host.RestartAsync();
        var after = await host.EmailsAsync();
        Assert.Equal(before.Count, after.Count);
        Assert.All(after, email => Assert.StartsWith("Before", email, StringComparison.Ordinal));
        Assert.Contains($"Before{people[0].Id}", after);
        Assert.Equal(before.Count, await host.UnderAsync(1));
        Assert.True(await host.DbOf("platform.identity").InTransactionAsync(
            tx => UserStore.IsTakenAsync(tx, $"Before{people[0].Id}"), CancellationToken.None));
    }

    [Fact]
    public async Task A_field_that_was_changed_or_is_of_another_row_or_column_is_refused()
    {
        await using var host = new SealingHost();
        await host.InitializeAsync();
        var people = await PeopleAsync(host, 2);
        foreach (var change in new[]
        {
            $"email = (select email from platform_identity.users where id = '{people[1].Id}')",
            "email = name",
            "email = set_byte(email, length(email) - 1, get_byte(email, length(email) - 1) # 1)",
            "email = set_byte(email, 1, 9)",
            "email = convert_to('somebody@people.example', 'UTF8')",
            "email = ''",
        })
        {
            await host.Database.ExecuteAsync($"""
                create table kept as select email from platform_identity.users where id = '{people[0].Id}';
                update platform_identity.users set {change} where id = '{people[0].Id}'
                """);
            await Assert.ThrowsAsync<InvalidOperationException>(host.EmailsAsync);
            await host.Database.ExecuteAsync($"""
                update platform_identity.users set email = (select email from kept) where id = '{people[0].Id}';
                drop table kept
                """);
            Assert.Contains(people[0].Email, await host.EmailsAsync());
        }
    }

    [Fact]
    public async Task The_next_key_seals_all_anew_while_work_goes_on_and_every_process_knows_it_in_time()
    {
        await using var host = new SealingHost();
        await host.InitializeAsync();
        await PeopleAsync(host, 2);
        using var other = new DataKeys(host.Services.GetRequiredService<MasterKey>(), "platform.identity");
        var db = host.DbOf("platform.identity");
        await other.PrepareAsync(db, host.Clock.GetUtcNow(), CancellationToken.None);

        host.Clock.Advance(TimeSpan.FromDays(366));
        await host.TendAsync(); // makes the next key, which waits
        await host.TendAsync();
        Assert.Equal(1, host.Keys.Current);
        await other.RefreshAsync(db, host.Clock.GetUtcNow(), CancellationToken.None);
        host.Clock.Advance(DataKeys.KnownBeforeUse);
        await host.TendAsync(); // seals with it
        Assert.Equal(2, host.Keys.Current);
        Assert.Equal(1, other.Current);
        var sealedByNew = host.Keys.Seal("text"u8, "context"u8);
        Assert.Equal("text"u8.ToArray(), other.Open(sealedByNew, "context"u8)); // though it has not looked since
        Assert.Null(other.Open(sealedByNew, "another"u8));
        Assert.Equal(0, await host.UnderAsync(2));

        host.Clock.Advance(DataKeys.KnownBeforeUse);
        var renewing = host.TendAsync();
        var made = await PeopleAsync(host, 5);
        await renewing;
        await host.TendAsync();
        var emails = await host.EmailsAsync();
        Assert.Equal(0, await host.UnderAsync(1));
        Assert.Equal(emails.Count, await host.UnderAsync(2));
        Assert.All(made, person => Assert.Contains(person.Email, emails));
        using var browser = await host.BrowserAsync(made[0]); // found by the fingerprint, which has not changed
        await host.RestartAsync();
        Assert.Equal(emails, await host.EmailsAsync());
    }

    [Fact]
    public async Task All_comes_under_a_new_master_key_and_the_old_one_is_not_needed_any_more()
    {
        await using var host = new SealingHost();
        await host.InitializeAsync();
        var person = (await PeopleAsync(host, 1))[0];
        var tokens = await host.TokensAsync(person);
        var logKeys = KeysOf(host);
        var said = await EventsAsync(host);

        (host.Master, host.Previous) = (New, Old);
        await host.RestartAsync();
        host.Previous = null;
        await host.RestartAsync();
        Assert.Contains(person.Email, await host.EmailsAsync());
        Assert.Equal(HttpStatusCode.OK, await host.StatusWithAsync(tokens.AccessToken));
        Assert.Equal(HttpStatusCode.OK, (await host.RefreshAsync(tokens.RefreshToken)).Status);
        Assert.Equal(logKeys, KeysOf(host));
        Assert.NotEmpty(said);
        var known = await EventsAsync(host);
        Assert.All(known, it => Assert.True(it.IsProven, $"{it}"));
        Assert.Empty(said.Select(it => it.Id).Except(known.Select(it => it.Id)));

        host.Master = Old;
        var refused = await Assert.ThrowsAsync<StartException>(host.RestartAsync);
        Assert.Contains("SKYLINK_MASTER_KEY_PREVIOUS", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_master_key_changes_processes_with_the_one_and_the_other_believe_each_other()
    {
        var clock = new ManualClock();
        var first = new InsideKey(MasterKey.Load(Old, "unused", New), clock);
        var second = new InsideKey(MasterKey.Load(New, "unused", Old), clock);
        var last = new InsideKey(MasterKey.Load(New, "unused"), clock);
        Assert.True(await IsTakenAsync(first, second));
        Assert.True(await IsTakenAsync(second, first));
        Assert.True(await IsTakenAsync(last, second));
        Assert.True(await IsTakenAsync(second, last));
        Assert.False(await IsTakenAsync(first, last));
    }

    private static async Task<bool> IsTakenAsync(InsideKey caller, InsideKey called)
    {
        var http = new Microsoft.AspNetCore.Http.DefaultHttpContext();
        http.Request.Method = "POST";
        http.Request.Path = "/inside";
        http.Request.Headers[InsideKey.Header] = caller.Prove("POST", "/inside", "body"u8);
        http.Request.Body = new MemoryStream("body"u8.ToArray());
        return await called.IsValidAsync(http.Request);
    }

    private static async Task<List<Person>> PeopleAsync(SealingHost host, int count)
    {
        var made = new List<Person>();
        for (var i = 0; i < count; i++)
        {
            made.Add(await host.PersonAsync(Role.Buyer));
        }

        return made;
    }

    private static List<string> KeysOf(SealingHost host) =>
        [.. host.Services.GetRequiredService<AuditKeys>().Public.Select(key => key.ToString()!)];

    /// <summary>All that identity has said, judged by the keys that the host knows now.</summary>
    private static async Task<List<EventRecord>> EventsAsync(SealingHost host) =>
        host.Services.GetRequiredService<EventSignatures>().Check(await EventLog.ReadAsync(
            host.DbOf("platform.identity"), EventPosition.Start, DateTimeOffset.UnixEpoch, types: null, 500, CancellationToken.None));
}
