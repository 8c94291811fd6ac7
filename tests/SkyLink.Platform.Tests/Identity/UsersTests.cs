using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace SkyLink.Platform.Identity;

public sealed class UsersTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task A_disabled_user_is_out_everywhere_and_back_when_enabled()
    {
        var person = await host.PersonAsync(Role.Seller);
        using var browser = await host.BrowserAsync(person);
        var tokens = await host.TokensAsync(person);
        using var admin = await host.ClientOfAsync(Role.Admin);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(admin, $"{person.Id}/disable")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync(Paths.Me)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await host.StatusWithAsync(tokens.AccessToken));
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.RefreshAsync(tokens.RefreshToken)).Status);
        using var http = host.CreateClient();
        using var refused = await http.PostAsJsonAsync(
            Paths.Sessions, new { email = person.Email, password = IdentityHost.Password });
        Assert.Equal("identity.user_disabled", await IdentityHost.CodeOf(refused));
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync(admin, $"{person.Id}/disable")).StatusCode);

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(admin, $"{person.Id}/enable")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync(Paths.Me)).StatusCode); // ended is ended
        using var again = await host.BrowserAsync(person);
    }

    [Fact]
    public async Task Partners_see_and_change_the_users_of_their_own_organization_only()
    {
        var company = $"Company {Guid.CreateVersion7()}";
        using var partner = await host.BrowserAsync(await host.PersonAsync(Role.Partner, company));
        var colleague = await host.PersonAsync(Role.Buyer, company);
        var stranger = await host.PersonAsync(Role.Buyer);
        var seen = (await IdentityHost.JsonOf(await partner.GetAsync(Paths.Users))).GetProperty("items");
        Assert.Equal(2, seen.GetArrayLength());
        Assert.Equal(HttpStatusCode.OK, (await partner.GetAsync($"{Paths.Users}/{colleague.Id}")).StatusCode);

        using var foreign = await partner.GetAsync($"{Paths.Users}/{stranger.Id}");
        using var missing = await partner.GetAsync($"{Paths.Users}/{Guid.CreateVersion7()}");
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        Assert.Equal(Shape(await IdentityHost.JsonOf(missing)), Shape(await IdentityHost.JsonOf(foreign)));
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(partner, $"{stranger.Id}/disable")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await GrantAsync(partner, stranger.Id, "seller")).StatusCode);
        var organizations = (await IdentityHost.JsonOf(
            await partner.GetAsync("/api/v1/identity/organizations"))).GetProperty("items");
        Assert.Equal(company, Assert.Single(organizations.EnumerateArray()).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Nobody_makes_themselves_an_operator_of_the_network()
    {
        var company = $"Company {Guid.CreateVersion7()}";
        using var partner = await host.BrowserAsync(await host.PersonAsync(Role.Partner, company));
        var colleague = await host.PersonAsync(Role.Buyer, company);
        foreach (var role in new[] { "analyst", "operator", "admin" })
        {
            using var refused = await GrantAsync(partner, colleague.Id, role);
            Assert.Equal("identity.role_of_network", await IdentityHost.CodeOf(refused));
        }

        using var admin = await host.ClientOfAsync(Role.Admin);
        using var byAdmin = await GrantAsync(admin, colleague.Id, "operator");
        Assert.Equal("identity.role_of_network", await IdentityHost.CodeOf(byAdmin));
    }

    [Fact]
    public async Task Roles_change_for_the_next_request_of_an_open_session()
    {
        var person = await host.PersonAsync(Role.Buyer);
        using var browser = await host.BrowserAsync(person);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync(Paths.Users)).StatusCode);
        using var admin = await host.ClientOfAsync(Role.Admin);
        Assert.Equal(HttpStatusCode.OK, (await GrantAsync(admin, person.Id, "buyer", "partner")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(Paths.Users)).StatusCode);
        Assert.Single(await host.EventsAsync("platform.identity.roles_changed.v1", person.Id));
        foreach (var roles in new[] { Array.Empty<string>(), ["buyer", "buyer"] })
        {
            using var refused = await GrantAsync(admin, person.Id, roles);
            Assert.Equal("identity.roles_invalid", await IdentityHost.CodeOf(refused));
        }
    }

    [Fact]
    public async Task Of_two_administrators_who_read_the_same_state_the_second_is_told_to_read_again()
    {
        var person = await host.PersonAsync(Role.Buyer);
        using var admin = await host.ClientOfAsync(Role.Admin);
        var tag = (await admin.GetAsync($"{Paths.Users}/{person.Id}")).Headers.ETag!.ToString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ChangeIfAsync(tag)));
        Assert.Single(answers, HttpStatusCode.OK);
        Assert.Equal(9, answers.Count(it => it == HttpStatusCode.PreconditionFailed));

        async Task<HttpStatusCode> ChangeIfAsync(string ifMatch)
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, $"{Paths.Users}/{person.Id}/roles");
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
            request.Content = JsonContent.Create(new { roles = new[] { "seller" } });
            using var answer = await admin.SendAsync(request);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task An_address_has_one_account_however_it_is_spelled()
    {
        var person = await host.PersonAsync(Role.Buyer);
        using var admin = await host.ClientOfAsync(Role.Admin);
        using var taken = await IdentityHost.PostAsync(admin, Paths.Users, new
        {
            email = person.Email.ToUpperInvariant(),
            name = "Somebody",
            password = IdentityHost.Password,
            roles = new[] { "admin" },
        });
        Assert.Equal("identity.email_taken", await IdentityHost.CodeOf(taken));
        using var shouted = await host.BrowserAsync(person with { Email = $" {person.Email.ToUpperInvariant()} " });
    }

    [Fact]
    public async Task Nobody_takes_away_their_own_access()
    {
        var person = await host.PersonAsync(Role.Admin);
        using var admin = await host.BrowserAsync(person);
        using var refused = await PostAsync(admin, $"{person.Id}/disable");
        Assert.Equal("identity.not_yourself", await IdentityHost.CodeOf(refused));
    }

    [Fact]
    public async Task The_same_request_twice_makes_one_user_and_keeps_no_trace_of_the_password()
    {
        using var admin = await host.ClientOfAsync(Role.Admin);
        var body = new
        {
            email = $"{Guid.CreateVersion7():n}@people.example",
            name = "Twice",
            password = IdentityHost.Password,
            roles = new[] { "admin" },
        };
        var key = Guid.CreateVersion7().ToString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Paths.Users);
            request.Content = JsonContent.Create(body);
            request.Headers.Add("Idempotency-Key", key);
            using var answer = await admin.SendAsync(request);
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
            return (await IdentityHost.JsonOf(answer)).GetProperty("id").GetGuid();
        }));
        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task The_matrix_names_every_permission_with_its_roles()
    {
        using var admin = await host.ClientOfAsync(Role.Admin);
        var matrix = await admin.GetFromJsonAsync<JsonElement>("/api/v1/identity/permissions");
        var manage = matrix.EnumerateArray()
            .Single(it => it.GetProperty("name").GetString() == "identity.users_manage");
        Assert.Equal("platform", manage.GetProperty("area").GetString());
        Assert.Equal("identity", manage.GetProperty("service").GetString());
        Assert.Equal(["partner", "admin"], manage.GetProperty("roles").EnumerateArray().Select(it => it.GetString()));
        Assert.True(matrix.GetArrayLength() >= 7);
    }

    /// <summary>The answer without what differs between any two.</summary>
    private static string Shape(JsonElement problem) =>
        string.Join(';', problem.EnumerateObject().Where(it => it.Name != "traceId").Select(it => it.ToString()));

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, string what) =>
        http.PostAsync($"{Paths.Users}/{what}", content: null);

    private static Task<HttpResponseMessage> GrantAsync(HttpClient http, Guid id, params string[] roles) =>
        http.PutAsJsonAsync($"{Paths.Users}/{id}/roles", new { roles });
}
