using System.Diagnostics;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SkyLink.Platform.Data;
using SkyLink.Platform.Gateways;
using SkyLink.Platform.Hosting;
using SkyLink.Platform.Http;
using SkyLink.Testing;

namespace SkyLink.Platform.Events;

/// <summary>
/// Hosts of their own on one database, as processes would be: they share nothing but sockets and tables.
/// </summary>
public sealed class TwoProcessesTests : IAsyncLifetime
{
    private readonly List<WebApplication> hosts = [];
    private readonly IModule[] modules = [new EventsModule(), new PassModule(), new NewsModule(), new ReadersModule()];
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
        var publisher = await StartAsync(["platform.news", "platform.readers"], elsewhere: null);
        var front = await StartAsync(["platform.events", "platform.pass"], AddressOf(publisher));
        using var http = new HttpClient { BaseAddress = AddressOf(front) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", "operator");
        using var answer = await http.GetAsync(
            "/api/v1/events/stream?topic=platform.news", HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
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
    public async Task A_replica_wakes_the_readers_of_another_and_nobody_is_told_when_it_is_alone()
    {
        var first = await StartAsync(["platform.news"], elsewhere: null);
        var signal = first.Services.GetRequiredService<EventSignal>();
        var second = await StartAsync(["platform.news"], AddressOf(first));
        await Task.Delay(TimeSpan.FromSeconds(2.5)); // Each counts the listeners every two seconds.
        var waits = new List<double>();
        for (var i = 0; i < 20; i++)
        {
            var heard = signal.Next("platform.news");
            var started = Stopwatch.GetTimestamp();
            await PrintAsync(second, $"wake {i}");
            await heard.WaitAsync(TimeSpan.FromSeconds(5));
            waits.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        Assert.True(waits.Order().ElementAt(10) < 100, $"half of the signals took more than {waits.Order().ElementAt(10)} ms");
        await second.StopAsync();
        await Task.Delay(TimeSpan.FromSeconds(2.5));
        await using var listener = new Npgsql.NpgsqlConnection(database!.ConnectionString);
        await listener.OpenAsync();
        await using (var listen = new Npgsql.NpgsqlCommand("listen skylink_events", listener))
        {
            await listen.ExecuteNonQueryAsync();
        }

        await PrintAsync(first, "alone");
        Assert.False(await listener.WaitAsync(500), "a signal was sent although nobody else listens");
    }

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
