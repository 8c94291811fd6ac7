using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SkyLink.Platform.Data;
using SkyLink.Platform.Gateways;
using SkyLink.Platform.Hosting;
using SkyLink.Platform.Http;
using SkyLink.Testing;

namespace SkyLink.Platform.Events;

/// <summary>What one process heard of the news by watching.</summary>
internal sealed class Glimpses
{
    private int losses;

    public ConcurrentQueue<string> Heard { get; } = new();

    public int Losses => Volatile.Read(ref losses);

    public void Hear(string subject)
    {
        if (subject == GlimpseModule.Riddle)
        {
            throw new FormatException("Nobody understands it.");
        }

        Heard.Enqueue(subject);
    }

    public void Lose() => Interlocked.Increment(ref losses);
}

internal sealed class GlimpseModule : IModule
{
    public const string Riddle = "a riddle";

    public string Name => "platform.glimpse";

    public void Add(ModuleBuilder module)
    {
        module.Services.AddSingleton<Glimpses>();
        module.Watch(new Watch(all => all.GetRequiredService<Glimpses>().Lose())
            .On<NewsPrinted>((all, news) => all.GetRequiredService<Glimpses>().Hear(news.Subject)));
    }

    public void Map(IEndpointRouteBuilder routes)
    {
    }
}

/// <summary>
/// Hosts of their own on one database, as processes would be: they share nothing but sockets and tables.
/// </summary>
public sealed class TwoProcessesTests : IAsyncLifetime
{
    private readonly List<WebApplication> hosts = [];
    private readonly IModule[] modules =
    [
        new EventsModule(), new PassModule(), new NewsModule(), new ReadersModule(), new BellsModule(), new EarsModule(),
        new ReadersModule("platform.late", "late.read"), new GlimpseModule(),
    ];

    private TestDatabase? database;

    public async ValueTask InitializeAsync() => database = await TestDatabase.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts)
        {
            await host.StopAsync();
            await host.DisposeAsync();
        }

        await database!.DisposeAsync();
    }

    [Fact]
    public async Task The_events_of_a_service_elsewhere_are_read_followed_and_administered()
    {
        string[] services = ["platform.news", "platform.readers", "platform.bells", "platform.ears", "platform.late"];
        var publisher = await StartAsync(services, elsewhere: null);
        var front = await StartAsync(["platform.events", "platform.pass"], AddressOf(publisher));
        using var http = new HttpClient { BaseAddress = AddressOf(front) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", "operator");
        using var answer = await http.GetAsync(
            "/api/v1/events/stream?topic=platform.news", HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal(": without platform.glimpse", await lines.ReadLineAsync()); // That process does not run it.
        Assert.StartsWith("id: ", await lines.ReadLineAsync(), StringComparison.Ordinal);
        await PrintAsync(publisher, "far");

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        string? line;
        do
        {
            line = await lines.ReadLineAsync(patience.Token);
        }
        while (line?.StartsWith("data: ", StringComparison.Ordinal) == false);
        Assert.Contains("\"subject\":\"far\"", line, StringComparison.Ordinal);
        var journal = await http.GetFromJsonAsync<Page<EventEntry>>("/api/v1/events?subject=far", Json.Options);
        Assert.Equal("platform.news", journal!.Items.Single().Service);
        var subscriptions = await http.GetFromJsonAsync<Page<SubscriptionEntry>>("/api/v1/events/subscriptions", Json.Options);
        Assert.Equal("platform.readers", subscriptions!.Items.Single(it => it.Name == "readers.read").Service);
        using var replay = await http.PostAsJsonAsync(
            "/api/v1/events/subscriptions/readers.read/replay", new { from = DateTimeOffset.UnixEpoch });
        replay.EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task Two_consumers_whose_connections_die_again_and_again_keep_the_order_and_repeat_nothing()
    {
        const int Bells = 4;
        const int Rings = 150;
        var first = await StartAsync(["platform.bells", "platform.ears"], elsewhere: null);
        await StartAsync(["platform.ears"], AddressOf(first));
        var ringing = Task.Run(async () =>
        {
            for (var number = 0; number < Rings; number++)
            {
                await first.Services.GetRequiredKeyedService<Db>("platform.bells").InTransactionAsync(tx =>
                {
                    for (var bell = 0; bell < Bells; bell++)
                    {
                        tx.Publish(new BellRung($"bell {bell}", number));
                    }

                    return Task.CompletedTask;
                }, CancellationToken.None);
                if (number % 30 == 29)
                {
                    await database!.ExecuteAsync("""
                        select pg_terminate_backend(pid) from pg_stat_activity
                         where application_name = 'skylink platform.ears' and datname = current_database()
                        """);
                }
            }
        });
        await ringing;
        await Eventually.TrueAsync(
            async () => await CountAsync("select count(*) from platform_ears.idempotency") == Bells * Rings,
            "every ring is heard", TimeSpan.FromMinutes(3));
        Assert.Equal(0, await CountAsync("""
            select count(*) from (
                select key::int as number, lag(key::int) over (partition by scope order by convert_from(answer, 'UTF8')::int) as before
                  from platform_ears.idempotency) as heard
             where number <> coalesce(before, -1) + 1
            """));
        Assert.Equal(0, await CountAsync("select count(*) from platform_ears.parked"));
    }

    [Fact]
    public async Task A_new_subscription_hears_what_was_said_before_it_was_and_comes_to_the_same_state()
    {
        var publisher = await StartAsync(["platform.news", "platform.readers"], elsewhere: null);
        for (var number = 0; number < 40; number++)
        {
            await PrintAsync(publisher, $"page {number}");
        }

        await StartAsync(["platform.late"], AddressOf(publisher));
        const string State =
            "select string_agg(key || convert_from(answer, 'UTF8'), '|' order by key) from {0}.idempotency where scope = 'read'";
        async Task<string> StateAsync(string schema) =>
            await database!.ScalarAsync<object>(State.Replace("{0}", schema, StringComparison.Ordinal)) as string ?? "";
        await Eventually.TrueAsync(async () =>
        {
            var (known, late) = (await StateAsync("platform_readers"), await StateAsync("platform_late"));
            return known == late && known.Contains("page 39", StringComparison.Ordinal);
        }, "both know the same", TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_replica_wakes_the_readers_of_another_and_nobody_is_told_when_it_is_alone()
    {
        var first = await StartAsync(["platform.news"], elsewhere: null);
        var signal = first.Services.GetRequiredService<EventSignal>();
        var second = await StartAsync(["platform.news"], AddressOf(first));
        await Eventually.TrueAsync(async () =>
        {
            var heard = signal.Next("platform.news"); // Completes by the other's signal alone: here nobody writes.
            await PrintAsync(second, "wake");
            return await Task.WhenAny(heard, Task.Delay(100)) == heard;
        }, "a signal comes over", TimeSpan.FromMinutes(1)); // Each counts the listeners every two seconds.
        await second.StopAsync();
        await using var listener = new Npgsql.NpgsqlConnection(database!.ConnectionString);
        await listener.OpenAsync();
        await using (var listen = new Npgsql.NpgsqlCommand("listen skylink_events", listener))
        {
            await listen.ExecuteNonQueryAsync();
        }

        await Eventually.TrueAsync(async () =>
        {
            await PrintAsync(first, "alone");
            return !await listener.WaitAsync(500);
        }, "no signal is sent any more, since nobody else listens", TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Each_process_that_watches_hears_each_event_and_goes_on_after_lost_connections()
    {
        var near = await StartAsync(["platform.news", "platform.glimpse"], elsewhere: null);
        await StartAsync(["platform.glimpse"], AddressOf(near));
        Glimpses[] all = [.. hosts.Select(host => host.Services.GetRequiredService<Glimpses>())];
        await Eventually.TrueAsync(() => all.All(it => it.Losses == 1), "each begins with nothing remembered");
        await PrintAsync(near, "first");
        await Eventually.TrueAsync(() => all.All(it => it.Heard.Contains("first")), "both hear it");
        await database!.ExecuteAsync("""
            select pg_terminate_backend(pid) from pg_stat_activity
             where application_name = 'skylink platform.news' and datname = current_database()
            """);
        await Eventually.TrueAsync(() => TryPrintAsync(near, "after"), "it is said");
        await Eventually.TrueAsync(() => all.All(it => it.Heard.Contains("after")), "both hear again");
        await PrintAsync(near, GlimpseModule.Riddle);
        await Eventually.TrueAsync(() => all.All(it => it.Losses == 2), "a handler that threw has lost what it knew");
        await PrintAsync(near, "last");
        await Eventually.TrueAsync(() => all.All(it => it.Heard.Contains("last")), "and hears what comes");
    }

    private static async Task<bool> TryPrintAsync(WebApplication host, string subject)
    {
        try
        {
            return await PrintAsync(host, subject);
        }
        catch (Npgsql.NpgsqlException) // The pool still held a connection that was ended.
        {
            return false;
        }
    }

    private Task<long> CountAsync(string sql) => database!.ScalarAsync<long>(sql);

    private static Task<bool> PrintAsync(WebApplication host, string subject) =>
        host.Services.GetRequiredKeyedService<Db>("platform.news").InTransactionAsync(tx =>
        {
            tx.Publish(new NewsPrinted(subject, "text"));
            return Task.FromResult(true);
        }, CancellationToken.None);

    private static Uri AddressOf(WebApplication host) => new(host.Services.GetRequiredService<IServer>().Features
        .Get<IServerAddressesFeature>()!.Addresses.Single());

    private async Task<WebApplication> StartAsync(string[] running, Uri? elsewhere)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Testing" });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddConsole();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:skylink"] = database!.ConnectionString,
            ["SKYLINK_MASTER_KEY"] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=",
            ["Database:ConnectionsMax"] = "5",
        });
        foreach (var module in modules.Where(module => !running.Contains(module.Name) && elsewhere is not null))
        {
            builder.Configuration[$"Services:{module.Name}:Address"] = elsewhere!.ToString();
        }

        ServiceHost.Add(builder, modules, [.. modules.Where(module => running.Contains(module.Name))]);
        var app = builder.Build();
        ServiceHost.Map(app);
        hosts.Add(app);
        await app.StartAsync();
        return app;
    }
}
