using System.Net;
using System.Net.Http.Json;
using SkyLink.Platform.Http;

namespace SkyLink.Platform.Identity;

public sealed class SessionsTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task Whoever_signs_in_is_known_by_their_cookie_until_they_sign_out()
    {
        var person = await host.PersonAsync(Role.Partner);
        using var browser = await host.BrowserAsync(person);
        var me = await IdentityHost.JsonOf(await browser.GetAsync(Paths.Me));
        Assert.Equal(person.Id, me.GetProperty("userId").GetGuid());
        Assert.Equal("partner", me.GetProperty("roles")[0].GetString());
        var permissions = me.GetProperty("permissions").EnumerateArray().Select(it => it.GetString()).ToList();
        Assert.Contains("identity.users_manage", permissions);
        Assert.DoesNotContain("identity.organizations_manage", permissions);

        Assert.Equal(HttpStatusCode.NoContent, (await browser.DeleteAsync(Paths.Me)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync(Paths.Me)).StatusCode);
        Assert.Single(await host.EventsAsync("platform.identity.signed_in.v1", person.Id));
        var ended = await host.EventsAsync("platform.identity.access_ended.v1", person.Id);
        Assert.Contains("SignedOut", Assert.Single(ended));
    }

    [Fact]
    public async Task The_cookie_is_hidden_from_scripts_and_other_sites_and_worth_nothing_once_signed_out()
    {
        var person = await host.PersonAsync(Role.Buyer);
        using var http = host.CreateClient();
        using var answer = await http.PostAsJsonAsync(
            Paths.Sessions, new { email = person.Email, password = IdentityHost.Password });
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie);
        Assert.Contains("samesite=strict", cookie);
        http.DefaultRequestHeaders.Add(SessionCookie.RequestHeader, "1");
        await http.DeleteAsync(Paths.Me);

        using var thief = host.CreateClient();
        thief.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);
        using var stolen = await thief.GetAsync(Paths.Me);
        Assert.Equal(HttpStatusCode.Unauthorized, stolen.StatusCode);
        Assert.Equal("identity.session_ended", await IdentityHost.CodeOf(stolen));
    }

    [Fact]
    public async Task A_cookie_planted_before_signing_in_opens_nothing_afterwards()
    {
        var person = await host.PersonAsync(Role.Buyer);
        using var victim = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = host.Address };
        var planted = $"{SessionCookie.Name}={Secret.New()}";
        victim.DefaultRequestHeaders.Add("Cookie", planted);
        using var answer = await victim.PostAsJsonAsync(
            Paths.Sessions, new { email = person.Email, password = IdentityHost.Password });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.DoesNotContain(planted, Assert.Single(answer.Headers.GetValues("Set-Cookie")));
        Assert.Equal(HttpStatusCode.Unauthorized, (await victim.GetAsync(Paths.Me)).StatusCode); // It sends the planted one.
    }

    [Fact]
    public async Task A_page_of_another_site_cannot_use_the_cookie_to_change_anything()
    {
        using var browser = await host.BrowserAsync(await host.PersonAsync(Role.Partner));
        browser.DefaultRequestHeaders.Remove(SessionCookie.RequestHeader);
        using var answer = await browser.PostAsJsonAsync(Paths.ApiKeys, new { });
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("platform.cross_site", await IdentityHost.CodeOf(answer));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(Paths.Me)).StatusCode);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_account_get_the_same_answer()
    {
        var person = await host.PersonAsync(Role.Buyer);
        using var http = host.CreateClient();
        using var wrong = await http.PostAsJsonAsync(Paths.Sessions, new { email = person.Email, password = "no" });
        using var unknown = await http.PostAsJsonAsync(Paths.Sessions, new { email = "nobody@a.example", password = "no" });
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
        Assert.Equal("identity.wrong_credentials", await IdentityHost.CodeOf(wrong));
        Assert.Equal("identity.wrong_credentials", await IdentityHost.CodeOf(unknown));
    }

    [Fact]
    public async Task Guessing_has_to_wait_and_then_also_with_the_right_password()
    {
        var person = await host.PersonAsync(Role.Buyer);
        using var http = host.CreateClient();
        var guesses = await Task.WhenAll(Enumerable.Range(0, 40).Select(guess =>
            http.PostAsJsonAsync(Paths.Sessions, new { email = person.Email, password = $"guess {guess}" })));
        Assert.InRange(guesses.Count(it => it.StatusCode == HttpStatusCode.Unauthorized), 1, 11);
        var refused = guesses.First(it => it.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Equal("identity.too_many_tries", await IdentityHost.CodeOf(refused));

        using var early = await http.PostAsJsonAsync(
            Paths.Sessions, new { email = person.Email, password = IdentityHost.Password });
        Assert.Equal(HttpStatusCode.TooManyRequests, early.StatusCode);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        using var later = await http.PostAsJsonAsync(
            Paths.Sessions, new { email = person.Email, password = IdentityHost.Password });
        Assert.Equal(HttpStatusCode.Created, later.StatusCode);
    }

    [Fact]
    public async Task A_session_unused_for_half_an_hour_and_one_twelve_hours_old_are_over()
    {
        var person = await host.PersonAsync(Role.Buyer);
        using var idle = await host.BrowserAsync(person);
        host.Clock.Advance(TimeSpan.FromMinutes(31));
        await Task.Delay(TimeSpan.FromSeconds(1)); // the answer to the sign-in is remembered for less
        Assert.Equal(HttpStatusCode.Unauthorized, (await idle.GetAsync(Paths.Me)).StatusCode);

        using var busy = await host.BrowserAsync(person);
        var session = await LastSessionAsync(person);
        for (var half = 0; half < 24; half++)
        {
            await host.Database.ExecuteAsync($"""
                update platform_identity.sessions
                   set last_seen_at = last_seen_at + interval '30 minutes' where id = '{session}'
                """);
            host.Clock.Advance(TimeSpan.FromMinutes(29.9));
        }

        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await busy.GetAsync(Paths.Me)).StatusCode);
        host.Clock.Advance(TimeSpan.FromMinutes(5));
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await busy.GetAsync(Paths.Me)).StatusCode);
    }

    [Fact]
    public async Task A_person_sees_their_sessions_and_ends_one_of_them_but_nobody_elses()
    {
        var person = await host.PersonAsync(Role.Buyer);
        using var here = await host.BrowserAsync(person);
        using var there = await host.BrowserAsync(person);
        using var stranger = await host.BrowserAsync(await host.PersonAsync(Role.Buyer));
        var page = await IdentityHost.JsonOf(await here.GetAsync(Paths.Sessions));
        var sessions = page.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(2, sessions.Count);
        var other = sessions.Single(it => !it.GetProperty("isCurrent").GetBoolean()).GetProperty("id").GetGuid();

        Assert.Equal(HttpStatusCode.NotFound, (await stranger.DeleteAsync($"{Paths.Sessions}/{other}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await there.GetAsync(Paths.Me)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await here.DeleteAsync($"{Paths.Sessions}/{other}")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await there.GetAsync(Paths.Me)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync(Paths.Me)).StatusCode);
    }

    [Fact]
    public async Task A_new_password_ends_all_other_sessions()
    {
        var person = await host.PersonAsync(Role.Buyer);
        using var here = await host.BrowserAsync(person);
        using var there = await host.BrowserAsync(person);
        const string next = "seven-paper-boats-drift";
        using var wrong = await here.PutAsJsonAsync(Paths.Password, new { oldPassword = "wrong", newPassword = next });
        Assert.Equal("identity.password_wrong", await IdentityHost.CodeOf(wrong));
        using var weak = await here.PutAsJsonAsync(
            Paths.Password, new { oldPassword = IdentityHost.Password, newPassword = "Password1234" });
        Assert.Equal("identity.password_refused", await IdentityHost.CodeOf(weak));
        using var changed = await here.PutAsJsonAsync(
            Paths.Password, new { oldPassword = IdentityHost.Password, newPassword = next });
        Assert.Equal(HttpStatusCode.NoContent, changed.StatusCode);

        Assert.Equal(HttpStatusCode.Unauthorized, (await there.GetAsync(Paths.Me)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync(Paths.Me)).StatusCode);
        using var again = await host.BrowserAsync(person, next);
    }

    [Fact]
    public async Task No_secret_and_nothing_personal_is_kept_in_the_clear()
    {
        var person = await host.PersonAsync(Role.Partner);
        var tokens = await host.TokensAsync(person);
        await host.RefreshAsync(tokens.RefreshToken);
        var everything = await host.Database.ScalarAsync<string>("""
            select concat((select string_agg(concat(u, encode(email, 'escape'), encode(name, 'escape')), '')
                             from platform_identity.users u),
                          (select string_agg(concat(s, encode(agent, 'escape'), encode(address, 'escape')), '')
                             from platform_identity.sessions s),
                          (select string_agg(concat(i, encode(answer, 'escape')), '') from platform_identity.idempotency i),
                          (select json_agg(e)::text from platform_identity.events e))
            """);
        Assert.Contains($"{person.Id}", everything);
        Assert.DoesNotContain(person.Email, everything);
        Assert.DoesNotContain(person.Email.Split('@')[0], everything);
        Assert.DoesNotContain("127.0.0.1", everything);
        Assert.DoesNotContain(IdentityHost.Password, everything);
        Assert.DoesNotContain(tokens.RefreshToken, everything);
        var created = await host.EventsAsync("platform.identity.user_created.v1", person.Id);
        Assert.DoesNotContain(person.Email, Assert.Single(created));
    }

    private async Task<Guid> LastSessionAsync(Person person) => await host.Database.ScalarAsync<Guid>(
        $"select id from platform_identity.sessions where user_id = '{person.Id}' order by id desc limit 1");
}
