using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using SkyLink.Cryptography;

namespace SkyLink.Platform.Identity;

public sealed class EarlierKeyTests(EarlierKeyHost host) : IClassFixture<EarlierKeyHost>
{
    [Fact]
    public async Task A_key_of_ES256_signs_until_its_turn_is_over_and_Ed25519_follows()
    {
        var person = await host.PersonAsync(Role.Seller);
        Assert.Equal(("ES256", host.EarlierId), HeaderOf((await host.TokensAsync(person)).AccessToken));
        await host.NearEndAsync();
        var last = (await host.TokensAsync(person)).AccessToken;
        Assert.Equal(("ES256", host.EarlierId), HeaderOf(last));
        host.Clock.Advance(TimeSpan.FromMinutes(6));
        var first = (await host.TokensAsync(person)).AccessToken;
        var (algorithm, id) = HeaderOf(first);
        Assert.Equal("EdDSA", algorithm);
        Assert.Equal(
            [("EC", "P-256", "ES256", host.EarlierId), ("OKP", "Ed25519", "EdDSA", id)], await PublishedAsync());
        Assert.Equal(HttpStatusCode.OK, await host.StatusWithAsync(last));
        Assert.Equal(HttpStatusCode.OK, await host.StatusWithAsync(first));
        await host.RestartAsync();
        Assert.Equal(HttpStatusCode.OK, await host.StatusWithAsync(last));
        Assert.Equal(HttpStatusCode.OK, await host.StatusWithAsync(first));
    }

    private static (string Algorithm, string KeyId) HeaderOf(string jwt)
    {
        Assert.True(Base64Url.TryDecode(jwt.Split('.')[0], out var header));
        var read = JsonElement.Parse(header);
        return (read.GetProperty("alg").GetString()!, read.GetProperty("kid").GetString()!);
    }

    private async Task<List<(string Kind, string Curve, string Algorithm, string KeyId)>> PublishedAsync()
    {
        using var http = host.CreateClient();
        var published = await http.GetFromJsonAsync<JsonElement>("/.well-known/jwks.json");
        return
        [
            .. published.GetProperty("keys").EnumerateArray().Select(key => (
                key.GetProperty("kty").GetString()!, key.GetProperty("crv").GetString()!,
                key.GetProperty("alg").GetString()!, key.GetProperty("kid").GetString()!)),
        ];
    }
}
