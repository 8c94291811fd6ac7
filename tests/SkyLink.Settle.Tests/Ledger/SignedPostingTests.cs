using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Cryptography;
using SkyLink.Cryptography.Jose;
using SkyLink.Platform;
using SkyLink.Platform.Hosting;
using SkyLink.Platform.Identity;
using SkyLink.Platform.Signatures;
using SkyLink.Testing;

namespace SkyLink.Settle.Ledger;

/// <summary>The ledger, those who may post into it, and the service that knows their clients' keys.</summary>
public class SignedLedgerHost : TestHost
{
    public ILedger Ledger => Services.GetRequiredService<ILedger>();

    protected override IReadOnlyList<IModule> Modules { get; } =
        [new IdentityModule(), new SignaturesModule(), new LedgerModule()];
}

/// <summary>The same where nothing is posted by hand without signatures.</summary>
public sealed class SignedOnlyLedgerHost : SignedLedgerHost
{
    protected override void Configure(WebApplicationBuilder builder) => builder.Configuration.AddInMemoryCollection(
        new Dictionary<string, string?> { ["Settle:Ledger:TakesSignedOnly"] = "true" });
}

public sealed class SignedPostingTests(SignedLedgerHost host, SignedOnlyLedgerHost strict)
    : IClassFixture<SignedLedgerHost>, IClassFixture<SignedOnlyLedgerHost>
{
    private const string Transactions = "/api/v1/ledger/transactions";

    [Fact]
    public async Task A_signed_request_moves_money_once_and_the_transaction_names_what_was_signed()
    {
        using var till = await Till.RegisterAsync(host);
        var account = (await host.Ledger.OpenAsync("a"))[0];
        var signed = till.Sign(1, Body(account, 5));
        var posted = await PostedAsync(till, signed, key: "first of the till");
        var metadata = posted.GetProperty("metadata");
        Assert.Equal($"{till.Client}", metadata.GetProperty("signed.client").GetString());
        Assert.Equal("1", metadata.GetProperty("signed.sequence").GetString());
        Assert.Equal(
            Base64Url.Encode(SHA256.HashData(CanonicalJson.Write(signed["request"]!.DeepClone()))),
            metadata.GetProperty("signed.sha256").GetString());

        // Who lost the answer gets it again under the same key, and moves nothing; another key is a replay.
        var again = await PostedAsync(till, signed, key: "first of the till");
        Assert.True(JsonElement.DeepEquals(posted, again));
        Assert.Equal("platform.idempotency_key_reused", await RefusalAsync(till, till.Sign(2, Body(account, 6)), "first of the till"));
        Assert.Equal("signatures.request_replayed", await RefusalAsync(till, signed, "second"));
        Assert.Equal(5, await host.Ledger.UnitsAsync(account));
    }

    [Fact]
    public async Task Of_many_replays_at_once_one_moves_money()
    {
        using var till = await Till.RegisterAsync(host);
        var account = (await host.Ledger.OpenAsync("a"))[0];
        var signed = till.Sign(1, Body(account, 7)).ToJsonString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(
            number => till.SendAsync(JsonNode.Parse(signed)!, $"replay {till.Client} {number}")));
        Assert.Single(answers, it => it.StatusCode == HttpStatusCode.Created);
        Assert.All(
            answers.Where(it => it.StatusCode != HttpStatusCode.Created),
            it => Assert.Contains(it.StatusCode, (HttpStatusCode[])[HttpStatusCode.Conflict, HttpStatusCode.TooManyRequests]));
        Assert.Equal(7, await host.Ledger.UnitsAsync(account));
    }

    [Fact]
    public async Task What_is_not_as_it_was_signed_moves_nothing()
    {
        using var till = await Till.RegisterAsync(host);
        var account = (await host.Ledger.OpenAsync("a"))[0];
        var changed = till.Sign(1, Body(account, 5));
        changed["request"]!["body"]!["postings"]![0]!["amount"]!["units"] = "5000";
        Assert.Equal("signatures.signature_invalid", await RefusalAsync(till, changed));
        var elsewhere = till.Sign(1, Body(account, 5), "settle.payouts");
        Assert.Equal("signatures.wrong_audience", await RefusalAsync(till, elsewhere));
        var half = till.Sign(1, Body(account, 5));
        half["postQuantum"] = half["classic"]!.DeepClone();
        Assert.Equal("signatures.signature_invalid", await RefusalAsync(till, half));
        Assert.Equal(0, await host.Ledger.UnitsAsync(account));

        // None of these used the sequence up; a body that is no transaction does.
        Assert.Equal("ledger.signed_body_invalid", await RefusalAsync(till, till.Sign(1, new JsonObject { ["pay"] = "me" })));
        Assert.Equal("signatures.request_replayed", await RefusalAsync(till, till.Sign(1, Body(account, 5))));
        var claiming = Body(account, 5);
        claiming["metadata"] = new JsonObject { ["signed.client"] = "somebody" };
        Assert.Equal("ledger.signed_body_invalid", await RefusalAsync(till, till.Sign(2, claiming)));
        Assert.Equal("ledger.invalid_account", await RefusalAsync(till, till.Sign(3, Body("no account", 5))));
        Assert.Equal(0, await host.Ledger.UnitsAsync(account));
    }

    [Fact]
    public async Task Another_organizations_request_is_not_used_up()
    {
        using var till = await Till.RegisterAsync(host);
        using var partner = await Till.RegisterAsync(host, Role.Partner, $"Company {Guid.CreateVersion7()}");
        var account = (await host.Ledger.OpenAsync("a"))[0];
        var signed = partner.Sign(1, Body(account, 5));
        Assert.Equal("signatures.unknown_client", await RefusalAsync(till, signed));
        Assert.Equal("platform.forbidden", await RefusalAsync(partner, signed));
        Assert.Equal(0, await host.Ledger.UnitsAsync(account));
        var taken = await partner.SendAsync(
            new JsonObject { ["audience"] = SignedPostings.Audience, ["signed"] = signed }, path: "/api/v1/signatures/requests/verify");
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
    }

    [Fact]
    public async Task Who_posts_by_hand_cannot_claim_to_have_signed_and_may_be_made_to()
    {
        using var till = await Till.RegisterAsync(host);
        var account = (await host.Ledger.OpenAsync("a"))[0];
        var claiming = Body(account, 5);
        claiming["metadata"] = new JsonObject { ["signed.sha256"] = "abc" };
        Assert.Equal("ledger.invalid_metadata", await CodeAsync(await till.SendAsync(claiming, "by hand", Transactions)));

        using var strictTill = await Till.RegisterAsync(strict);
        var other = (await strict.Ledger.OpenAsync("a"))[0];
        var unsigned = await strictTill.SendAsync(Body(other, 5), "by hand", Transactions);
        Assert.Equal(HttpStatusCode.Forbidden, unsigned.StatusCode);
        Assert.Equal("ledger.signature_needed", await CodeAsync(unsigned));
        await PostedAsync(strictTill, strictTill.Sign(1, Body(other, 5)));
        Assert.Equal(5, await strict.Ledger.UnitsAsync(other));
    }

    private static JsonObject Body(string to, int units) => new()
    {
        ["description"] = "A till pays out",
        ["reference"] = "till",
        ["postings"] = new JsonArray(new JsonObject
        {
            ["from"] = "world",
            ["to"] = to,
            ["amount"] = new JsonObject { ["units"] = $"{units}", ["asset"] = Moving.Rupees },
        }),
    };

    private static async Task<JsonElement> PostedAsync(Till till, JsonNode signed, string? key = null)
    {
        using var answer = await till.SendAsync(signed, key);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.Created, text);
        return JsonElement.Parse(text);
    }

    private static async Task<string?> RefusalAsync(Till till, JsonNode signed, string? key = null) =>
        await CodeAsync(await till.SendAsync(signed, key));

    private static async Task<string?> CodeAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
        }
    }

    /// <summary>A program of an operator, with keys of its own.</summary>
    private sealed class Till(SignedLedgerHost host, HttpClient http) : IDisposable
    {
        private readonly JsonWebKey classic = JsonWebKey.Generate(JwsAlgorithm.EdDsa);
        private readonly JsonWebKey postQuantum = JsonWebKey.Generate(JwsAlgorithm.MlDsa44);

        public Guid Client { get; private set; }

        public static async Task<Till> RegisterAsync(
            SignedLedgerHost host, Role role = Role.Operator, string? organization = null)
        {
            var till = new Till(host, await host.ClientOfAsync(role, organization));

            // Who registers keys of the network's programs is not who posts with them.
            using var registrar = await host.ClientOfAsync(role == Role.Operator ? Role.Admin : role, organization);
            using var answer = await SendAsync(
                registrar,
                new JsonObject
                {
                    ["name"] = $"till {Guid.CreateVersion7()}",
                    ["classic"] = JsonNode.Parse(till.classic.ToPublicJwk()),
                    ["postQuantum"] = JsonNode.Parse(till.postQuantum.ToPublicJwk()),
                },
                key: null, "/api/v1/signatures/clients");
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            till.Client = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
            return till;
        }

        public JsonObject Sign(long sequence, JsonObject body, string audience = SignedPostings.Audience)
        {
            var request = new JsonObject
            {
                ["audience"] = audience,
                ["body"] = body.DeepClone(),
                ["issuedAt"] = host.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
                ["keys"] = new JsonObject { ["classic"] = classic.KeyId, ["postQuantum"] = postQuantum.KeyId },
                ["nonce"] = Base64Url.Encode(RandomNumberGenerator.GetBytes(16)),
                ["sequence"] = sequence,
                ["subject"] = Client.ToString(),
            };
            var bytes = CanonicalJson.Write(request);
            var (one, two) = (new byte[classic.SignatureSize], new byte[postQuantum.SignatureSize]);
            classic.Sign(bytes, one);
            postQuantum.Sign(bytes, two);
            return new JsonObject
            {
                ["request"] = request.DeepClone(),
                ["classic"] = Convert.ToBase64String(one),
                ["postQuantum"] = Convert.ToBase64String(two),
            };
        }

        public Task<HttpResponseMessage> SendAsync(
            JsonNode body, string? key = null, string path = $"{Transactions}/signed") => SendAsync(http, body, key, path);

        private static async Task<HttpResponseMessage> SendAsync(HttpClient http, JsonNode body, string? key, string path)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
            request.Headers.Add("Idempotency-Key", key ?? Guid.CreateVersion7().ToString());
            return await http.SendAsync(request);
        }

        public void Dispose()
        {
            classic.Dispose();
            postQuantum.Dispose();
            http.Dispose();
        }
    }
}
