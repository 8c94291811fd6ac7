using SkyLink.Platform.Hosting;
using SkyLink.Platform.Secrets.Aws;
using SkyLink.Testing.Aws;

namespace SkyLink.Platform.Secrets;

/// <summary>What holds in every store.</summary>
public abstract class SecretStoreTests : IAsyncLifetime
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private ISecretStore store = null!;

    /// <summary>Whether a rollback makes a version instead of moving to one.</summary>
    protected virtual bool RollsForward => false;

    public virtual async ValueTask InitializeAsync() => store = await OpenAsync();

    public virtual ValueTask DisposeAsync()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_put_makes_a_version_that_is_current_and_the_ones_before_stay()
    {
        var first = await store.PutAsync("bank/password", "one");
        var second = await store.PutAsync("bank/password", "zwei ÄÖ 😀\nline");
        Assert.NotEqual(first, second);
        Assert.Equal("zwei ÄÖ 😀\nline", await store.FindAsync("bank/password"));
        Assert.Equal("one", await store.FindAsync("bank/password", first));
        Assert.Equal("zwei ÄÖ 😀\nline", await store.FindAsync("bank/password", second));
        var versions = await store.VersionsAsync("bank/password", Never);
        Assert.Equal([(first, false), (second, true)], versions.Select(it => (it.Version, it.IsCurrent)));
        Assert.All(versions, it => Assert.InRange(it.CreatedAt, Now.AddMinutes(-1), Now.AddMinutes(1)));
    }

    [Fact]
    public async Task A_list_holds_names_in_order_and_no_values()
    {
        await store.PutAsync("b", "value");
        await store.PutAsync("a/x", "value");
        var current = await store.PutAsync("a/x", "another value");
        var listed = await store.ListAsync(Never);
        Assert.Equal(["a/x", "b"], listed.Select(it => it.Name));
        Assert.Equal(current, listed[0].Current);
        Assert.InRange(listed[0].ChangedAt, Now.AddMinutes(-1), Now.AddMinutes(1));
    }

    [Fact]
    public async Task A_rollback_brings_the_earlier_value_back_and_another_put_follows_it()
    {
        var first = await store.PutAsync("token", "one");
        await store.PutAsync("token", "two");
        var current = await store.RollbackAsync("token", first, Never);
        Assert.Equal(RollsForward ? "3" : first, current);
        Assert.Equal("one", await store.FindAsync("token"));
        Assert.Equal(current, await store.RollbackAsync("token", current!, Never));
        await store.PutAsync("token", "three");
        Assert.Equal("three", await store.FindAsync("token"));
        Assert.Single(await store.VersionsAsync("token", Never), it => it.IsCurrent);
    }

    [Fact]
    public async Task What_is_not_there_is_told_as_such()
    {
        Assert.Null(await store.FindAsync("gone"));
        Assert.Empty(await store.VersionsAsync("gone", Never));
        Assert.Null(await store.RollbackAsync("gone", "1", Never));
        Assert.False(await store.RemoveAsync("gone", Never));
        await store.PutAsync("here", "value");
        Assert.Null(await store.FindAsync("here", "9"));
        Assert.Null(await store.FindAsync("here", "0193b5a0-0000-7000-8000-000000000000"));
        Assert.Null(await store.RollbackAsync("here", "9", Never));
        Assert.Equal("value", await store.FindAsync("here"));
    }

    [Fact]
    public async Task A_removed_secret_is_gone_with_its_versions_until_it_is_put_again()
    {
        var version = await store.PutAsync("token", "one");
        Assert.True(await store.RemoveAsync("token", Never));
        Assert.False(await store.RemoveAsync("token", Never));
        Assert.Null(await store.FindAsync("token"));
        Assert.Null(await store.FindAsync("token", version));
        Assert.Empty(await store.ListAsync(Never));
        Assert.Empty(await store.VersionsAsync("token", Never));
        await store.PutAsync("token", "two");
        Assert.Equal("two", await store.FindAsync("token"));
    }

    [Fact]
    public async Task The_same_put_again_makes_no_second_version()
    {
        var token = Guid.CreateVersion7();
        var first = await store.PutAsync("token", "one", token, Never);
        Assert.Equal(first, await store.PutAsync("token", "one", token, Never));
        Assert.Single(await store.VersionsAsync("token", Never));
    }

    [Fact]
    public async Task The_revision_changes_when_a_secret_does_that_is_referred_to()
    {
        SecretReference[] references = [new("token"), new("absent")];
        var before = await store.RevisionAsync(references, Never);
        Assert.Equal(before, await store.RevisionAsync(references, Never));
        var first = await store.PutAsync("token", "one");
        var put = await store.RevisionAsync(references, Never);
        await store.PutAsync("token", "two");
        var second = await store.RevisionAsync(references, Never);
        await store.RollbackAsync("token", first, Never);
        var back = await store.RevisionAsync(references, Never);
        await store.RemoveAsync("token", Never);
        var gone = await store.RevisionAsync(references, Never);
        Assert.Equal(5, new HashSet<string> { before, put, second, back, gone }.Count + (before == gone ? 1 : 0));
        Assert.NotEqual(back, gone);
        Assert.NotEqual(second, back);
    }

    [Fact]
    public async Task Twenty_puts_at_once_keep_all_values()
    {
        await store.PutAsync("token", "first");
        var made = await Task.WhenAll(Enumerable.Range(1, 19).Select(async it =>
            (Version: await store.PutAsync("token", $"value {it}"), Value: $"value {it}")));
        Assert.Equal(19, made.Select(it => it.Version).Distinct().Count());
        foreach (var (version, value) in made)
        {
            Assert.Equal(value, await store.FindAsync("token", version));
        }
    }

    [Fact]
    public async Task A_secret_is_as_the_list_shows_it_and_its_mark_differs_after_each_change()
    {
        Assert.Null(await store.FindCurrentAsync("token", Never));
        var marks = new List<string?>();
        var revisions = new List<string> { await store.ListRevisionAsync(Never) };
        async Task LookAsync()
        {
            var kept = await store.FindCurrentAsync("token", Never);
            Assert.Equal((await store.ListAsync(Never)).SingleOrDefault(it => it.Name == "token"), kept);
            Assert.NotEqual(marks.LastOrDefault(), kept?.Mark);
            marks.Add(kept?.Mark);
            revisions.Add(await store.ListRevisionAsync(Never));
            Assert.NotEqual(revisions[^2], revisions[^1]);
        }

        var first = await store.PutAsync("token", "one");
        await LookAsync();
        await store.PutAsync("token", "two");
        await LookAsync();
        await store.RollbackAsync("token", first, Never);
        await LookAsync();
        await store.RemoveAsync("token", Never);
        await LookAsync();
        await store.PutAsync("token", "one");
        await LookAsync();
        Assert.NotEqual(marks[0], marks[^1]); // whether or not the version's name comes again
        await store.PutAsync("another", "one");
        Assert.NotEqual(revisions[^1], await store.ListRevisionAsync(Never));
    }

    [Fact]
    public async Task A_store_is_the_same_one_whoever_opens_it()
    {
        var id = await store.IdAsync(Never);
        await store.PutAsync("token", "one");
        using var again = await OpenAsync();
        Assert.Equal(id, await again.IdAsync(Never));
        Assert.Equal(id, await store.IdAsync(Never));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/absolute")]
    [InlineData("trailing/")]
    [InlineData("a//b")]
    [InlineData("no spaces please")]
    [InlineData("colon:1")]
    [InlineData("line\n")]
    public async Task A_name_that_no_reference_can_hold_is_refused(string name) =>
        await Assert.ThrowsAsync<ArgumentException>(() => store.PutAsync(name, "value"));

    [Fact]
    public async Task A_value_is_one_character_at_least_and_what_the_store_holds_at_most()
    {
        var longest = new string('x', store.ValueSizeMax);
        await store.PutAsync("token", longest);
        Assert.Equal(longest, await store.FindAsync("token"));
        await Assert.ThrowsAsync<ArgumentException>(() => store.PutAsync("token", longest + "x"));
        await Assert.ThrowsAsync<ArgumentException>(() => store.PutAsync("token", longest[1..] + "é"));
        await Assert.ThrowsAsync<ArgumentException>(() => store.PutAsync("token", ""));
    }

    internal abstract Task<ISecretStore> OpenAsync();

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();
}

public sealed class LocalVaultTests : SecretStoreTests
{
    private readonly string folder = Directory.CreateTempSubdirectory("skylink-store").FullName;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    internal override Task<ISecretStore> OpenAsync() => Task.FromResult<ISecretStore>(new LocalVault(
        Path.Combine(folder, "vault.json"),
        () => MasterKey.Load("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=", "unused"), TimeProvider.System));
}

public abstract class AwsStoreTests : SecretStoreTests
{
    private LocalAws? aws;

    internal LocalAws Aws => aws ?? throw new InvalidOperationException("Not started.");

    internal SecretsOptions Options => new()
    {
        Prefix = "qsl/production/",
        Aws = new AwsOptions { Region = LocalAws.Region, Endpoint = Aws.Address },
    };

    public override async ValueTask InitializeAsync()
    {
        aws = await LocalAws.StartAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Aws.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

public sealed class SecretsManagerTests : AwsStoreTests
{
    [Fact]
    public async Task A_staging_label_stands_for_a_version_in_references_and_rollbacks()
    {
        using var store = await OpenAsync();
        var first = await store.PutAsync("token", "one");
        await store.PutAsync("token", "two");
        Assert.Equal("one", await store.FindAsync("token", "AWSPREVIOUS"));
        Assert.Equal("two", await store.FindAsync("token", "AWSCURRENT"));
        Assert.Equal(first, await store.RollbackAsync("token", "AWSPREVIOUS", CancellationToken.None));
        Assert.Equal("two", await store.FindAsync("token", "AWSPREVIOUS"));
    }

    [Fact]
    public async Task Two_hundred_secrets_are_listed_page_by_page_and_those_of_others_are_not()
    {
        using var store = await OpenAsync();
        for (var i = 0; i < 205; i++)
        {
            Aws.SecretsManager.Put($"qsl/production/s{i:000}", "value");
        }

        Aws.SecretsManager.Put("qsl/staging/s", "value");
        Aws.SecretsManager.Put("qsl/production/not=ours", "value");
        var listed = await store.ListAsync(CancellationToken.None);
        Assert.Equal(Enumerable.Range(0, 205).Select(it => $"s{it:000}"), listed.Select(it => it.Name));
        Assert.Equal(3, Aws.Calls.Count(it => it.Action == "ListSecrets"));
    }

    [Fact]
    public async Task Bytes_are_told_from_text()
    {
        using var store = await OpenAsync();
        Aws.SecretsManager.PutBytes("qsl/production/blob");
        var refused = await Assert.ThrowsAsync<SecretStoreException>(() => store.FindAsync("blob"));
        Assert.Equal("The secret blob in AWS Secrets Manager in eu-central-1 holds bytes, not text.", refused.Message);
    }

    internal override Task<ISecretStore> OpenAsync() =>
        Task.FromResult<ISecretStore>(new AwsSecretStore(Options, TimeProvider.System));
}

public sealed class ParameterStoreTests : AwsStoreTests
{
    protected override bool RollsForward => true;

    [Fact]
    public async Task A_label_stands_for_a_version_and_its_move_changes_the_revision()
    {
        using var store = await OpenAsync();
        await store.PutAsync("token", "one");
        await store.PutAsync("token", "two");
        Aws.ParameterStore.Label("/qsl/production/token", 1, "release");
        SecretReference[] references = [new("token", "release")];
        Assert.Equal("one", await store.FindAsync("token", "release"));
        var before = await store.RevisionAsync(references, CancellationToken.None);
        Aws.ParameterStore.Label("/qsl/production/token", 2, "release");
        Assert.NotEqual(before, await store.RevisionAsync(references, CancellationToken.None));
        Assert.Equal("two", await store.FindAsync("token", "release"));
        Assert.Equal(
            ["release"], (await store.VersionsAsync("token", CancellationToken.None)).Single(it => it.IsCurrent).Labels);
    }

    [Fact]
    public async Task Long_lists_histories_and_references_are_asked_for_page_by_page()
    {
        using var store = await OpenAsync();
        for (var i = 0; i < 25; i++)
        {
            await store.PutAsync($"p{i:00}", "value");
        }

        for (var i = 0; i < 60; i++)
        {
            await store.PutAsync("p00", $"value {i}");
        }

        Assert.Equal(25, (await store.ListAsync(CancellationToken.None)).Count);
        Assert.Equal(
            Enumerable.Range(1, 61).Select(it => $"{it}"),
            (await store.VersionsAsync("p00", CancellationToken.None)).Select(it => it.Version));
        var references = Enumerable.Range(0, 25).Select(it => new SecretReference($"p{it:00}")).ToList();
        Assert.Equal(25, (await store.RevisionAsync(references, CancellationToken.None)).Split('\n').Length);
        Assert.Equal(3, Aws.Calls.Count(it => it.Action == "GetParametersByPath"));
        Assert.Equal(2, Aws.Calls.Count(it => it.Action == "GetParameterHistory"));
        Assert.Equal(3, Aws.Calls.Count(it => it.Action == "GetParameters"));
    }

    internal override Task<ISecretStore> OpenAsync() =>
        Task.FromResult<ISecretStore>(new AwsParameterStore(Options, TimeProvider.System));
}
