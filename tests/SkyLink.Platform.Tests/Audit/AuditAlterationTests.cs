using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using SkyLink.Platform.Hosting;
using SkyLink.Platform.Identity;
using SkyLink.Testing;

namespace SkyLink.Platform.Audit;

/// <summary>Identity and the log, which is inspected every second.</summary>
public sealed class InspectedHost : TestHost
{
    protected override IReadOnlyList<IModule> Modules { get; } = [new IdentityModule(), new AuditModule()];

    protected override void Configure(WebApplicationBuilder builder) => builder.Configuration.AddInMemoryCollection(
        new Dictionary<string, string?> { ["Platform:Audit:InspectEvery"] = "00:00:01" });
}

/// <summary>Somebody with all rights in the database changes whatever lies in a row of the log.</summary>
public sealed class AuditAlterationTests(InspectedHost host) : IClassFixture<InspectedHost>
{
    private const string Audit = AuditHost.Audit;

    [Theory]
    [InlineData("id", "id = gen_random_uuid()")]
    [InlineData("at", "at = at + interval '1 microsecond'")]
    [InlineData("service", "service = 'platform.nobody'")]
    [InlineData("action", "action = 'Nothing'")]
    [InlineData("actor", "actor = gen_random_uuid()")]
    [InlineData("actor", "actor = null")]
    [InlineData("correlation", "correlation = 'another'")]
    [InlineData("personal", "personal = set_byte(personal, 40, get_byte(personal, 40) # 1)")]
    [InlineData("personal", "personal = null")]
    [InlineData("entry", "entry = set_byte(entry, 12, get_byte(entry, 12) # 1)")]
    [InlineData("entry", "entry = set_byte(entry, 0, 0)")]
    [InlineData("entry", "entry = 'null'")]
    [InlineData("entry", "entry = ''")]
    public async Task A_byte_that_is_changed_in_a_row_is_named_and_the_rest_is_still_shown(string column, string change)
    {
        using var admin = await host.ClientOfAsync(Role.Admin);
        var number = (await AuditHost.DoneAsync(admin, Mark())).GetProperty("number").GetInt64();
        Assert.Empty(await AlterationsAsync(admin));
        await ChangeAsync(number, change);
        try
        {
            var altered = Assert.Single(await AlterationsAsync(admin));
            Assert.Equal(number, altered.Number);
            Assert.Equal([column], altered.Columns);

            // Neither the list nor the entry's own page fails, and both say so.
            var page = await admin.GetFromJsonAsync<JsonElement>($"{Audit}/entries");
            Assert.Contains(number, page.GetProperty("items").EnumerateArray().Select(it => it.GetProperty("number").GetInt64()));
            var shown = await admin.GetFromJsonAsync<JsonElement>($"{Audit}/entries/{number}");
            Assert.Equal([column], Names(shown.GetProperty("altered")));
            Assert.False(shown.GetProperty("isForgotten").GetBoolean());
        }
        finally
        {
            await RestoreAsync();
        }

        Assert.Empty(await AlterationsAsync(admin));
    }

    [Fact]
    public async Task A_row_that_is_gone_and_a_subject_that_is_another_are_named()
    {
        using var admin = await host.ClientOfAsync(Role.Admin);
        var gone = (await AuditHost.DoneAsync(admin, Mark())).GetProperty("number").GetInt64();
        var moved = (await AuditHost.DoneAsync(admin, Mark())).GetProperty("number").GetInt64();
        await ChangeAsync(moved, "subject = gen_random_uuid()");
        await host.Database.ExecuteAsync($"""
            insert into public.kept_entries select * from platform_audit.entries where number = {gone};
            delete from platform_audit.entries where number = {gone}
            """);
        try
        {
            var found = await AlterationsAsync(admin);
            Assert.Equal([(gone, "entry"), (moved, "subject")], found.Select(it => (it.Number, it.Columns[0])));
        }
        finally
        {
            await RestoreAsync();
        }
    }

    [Fact]
    public async Task What_was_forgotten_is_not_altered_but_a_changed_key_is_no_forgetting()
    {
        using var admin = await host.ClientOfAsync(Role.Admin);
        var mine = await AuditHost.DoneAsync(admin, Mark());
        var (number, user) = (mine.GetProperty("number").GetInt64(), mine.GetProperty("actor").GetProperty("user").GetGuid());
        await FlipKeyAsync(user);
        var altered = Assert.Single(await AlterationsAsync(admin), it => it.Number == number);
        Assert.Equal(["personal"], altered.Columns);
        Assert.False((await ShownAsync(admin, number)).GetProperty("isForgotten").GetBoolean());
        await FlipKeyAsync(user);
        using var forgotten = await admin.DeleteAsync($"{Audit}/subjects/{user}");
        Assert.Equal(HttpStatusCode.NoContent, forgotten.StatusCode);
        Assert.True((await ShownAsync(admin, number)).GetProperty("isForgotten").GetBoolean());
        Assert.DoesNotContain(await AlterationsAsync(admin), it => it.Number == number);
    }

    [Fact]
    public async Task The_platform_finds_a_change_by_itself_and_says_so_until_it_is_undone()
    {
        using var admin = await host.ClientOfAsync(Role.Admin);
        var number = (await AuditHost.DoneAsync(admin, Mark())).GetProperty("number").GetInt64();
        await StateAsync(admin, "Signed");
        await ChangeAsync(number, "action = 'Nothing'");
        try
        {
            await InspectedAsync(admin, $"only {number}", inspection =>
                inspection.GetProperty("alteredCount").GetInt64() == 1
                && inspection.GetProperty("altered")[0].GetProperty("number").GetInt64() == number);
            await StateAsync(admin, "Altered");
            var check = (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync())
                .Entries["platform.audit/log"];
            Assert.Equal(HealthStatus.Degraded, check.Status);
            Assert.StartsWith("Entries were changed: 1 of ", check.Description, StringComparison.Ordinal);
        }
        finally
        {
            await RestoreAsync();
        }

        await StateAsync(admin, "Signed");
    }

    [Fact]
    public async Task A_changed_tile_and_a_changed_head_are_found_too()
    {
        using var admin = await host.ClientOfAsync(Role.Admin);
        await AuditHost.DoneAsync(admin, Mark());
        const string flip =
            "update platform_audit.tiles set hashes = set_byte(hashes, 5, get_byte(hashes, 5) # 1) where level = 0 and number = 0";
        await host.Database.ExecuteAsync(flip);
        const string fault = "The tiles do not lead to the root that is signed.";
        await InspectedAsync(admin, fault, inspection => inspection.GetProperty("fault").GetString() == fault);
        await StateAsync(admin, "Altered");
        await host.Database.ExecuteAsync(flip);
        await StateAsync(admin, "Signed");
        const string turn = """
            update platform_audit.checkpoints set note = reverse(note)
             where size = (select max(size) from platform_audit.checkpoints)
            """;
        await host.Database.ExecuteAsync(turn);
        await StateAsync(admin, "Broken");
        await host.Database.ExecuteAsync(turn);
        await StateAsync(admin, "Signed");
    }

    private static async Task<List<AuditAlteration>> AlterationsAsync(HttpClient admin)
    {
        var page = await admin.GetFromJsonAsync<JsonElement>($"{Audit}/alterations");
        Assert.Equal(JsonValueKind.Null, page.GetProperty("next").ValueKind);
        return
        [
            .. page.GetProperty("items").EnumerateArray().Select(it =>
                new AuditAlteration(it.GetProperty("number").GetInt64(), Names(it.GetProperty("columns")))),
        ];
    }

    private static string[] Names(JsonElement list) => [.. list.EnumerateArray().Select(it => it.GetString()!)];

    private static Task<JsonElement> StatusAsync(HttpClient admin) => admin.GetFromJsonAsync<JsonElement>($"{Audit}/status");

    private static Task<JsonElement> ShownAsync(HttpClient admin, long number) =>
        admin.GetFromJsonAsync<JsonElement>($"{Audit}/entries/{number}");

    private static Task StateAsync(HttpClient admin, string state) => Eventually.TrueAsync(
        async () => (await StatusAsync(admin)).GetProperty("state").GetString() == state, state);

    /// <summary>Waits for an inspection of now: one of before may have found what another test did.</summary>
    private static Task InspectedAsync(HttpClient admin, string what, Predicate<JsonElement> isFound) =>
        Eventually.TrueAsync(
            async () => (await StatusAsync(admin)).GetProperty("inspection") is { ValueKind: JsonValueKind.Object } inspection
                && isFound(inspection),
            what);

    private static string Mark() => Guid.CreateVersion7().ToString("n");

    /// <summary>Whoever changes it here keeps what was there.</summary>
    private async Task ChangeAsync(long number, string change) => await host.Database.ExecuteAsync($"""
        create table if not exists public.kept_entries (like platform_audit.entries);
        insert into public.kept_entries select * from platform_audit.entries where number = {number};
        update platform_audit.entries set {change} where number = {number}
        """);

    private async Task RestoreAsync() => await host.Database.ExecuteAsync("""
        delete from platform_audit.entries where number in (select number from public.kept_entries);
        insert into platform_audit.entries select * from public.kept_entries;
        drop table public.kept_entries
        """);

    private async Task FlipKeyAsync(Guid subject) => await host.Database.ExecuteAsync($"""
        update platform_audit.subject_keys set sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1)
         where subject = '{subject}'
        """);
}
