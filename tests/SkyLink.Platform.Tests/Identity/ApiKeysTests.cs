using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace SkyLink.Platform.Identity;

public sealed class ApiKeysTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task A_key_does_what_its_scopes_say_and_nothing_else()
    {
        using var partner = await host.BrowserAsync(await host.PersonAsync(Role.Partner));
        var (_, secret) = await MakeAsync(partner, "identity.users_read");
        using var program = With(secret);
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync(Paths.Users)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await program.GetAsync(Paths.ApiKeys)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await program.PostAsJsonAsync(Paths.Users, new { })).StatusCode);
    }

    [Fact]
    public async Task A_key_cannot_be_made_for_more_than_its_creator_may()
    {
        using var partner = await host.BrowserAsync(await host.PersonAsync(Role.Partner));
        Assert.Equal("identity.scopes_beyond_creator", await RefusalAsync(partner, "identity.organizations_manage"));
        Assert.Equal("identity.scopes_beyond_creator", await RefusalAsync(partner, "no.such_permission"));
        var (_, secret) = await MakeAsync(partner, "identity.keys");
        using var program = With(secret);
        Assert.Equal("identity.scopes_beyond_creator", await RefusalAsync(program, "identity.users_read"));
    }

    [Fact]
    public async Task A_revoked_key_is_refused_within_a_second()
    {
        var person = await host.PersonAsync(Role.Partner);
        using var partner = await host.BrowserAsync(person);
        var (id, secret) = await MakeAsync(partner, "identity.users_read");
        using var program = With(secret);
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync(Paths.Users)).StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, (await partner.DeleteAsync($"{Paths.ApiKeys}/{id}")).StatusCode);
        using var refused = await program.GetAsync(Paths.Users);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("identity.key_refused", await IdentityHost.CodeOf(refused));
        var ended = await host.EventsAsync("platform.identity.access_ended.v1", person.Id);
        Assert.Contains(id.ToString(), Assert.Single(ended));
        Assert.Equal(HttpStatusCode.NotFound, (await partner.DeleteAsync($"{Paths.ApiKeys}/{id}")).StatusCode);
    }

    /// <summary>As in another process, which nobody tells: only the age of what it remembers helps.</summary>
    [Fact]
    public async Task A_key_revoked_behind_the_hosts_back_is_refused_within_a_second_too()
    {
        using var partner = await host.BrowserAsync(await host.PersonAsync(Role.Partner));
        var (id, secret) = await MakeAsync(partner, "identity.users_read");
        using var program = With(secret);
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync(Paths.Users)).StatusCode);
        await host.Database.ExecuteAsync($"update platform_identity.api_keys set revoked_at = now() where id = '{id}'");
        var revoked = Stopwatch.GetTimestamp();
        while (true)
        {
            var asked = Stopwatch.GetElapsedTime(revoked); // However long the answer takes on a busy machine.
            if ((await program.GetAsync(Paths.Users)).StatusCode != HttpStatusCode.OK)
            {
                break;
            }

            Assert.True(asked < TimeSpan.FromSeconds(1), $"still let in {asked} after it was revoked");
            await Task.Delay(20);
        }
    }

    [Fact]
    public async Task A_key_and_its_successor_are_both_good_until_the_overlap_is_over()
    {
        using var partner = await host.BrowserAsync(await host.PersonAsync(Role.Partner));
        var (id, secret) = await MakeAsync(partner, "identity.users_read");
        object wish = new { expiresAt = host.Clock.GetUtcNow().AddDays(30), overlap = "02:00:00" };
        using var replaced = await partner.PostAsJsonAsync($"{Paths.ApiKeys}/{id}/replace", wish);
        Assert.Equal(HttpStatusCode.Created, replaced.StatusCode);
        var made = await IdentityHost.JsonOf(replaced);
        using var old = With(secret);
        using var young = With(made.GetProperty("secret").GetString()!);
        Assert.Equal(HttpStatusCode.OK, (await old.GetAsync(Paths.Users)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await young.GetAsync(Paths.Users)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await young.GetAsync(Paths.ApiKeys)).StatusCode);
        using var again = await partner.PostAsJsonAsync($"{Paths.ApiKeys}/{id}/replace", wish);
        Assert.Equal("identity.key_replaced", await IdentityHost.CodeOf(again));
        using var stranger = await host.BrowserAsync(await host.PersonAsync(Role.Partner));
        var newId = made.GetProperty("key").GetProperty("id").GetGuid();
        using var stolen = await stranger.PostAsJsonAsync($"{Paths.ApiKeys}/{newId}/replace", wish);
        Assert.Equal(HttpStatusCode.NotFound, stolen.StatusCode);
        host.Clock.Advance(TimeSpan.FromHours(3));
        await Testing.Eventually.TrueAsync(
            async () => (await old.GetAsync(Paths.Users)).StatusCode == HttpStatusCode.Unauthorized, "the old key's end",
            TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, (await young.GetAsync(Paths.Users)).StatusCode);
    }

    [Fact]
    public async Task A_key_that_may_do_less_cannot_get_more_by_being_replaced()
    {
        var person = await host.PersonAsync(Role.Partner);
        using var partner = await host.BrowserAsync(person);
        var (id, _) = await MakeAsync(partner, "identity.users_read");
        var (_, narrow) = await MakeAsync(partner, "identity.keys");
        using var program = With(narrow);
        using var answer = await program.PostAsJsonAsync(
            $"{Paths.ApiKeys}/{id}/replace", new { expiresAt = host.Clock.GetUtcNow().AddDays(1) });
        Assert.Equal("identity.scopes_beyond_creator", await IdentityHost.CodeOf(answer));
    }

    [Fact]
    public async Task A_quota_ends_a_key_for_the_day_and_the_next_day_it_goes_on()
    {
        using var partner = await host.BrowserAsync(await host.PersonAsync(Role.Partner));
        using var made = await partner.PostAsJsonAsync(Paths.ApiKeys, new
        {
            name = "a few calls",
            scopes = new[] { "identity.users_read" },
            expiresAt = host.Clock.GetUtcNow().AddDays(7),
            callsPerDay = 5,
        });
        using var program = With((await IdentityHost.JsonOf(made)).GetProperty("secret").GetString()!);
        var (good, last) = (0, HttpStatusCode.OK);
        await Testing.Eventually.TrueAsync(async () =>
        {
            using var answer = await program.GetAsync(Paths.Users);
            last = answer.StatusCode;
            good += last == HttpStatusCode.OK ? 1 : 0;
            if (last == HttpStatusCode.TooManyRequests)
            {
                Assert.Equal("platform.quota_used", await IdentityHost.CodeOf(answer));
                Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value, TimeSpan.Zero, TimeSpan.FromDays(1));
            }

            return last == HttpStatusCode.TooManyRequests;
        }, "the end of the quota", TimeSpan.FromMinutes(2));
        Assert.True(good >= 5, $"only {good} calls were let in");
        host.Clock.Advance(TimeSpan.FromDays(1));
        await Testing.Eventually.TrueAsync(
            async () => (await program.GetAsync(Paths.Users)).StatusCode == HttpStatusCode.OK, "the next day",
            TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_key_ends_with_its_time_and_with_what_its_creator_may()
    {
        var person = await host.PersonAsync(Role.Partner);
        using var partner = await host.BrowserAsync(person);
        var (_, secret) = await MakeAsync(partner, "identity.users_read");
        using var program = With(secret);
        using var admin = await host.ClientOfAsync(Role.Admin);
        var roles = $"{Paths.Users}/{person.Id}/roles";
        using var demoted = await admin.PutAsJsonAsync(roles, new { roles = new[] { "buyer" } });
        Assert.Equal(HttpStatusCode.OK, demoted.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await program.GetAsync(Paths.Users)).StatusCode);
        using var promoted = await admin.PutAsJsonAsync(roles, new { roles = new[] { "partner" } });
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync(Paths.Users)).StatusCode);
        host.Clock.Advance(TimeSpan.FromDays(8));
        await Task.Delay(TimeSpan.FromSeconds(1)); // What is remembered of a caller is trusted for less.
        Assert.Equal(HttpStatusCode.Unauthorized, (await program.GetAsync(Paths.Users)).StatusCode);
    }

    [Theory]
    [InlineData("sk_")]
    [InlineData("sk_abcdefghijkl_")]
    [InlineData("sk_abcdefghijkl_AAAA")]
    [InlineData("sk_abcdefghijkl")]
    [InlineData("' or true --")]
    public async Task What_is_no_key_is_refused(string text)
    {
        using var program = With(text);
        Assert.Equal(HttpStatusCode.Unauthorized, (await program.GetAsync(Paths.Users)).StatusCode);
    }

    [Fact]
    public async Task The_secret_of_another_key_does_not_open_this_one()
    {
        using var partner = await host.BrowserAsync(await host.PersonAsync(Role.Partner));
        var one = (await MakeAsync(partner, "identity.users_read")).Secret;
        var two = (await MakeAsync(partner, "identity.users_read")).Secret;
        using var mixed = With(one[..16] + two[16..]);
        Assert.Equal(HttpStatusCode.Unauthorized, (await mixed.GetAsync(Paths.Users)).StatusCode);
    }

    [Fact]
    public async Task A_key_for_ever_is_refused()
    {
        using var partner = await host.BrowserAsync(await host.PersonAsync(Role.Partner));
        using var answer = await partner.PostAsJsonAsync(
            Paths.ApiKeys,
            new { name = "for ever", scopes = new[] { "identity.own" }, expiresAt = "9999-12-31T00:00:00Z" });
        Assert.Equal("identity.key_expiry_invalid", await IdentityHost.CodeOf(answer));
    }

    private HttpClient With(string secret)
    {
        var program = host.CreateClient();
        program.DefaultRequestHeaders.TryAddWithoutValidation("X-Api-Key", secret);
        return program;
    }

    private async Task<(Guid Id, string Secret)> MakeAsync(HttpClient http, string scope)
    {
        using var answer = await PostAsync(http, scope);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var made = await IdentityHost.JsonOf(answer);
        return (made.GetProperty("key").GetProperty("id").GetGuid(), made.GetProperty("secret").GetString()!);
    }

    private async Task<string?> RefusalAsync(HttpClient http, string scope)
    {
        using var answer = await PostAsync(http, scope);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        return await IdentityHost.CodeOf(answer);
    }

    private Task<HttpResponseMessage> PostAsync(HttpClient http, string scope) => http.PostAsJsonAsync(
        Paths.ApiKeys,
        new { name = "a program", scopes = new[] { scope }, expiresAt = host.Clock.GetUtcNow().AddDays(7) });
}
