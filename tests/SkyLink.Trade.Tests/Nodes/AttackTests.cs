using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using SkyLink.Beckn;
using SkyLink.Beckn.Signing;
using SkyLink.Cryptography;

namespace SkyLink.Trade.Nodes;

/// <summary>What was tried against networks of this kind, and is refused here, with the reason in the NACK.</summary>
public sealed class AttackTests(NodeHost host) : IClassFixture<NodeHost>
{
    [Fact]
    public async Task The_same_bytes_and_signature_are_accepted_once()
    {
        var (body, header) = await SelectAsync();
        Assert.Equal("ACK", await AnswerAsync(body, header, HttpStatusCode.OK));
        Assert.Equal("Replayed", await CodeAsync(body, header, HttpStatusCode.BadRequest));
        Assert.Single(host.Nodes.Selected, it => Encoding.UTF8.GetString(body).Contains(it, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_repeat_under_a_fresh_signature_is_acknowledged_and_changes_nothing()
    {
        var (body, header) = await SelectAsync();
        Assert.Equal("ACK", await AnswerAsync(body, header, HttpStatusCode.OK));
        var again = Sign("buyer", body, host.Clock.GetUtcNow().AddSeconds(1));
        Assert.Equal("ACK", await AnswerAsync(body, again, HttpStatusCode.OK));
        Assert.Single(host.Nodes.Selected, it => Encoding.UTF8.GetString(body).Contains(it, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Fifty_copies_at_once_act_once()
    {
        var (body, _) = await SelectAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(number =>
            SendAsync(body, Sign("buyer", body, host.Clock.GetUtcNow().AddSeconds(-number)))));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Single(host.Nodes.Selected, it => Encoding.UTF8.GetString(body).Contains(it, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_message_under_a_used_id_is_refused()
    {
        var (body, header) = await SelectAsync();
        Assert.Equal("ACK", await AnswerAsync(body, header, HttpStatusCode.OK));
        var other = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body).Replace("\"count\":2", "\"count\":3", StringComparison.Ordinal));
        Assert.NotEqual(body, other);
        Assert.Equal("Replayed", await CodeAsync(other, Sign("buyer", other), HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task A_request_dated_anew_under_a_used_id_is_refused()
    {
        var (body, header) = await SelectAsync();
        Assert.Equal("ACK", await AnswerAsync(body, header, HttpStatusCode.OK));
        var dated = JsonNode.Parse(body)!;
        var timestamp = (DateTimeOffset)dated["context"]!["timestamp"]!;
        dated["context"]!["timestamp"] = timestamp.AddSeconds(1).ToString("yyyy-MM-ddTHH:mm:ss.fffZ");
        var other = Encoding.UTF8.GetBytes(dated.ToJsonString());
        Assert.Equal("Replayed", await CodeAsync(other, Sign("buyer", other), HttpStatusCode.BadRequest));
        Assert.Single(host.Nodes.Selected, it => Encoding.UTF8.GetString(body).Contains(it, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_signature_of_last_year_is_refused()
    {
        var (body, _) = await SelectAsync();
        var header = Sign("buyer", body, host.Clock.GetUtcNow().AddDays(-365));
        Assert.Equal("SignatureExpired", await CodeAsync(body, header, HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task A_message_signed_by_another_participant_is_refused()
    {
        var (body, _) = await SelectAsync();
        Assert.Equal("SignerMismatch", await CodeAsync(body, Sign("gateway", body), HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task A_changed_byte_is_refused()
    {
        var (body, header) = await SelectAsync();
        var tampered = Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString(body).Replace("\"count\":2", "\"count\":9", StringComparison.Ordinal));
        Assert.Equal("SignatureInvalid", await CodeAsync(tampered, header, HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task A_time_to_live_of_zero_is_refused()
    {
        var (body, header) = await SelectAsync(context => context with { Ttl = TimeSpan.Zero });
        Assert.Equal("ZeroTtl", await CodeAsync(body, header, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task An_old_message_is_refused_even_under_a_fresh_signature()
    {
        var (body, header) = await SelectAsync(context => context with { Timestamp = context.Timestamp.AddHours(-1) });
        Assert.Equal("Stale", await CodeAsync(body, header, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task A_participant_that_the_registry_does_not_know_is_refused()
    {
        using var key = Ed25519PrivateKey.Generate();
        var (body, _) = await SelectAsync(context => context with { BapId = "nobody.example" });
        var header = new MessageSigner("nobody.example", "k1", key).Sign(
            body, host.Clock.GetUtcNow(), host.Clock.GetUtcNow().AddSeconds(30));
        Assert.Equal("SignerUnknown", await CodeAsync(body, header, HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task A_key_the_registry_does_not_vouch_for_is_refused()
    {
        using var key = Ed25519PrivateKey.Generate();
        var (body, _) = await SelectAsync();
        var header = new MessageSigner("buyer.example", "another-key", key).Sign(
            body, host.Clock.GetUtcNow(), host.Clock.GetUtcNow().AddSeconds(30));
        Assert.Equal("KeyRevoked", await CodeAsync(body, header, HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task A_search_that_no_gateway_vouches_for_is_refused()
    {
        await host.FindAsync("seller", ParticipantType.Bpp);
        var context = host.SearchContext();
        var body = context.Dialect.Write(context, new Intent { Text = "tea" });
        Assert.Equal("SignatureMissing", await CodeAsync(body, Sign("buyer", body), HttpStatusCode.Unauthorized, "search"));
    }

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("{\"context\":", HttpStatusCode.BadRequest)]
    [InlineData("{\"context\":{},\"context\":{}}", HttpStatusCode.BadRequest)]
    [InlineData("{\"context\":{\"action\":\"select\"},\"message\":{}}", HttpStatusCode.BadRequest)]
    [InlineData("{\"a\":\"\\ud800\"}", HttpStatusCode.BadRequest)]
    public async Task Malformed_json_is_refused_with_a_reason(string json, HttpStatusCode status)
    {
        var body = Encoding.UTF8.GetBytes(json);
        await host.FindAsync("seller", ParticipantType.Bpp);
        var answer = JsonNode.Parse(await (await SendAsync(body, Sign("buyer", body))).Content.ReadAsStringAsync())!;
        Assert.Equal("NACK", (string?)answer["message"]!["ack"]!["status"]);
        Assert.False(string.IsNullOrEmpty((string?)answer["error"]!["message"]));
        _ = status;
    }

    [Fact]
    public async Task Bytes_that_are_no_text_deep_nesting_and_floods_are_refused()
    {
        await host.FindAsync("seller", ParticipantType.Bpp);
        byte[] noText = [(byte)'{', (byte)'"', 0xff, (byte)'"', (byte)':', (byte)'1', (byte)'}'];
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(noText, Sign("buyer", noText))).StatusCode);
        var deep = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 200)) + "1" + new string('}', 200));
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(deep, Sign("buyer", deep))).StatusCode);
        var huge = new byte[9 * 1024 * 1024];
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendAsync(huge, "Signature x")).StatusCode);
    }

    [Fact]
    public async Task A_handler_that_stumbles_leaves_nothing_and_the_repeat_succeeds()
    {
        var (body, header) = await SelectAsync();
        host.Nodes.SelectFailures = 1;
        Assert.Equal(HttpStatusCode.InternalServerError, (await SendAsync(body, header)).StatusCode);
        Assert.Equal("ACK", await AnswerAsync(body, header, HttpStatusCode.OK));
    }

    private async Task<(byte[] Body, string Header)> SelectAsync(Func<Context, Context>? change = null)
    {
        var seller = await host.FindAsync("seller", ParticipantType.Bpp);
        await host.FindAsync("buyer", ParticipantType.Bap);
        var context = host.SearchContext() with { Action = BecknAction.Select, BppId = seller.SubscriberId, BppUri = seller.Uri };
        context = change?.Invoke(context) ?? context;
        var body = context.Dialect.Write(context, new Order
        {
            Provider = new OrderProvider("corner-pantry"),
            Items = [new OrderItem("CP-0001", 2)],
            Fulfillments = [new Fulfillment { Id = "1", End = new Stop { Location = new Location { Gps = new Gps(31.52, 74.35) } } }],
        });
        return (body, Sign("buyer", body));
    }

    private string Sign(string slug, byte[] body, DateTimeOffset? at = null)
    {
        var created = at ?? host.Clock.GetUtcNow();
        return host.Node(slug).Signer.Sign(body, created, created.AddMinutes(5));
    }

    private async Task<HttpResponseMessage> SendAsync(byte[] body, string header, string action = "select")
    {
        using var http = host.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/network/three/seller/{action}")
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } },
        };
        request.Headers.TryAddWithoutValidation("Authorization", header);
        request.Headers.ExpectContinue = body.Length > 1024 * 1024; // so that the refusal is read before the body is sent
        return await http.SendAsync(request);
    }

    private async Task<string> AnswerAsync(byte[] body, string header, HttpStatusCode status)
    {
        var answer = await SendAsync(body, header);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status, text);
        return (string)JsonNode.Parse(text)!["message"]!["ack"]!["status"]!;
    }

    /// <summary>Sends, expects a NACK, and finds the reason as the message explorer keeps it.</summary>
    private async Task<string> CodeAsync(byte[] body, string header, HttpStatusCode status, string action = "select")
    {
        var answer = await SendAsync(body, header, action);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status, $"{answer.StatusCode} {text}");
        Assert.Equal("NACK", (string?)JsonNode.Parse(text)!["message"]!["ack"]!["status"]);
        Assert.Equal(status == HttpStatusCode.Unauthorized, answer.Headers.WwwAuthenticate.Count == 1);
        var error = JsonNode.Parse(text)!["error"]!;
        var transaction = (string)JsonNode.Parse(body)!["context"]!["transaction_id"]!;
        var code = "";
        await Testing.Eventually.TrueAsync(async () =>
        {
            code = await host.Database.ScalarAsync<string>(
                $"""
                select coalesce((select code from trade_three.messages
                                  where code is not null and transaction_id = '{transaction}' limit 1), '')
                """);
            return code.Length > 0;
        }, "the refusal is noted");
        Assert.NotEmpty((string)error["code"]!);
        return code;
    }
}
