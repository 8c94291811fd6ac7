namespace SkyLink.Settle.Ledger;

/// <summary>The double-entry ledger: accounts, their balances, and an append-only record of what moved.</summary>
public sealed class LedgerModule : IModule
{
    public string Name => "settle.ledger";

    public void Add(ModuleBuilder module) => module.Configure<LedgerOptions>().Provide<ILedger, Bookkeeper>()
        .Services.AddSingleton<SignedPostings>();

    public void Map(IEndpointRouteBuilder routes) => LedgerEndpoints.Map(routes);
}

internal sealed class LedgerOptions
{
    /// <summary>Transactions that share one commit at most; ten times as many may wait for theirs.</summary>
    [Range(1, 1_000)]
    public int BatchMax { get; init; } = 200;

    /// <summary>Who posts by hand has to sign: an operator's session alone moves no money then.</summary>
    public bool TakesSignedOnly { get; init; }
}
