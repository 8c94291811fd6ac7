using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace SkyLink.Platform.Identity;

public sealed class TokensTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task An_access_token_works_for_a_quarter_of_an_hour_and_refreshing_gives_another()
    {
        var tokens = await host.TokensAsync(await host.PersonAsync(Role.Seller));
        Assert.Equal(900, tokens.ExpiresInSeconds);
        Assert.Equal(HttpStatusCode.OK, await host.StatusWithAsync(tokens.AccessToken));
        host.Clock.Advance(TimeSpan.FromMinutes(16));
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await host.StatusWithAsync(tokens.AccessToken));
        var (status, next) = await host.RefreshAsync(tokens.RefreshToken);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(HttpStatusCode.OK, await host.StatusWithAsync(next!.AccessToken));
    }

    [Fact]
    public async Task Twenty_refreshes_at_once_all_get_the_same_successor_and_nobody_is_signed_out()
    {
        var tokens = await host.TokensAsync(await host.PersonAsync(Role.Seller));
        for (var round = 0; round < 10; round++)
        {
            var answers = await Task.WhenAll(
                Enumerable.Range(0, 20).Select(_ => host.RefreshAsync(tokens.RefreshToken)));
            Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
            Assert.Single(answers.Select(answer => answer.Tokens!.RefreshToken).Distinct());
            tokens = answers[0].Tokens!;
        }

        Assert.Equal(HttpStatusCode.OK, await host.StatusWithAsync(tokens.AccessToken));
    }

    [Fact]
    public async Task A_token_two_generations_old_ends_its_family_and_no_other()
    {
        var person = await host.PersonAsync(Role.Seller);
        var first = await host.TokensAsync(person);
        var bystander = await host.TokensAsync(person);
        var second = (await host.RefreshAsync(first.RefreshToken)).Tokens!;
        var third = (await host.RefreshAsync(second.RefreshToken)).Tokens!;

        Assert.Equal(HttpStatusCode.Unauthorized, (await host.RefreshAsync(first.RefreshToken)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.RefreshAsync(third.RefreshToken)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await host.StatusWithAsync(third.AccessToken));
        Assert.Equal(HttpStatusCode.OK, (await host.RefreshAsync(bystander.RefreshToken)).Status);
        var ended = await host.EventsAsync("platform.identity.access_ended.v1", person.Id);
        Assert.Contains("Reused", Assert.Single(ended));
    }

    [Fact]
    public async Task The_last_token_used_again_after_the_grace_ends_its_family()
    {
        var first = await host.TokensAsync(await host.PersonAsync(Role.Seller));
        var second = (await host.RefreshAsync(first.RefreshToken)).Tokens!;
        host.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.RefreshAsync(first.RefreshToken)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.RefreshAsync(second.RefreshToken)).Status);
    }

    [Fact]
    public async Task Who_knows_a_family_but_not_its_tokens_cannot_end_it()
    {
        var tokens = await host.TokensAsync(await host.PersonAsync(Role.Seller));
        var second = (await host.RefreshAsync(tokens.RefreshToken)).Tokens!;
        var next = (await host.RefreshAsync(second.RefreshToken)).Tokens!;
        var family = SkyLink.Cryptography.Base64Url.TryDecode(next.RefreshToken, out var bytes)
            ? new Guid(bytes.AsSpan(0, 16), bigEndian: true)
            : throw new InvalidOperationException("Not base64url.");
        var invented = RefreshToken.New(family, generation: 1, markKey: new byte[32]).Text;
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.RefreshAsync(invented)).Status);
        Assert.Equal(HttpStatusCode.OK, (await host.RefreshAsync(next.RefreshToken)).Status);
    }

    [Fact]
    public async Task A_family_ends_after_thirty_days_however_often_it_was_refreshed()
    {
        var tokens = await host.TokensAsync(await host.PersonAsync(Role.Seller));
        for (var day = 0; day < 29; day++)
        {
            host.Clock.Advance(TimeSpan.FromDays(1));
            tokens = (await host.RefreshAsync(tokens.RefreshToken)).Tokens!;
        }

        host.Clock.Advance(TimeSpan.FromDays(1.1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.RefreshAsync(tokens.RefreshToken)).Status);
    }

    [Fact]
    public async Task Signing_out_of_an_app_ends_its_access_token_too()
    {
        var tokens = await host.TokensAsync(await host.PersonAsync(Role.Seller));
        using var app = host.CreateClient(tokens.AccessToken);
        Assert.Equal(HttpStatusCode.NoContent, (await app.DeleteAsync(Paths.Me)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await host.StatusWithAsync(tokens.AccessToken));
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.RefreshAsync(tokens.RefreshToken)).Status);
    }

    [Fact]
    public async Task The_next_signing_key_is_published_before_it_signs_and_the_last_one_after()
    {
        var person = await host.PersonAsync(Role.Seller);
        var before = KidOf((await host.TokensAsync(person)).AccessToken);
        var signsUntil = new DateTimeOffset(await host.Database.ScalarAsync<DateTime>(
            $"select signs_until from platform_identity.signing_keys where kid = '{before}'"));
        var left = signsUntil - host.Clock.GetUtcNow();
        host.Clock.Advance(left - TimeSpan.FromMinutes(5));
        await host.Services.GetRequiredService<IdentityUpkeep>().TendAsync(CancellationToken.None);
        var tokens = await host.TokensAsync(person);
        Assert.Equal(before, KidOf(tokens.AccessToken));
        var ahead = (await PublishedAsync()).Except([before]).ToList();

        host.Clock.Advance(TimeSpan.FromMinutes(6));
        var after = KidOf((await host.TokensAsync(person)).AccessToken);
        Assert.Contains(after, ahead);
        Assert.Contains(before, await PublishedAsync());
        Assert.Equal(HttpStatusCode.OK, await host.StatusWithAsync(tokens.AccessToken));
        host.Clock.Advance(TimeSpan.FromHours(3));
        Assert.DoesNotContain(before, await PublishedAsync());
    }

    [Fact]
    public async Task A_grant_without_its_members_and_an_unknown_grant_are_unreadable_requests()
    {
        using var http = host.CreateClient();
        foreach (var body in new object[]
        {
            new { grantType = "password", email = "a@b.example" }, new { grantType = "refresh_token" },
            new { grantType = "client_credentials" }, new { },
        })
        {
            using var answer = await http.PostAsJsonAsync(Paths.Tokens, body);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }
    }

    private static string KidOf(string jwt) =>
        SkyLink.Cryptography.Base64Url.TryDecode(jwt.Split('.')[0], out var header)
            ? JsonSerializer.Deserialize<JsonElement>(header).GetProperty("kid").GetString()!
            : throw new InvalidOperationException("Not base64url.");

    private async Task<List<string?>> PublishedAsync()
    {
        using var http = host.CreateClient();
        var keys = await http.GetFromJsonAsync<JsonElement>("/.well-known/jwks.json");
        return [.. keys.GetProperty("keys").EnumerateArray().Select(key =>
        {
            Assert.False(key.TryGetProperty("d", out _));
            return key.GetProperty("kid").GetString();
        })];
    }
}
