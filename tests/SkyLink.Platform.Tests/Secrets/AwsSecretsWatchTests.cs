using System.Net;
using SkyLink.Platform.Secrets.Aws;
using SkyLink.Testing.Aws;

namespace SkyLink.Platform.Secrets;

/// <summary>What is done in AWS itself. The host's own watch waits a minute: these tests look themselves.</summary>
public sealed class AwsSecretsWatchTests(AwsSecretsHost host) : IClassFixture<AwsSecretsHost>
{
    private const string Secret = "a value that nobody may see";
    private const string Prefix = "qsl/test/";

    private LocalAwsSecrets Manager => host.Aws.SecretsManager;

    [Fact]
    public async Task What_is_done_in_Secrets_Manager_is_noted_once_and_a_label_is_no_change()
    {
        var name = $"outside/{Guid.CreateVersion7()}";
        var (watch, twin) = (host.Watch(), host.Watch());
        await watch.LookAsync(CancellationToken.None);
        var versions = new List<string>();
        async Task LookAsync(string expected)
        {
            await Task.WhenAll(watch.LookAsync(CancellationToken.None), twin.LookAsync(CancellationToken.None));
            await watch.LookAsync(CancellationToken.None);
            versions.Add(expected);
            Assert.Equal(versions, await host.ActionsOfAsync(name));
        }

        Manager.Put(Prefix + name, Secret);
        var first = await CurrentAsync(name);
        await LookAsync($"ChangeSecretOutside {first}");
        Manager.Put(Prefix + name, "another");
        await LookAsync($"ChangeSecretOutside {await CurrentAsync(name)}");
        Manager.Label(Prefix + name, "CHECKED");
        await watch.LookAsync(CancellationToken.None);
        Assert.Equal(versions, await host.ActionsOfAsync(name));
        await host.Store.RollbackAsync(name, first, CancellationToken.None);
        await LookAsync($"ChangeSecretOutside {first}");
        Manager.Remove(Prefix + name);
        await LookAsync("RemoveSecretOutside");
    }

    [Fact]
    public async Task A_list_that_lags_behind_what_the_API_did_leads_to_no_note()
    {
        using var admin = await host.ClientOfAsync(Role.Admin);
        var id = Guid.CreateVersion7();
        var (made, replaced, removed) = ($"made-{id}", $"replaced-{id}", $"removed-{id}");
        var watch = host.Watch();
        await SecretsHost.PutAsync(admin, replaced, Secret);
        await SecretsHost.PutAsync(admin, removed, Secret);
        await watch.LookAsync(CancellationToken.None);
        Manager.HoldList(isHeld: true);
        try
        {
            await SecretsHost.PutAsync(admin, made, Secret);
            await SecretsHost.PutAsync(admin, replaced, "another");
            await SecretsHost.SendAsync(admin, HttpMethod.Delete, $"/{removed}", body: null, HttpStatusCode.NoContent);
            await watch.LookAsync(CancellationToken.None);
            await host.Watch().LookAsync(CancellationToken.None);
        }
        finally
        {
            Manager.HoldList(isHeld: false);
        }

        await watch.LookAsync(CancellationToken.None);
        foreach (var name in new[] { made, replaced, removed })
        {
            Assert.DoesNotContain(await host.ActionsOfAsync(name), it => it.Contains("Outside", StringComparison.Ordinal));
        }

        Manager.Put(Prefix + replaced, "by somebody else");
        await watch.LookAsync(CancellationToken.None);
        Assert.Equal($"ChangeSecretOutside {await CurrentAsync(replaced)}", (await host.ActionsOfAsync(replaced))[^1]);
    }

    [Fact]
    public async Task What_was_done_while_AWS_did_not_answer_is_noted_when_it_does()
    {
        var name = $"away-{Guid.CreateVersion7()}";
        var watch = host.Watch();
        await watch.LookAsync(CancellationToken.None);
        Manager.Put(Prefix + name, Secret);
        host.Aws.Fail(times: 4, "ThrottlingException", 400);
        await watch.LookAsync(CancellationToken.None);
        Assert.Empty(await host.ActionsOfAsync(name));
        host.Aws.Recover();
        await watch.LookAsync(CancellationToken.None);
        Assert.Equal([$"ChangeSecretOutside {await CurrentAsync(name)}"], await host.ActionsOfAsync(name));
    }

    [Fact]
    public async Task A_look_at_what_has_not_changed_costs_a_list_and_reads_no_value()
    {
        var watch = host.Watch();
        Manager.Put($"{Prefix}quiet-{Guid.CreateVersion7()}", Secret);
        await watch.LookAsync(CancellationToken.None);
        var before = host.Aws.Calls.Count;
        await watch.LookAsync(CancellationToken.None);
        Assert.Equal(["ListSecrets"], host.Aws.Calls.Skip(before).Select(it => it.Action));
        Assert.DoesNotContain(host.Aws.Calls.Select(it => it.Action), it => it is "GetSecretValue");
        Assert.Equal(TimeSpan.FromMinutes(1), host.Store.ListEvery);
    }

    [Fact]
    public async Task A_parameter_that_is_made_anew_under_the_same_number_is_noted()
    {
        var name = $"parameter/{Guid.CreateVersion7()}";
        using ISecretStore store = new AwsParameterStore(
            new SecretsOptions
            {
                Prefix = $"qsl/{Guid.CreateVersion7()}/",
                Aws = new AwsOptions { Region = LocalAws.Region, Endpoint = host.Aws.Address },
            },
            TimeProvider.System);
        await store.PutAsync(name, Secret);
        await host.Watch(store).LookAsync(CancellationToken.None);
        Assert.Empty(await host.ActionsOfAsync(name));
        await store.RemoveAsync(name, CancellationToken.None);
        await Task.Delay(5); // AWS tells times by the millisecond
        await store.PutAsync(name, "another");
        var watch = host.Watch(store);
        await watch.LookAsync(CancellationToken.None);
        await watch.LookAsync(CancellationToken.None);
        Assert.Equal(["ChangeSecretOutside 1"], await host.ActionsOfAsync(name));
        await store.PutAsync(name, "a third");
        await watch.LookAsync(CancellationToken.None);
        await store.RemoveAsync(name, CancellationToken.None);
        await watch.LookAsync(CancellationToken.None);
        Assert.Equal(
            ["ChangeSecretOutside 1", "ChangeSecretOutside 2", "RemoveSecretOutside"], await host.ActionsOfAsync(name));
    }

    private async Task<string> CurrentAsync(string name) =>
        (await host.Store.FindCurrentAsync(name, CancellationToken.None))!.Current;
}
