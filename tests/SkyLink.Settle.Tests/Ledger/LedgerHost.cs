using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Platform;
using SkyLink.Platform.Hosting;
using SkyLink.Testing;

namespace SkyLink.Settle.Ledger;

/// <summary>Stands in for identity: an access token is the name of a role.</summary>
internal sealed class RolesByToken : IIdentity
{
    private readonly ConcurrentDictionary<Role, Guid> users = [];

    public Task<Authentication> AuthenticateAsync(Credential credential, CancellationToken cancellation) =>
        Task.FromResult(Enum.TryParse<Role>(credential.Value, out var role)
            ? new Authentication(
                new Caller(UserOf(role), $"{role}", Guid.Empty, "Test", [role], Scopes: null), Reason: null)
            : new Authentication(Caller: null, "identity.unknown_credential"));

    private Guid UserOf(Role role) => users.GetOrAdd(role, _ => Guid.CreateVersion7());
}

/// <summary>The ledger alone on a real socket and a real database.</summary>
public sealed class LedgerHost : TestHost
{
    public ILedger Ledger => Services.GetRequiredService<ILedger>();

    protected override IReadOnlyList<IModule> Modules => [new LedgerModule()];

    /// <summary>Opens accounts that no other test has, named by the segments given.</summary>
    public Task<string[]> OpenAsync(params string[] names) => Ledger.OpenAsync(names);

    /// <summary>The trial balance as an operator gets it; fails if anything does not add up.</summary>
    public async Task<JsonNode> AssertBalancedAsync()
    {
        using var http = CreateClient(nameof(Role.Operator));
        var trial = (await http.GetFromJsonAsync<JsonNode>("/api/v1/ledger/trial-balance"))!;
        Assert.True((bool)trial["isBalanced"]!, trial.ToJsonString());
        return trial;
    }

    protected override void Configure(WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<IIdentity, RolesByToken>();
}

/// <summary>A process that does not run the ledger and reaches it over HTTP.</summary>
public sealed class BridgedLedgerHost : TestHost
{
    private readonly LedgerHost far = new();

    public ILedger Ledger => Services.GetRequiredService<ILedger>();

    protected override IReadOnlyList<IModule> Modules => [];

    protected override IReadOnlyList<IModule> All => [new LedgerModule()];

    public override async ValueTask InitializeAsync()
    {
        await far.InitializeAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await far.DisposeAsync();
    }

    protected override void Configure(WebApplicationBuilder builder) =>
        builder.Configuration.AddInMemoryCollection(
            [new("Services:settle.ledger:Address", far.Address.ToString())]);
}

/// <summary>Words for tests that move money.</summary>
internal static class Moving
{
    public const string Rupees = "PKR/2";

    public static PostTransaction Of(params (string From, string To, Int128 Units)[] postings) => new(
        Guid.CreateVersion7(), "A test moves money", "test",
        [.. postings.Select(it => new Posting(it.From, it.To, new Money(it.Units, Rupees)))]);

    public static Task<Result<PostedTransaction>> PostAsync(
        this ILedger ledger, params (string From, string To, Int128 Units)[] postings) =>
        ledger.PostAsync(Of(postings), CancellationToken.None);

    /// <summary>Opens accounts whose names end as given and begin with what no other test has.</summary>
    public static async Task<string[]> OpenAsync(this ILedger ledger, params string[] names)
    {
        var prefix = $"test:{Guid.CreateVersion7():n}";
        await ledger.OpenAsync(new OpenAccount("world"), CancellationToken.None);
        var opened = new List<string>();
        foreach (var name in names)
        {
            var account = await ledger.OpenAsync(new OpenAccount($"{prefix}:{name}"), CancellationToken.None);
            opened.Add(account.Value().Account);
        }

        return [.. opened];
    }

    public static async Task<Int128> UnitsAsync(this ILedger ledger, string account, string asset = Rupees) =>
        (await ledger.BalanceAsync(account, asset, CancellationToken.None)).Value().Balance.Units;

    public static T Value<T>(this Result<T> result)
        where T : class
    {
        Assert.True(result.Is(out var value, out var error), error?.ToString());
        return value;
    }

    /// <summary>The refusal's code, or null where there is none.</summary>
    public static string? Code<T>(this Result<T> result)
        where T : class => result.Is(out _, out var error) ? null : error.Code;
}
