using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SkyLink.Platform.Hosting;
using SkyLink.Testing;

namespace SkyLink.Platform.Secrets;

/// <summary>What is done past the API to the local vault, while the host's own watch looks, too.</summary>
public sealed class SecretsWatchTests(SecretsHost host) : IClassFixture<SecretsHost>, IDisposable
{
    private const string Secret = "a value that nobody may see";

    private readonly string folder = Directory.CreateTempSubdirectory("skylink-watch").FullName;

    private IConfiguration Configuration => host.Services.GetRequiredService<IConfiguration>();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Each_change_past_the_API_is_noted_once_by_however_many_watches_and_names_nobody()
    {
        var name = $"outside/{Guid.CreateVersion7()}";
        using var vault = SecretsHost.VaultOutside(Configuration);
        SecretsWatch[] watches = [host.Watch(), host.Watch(), host.Watch()];
        async Task LookAsync(params string[] expected)
        {
            for (var i = 0; i < 3; i++)
            {
                await Task.WhenAll(watches.Select(it => it.LookAsync(CancellationToken.None)));
            }

            Assert.Equal(expected, await host.ActionsOfAsync(name));
        }

        await vault.PutAsync(name, Secret);
        await LookAsync("ChangeSecretOutside 1");
        await vault.PutAsync(name, "another");
        await LookAsync("ChangeSecretOutside 1", "ChangeSecretOutside 2");
        await vault.RollbackAsync(name, "1", CancellationToken.None);
        await LookAsync("ChangeSecretOutside 1", "ChangeSecretOutside 2", "ChangeSecretOutside 1");
        await vault.RemoveAsync(name, CancellationToken.None);
        await LookAsync("ChangeSecretOutside 1", "ChangeSecretOutside 2", "ChangeSecretOutside 1", "RemoveSecretOutside");

        var noted = await host.NotedOfAsync(name);
        Assert.All(noted, it => Assert.Equal(
            (JsonValueKind.Null, JsonValueKind.Null, "platform.secrets", "platform.secrets.changed.v1"),
            (it.GetProperty("actor").ValueKind, it.GetProperty("personal").ValueKind, it.GetProperty("service").GetString(),
                it.GetProperty("events").EnumerateArray().Single().GetProperty("type").GetString())));
        Assert.All(noted.Take(3), it => Assert.True(
            DateTimeOffset.TryParse(it.GetProperty("target").GetProperty("since").GetString(), out _)));
        Assert.Equal(
            [("ChangedOutside", "1"), ("ChangedOutside", "1"), ("ChangedOutside", "2"), ("RemovedOutside", null)],
            (await host.SaidOfAsync(name)).Select(it => (it.Change, it.Version)).Order());
        Assert.All(await host.SaidOfAsync(name), it => Assert.DoesNotContain(Secret, it.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_host_notes_a_change_by_itself_and_the_log_takes_it_in()
    {
        var name = $"seen-{Guid.CreateVersion7()}";
        using var vault = SecretsHost.VaultOutside(Configuration);
        await vault.PutAsync(name, Secret);
        await Eventually.TrueAsync(
            async () => await host.Database.ScalarAsync<long>($"""
                select count(*) from platform_audit.entries where convert_from(entry, 'UTF8') like '%ChangeSecretOutside%{name}%'
                """) == 1, "the change is in the log");
        Assert.Equal(["ChangeSecretOutside 1"], await host.ActionsOfAsync(name));
    }

    [Fact]
    public async Task What_was_changed_while_nothing_ran_is_noted_after_the_start_even_if_a_number_came_again()
    {
        var id = Guid.CreateVersion7();
        var (put, replaced, removed, left) = ($"put-{id}", $"replaced-{id}", $"removed-{id}", $"left-{id}");
        using (var admin = await host.ClientOfAsync(Role.Admin))
        {
            foreach (var name in new[] { replaced, removed, left })
            {
                await SecretsHost.PutAsync(admin, name, Secret);
            }
        }

        await host.Watch().LookAsync(CancellationToken.None);
        var configuration = Configuration;
        await host.RestartAsync(async () =>
        {
            using var vault = SecretsHost.VaultOutside(configuration);
            await vault.PutAsync(put, Secret);
            await vault.RemoveAsync(removed, CancellationToken.None);
            await vault.RemoveAsync(replaced, CancellationToken.None);
            Assert.Equal("1", await vault.PutAsync(replaced, "another"));
        });
        await host.Watch().LookAsync(CancellationToken.None);
        Assert.Equal(["ChangeSecretOutside 1"], await host.ActionsOfAsync(put));
        Assert.Equal(["PutSecret 1", "ChangeSecretOutside 1"], await host.ActionsOfAsync(replaced));
        Assert.Equal(["PutSecret 1", "RemoveSecretOutside"], await host.ActionsOfAsync(removed));
        Assert.Equal(["PutSecret 1"], await host.ActionsOfAsync(left));
    }

    [Fact]
    public async Task Changes_over_the_API_are_noted_once_each_while_watches_look_all_the_time()
    {
        using var admin = await host.ClientOfAsync(Role.Admin);
        var names = Enumerable.Range(0, 10).Select(it => $"busy-{it}-{Guid.CreateVersion7()}").ToList();
        using var done = new CancellationTokenSource();
        var looks = new[] { host.Watch(), host.Watch() }.Select(async watch =>
        {
            var count = 0;
            for (; !done.IsCancellationRequested; count++)
            {
                await watch.LookAsync(CancellationToken.None);
            }

            return count;
        }).ToList();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(it => SecretsHost.PutAsync(admin, names[it % 10], $"value {it}")));
        await Task.WhenAll(names.Select(it => SecretsHost.SendAsync(
            admin, HttpMethod.Post, $"/{it}/versions/2/rollback", new { })));
        await Task.WhenAll(names.Take(5).Select(it => SecretsHost.SendAsync(
            admin, HttpMethod.Delete, $"/{it}", body: null, HttpStatusCode.NoContent)));
        await done.CancelAsync();
        Assert.All(await Task.WhenAll(looks), it => Assert.True(it > 1, "a watch did not look"));
        await host.Watch().LookAsync(CancellationToken.None);
        foreach (var name in names)
        {
            string[] puts = [.. Enumerable.Range(1, 5).Select(it => $"PutSecret {it}")];
            string[] removed = names.IndexOf(name) < 5 ? ["RemoveSecret"] : [];
            Assert.Equal([.. puts, "RollbackSecret 2", .. removed], await host.ActionsOfAsync(name));
        }
    }

    [Fact]
    public async Task A_change_over_the_API_whose_note_was_lost_is_noted_as_one_past_it()
    {
        using var admin = await host.ClientOfAsync(Role.Admin);
        var name = $"lost-{Guid.CreateVersion7()}";
        await host.Database.ExecuteAsync("alter table platform_secrets.audit_outbox rename to audit_outbox_away");
        try
        {
            await SecretsHost.SendAsync(
                admin, HttpMethod.Post, $"/{name}/versions", new { value = Secret }, HttpStatusCode.InternalServerError);
            Assert.Single(await host.Store.VersionsAsync(name, CancellationToken.None));
        }
        finally
        {
            await host.Database.ExecuteAsync("alter table platform_secrets.audit_outbox_away rename to audit_outbox");
        }

        await Eventually.TrueAsync(async () => (await host.ActionsOfAsync(name)).Count > 0, "the host's watch goes on");
        await host.Watch().LookAsync(CancellationToken.None);
        Assert.Equal(["ChangeSecretOutside 1"], await host.ActionsOfAsync(name));
    }

    [Fact]
    public async Task The_first_look_takes_a_store_as_it_is_and_what_comes_later_is_noted()
    {
        var (there, after) = ($"there-{Guid.CreateVersion7()}", $"after-{Guid.CreateVersion7()}");
        using var vault = Vault();
        await vault.PutAsync(there, Secret);
        await host.Watch(vault).LookAsync(CancellationToken.None);
        Assert.Empty(await host.ActionsOfAsync(there));
        await vault.PutAsync(after, Secret);
        await vault.PutAsync(there, "another");
        await host.Watch(vault).LookAsync(CancellationToken.None);
        Assert.Equal(["ChangeSecretOutside 1"], await host.ActionsOfAsync(after));
        Assert.Equal(["ChangeSecretOutside 2"], await host.ActionsOfAsync(there));
    }

    [Fact]
    public async Task A_vault_that_cannot_be_read_is_reported_once_and_nothing_is_lost_meanwhile()
    {
        var name = $"away-{Guid.CreateVersion7()}";
        using var vault = Vault();
        using var log = new ListedLog();
        using var meters = new MeterListener();
        var counted = 0L;
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "skylink.platform.secrets.changes")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<long>((_, count, tags, _) =>
            Interlocked.Add(ref counted, tags.ToArray().Any(it => it.Value is "ChangedOutside") ? count : 0));
        meters.Start();
        var watch = host.Watch(vault, log);
        await watch.LookAsync(CancellationToken.None);
        await vault.PutAsync(name, Secret);
        var path = Path.Combine(folder, "vault.json");
        var good = await File.ReadAllBytesAsync(path);
        await File.WriteAllTextAsync(path, "{\"format\":1");
        for (var i = 0; i < 3; i++)
        {
            await watch.LookAsync(CancellationToken.None);
        }

        Assert.Single(log.Lines, it => it.StartsWith("Changes of secrets past the API are not seen now", StringComparison.Ordinal));
        Assert.Empty(await host.ActionsOfAsync(name));
        await File.WriteAllBytesAsync(path, good);
        await watch.LookAsync(CancellationToken.None);
        Assert.Equal(["ChangeSecretOutside 1"], await host.ActionsOfAsync(name));
        Assert.Contains($"Secret {name} was changed past the API: its current version is 1 now", log.Lines);
        Assert.True(Interlocked.Read(ref counted) >= 1, "the change was not counted");
    }

    [Fact]
    public async Task A_folder_that_is_not_there_for_a_while_is_no_removal_of_all_it_held()
    {
        var name = $"folder-{Guid.CreateVersion7()}";
        using var vault = Vault();
        var watch = host.Watch(vault);
        await vault.PutAsync(name, Secret);
        await watch.LookAsync(CancellationToken.None);
        Directory.Move(folder, folder + "-away");
        await watch.LookAsync(CancellationToken.None);
        Directory.Delete(folder, recursive: true);
        Directory.Move(folder + "-away", folder);
        await watch.LookAsync(CancellationToken.None);
        Assert.Empty(await host.ActionsOfAsync(name));
        await vault.RemoveAsync(name, CancellationToken.None);
        await watch.LookAsync(CancellationToken.None);
        Assert.Equal(["RemoveSecretOutside"], await host.ActionsOfAsync(name));
    }

    private LocalVault Vault() => new(
        Path.Combine(folder, "vault.json"),
        () => MasterKey.Load("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=", "unused"), TimeProvider.System);

    /// <summary>Keeps the lines that are logged.</summary>
    private sealed class ListedLog : ILogger<SecretsWatch>, IDisposable
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => Lines.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
