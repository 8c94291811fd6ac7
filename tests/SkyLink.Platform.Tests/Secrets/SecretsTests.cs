using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;
using SkyLink.Platform.Hosting;
using SkyLink.Testing;

namespace SkyLink.Platform.Secrets;

public sealed class SecretsTests : IDisposable
{
    private const string Key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=";
    private const string OtherKey = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAI=";
    private readonly string folder = Directory.CreateTempSubdirectory("skylink-vault").FullName;

    private string VaultFile => Path.Combine(folder, "vault.json");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_reference_is_replaced_alone_and_within_text()
    {
        var vault = Vault();
        await vault.PutAsync("db-password", "p@ss ${secret:nested};word");
        await vault.PutAsync("host", "db.example");
        var configuration = Configuration(
            ("ConnectionStrings:skylink", "Host=${secret:host};Password=${secret:db-password}"), ("Plain", "$5 {secret:x}"));
        SecretReferences.Resolve(configuration, vault);
        Assert.Equal("Host=db.example;Password=p@ss ${secret:nested};word", configuration["ConnectionStrings:skylink"]);
        Assert.Equal("$5 {secret:x}", configuration["Plain"]);
    }

    [Theory]
    [InlineData("${secret:gone}", "Some:Setting refers to the secret gone, which")]
    [InlineData("${secret:here@9}", "Some:Setting refers to the secret here version 9, which")]
    [InlineData("${secret:/here}", "Some:Setting holds a reference")]
    [InlineData("${secret:}", "Some:Setting holds a reference")]
    [InlineData("${secret:here", "Some:Setting holds a reference")]
    public async Task A_reference_that_leads_nowhere_stops_the_start_in_one_line(string value, string line)
    {
        var vault = Vault();
        await vault.PutAsync("here", "x");
        var refused = Assert.Throws<StartException>(() => SecretReferences.Resolve(Configuration(("Some:Setting", value)), vault));
        Assert.StartsWith(line, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public async Task A_new_version_and_a_rollback_reach_who_reads_the_setting_without_a_restart()
    {
        var vault = Vault();
        await vault.PutAsync("token", "first");
        using var configuration = Configuration(("Some:Token", "Bearer ${secret:token}"), ("Pinned", "${secret:token@1}"));
        SecretReferences.Resolve(configuration, vault);
        var raised = 0;
        using var watch = ChangeToken.OnChange(
            () => ((IConfiguration)configuration).GetReloadToken(), () => Interlocked.Increment(ref raised));
        await vault.PutAsync("token", "second");
        await Eventually.TrueAsync(() => configuration["Some:Token"] == "Bearer second", "the new version is read");
        Assert.Equal("first", configuration["Pinned"]);
        Assert.Equal(1, raised);
        await vault.RollbackAsync("token", "1", CancellationToken.None);
        await Eventually.TrueAsync(() => configuration["Some:Token"] == "Bearer first", "the old version is read again");
    }

    [Fact]
    public async Task A_reference_that_comes_later_is_followed_and_a_broken_one_changes_nothing()
    {
        var vault = Vault();
        await vault.PutAsync("token", "good");
        using var configuration = Configuration(("Some:Token", "${secret:token}"));
        var reports = new System.Collections.Concurrent.ConcurrentQueue<string>();
        SecretReferences.Resolve(configuration, vault, reports.Enqueue);
        await vault.PutAsync("other", "better");
        configuration["Some:Token"] = "${secret:other}";
        await Eventually.TrueAsync(() => configuration["Some:Token"] == "better", "the other secret is read");
        await vault.RemoveAsync("other", CancellationToken.None);
        await Eventually.TrueAsync(() => !reports.IsEmpty, "the broken reference is reported");
        Assert.Equal("better", configuration["Some:Token"]);
        Assert.StartsWith("Some:Token refers to the secret other", reports.First(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Versions_are_kept_and_one_can_go_back()
    {
        var vault = Vault();
        for (var i = 1; i <= LocalVault.VersionsMax + 2; i++)
        {
            Assert.Equal($"{i}", await vault.PutAsync("token", $"value {i}"));
        }

        Assert.Equal("value 22", await vault.FindAsync("token"));
        Assert.Null(await vault.FindAsync("token", "2"));
        Assert.Equal("5", await vault.RollbackAsync("token", "5", CancellationToken.None));
        Assert.Null(await vault.RollbackAsync("token", "1", CancellationToken.None));
        Assert.Equal("value 5", await Vault().FindAsync("token"));
        Assert.Equal("23", await vault.PutAsync("token", "newest"));
        Assert.Equal("newest", await vault.FindAsync("token"));
        Assert.Equal(
            ["23"],
            (await vault.VersionsAsync("token", CancellationToken.None)).Where(it => it.IsCurrent).Select(it => it.Version));
    }

    [Fact]
    public async Task The_file_holds_no_value_and_only_its_owner_may_read_it()
    {
        await Vault().PutAsync("token", "a value nobody may see");
        Assert.DoesNotContain("nobody may see", await File.ReadAllTextAsync(VaultFile), StringComparison.Ordinal);
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(VaultFile));
    }

    [Fact]
    public async Task Another_key_opens_nothing_and_entries_cannot_be_swapped()
    {
        await Vault().PutAsync("one", "first");
        await Vault().PutAsync("two", "second");
        await Assert.ThrowsAsync<SecretStoreException>(() => Vault(OtherKey).FindAsync("one"));
        await File.WriteAllTextAsync(VaultFile, (await File.ReadAllTextAsync(VaultFile))
            .Replace("\"one\"", "\"tmp\"", StringComparison.Ordinal)
            .Replace("\"two\"", "\"one\"", StringComparison.Ordinal)
            .Replace("\"tmp\"", "\"two\"", StringComparison.Ordinal));
        await Assert.ThrowsAsync<SecretStoreException>(() => Vault().FindAsync("one"));
        await File.WriteAllTextAsync(VaultFile, "{\"format\":1");
        await Assert.ThrowsAsync<SecretStoreException>(() => Vault().FindAsync("one"));
    }

    [Fact]
    public async Task A_vault_comes_under_a_new_master_key_and_the_old_one_is_not_needed_any_more()
    {
        await Vault().PutAsync("one", "first");
        await Vault().PutAsync("one", "second");
        using (var changing = Vault(OtherKey, previous: Key))
        {
            Assert.Equal("second", await changing.FindAsync("one"));
            await changing.RenewAsync(CancellationToken.None);
        }

        var renewed = await File.ReadAllTextAsync(VaultFile);
        using var after = Vault(OtherKey);
        await after.RenewAsync(CancellationToken.None); // nothing is left to do
        Assert.Equal(renewed, await File.ReadAllTextAsync(VaultFile));
        Assert.Equal(("first", "second"), (await after.FindAsync("one", "1"), await after.FindAsync("one")));
        await Assert.ThrowsAsync<SecretStoreException>(() => Vault().FindAsync("one"));
    }

    private static ConfigurationManager Configuration(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(settings.ToDictionary(it => it.Key, it => (string?)it.Value));
        return configuration;
    }

    private LocalVault Vault(string key = Key, string? previous = null) =>
        new(VaultFile, () => MasterKey.Load(key, "unused", previous), TimeProvider.System);
}
