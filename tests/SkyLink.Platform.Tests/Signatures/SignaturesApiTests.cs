using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using SkyLink.Testing;

namespace SkyLink.Platform.Signatures;

public sealed class SignaturesApiTests(SignaturesHost host) : IClassFixture<SignaturesHost>
{
    private static readonly string[] Dual = ["ES256", "ML-DSA-44"];
    private static readonly string Message = Convert.ToBase64String("an invoice"u8);

    [Fact]
    public async Task Keys_are_listed_by_purpose_and_kind_the_newest_first_page_by_page()
    {
        using var partner = await host.PartnerAsync();
        foreach (var purpose in (string[])["webhooks", "invoices"])
        {
            var made = await SignaturesHost.PostAsync(
                partner, "keys", new { purpose, algorithms = new[] { "EdDSA", "ML-DSA-44" } }, HttpStatusCode.Created);
            await SignaturesHost.PostAsync(partner, $"keys/{made.GetProperty("keys")[0].GetProperty("id")}/rotate", new { });
        }

        var seen = new List<string>();
        for (var after = ""; after is not null;)
        {
            var page = await partner.GetFromJsonAsync<JsonElement>($"{SignaturesHost.Path}/keys?limit=2{after}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(
                it => $"{it.GetProperty("purpose")} {it.GetProperty("algorithm")} {it.GetProperty("version")}"));
            after = page.GetProperty("next").GetString() is { } next ? $"&after={next}" : null;
        }

        Assert.Equal(
            [
                "invoices EdDSA 2", "invoices EdDSA 1", "invoices ML-DSA-44 1",
                "webhooks EdDSA 2", "webhooks EdDSA 1", "webhooks ML-DSA-44 1",
            ],
            seen);
    }

    [Fact]
    public async Task A_partner_makes_keys_signs_verifies_rotates_and_revokes()
    {
        using var partner = await host.PartnerAsync();
        var once = Guid.CreateVersion7().ToString();
        var wish = new { purpose = "invoices", algorithms = Dual };
        var made = await SignaturesHost.PostAsync(partner, "keys", wish, HttpStatusCode.Created, once);
        var again = await SignaturesHost.PostAsync(partner, "keys", wish, HttpStatusCode.Created, once);
        Assert.True(JsonElement.DeepEquals(made, again));
        Assert.Equal("signatures.purpose_taken", await SignaturesHost.RefusalAsync(partner, "keys", wish, HttpStatusCode.Conflict));
        var first = made.GetProperty("keys")[0].GetProperty("id").GetString()!;

        var signed = await SignaturesHost.PostAsync(
            partner, "sign", new { purpose = "invoices", message = Message, mode = "dual" });
        object Question(string message) => new
        {
            purpose = "invoices",
            message,
            mode = "dual",
            signatures = signed.GetProperty("signatures").EnumerateArray().Select(it => new
            {
                keyId = it.GetProperty("keyId").GetString(),
                signature = it.GetProperty("signature").GetString(),
            }),
        };
        Assert.True((await SignaturesHost.PostAsync(partner, "verify", Question(Message))).GetProperty("isValid").GetBoolean());
        Assert.False((await SignaturesHost.PostAsync(partner, "verify", Question("AAAA"))).GetProperty("isValid").GetBoolean());

        var next = await SignaturesHost.PostAsync(partner, $"keys/{first}/rotate", new { });
        Assert.Equal("Signs", next.GetProperty("state").GetString());
        Assert.Equal("signatures.not_signing", await SignaturesHost.RefusalAsync(
            partner, $"keys/{first}/rotate", new { }, HttpStatusCode.Conflict));
        Assert.True((await SignaturesHost.PostAsync(partner, "verify", Question(Message))).GetProperty("isValid").GetBoolean());
        await SignaturesHost.PostAsync(partner, $"keys/{first}/revoke", new { reason = "a test" });
        Assert.False((await SignaturesHost.PostAsync(partner, "verify", Question(Message))).GetProperty("isValid").GetBoolean());

        var listed = await partner.GetFromJsonAsync<JsonElement>($"{SignaturesHost.Path}/keys");
        Assert.Equal(
            ["Revoked", "Signs", "Signs"],
            listed.GetProperty("items").EnumerateArray().Select(it => it.GetProperty("state").GetString()).Order());
        Assert.All(listed.GetProperty("items").EnumerateArray(), it => Assert.False(
            it.GetProperty("jwk").TryGetProperty("d", out _) || it.GetProperty("jwk").TryGetProperty("priv", out _)));
        var said = await host.DbOf("platform.signatures").InTransactionAsync(
            tx => tx.ListAsync($"select type from events where body like {'%' + first + '%'}", row => row.GetString(0)),
            CancellationToken.None);
        Assert.Equal(
            ["platform.signatures.key_created.v1", "platform.signatures.key_revoked.v1", "platform.signatures.key_rotated.v1"],
            said.Order());
    }

    [Fact]
    public async Task Nobody_reaches_the_keys_of_others_but_an_administrator()
    {
        using var partner = await host.PartnerAsync();
        using var stranger = await host.PartnerAsync();
        using var admin = await host.ClientOfAsync(Role.Admin);
        var made = await SignaturesHost.PostAsync(
            partner, "keys", new { purpose = "invoices", algorithms = Dual[..1] }, HttpStatusCode.Created);
        var key = made.GetProperty("keys")[0];
        var (id, owner) = (key.GetProperty("id").GetString(), key.GetProperty("owner").GetString());
        Assert.Equal("signatures.unknown_key", await SignaturesHost.RefusalAsync(
            stranger, $"keys/{id}/revoke", new { reason = "mine now" }, HttpStatusCode.NotFound));
        foreach (var asked in new[] { owner, "platform" })
        {
            Assert.Equal("signatures.not_yours", await SignaturesHost.RefusalAsync(
                stranger, "sign", new { purpose = "invoices", message = Message, mode = "classic", owner = asked },
                HttpStatusCode.Forbidden));
            Assert.Equal("signatures.not_yours", await SignaturesHost.RefusalAsync(
                stranger, "keys", new { purpose = "others", algorithms = Dual, owner = asked }, HttpStatusCode.Forbidden));
            using var list = await stranger.GetAsync($"{SignaturesHost.Path}/keys?owner={asked}");
            Assert.Equal(HttpStatusCode.Forbidden, list.StatusCode);
        }

        await SignaturesHost.PostAsync(admin, "sign", new { purpose = "invoices", message = Message, mode = "classic", owner });
        Assert.Equal("signatures.unknown_owner", await SignaturesHost.RefusalAsync(
            admin, "sign", new { purpose = "invoices", message = Message, mode = "classic", owner = "nobody" }, HttpStatusCode.NotFound));
        Assert.Equal(HttpStatusCode.Forbidden, (await partner.PostAsync($"{SignaturesHost.Path}/rewrap", content: null)).StatusCode);
    }

    [Theory]
    [InlineData("AAA")]
    [InlineData("AAB=")]
    [InlineData("AA AA")]
    [InlineData("_-__")]
    [InlineData("é")]
    public async Task A_message_that_is_not_base64_is_refused(string message)
    {
        using var partner = await host.PartnerAsync();
        Assert.Equal("signatures.message_malformed", await SignaturesHost.RefusalAsync(
            partner, "sign", new { purpose = "invoices", message, mode = "classic" }, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task A_message_may_have_64_KiB_and_not_one_byte_more_and_a_huge_one_is_not_even_read()
    {
        using var partner = await host.PartnerAsync();
        await SignaturesHost.PostAsync(partner, "keys", new { purpose = "large", algorithms = Dual }, HttpStatusCode.Created);
        object Wish(int size) => new { purpose = "large", message = Convert.ToBase64String(new byte[size]), mode = "dual" };
        await SignaturesHost.PostAsync(partner, "sign", Wish(65_536));
        Assert.Equal("signatures.message_malformed", await SignaturesHost.RefusalAsync(
            partner, "sign", Wish(65_537), HttpStatusCode.BadRequest));
        Assert.Equal("platform.body_too_large", await SignaturesHost.RefusalAsync(
            partner, "sign", Wish(1_000_000), HttpStatusCode.RequestEntityTooLarge));
    }

    [Theory]
    [InlineData("Large Letters")]
    [InlineData("")]
    [InlineData("a/b")]
    public async Task A_purpose_has_a_plain_name(string purpose)
    {
        using var partner = await host.PartnerAsync();
        using var answer = await partner.SendAsync(new HttpRequestMessage(HttpMethod.Post, $"{SignaturesHost.Path}/keys")
        {
            Content = JsonContent.Create(new { purpose, algorithms = Dual }),
            Headers = { { "Idempotency-Key", "a-key" } },
        });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_purpose_has_one_key_of_each_kind()
    {
        using var partner = await host.PartnerAsync();
        foreach (var algorithms in new string[][] { ["ES256", "EdDSA"], ["ML-DSA-44", "ML-DSA-65"], ["ES256", "ES256"] })
        {
            Assert.Equal("signatures.algorithms_invalid", await SignaturesHost.RefusalAsync(
                partner, "keys", new { purpose = "two", algorithms }, HttpStatusCode.BadRequest));
        }
    }
}
