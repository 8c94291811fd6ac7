using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Platform.Data;
using SkyLink.Platform.Gateways;
using SkyLink.Platform.Hosting;
using SkyLink.Platform.Http;
using SkyLink.Platform.Telemetry;
using SkyLink.Testing;

namespace SkyLink.Platform.Events;

[Event("platform.news.printed.v1", Bus.Business)]
internal sealed record NewsPrinted(string Subject, string Text) : IEvent;

internal sealed class NewsModule : IModule
{
    public string Name => "platform.news";

    public void Add(ModuleBuilder module)
    {
    }

    public void Map(IEndpointRouteBuilder routes)
    {
    }
}

/// <summary>Keeps the length of what it read, and chokes on what a test forbids.</summary>
internal sealed class ReadersModule(string name = "platform.readers", string subscription = "readers.read") : IModule
{
    public string Forbidden { get; set; } = "";

    public string Name => name;

    public void Add(ModuleBuilder module) => module.Subscribe(
        new Subscription(subscription, EventOrder.Standard) { AttemptsMax = 2, FirstWait = TimeSpan.FromMilliseconds(10) }
            .On<NewsPrinted>(async (_, tx, news, _) =>
            {
                await tx.ExecuteAsync($"""
                    insert into idempotency (scope, key, request_sha256, answer)
                    values ('read', {news.Subject}, '1'::bytea, convert_to({news.Text}, 'UTF8'))
                    on conflict (scope, key) do update set request_sha256 = convert_to(
                        (convert_from(idempotency.request_sha256, 'UTF8')::int + 1)::text, 'UTF8')
                    """);
                if (news.Subject == Forbidden)
                {
                    throw new InvalidOperationException("Forbidden reading.");
                }
            }));

    public void Map(IEndpointRouteBuilder routes)
    {
    }
}

public sealed class NewsHost : TestHost
{
    public NewsHost() => Modules = [new EventsModule(), new PassModule(), new NewsModule(), Readers];

    internal ReadersModule Readers { get; } = new();

    protected override IReadOnlyList<IModule> Modules { get; }

    internal Task PrintAsync(params IEnumerable<(string Subject, string Text)> news) =>
        DbOf("platform.news").InTransactionAsync(tx =>
        {
            foreach (var (subject, text) in news)
            {
                tx.Publish(new NewsPrinted(subject, text));
            }

            return Task.FromResult(true);
        }, CancellationToken.None);

    /// <summary>How often, and with what text, a subject was read.</summary>
    internal async Task<(int Times, string Text)> ReadAsync(string subject) =>
        (await DbOf("platform.readers").InTransactionAsync(tx => tx.ListAsync($"""
            select convert_from(request_sha256, 'UTF8')::int as times, convert_from(answer, 'UTF8') as text
              from idempotency where scope = 'read' and key = {subject}
            """, row => (row.Get<int>("times"), row.Get<string>("text"))), CancellationToken.None)).SingleOrDefault();
}

public sealed class EventsApiTests(NewsHost host) : IClassFixture<NewsHost>
{
    [Fact]
    public async Task The_journal_is_paged_from_the_newest_back_and_filtered()
    {
        var subject = $"journal-{Guid.CreateVersion7():n}";
        foreach (var number in Enumerable.Range(0, 25))
        {
            await host.PrintAsync((subject, $"{number}"));
        }

        using var http = host.CreateClient("operator");
        var texts = new List<string>();
        string? after = null;
        do
        {
            var page = (await http.GetFromJsonAsync<Page<EventEntry>>(
                $"/api/v1/events?subject={subject}&limit=10&type=platform.news{(after is null ? "" : $"&after={after}")}", Json.Options))!;
            texts.AddRange(page.Items.Select(entry => entry.Data.GetProperty("text").GetString()!));
            after = page.Next;
        }
        while (after is not null);
        Assert.Equal(Enumerable.Range(0, 25).Reverse().Select(number => $"{number}"), texts);
        var none = await http.GetFromJsonAsync<Page<EventEntry>>(
            $"/api/v1/events?subject={subject}&service=platform.readers", Json.Options);
        Assert.Empty(none!.Items);
        using var wrong = await http.GetAsync("/api/v1/events?after=yesterday");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        using var buyer = host.CreateClient("buyer");
        using var forbidden = await buyer.GetAsync("/api/v1/events");
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
    }

    [Fact]
    public async Task A_stream_that_breaks_off_again_and_again_loses_and_repeats_nothing()
    {
        var subject = $"stream-{Guid.CreateVersion7():n}";
        await using var first = await Stream.OpenAsync(host, "topic=platform.news", last: null);
        var printing = Task.Run(async () =>
        {
            for (var number = 0; number < 300; number += 3)
            {
                await host.PrintAsync((subject, $"{number}"), (subject, $"{number + 1}"), (subject, $"{number + 2}"));
            }
        });
        var heard = new List<string>();
        var last = await first.ReadAsync(subject, heard, count: 40);
        while (heard.Count < 300)
        {
            await using var again = await Stream.OpenAsync(host, "topic=platform.news", last);
            last = await again.ReadAsync(subject, heard, count: Math.Min(40, 300 - heard.Count));
        }

        await printing;
        Assert.Equal(Enumerable.Range(0, 300).Select(number => $"{number}"), heard);
    }

    [Fact]
    public async Task A_connection_lost_before_the_first_event_still_misses_nothing()
    {
        var subject = $"early-{Guid.CreateVersion7():n}";
        string? place;
        await using (var first = await Stream.OpenAsync(host, "topic=platform.news", last: null))
        {
            place = first.Last;
        }

        await host.PrintAsync((subject, "while away"));
        await using var second = await Stream.OpenAsync(host, "topic=platform.news", place);
        var heard = new List<string>();
        await second.ReadAsync(subject, heard, count: 1);
        Assert.Equal(["while away"], heard);
    }

    [Fact]
    public async Task A_made_up_place_is_refused()
    {
        using var http = host.CreateClient("operator");
        foreach (var place in new[] { "x", "platform.news", "platform.news:1", new string('a', 9_000), "a:1-2,,b:1-1" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events/stream");
            request.Headers.TryAddWithoutValidation("Last-Event-ID", place);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Large_and_foreign_texts_arrive_as_they_were_said()
    {
        var text = string.Concat(Enumerable.Repeat("بِسْكِٹ 🍪 a\u0301 \u2028 \"\\\n\t中文 ", 8_000));
        Assert.True(System.Text.Encoding.UTF8.GetByteCount(text) > 256 * 1024);
        var subject = $"großer-Keks-🍪-{Guid.CreateVersion7():n}";
        await using var stream = await Stream.OpenAsync(host, "topic=platform.news", last: null);
        await host.PrintAsync((subject, text));
        await Eventually.TrueAsync(async () => (await host.ReadAsync(subject)).Times == 1, "the large event");
        Assert.Equal(text, (await host.ReadAsync(subject)).Text);
        var heard = new List<string>();
        await stream.ReadAsync(subject, heard, count: 1);
        Assert.Equal([text], heard);
    }

    [Fact]
    public async Task A_dead_letter_is_listed_redriven_and_purged()
    {
        var subject = $"dead-{Guid.CreateVersion7():n}";
        host.Readers.Forbidden = subject;
        await host.PrintAsync((subject, "1"), (subject, "2"));
        using var http = host.CreateClient("operator");
        async Task<List<DeadLetterEntry>> DeadAsync() => [.. (await http.GetFromJsonAsync<Page<DeadLetterEntry>>(
            "/api/v1/events/dead-letters", Json.Options))!.Items.Where(letter => letter.Subject == subject)];
        await Eventually.TrueAsync(async () => (await DeadAsync()).Count == 2, "two dead letters");
        var subscription = (await http.GetFromJsonAsync<Page<SubscriptionEntry>>("/api/v1/events/subscriptions", Json.Options))!
            .Items.Single(it => it.Name == "readers.read");
        Assert.True(subscription.Dead >= 2);
        Assert.Equal(["platform.news.printed.v1"], subscription.Topics);
        var dead = await DeadAsync();
        Assert.Contains("Forbidden reading.", dead[0].Error, StringComparison.Ordinal);
        Assert.Equal(2, dead[0].Attempts);

        host.Readers.Forbidden = "";
        using var redriven = await http.PostAsync($"/api/v1/events/dead-letters/{dead[0].Id}/redrive", content: null);
        Assert.Equal(HttpStatusCode.NoContent, redriven.StatusCode);
        await Eventually.TrueAsync(async () => (await host.ReadAsync(subject)).Times == 1, "the redriven event");
        using var purged = await http.DeleteAsync($"/api/v1/events/dead-letters/{dead[1].Id}");
        Assert.Equal(HttpStatusCode.NoContent, purged.StatusCode);
        Assert.Empty(await DeadAsync());
        foreach (var id in new[] { dead[1].Id, "platform.readers:999999", "nobody:1", "x" })
        {
            using var gone = await http.PostAsync($"/api/v1/events/dead-letters/{id}/redrive", content: null);
            Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        }
    }

    [Fact]
    public async Task A_replay_lets_a_subscription_hear_again_what_was_said_since()
    {
        var mark = Guid.CreateVersion7().ToString("n");
        await host.PrintAsync(($"before-{mark}", "x"));
        await Eventually.TrueAsync(async () => (await host.ReadAsync($"before-{mark}")).Times == 1, "the first reading");
        await Task.Delay(50);
        var from = await host.Database.ScalarAsync<DateTime>("select now()");
        await host.PrintAsync(($"after-{mark}", "x"));
        await Eventually.TrueAsync(async () => (await host.ReadAsync($"after-{mark}")).Times == 1, "the second reading");

        using var http = host.CreateClient("operator");
        using var answer = await http.PostAsJsonAsync(
            "/api/v1/events/subscriptions/readers.read/replay", new { from = new DateTimeOffset(from, TimeSpan.Zero) });
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await Eventually.TrueAsync(async () => (await host.ReadAsync($"after-{mark}")).Times == 2, "the replay");
        Assert.Equal(1, (await host.ReadAsync($"before-{mark}")).Times);
        using var unknown = await http.PostAsJsonAsync("/api/v1/events/subscriptions/nobody/replay", new { from });
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task The_spans_of_a_request_can_be_drawn()
    {
        using var http = host.CreateClient("operator");
        http.DefaultRequestHeaders.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        await http.GetStringAsync("/api/v1/events");
        List<RecentSpan>? spans = null;
        await Eventually.TrueAsync(async () =>
        {
            using var answer = await http.GetAsync("/api/v1/events/traces/0af7651916cd43dd8448eb211c80319c");
            spans = answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<List<RecentSpan>>(Json.Options) : null;
            return spans?.Any(span => span.Name == "GET /api/v1/events/" || span.Name == "GET /api/v1/events") == true;
        }, "the trace");
        Assert.Contains(spans!, span => span.Source == "Npgsql");
        using var unknown = await http.GetAsync("/api/v1/events/traces/ffffffffffffffffffffffffffffffff");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Metrics_tell_how_far_subscriptions_are_behind()
    {
        using var http = host.CreateClient();
        await Eventually.TrueAsync(async () => (await http.GetStringAsync("/metrics"))
            .Contains("skylink_events_dead{subscription=\"readers.read\"}", StringComparison.Ordinal), "the figures");
    }

    /// <summary>A client of the live stream that remembers its place.</summary>
    private sealed class Stream(HttpClient http, HttpResponseMessage answer, StreamReader lines) : IAsyncDisposable
    {
        public string? Last { get; private set; }

        public static async Task<Stream> OpenAsync(NewsHost host, string query, string? last)
        {
            var http = host.CreateClient("operator");
            var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/events/stream?{query}");
            if (last is not null)
            {
                request.Headers.TryAddWithoutValidation("Last-Event-ID", last);
            }

            var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            answer.EnsureSuccessStatusCode();
            var stream = new Stream(http, answer, new StreamReader(await answer.Content.ReadAsStreamAsync()));
            await stream.NextAsync(CancellationToken.None); // The first line is the place it begins at.
            return stream;
        }

        /// <summary>Reads a number of events about a subject, or gives up after a minute.</summary>
        public async Task<string?> ReadAsync(string subject, List<string> texts, int count)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
            while (count > 0 && await NextAsync(patience.Token) is { } data)
            {
                var entry = JsonSerializer.Deserialize<EventEntry>(data, Json.Options)!;
                if (entry.Subject == subject)
                {
                    texts.Add(entry.Data.GetProperty("text").GetString()!);
                    count--;
                }
            }

            return Last;
        }

        public async ValueTask DisposeAsync()
        {
            answer.Dispose();
            http.Dispose();
            await Task.CompletedTask;
        }

        private async Task<string?> NextAsync(CancellationToken cancellation)
        {
            string? data = null;
            string? id = null;
            while (await lines.ReadLineAsync(cancellation) is { } line)
            {
                id = line.StartsWith("id: ", StringComparison.Ordinal) ? line[4..] : id;
                data = line.StartsWith("data: ", StringComparison.Ordinal) ? line[6..] : data;
                if (line.Length == 0)
                {
                    Last = id ?? Last;
                    if (data is not null || Last == id)
                    {
                        return data;
                    }
                }
            }

            return null;
        }
    }
}
