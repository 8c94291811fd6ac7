using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Cryptography;
using SkyLink.Cryptography.Jose;
using SkyLink.Testing;

namespace SkyLink.Platform.Signatures;

public sealed class SignedRequestTests(SignaturesHost host) : IClassFixture<SignaturesHost>
{
    private const string Audience = "settle.payouts";

    [Theory]
    [InlineData(JwsAlgorithm.Es256)]
    [InlineData(JwsAlgorithm.EdDsa)]
    public async Task A_request_is_taken_once_and_what_is_answered_is_what_was_signed(JwsAlgorithm classic)
    {
        using var keys = new OutsideKeys(classic);
        var client = await RegisterAsync(keys);
        var signed = keys.Sign(keys.Content(client, 7, host.Clock.GetUtcNow(), Audience));
        var result = await host.Requests.VerifyAsync(signed, Audience, owner: null, CancellationToken.None);
        Assert.True(result.Is(out var taken, out var error), error?.Code);
        Assert.Equal((client, 7L), (taken.ClientId, taken.Sequence));
        Assert.Equal("{\"amount\":\"12.50 PKR\",\"to\":\"settle:payouts:42\"}", taken.Body);
        Assert.Equal("signatures.request_replayed", await RefusalAsync(signed));
    }

    [Fact]
    public async Task Of_a_thousand_replays_at_once_exactly_one_is_accepted()
    {
        using var keys = new OutsideKeys();
        var client = await RegisterAsync(keys);
        var signed = keys.Sign(keys.Content(client, 1, host.Clock.GetUtcNow(), Audience));
        var codes = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => RefusalAsync(signed)));
        Assert.Equal(1_000, codes.Length);
        Assert.Single(codes, code => code is null);
        Assert.Equal(999, codes.Count(code => code == "signatures.request_replayed"));
        Assert.Equal(1, await host.Database.ScalarAsync<long>(
            $"select count(*) from platform_signatures.nonces where client_id = '{client}'"));
    }

    [Fact]
    public async Task Of_a_hundred_requests_with_one_sequence_one_is_taken_and_the_others_leave_nothing()
    {
        using var keys = new OutsideKeys();
        var client = await RegisterAsync(keys);
        var signed = Enumerable.Range(0, 100).Select(_ => keys.Sign(keys.Content(client, 5, host.Clock.GetUtcNow(), Audience)));
        var codes = await Task.WhenAll(signed.ToList().Select(RefusalAsync));
        Assert.Single(codes, code => code is null);
        Assert.Equal(1, await host.Database.ScalarAsync<long>(
            $"select count(*) from platform_signatures.nonces where client_id = '{client}'"));
    }

    [Fact]
    public async Task An_older_sequence_is_refused_and_so_is_a_nonce_that_is_known()
    {
        using var keys = new OutsideKeys();
        var client = await RegisterAsync(keys);
        var first = keys.Content(client, 10, host.Clock.GetUtcNow(), Audience);
        Assert.Null(await RefusalAsync(keys.Sign(first)));
        Assert.Equal("signatures.request_replayed", await RefusalAsync(keys.Sign(
            keys.Content(client, 9, host.Clock.GetUtcNow(), Audience))));
        var again = keys.Content(client, 11, host.Clock.GetUtcNow(), Audience);
        again["nonce"] = first["nonce"]!.DeepClone();
        Assert.Equal("signatures.request_replayed", await RefusalAsync(keys.Sign(again)));

        // The refusal has changed nothing: the same sequence is good with a nonce of its own.
        Assert.Null(await RefusalAsync(keys.Sign(keys.Content(client, 11, host.Clock.GetUtcNow(), Audience))));
    }

    [Theory]
    [InlineData(-299, null)]
    [InlineData(299, null)]
    [InlineData(-301, "signatures.request_untimely")]
    [InlineData(305, "signatures.request_untimely")]
    public async Task Five_minutes_before_and_after_are_timely(int seconds, string? code)
    {
        using var keys = new OutsideKeys();
        var client = await RegisterAsync(keys);
        var at = host.Clock.GetUtcNow().AddSeconds(seconds);
        Assert.Equal(code, await RefusalAsync(keys.Sign(keys.Content(client, 1, at, Audience))));
    }

    [Fact]
    public async Task What_was_changed_after_signing_or_is_meant_for_others_is_refused()
    {
        using var keys = new OutsideKeys();
        using var others = new OutsideKeys();
        var client = await RegisterAsync(keys);
        var content = keys.Content(client, 1, host.Clock.GetUtcNow(), Audience);
        var signed = keys.Sign(content);
        Assert.Equal("signatures.wrong_audience", await RefusalAsync(signed, "settle.refunds"));
        foreach (var (name, value) in new (string, JsonNode)[]
        {
            ("body", new JsonObject { ["amount"] = "99.50 PKR", ["to"] = "settle:payouts:42" }), ("sequence", 2),
            ("nonce", Base64Url.Encode(new byte[16])), ("issuedAt", "2026-01-01T00:00:00Z"),
        })
        {
            var tampered = content.DeepClone().AsObject();
            tampered[name] = value;
            var code = await RefusalAsync(signed with { Content = tampered.ToJsonString() });
            Assert.Equal(name == "issuedAt" ? "signatures.request_untimely" : "signatures.signature_invalid", code);
        }

        var foreign = others.Sign(content);
        Assert.Equal("signatures.signature_invalid", await RefusalAsync(signed with { Classic = foreign.Classic }));
        Assert.Equal("signatures.signature_invalid", await RefusalAsync(signed with { PostQuantum = foreign.PostQuantum }));
        Assert.Equal("signatures.signature_invalid", await RefusalAsync(signed with { Classic = [] }));
        var renamed = others.Sign(others.Content(client, 1, host.Clock.GetUtcNow(), Audience));
        Assert.Equal("signatures.request_keys_unknown", await RefusalAsync(renamed));

        // Blanks and the order of members are not what is signed.
        var spaced = content.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
        Assert.Null(await RefusalAsync(signed with { Content = spaced }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"audience\":\"settle.payouts\"")]
    public async Task What_is_no_request_is_refused(string text) =>
        Assert.Equal("signatures.request_malformed", await RefusalAsync(new SignedRequest(text, [], [])));

    [Theory]
    [InlineData("sequence", "0")]
    [InlineData("sequence", "-1")]
    [InlineData("sequence", "1.5")]
    [InlineData("sequence", "9007199254740992")]
    [InlineData("sequence", "\"1\"")]
    [InlineData("nonce", "\"AAAA\"")]
    [InlineData("nonce", "\"AAAAAAAAAAAAAAAAAAAAAA==\"")]
    [InlineData("issuedAt", "\"2026-01-01T00:00:00+05:00\"")]
    [InlineData("issuedAt", "1767225600")]
    [InlineData("subject", "\"me\"")]
    [InlineData("keys", "{}")]
    [InlineData("keys", "[]")]
    [InlineData("audience", "\"\"")]
    [InlineData("extra", "1")]
    [InlineData("body", "\"\\ud800\"")]
    public async Task A_member_that_is_not_of_its_form_is_refused(string name, string value)
    {
        using var keys = new OutsideKeys();
        var content = keys.Content(Guid.CreateVersion7(), 1, host.Clock.GetUtcNow(), Audience);
        content[name] = "put-it-here";
        var text = content.ToJsonString().Replace("\"put-it-here\"", value, StringComparison.Ordinal);
        Assert.Equal("signatures.request_malformed", await RefusalAsync(new SignedRequest(text, [], [])));
        content.Remove(name == "extra" ? "body" : name);
        Assert.Equal("signatures.request_malformed", await RefusalAsync(new SignedRequest(content.ToJsonString(), [], [])));
    }

    [Fact]
    public async Task A_huge_body_is_refused()
    {
        using var keys = new OutsideKeys();
        var client = await RegisterAsync(keys);
        var huge = keys.Content(client, 1, host.Clock.GetUtcNow(), Audience, JsonValue.Create(new string('x', 66_000)));
        Assert.Equal("signatures.request_malformed", await RefusalAsync(keys.Sign(huge)));
        var large = keys.Content(client, 1, host.Clock.GetUtcNow(), Audience, JsonValue.Create(new string('x', 60_000)));
        Assert.Null(await RefusalAsync(keys.Sign(large)));
    }

    [Fact]
    public async Task Nonces_go_when_no_request_of_their_time_can_come_any_more()
    {
        await using var own = new SignaturesHost();
        await own.InitializeAsync();
        using var keys = new OutsideKeys();
        var client = await RegisterAsync(own, keys);
        var signed = keys.Sign(keys.Content(client, 1, own.Clock.GetUtcNow().AddSeconds(290), Audience));
        Assert.True((await own.Requests.VerifyAsync(signed, Audience, owner: null, CancellationToken.None)).Is(out _, out _));
        Task<long> CountAsync() => own.Database.ScalarAsync<long>("select count(*) from platform_signatures.nonces");
        own.Clock.Advance(TimeSpan.FromMinutes(9));
        await own.Services.GetRequiredService<SignaturesUpkeep>().TendAsync(CancellationToken.None);
        Assert.Equal(1, await CountAsync());
        own.Clock.Advance(TimeSpan.FromMinutes(2));
        await own.Services.GetRequiredService<SignaturesUpkeep>().TendAsync(CancellationToken.None);
        Assert.Equal(0, await CountAsync());
        Assert.False((await own.Requests.VerifyAsync(signed, Audience, owner: null, CancellationToken.None)).Is(out _, out var error));
        Assert.Equal("signatures.request_untimely", error.Code);
    }

    [Fact]
    public async Task A_substitute_stands_in_when_the_current_keys_are_revoked_and_not_before()
    {
        using var partner = await host.PartnerAsync();
        using var keys = new OutsideKeys();
        using var next = new OutsideKeys();
        var made = await SignaturesHost.PostAsync(partner, "clients", Registration(keys), HttpStatusCode.Created);
        var client = made.GetProperty("id").GetGuid();
        var wish = new JsonObject { ["classic"] = next.Classic, ["postQuantum"] = next.PostQuantum };
        Assert.Equal("signatures.substitute_not_allowed", await SignaturesHost.RefusalAsync(
            partner, $"clients/{client}/substitute", wish, HttpStatusCode.Forbidden));

        var proposal = new JsonObject { ["classic"] = next.ClassicId, ["postQuantum"] = next.PostQuantumId };
        wish["proof"] = OutsideKeys.ToJson(next.Sign(
            next.Content(client, 1, host.Clock.GetUtcNow(), ClientKeysEndpoints.SubstituteAudience, proposal.DeepClone())));
        Assert.Equal("signatures.request_keys_unknown", await SignaturesHost.RefusalAsync(
            partner, $"clients/{client}/substitute", wish, HttpStatusCode.UnprocessableEntity));
        wish["proof"] = OutsideKeys.ToJson(keys.Sign(
            keys.Content(client, 1, host.Clock.GetUtcNow(), ClientKeysEndpoints.SubstituteAudience, proposal)));
        var once = Guid.CreateVersion7().ToString();
        var one = await SignaturesHost.PostAsync(partner, $"clients/{client}/substitute", wish, HttpStatusCode.Created, once);
        var two = await SignaturesHost.PostAsync(partner, $"clients/{client}/substitute", wish, HttpStatusCode.Created, once);
        Assert.Equal(one.GetRawText(), two.GetRawText());
        Assert.Equal(
            ["Current", "Substitute"], one.GetProperty("keys").EnumerateArray().Select(it => it.GetProperty("state").GetString()));

        var early = next.Sign(next.Content(client, 2, host.Clock.GetUtcNow(), Audience));
        Assert.Equal("signatures.request_keys_unknown", await RefusalAsync(early));
        var lost = one.GetProperty("keys")[0].GetProperty("id").GetGuid();
        await SignaturesHost.PostAsync(partner, $"clients/{client}/keys/{lost}/revoke", new { });
        Assert.Null(await RefusalAsync(early));
        Assert.Equal("signatures.request_keys_unknown", await RefusalAsync(
            keys.Sign(keys.Content(client, 3, host.Clock.GetUtcNow(), Audience))));
        Assert.Equal("signatures.already_revoked", await SignaturesHost.RefusalAsync(
            partner, $"clients/{client}/keys/{lost}/revoke", new { }, HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task Who_lost_all_keys_gets_new_ones_from_an_administrator_and_the_sequence_goes_on()
    {
        using var partner = await host.PartnerAsync();
        using var admin = await host.ClientOfAsync(Role.Admin);
        using var keys = new OutsideKeys();
        using var next = new OutsideKeys();
        var made = await SignaturesHost.PostAsync(partner, "clients", Registration(keys), HttpStatusCode.Created);
        var client = made.GetProperty("id").GetGuid();
        Assert.Null(await RefusalAsync(keys.Sign(keys.Content(client, 5, host.Clock.GetUtcNow(), Audience))));
        var lost = made.GetProperty("keys")[0].GetProperty("id").GetGuid();
        await SignaturesHost.PostAsync(partner, $"clients/{client}/keys/{lost}/revoke", new { });
        var wish = new JsonObject { ["classic"] = next.Classic, ["postQuantum"] = next.PostQuantum };
        var given = await SignaturesHost.PostAsync(admin, $"clients/{client}/substitute", wish, HttpStatusCode.Created);
        Assert.Equal("Current", given.GetProperty("keys")[1].GetProperty("state").GetString());
        Assert.Equal("signatures.request_replayed", await RefusalAsync(
            next.Sign(next.Content(client, 5, host.Clock.GetUtcNow(), Audience))));
        Assert.Null(await RefusalAsync(next.Sign(next.Content(client, 6, host.Clock.GetUtcNow(), Audience))));
        var old = new JsonObject { ["classic"] = keys.Classic, ["postQuantum"] = keys.PostQuantum };
        Assert.Equal("signatures.client_key_known", await SignaturesHost.RefusalAsync(
            admin, $"clients/{client}/substitute", old, HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task The_endpoint_takes_requests_of_ones_own_clients_alone()
    {
        using var partner = await host.PartnerAsync();
        using var stranger = await host.PartnerAsync();
        using var keys = new OutsideKeys();
        var made = await SignaturesHost.PostAsync(partner, "clients", Registration(keys), HttpStatusCode.Created);
        var client = made.GetProperty("id").GetGuid();
        var signed = OutsideKeys.ToJson(keys.Sign(keys.Content(client, 1, host.Clock.GetUtcNow(), Audience)));
        var body = new JsonObject { ["audience"] = Audience, ["signed"] = signed };
        Assert.Equal("signatures.unknown_client", await SignaturesHost.RefusalAsync(
            stranger, "requests/verify", body, HttpStatusCode.NotFound));
        var taken = await SignaturesHost.PostAsync(partner, "requests/verify", body);
        Assert.Equal("12.50 PKR", taken.GetProperty("body").GetProperty("amount").GetString());
        Assert.Equal("signatures.request_replayed", await SignaturesHost.RefusalAsync(
            partner, "requests/verify", body, HttpStatusCode.Conflict));
        signed["classic"] = "not base64";
        Assert.Equal("signatures.request_malformed", await SignaturesHost.RefusalAsync(
            partner, "requests/verify", body, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Secrets_and_other_kinds_of_keys_are_not_registered()
    {
        using var partner = await host.PartnerAsync();
        using var keys = new OutsideKeys();
        var swapped = new JsonObject { ["name"] = "till", ["classic"] = keys.PostQuantum, ["postQuantum"] = keys.Classic };
        var secret = Registration(keys);
        secret["classic"]!["d"] = Base64Url.Encode(new byte[32]);
        var nothing = new JsonObject { ["name"] = "till", ["classic"] = new JsonObject(), ["postQuantum"] = 7 };
        foreach (var wrong in new[] { swapped, secret, nothing })
        {
            Assert.Equal("signatures.client_key_invalid", await SignaturesHost.RefusalAsync(
                partner, "clients", wrong, HttpStatusCode.BadRequest));
        }
    }

    private static JsonObject Registration(OutsideKeys keys) => new()
    {
        ["name"] = $"till {Guid.CreateVersion7()}",
        ["classic"] = keys.Classic,
        ["postQuantum"] = keys.PostQuantum,
    };

    private Task<Guid> RegisterAsync(OutsideKeys keys) => RegisterAsync(host, keys);

    private static async Task<Guid> RegisterAsync(SignaturesHost at, OutsideKeys keys)
    {
        using var partner = await at.PartnerAsync();
        var made = await SignaturesHost.PostAsync(partner, "clients", Registration(keys), HttpStatusCode.Created);
        return made.GetProperty("id").GetGuid();
    }

    private Task<string?> RefusalAsync(SignedRequest signed) => RefusalAsync(signed, Audience);

    private async Task<string?> RefusalAsync(SignedRequest signed, string audience)
    {
        var result = await host.Requests.VerifyAsync(signed, audience, owner: null, CancellationToken.None);
        return result.Is(out _, out var error) ? null : error.Code;
    }
}
