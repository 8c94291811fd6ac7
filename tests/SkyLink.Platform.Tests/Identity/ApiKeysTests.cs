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
        while ((await program.GetAsync(Paths.Users)).StatusCode == HttpStatusCode.OK)
        {
            Assert.True(Stopwatch.GetElapsedTime(revoked) < TimeSpan.FromSeconds(1), "still let in after a second");
            await Task.Delay(20);
        }
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
        await Task.Delay(TimeSpan.FromSeconds(1));
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
