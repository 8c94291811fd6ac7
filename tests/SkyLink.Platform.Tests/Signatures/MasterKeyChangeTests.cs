using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Platform.Hosting;
using SkyLink.Testing;

namespace SkyLink.Platform.Signatures;

/// <summary>
/// The service alone, under master keys that a test chooses. Its database is named as its own, since the passwords of
/// roles, which all databases of the server share, are made of the master key.
/// </summary>
internal sealed class ChosenMasterHost : TestHost
{
    public string? Master { get; set; }

    public string? Previous { get; set; }

    internal SignatureKeys Keys => Services.GetRequiredService<SignatureKeys>();

    protected override IReadOnlyList<IModule> Modules { get; } = [new SignaturesModule()];

    protected override void Configure(WebApplicationBuilder builder)
    {
        builder.Configuration["ConnectionStrings:platform.signatures"] = builder.Configuration["ConnectionStrings:skylink"];
        builder.Configuration["SKYLINK_MASTER_KEY"] = Master ?? builder.Configuration["SKYLINK_MASTER_KEY"];
        builder.Configuration["SKYLINK_MASTER_KEY_PREVIOUS"] = Previous;
    }
}

public sealed class MasterKeyChangeTests
{
    private const int KeysMade = 120;

    private static readonly string Old = Convert.ToBase64String([.. Enumerable.Repeat((byte)1, 32)]);
    private static readonly string New = Convert.ToBase64String([.. Enumerable.Repeat((byte)2, 32)]);

    /// <summary>The upkeep at the start renews what is there; more is made under the old key while it runs.</summary>
    [Fact]
    public async Task Keys_come_under_a_new_master_key_while_they_sign_and_the_old_one_is_not_needed_any_more()
    {
        await using var host = new ChosenMasterHost { Master = Old };
        await host.InitializeAsync();
        var owners = new List<string>();
        for (var number = 0; number < KeysMade; number++)
        {
            owners.Add(await CreateAsync(host));
        }

        (host.Master, host.Previous) = (New, Old);
        await host.RestartAsync();
        var signed = 0;
        var renewing = host.Keys.RewrapAsync(CancellationToken.None);
        do
        {
            await SignAsync(host, owners[signed % KeysMade]);
            signed++;
        }
        while (!renewing.IsCompleted || signed < KeysMade);
        await renewing;
        await host.Services.GetRequiredService<SignaturesUpkeep>().TendAsync(CancellationToken.None);
        Assert.Equal(0, await host.Keys.RewrapAsync(CancellationToken.None));

        host.Previous = null;
        await host.RestartAsync();
        foreach (var owner in owners)
        {
            await SignAsync(host, owner);
        }

        // And the old one alone opens nothing: the data keys do lie under the new one.
        host.Master = Old;
        await Assert.ThrowsAsync<StartException>(host.RestartAsync);
    }

    [Fact]
    public async Task Renewing_does_not_open_or_change_the_content()
    {
        await using var host = new ChosenMasterHost { Master = Old };
        await host.InitializeAsync();
        await CreateAsync(host);
        const string Content = "select encode(substr(sealed, 75), 'hex') from platform_signatures.keys";
        const string DataKey = "select encode(substr(sealed, 1, 74), 'hex') from platform_signatures.keys";
        var (content, dataKey) = (await host.Database.ScalarAsync<string>(Content), await host.Database.ScalarAsync<string>(DataKey));
        (host.Master, host.Previous) = (New, Old);
        await host.RestartAsync();
        await host.Services.GetRequiredService<SignaturesUpkeep>().TendAsync(CancellationToken.None);
        Assert.Equal(content, await host.Database.ScalarAsync<string>(Content));
        Assert.NotEqual(dataKey, await host.Database.ScalarAsync<string>(DataKey));
    }

    [Fact]
    public void Two_master_keys_are_two_and_each_is_whole()
    {
        Assert.Throws<StartException>(() => MasterKey.Load(New, "unused", New));
        Assert.Throws<StartException>(() => MasterKey.Load(New, "unused", "short"));
        using var ring = MasterKey.Load(New, "unused", Old).RingOf("a test");
        using var before = MasterKey.Load(Old, "unused").RingOf("a test");
        using var other = MasterKey.Load(Old, "unused").RingOf("another test");
        var box = before.Seal("text"u8, "context"u8);
        Assert.True(ring.TryOpen(box, "context"u8, out _));
        Assert.True(ring.IsOutdated(box));
        Assert.False(other.TryOpen(box, "context"u8, out _));
        Assert.Equal(MasterKey.Load(New, "unused").Derive("a test", 32), MasterKey.Load(New, "unused", Old).Derive("a test", 32));
    }

    private static async Task<string> CreateAsync(ChosenMasterHost host)
    {
        var owner = Guid.CreateVersion7().ToString();
        var result = await host.DbOf("platform.signatures").InTransactionAsync(
            tx => host.Keys.CreateAsync(tx, owner, "orders", [SignatureAlgorithm.EdDsa]), CancellationToken.None);
        Assert.True(result.Is(out _, out var error), error?.Code);
        return owner;
    }

    private static async Task SignAsync(ChosenMasterHost host, string owner)
    {
        var signatures = host.Services.GetRequiredService<ISignatures>();
        var result = await signatures.SignAsync(
            new SignMessage(owner, "orders", [1, 2, 3], SignatureMode.Classic), CancellationToken.None);
        Assert.True(result.Is(out var made, out var error), error?.Code);
        var verdict = await signatures.VerifyAsync(
            new VerifyMessage(
                owner, "orders", [1, 2, 3], SignatureMode.Classic,
                [new SignatureToVerify(made.Signatures[0].KeyId, made.Signatures[0].Signature)]),
            CancellationToken.None);
        Assert.True(verdict.IsValid, verdict.Reason);
    }
}
