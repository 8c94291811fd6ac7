using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using SkyLink.Platform.Hosting;
using SkyLink.Platform.Identity;
using SkyLink.Testing;

namespace SkyLink.Platform.Audit;

/// <summary>Identity and the log, which is anchored on the chain of a real node with somebody between them.</summary>
public sealed class AnchoredHost : TestHost
{
    private const string Audit = AuditHost.Audit;

    private Anvil? chain;
    private NodeBetween? between;

    public Anvil Chain => chain ?? throw new InvalidOperationException("Not started.");

    public NodeBetween Between => between ?? throw new InvalidOperationException("Not started.");

    protected override IReadOnlyList<IModule> Modules { get; } = [new IdentityModule(), new AuditModule()];

    public override async ValueTask InitializeAsync()
    {
        var root = Checkout.Find() ?? throw new InvalidOperationException("Not in a checkout.");
        Assert.SkipUnless(Anvil.IsInstalledIn(root), Anvil.HowToInstall);
        chain = await Anvil.StartAsync(root);
        between = await NodeBetween.StartAsync(chain.Address);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (between is not null)
        {
            await between.DisposeAsync();
        }

        if (chain is not null)
        {
            await chain.DisposeAsync();
        }
    }

    protected override void Configure(WebApplicationBuilder builder) => builder.Configuration.AddInMemoryCollection(
        new Dictionary<string, string?>
        {
            ["Platform:Audit:Anchors:Endpoint"] = Between.Address.ToString(),
            ["Platform:Audit:Anchors:ChainId"] = $"{Anvil.ChainId}",
            ["Platform:Audit:Anchors:Every"] = "00:10:00",
            ["Platform:Audit:Anchors:PollEvery"] = "00:00:00.1",
            ["Platform:Audit:Anchors:Confirmations"] = "3",
            ["Platform:Audit:Anchors:ReplaceAfter"] = "00:01:00",
        });

    /// <summary>Something new is in the log, signed, and the time for an anchor has come.</summary>
    internal async Task GrowAsync(HttpClient admin)
    {
        await AuditHost.DoneAsync(admin, Guid.CreateVersion7().ToString("n"));
        Clock.Advance(TimeSpan.FromMinutes(11));
    }

    internal static async Task<JsonElement> StatusAsync(HttpClient admin) =>
        (await admin.GetFromJsonAsync<JsonElement>($"{Audit}/status")).GetProperty("anchors");

    internal static async Task<List<JsonElement>> ListAsync(HttpClient admin) =>
        [.. (await admin.GetFromJsonAsync<JsonElement>($"{Audit}/anchors")).GetProperty("items").EnumerateArray()];

    internal async Task FundAsync(HttpClient admin) =>
        await Chain.FundAsync((await StatusAsync(admin)).GetProperty("account").GetString()!);

    /// <summary>The newest anchor once it is in a state.</summary>
    internal static async Task<JsonElement> UntilAsync(HttpClient admin, string state, long above = 0)
    {
        JsonElement found = default;
        await Eventually.TrueAsync(async () =>
        {
            var newest = (await ListAsync(admin)).FirstOrDefault();
            found = newest;
            return newest.ValueKind == JsonValueKind.Object && newest.GetProperty("number").GetInt64() > above
                && newest.GetProperty("state").GetString() == state;
        }, $"an anchor is {state}");
        return found;
    }

    internal static Task UntilProblemAsync(HttpClient admin, string words) => Eventually.TrueAsync(
        async () => (await StatusAsync(admin)).GetProperty("problem").GetString()?.Contains(words, StringComparison.Ordinal) == true,
        $"the status says '{words}'");

    /// <summary>The state of one anchor.</summary>
    internal static async Task<string> StateOfAsync(HttpClient admin, long number) => (await ListAsync(admin))
        .Single(it => it.GetProperty("number").GetInt64() == number).GetProperty("state").GetString()!;
}
