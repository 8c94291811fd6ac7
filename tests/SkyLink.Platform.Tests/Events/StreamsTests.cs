using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Platform.Data;
using SkyLink.Platform.Hosting;
using SkyLink.Platform.Http;
using SkyLink.Platform.Identity;
using SkyLink.Testing;

namespace SkyLink.Platform.Events;

/// <summary>Prints what callers send, in their name.</summary>
internal sealed class PressModule : IModule
{
    public static readonly Permission Print = new("press.print", "Print", Role.Buyer, Role.Operator);

    public string Name => "platform.press";

    public void Add(ModuleBuilder module) => module.Subscribe(new Subscription("press.review").On<PagePrinted>(
        (_, tx, printed, _) =>
        {
            tx.Publish(new PageReviewed(printed.Subject));
            return Task.CompletedTask;
        }));

    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/api/v1/press/{page}", async (
        string page, Db<PressModule> db, CancellationToken cancellation) =>
    {
        await db.InTransactionAsync(tx =>
        {
            tx.Publish(new PagePrinted(page, $"secret of {page}"));
            return Task.CompletedTask;
        }, cancellation);
        return TypedResults.NoContent();
    }).Requires(Print);
}

[Event("platform.press.printed.v1", Bus.Business)]
internal sealed record PagePrinted(string Subject, string Text) : IEvent;

[Event("platform.press.reviewed.v1", Bus.Business)]
internal sealed record PageReviewed(string Subject) : IEvent;

public sealed class PressHost : TestHost
{
    protected override IReadOnlyList<IModule> Modules { get; } =
        [new EventsModule(), new IdentityModule(), new PressModule()];

    protected override void Configure(WebApplicationBuilder builder)
    {
        builder.Configuration["Platform:Events:StreamPatience"] = "00:00:02";
        builder.Configuration["Telemetry:TracesPerSecondMax"] = "0"; // Correlation does not depend on recorded traces.
    }
}

public sealed class StreamsTests(PressHost host) : IClassFixture<PressHost>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_person_hears_of_what_their_requests_caused_and_of_nothing_else()
    {
        // A person of this test alone: what another test's requests caused may still be on its way.
        using var bina = await host.ClientOfAsync(Role.Buyer, "Bina Prints");
        using var other = await host.ClientOfAsync(Role.Buyer, "Other Traders");
        var heard = await ListenAsync(bina, "/api/v1/events/stream/mine?topic=platform.press", count: 2, async () =>
        {
            await PrintAsync(other, "theirs");
            await PrintAsync(bina, "mine");
        });
        Assert.Equal(
            ["platform.press.printed.v1 mine", "platform.press.reviewed.v1 mine"],
            heard.Select(it => $"{it.GetProperty("type").GetString()} {it.GetProperty("subject").GetString()}"));
        Assert.All(heard, it => Assert.False(it.TryGetProperty("data", out _), "who may not read the journal reads content"));
        using var refused = await bina.GetAsync("/api/v1/events/stream", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task An_operator_follows_one_person_and_one_correlation()
    {
        using var operations = await host.ClientOfAsync(Role.Operator);
        using var bina = await host.ClientOfAsync(Role.Buyer);
        using var other = await host.ClientOfAsync(Role.Buyer, "Other Traders");
        var me = JsonDocument.Parse(await bina.GetStringAsync("/api/v1/identity/sessions/current")).RootElement;
        var person = me.GetProperty("userId").GetGuid();
        var ofPerson = await ListenAsync(
            operations, $"/api/v1/events/stream?topic=platform.press.printed&userId={person}", count: 1, async () =>
            {
                await PrintAsync(other, "not-followed");
                await PrintAsync(bina, "followed");
            });
        Assert.Equal("secret of followed", ofPerson.Single().GetProperty("data").GetProperty("text").GetString());
        Assert.Equal(person, ofPerson.Single().GetProperty("userId").GetGuid());
        var ofCase = await ListenAsync(
            operations, "/api/v1/events/stream?correlationId=case-7", count: 2, async () =>
            {
                await PrintAsync(bina, "no-case");
                await PrintAsync(bina, "of-case", "case-7");
            });
        Assert.All(ofCase, it => Assert.Equal("of-case", it.GetProperty("subject").GetString()));
    }

    [Fact]
    public async Task A_client_that_reads_nothing_is_let_go()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            ReceiveBufferSize = 4_096,
        };
        await socket.ConnectAsync(IPAddress.Loopback, host.Address.Port);
        var token = (await TokenAsync()).GetProperty("accessToken").GetString();
        var request = $"GET /api/v1/events/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(request));
        var clients = host.Services.GetRequiredService<StreamClients>();
        await Eventually.TrueAsync(() => clients.Open == 1, "the stream alone is open", Patience);
        var large = new string('x', 200_000);
        for (var round = 0; round < 5; round++)
        {
            await host.DbOf("platform.press").InTransactionAsync(tx =>
            {
                for (var i = 0; i < 10; i++)
                {
                    tx.Publish(new PagePrinted($"flood {i}", large));
                }

                return Task.CompletedTask;
            }, CancellationToken.None);
        }

        await Eventually.TrueAsync(() => clients.Open == 0, "the slow client is gone", Patience * 2);
    }

    [Fact]
    public async Task An_archive_holds_each_event_of_its_time_as_a_cloud_event()
    {
        using var operations = await host.ClientOfAsync(Role.Operator);
        using var bina = await host.ClientOfAsync(Role.Buyer);
        await PrintAsync(bina, "before");
        var from = await NowAsync();
        var pages = Enumerable.Range(0, 1_200).Select(number => new PagePrinted($"page-{number}", $"\"{number}\"\n")).ToList();
        await host.DbOf("platform.press").InTransactionAsync(tx =>
        {
            pages.ForEach(tx.Publish);
            return Task.CompletedTask;
        }, CancellationToken.None);
        await PrintAsync(bina, "last", "case-9");
        var to = await NowAsync();
        await PrintAsync(bina, "after");
        var path = $"/api/v1/events/export?from={from:O}&to={to:O}&type=platform.press.printed"
            .Replace("+", "%2B", StringComparison.Ordinal);
        using var answer = await operations.GetAsync(path);
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.MediaType);
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(
            pages.Select(page => page.Subject).Append("last"), lines.Select(it => it.GetProperty("subject").GetString()));
        var last = lines[^1];
        Assert.Equal("1.0", last.GetProperty("specversion").GetString());
        Assert.Equal("platform.press", last.GetProperty("source").GetString());
        Assert.Equal("platform.press.printed.v1", last.GetProperty("type").GetString());
        Assert.Equal("case-9", last.GetProperty("correlationid").GetString());
        Assert.Equal("secret of last", last.GetProperty("data").GetProperty("text").GetString());
        using var backwards = await operations.GetAsync($"/api/v1/events/export?from=2026-02-02T00:00:00Z&to=2026-01-01T00:00:00Z");
        Assert.Equal(HttpStatusCode.BadRequest, backwards.StatusCode);
        var journal = JsonDocument.Parse(await operations.GetStringAsync(
            $"/api/v1/events?correlationId=case-9&from={from:yyyy-MM-ddTHH:mm:ss.ffffffZ}&to={to:yyyy-MM-ddTHH:mm:ss.ffffffZ}"));
        Assert.All(
            journal.RootElement.GetProperty("items").EnumerateArray(),
            it => Assert.Equal("last", it.GetProperty("subject").GetString()));
        Assert.NotEmpty(journal.RootElement.GetProperty("items").EnumerateArray());
    }

    private static async Task PrintAsync(HttpClient who, string page, string? correlation = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/press/{page}");
        if (correlation is not null)
        {
            request.Headers.Add("baggage", $"correlation={correlation}");
        }

        using var answer = await who.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Opens a stream, acts, and reads so many events.</summary>
    private static async Task<List<JsonElement>> ListenAsync(HttpClient who, string path, int count, Func<Task> act)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var answer = await who.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        answer.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(patience.Token));
        await lines.ReadLineAsync(patience.Token); // The place it begins at.
        await act();
        var heard = new List<JsonElement>();
        while (heard.Count < count)
        {
            var line = await lines.ReadLineAsync(patience.Token) ?? throw new InvalidOperationException("The stream ended.");
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                heard.Add(JsonDocument.Parse(line["data: ".Length..]).RootElement);
            }
        }

        return heard;
    }

    private async Task<DateTimeOffset> NowAsync() =>
        new(await host.Database.ScalarAsync<DateTime>("select clock_timestamp()"), TimeSpan.Zero);

    private async Task<JsonElement> TokenAsync()
    {
        using var http = host.CreateClient();
        using var answer = await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(
            http, "/api/v1/identity/tokens",
            new { grantType = "password", email = "first@operator.example", password = "unlikely-otter-87-canvas" });
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }
}
