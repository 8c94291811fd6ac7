using SkyLink.Platform;

namespace SkyLink.Settle.Ledger;

internal sealed record OpenAccountRequest(
    [property: RegularExpression(LedgerRules.AssetPattern)] string? Asset = null);

internal sealed record PostTransactionRequest(
    [property: StringLength(LedgerRules.DescriptionLengthMax, MinimumLength = 1)] string Description,
    [property: StringLength(LedgerRules.ReferenceLengthMax, MinimumLength = 1)] string Reference,
    [property: MinLength(1), MaxLength(LedgerRules.PostingsMax)] IReadOnlyList<Posting> Postings,
    IReadOnlyDictionary<string, string>? Metadata = null)
{
    public PostTransaction WithId(Guid id) => new(id, Description, Reference, Postings, Metadata);
}

/// <param name="Prefix">Only accounts whose name begins so.</param>
/// <param name="After">The last name of the page before.</param>
internal sealed record AccountsPage(
    [property: RegularExpression("^[A-Za-z0-9_.:-]{0,200}$")] string? Prefix,
    [property: RegularExpression("^[A-Za-z0-9_.:-]{0,200}$")] string? After,
    [property: Range(1, PageRequest.LimitMax)] int Limit = 50);

/// <param name="After">The last number of the page before.</param>
internal sealed record EntriesPage(
    [property: Required, RegularExpression(LedgerRules.AssetPattern)] string? Asset,
    [property: Range(1, long.MaxValue)] long? After,
    [property: Range(1, PageRequest.LimitMax)] int Limit = 50);

/// <param name="Reference">Only transactions about this.</param>
/// <param name="After">The last number of the page before.</param>
internal sealed record TransactionsPage(
    [property: RegularExpression(@"^\P{C}{1,200}$")] string? Reference,
    [property: Range(1, long.MaxValue)] long? After,
    [property: Range(1, PageRequest.LimitMax)] int Limit = 50);

internal sealed record AccountView(
    string Account, AccountKind Kind, string? Asset, DateTimeOffset OpenedAt, IReadOnlyList<Money> Balances)
{
    public static AccountView Of(LedgerAccount it, ILookup<string, Money> balances) =>
        new(it.Account, it.Kind, it.Asset, it.OpenedAt, [.. balances[it.Account]]);
}

/// <param name="Number">Counts the account's entries in the asset, from one.</param>
/// <param name="Amount">Below zero where the money left.</param>
/// <param name="Balance">After the entry.</param>
internal sealed record EntryView(
    long Number, Guid TransactionId, Money Amount, Money Balance, string Description, string Reference,
    DateTimeOffset PostedAt)
{
    public static EntryView Of(EntryRow it, string asset) => new(
        it.Number, it.TransactionId, new Money(it.Units, asset), new Money(it.Balance, asset), it.Description,
        it.Reference, it.PostedAt);
}

/// <param name="IsBalanced">Every asset adds up to zero and every balance is what its entries make.</param>
internal sealed record TrialBalanceView(bool IsBalanced, DateTimeOffset At, IReadOnlyList<TrialBalanceLine> Assets)
{
    public static TrialBalanceView Of(List<AssetTotals> totals, DateTimeOffset at)
    {
        var lines = totals.ConvertAll(TrialBalanceLine.Of);
        return new(lines.TrueForAll(line => line.Sum == "0" && line.Differing.Count == 0), at, lines);
    }
}

/// <summary>Sums are whole units in decimal: they may have more digits than a balance.</summary>
/// <param name="Differing">Accounts whose balance is not what their entries make; the first 100.</param>
internal sealed record TrialBalanceLine(
    string Asset, long Balances, long Entries, string Positive, string Negative, string Sum,
    IReadOnlyList<string> Differing)
{
    public static TrialBalanceLine Of(AssetTotals it) => new(
        it.Asset, it.Balances, it.Entries, it.Positive.ToString(), it.Negative.ToString(),
        (it.Positive + it.Negative).ToString(), it.Differing);
}

internal static partial class LedgerEndpoints
{
    /// <summary>A signed request is at most 65,536 bytes, and its signatures are in base64.</summary>
    private const int SignedBytesMax = 80 * 1024;

    private static readonly Permission CanRead = new(
        "ledger.read", "See accounts, balances and transactions", Role.Analyst, Role.Operator, Role.Admin);

    private static readonly Permission CanPost = new(
        "ledger.post", "Open accounts and post transactions by hand", Role.Operator, Role.Admin);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var ledger = routes.MapGroup("/api/v1/ledger").WithTags("Ledger");
        ledger.MapGet("/accounts", AccountsAsync).Requires(CanRead)
            .WithName("ListLedgerAccounts").WithSummary("Read accounts and their balances by name");
        ledger.MapGet("/accounts/{account}", AccountAsync).Requires(CanRead)
            .WithName("GetLedgerAccount").WithSummary("Read one account and its balances");
        ledger.MapPut("/accounts/{account}", OpenAsync).Requires(CanPost, rate: RateClass.Write)
            .WithName("OpenLedgerAccount").WithSummary("Open an account, unless it is open");
        ledger.MapGet("/accounts/{account}/entries", EntriesAsync).Requires(CanRead)
            .WithName("ListLedgerEntries").WithSummary("Read an account's entries in one asset, latest first");
        ledger.MapGet("/transactions", TransactionsAsync).Requires(CanRead)
            .WithName("ListLedgerTransactions").WithSummary("Read transactions, latest first");
        ledger.MapGet("/transactions/{id:guid}", TransactionAsync).Requires(CanRead)
            .WithName("GetLedgerTransaction").WithSummary("Read one transaction");
        ledger.MapPost("/transactions", PostAsync).Requires(CanPost, rate: RateClass.Write)
            .WithName("PostLedgerTransaction").WithSummary("Move money by hand");
        ledger.MapPost("/transactions/signed", PostSignedAsync).Requires(CanPost, rate: RateClass.Write)
            .WithMetadata(new RequestSizeLimitAttribute(SignedBytesMax)).WithName("PostSignedLedgerTransaction")
            .WithSummary("Move money by a request that a client of one's organization has signed, once");
        ledger.MapGet("/trial-balance", TrialBalanceAsync).Requires(CanRead)
            .WithName("GetTrialBalance").WithSummary("Prove that all balances add up and are what their entries make");
    }

    private static async Task<Ok<Page<AccountView>>> AccountsAsync(
        [AsParameters] AccountsPage page, Db<LedgerModule> db, CancellationToken cancellation)
    {
        var (accounts, balances) = await db.InTransactionAsync(async tx =>
        {
            var found = await LedgerQueries.AccountsAsync(tx, page.Prefix ?? "", page.After ?? "", page.Limit);
            return (found, await LedgerQueries.BalancesAsync(tx, found.ConvertAll(account => account.Account)));
        }, cancellation);
        return TypedResults.Ok(
            Page.Of(accounts, page.Limit, account => AccountView.Of(account, balances), account => account.Account));
    }

    private static async Task<Results<Ok<AccountView>, ProblemHttpResult>> AccountAsync(
        string account, Db<LedgerModule> db, CancellationToken cancellation)
    {
        var view = LedgerRules.IsAccount(account)
            ? await db.InTransactionAsync(tx => ViewAsync(tx, account), cancellation)
            : null;
        return view is null ? LedgerErrors.UnknownAccount.ToProblem() : TypedResults.Ok(view);
    }

    private static async Task<Results<Ok<AccountView>, ProblemHttpResult>> OpenAsync(
        string account, OpenAccountRequest request, Db<LedgerModule> db, ILedger ledger, Caller caller,
        ILogger<LedgerModule> logger, CancellationToken cancellation)
    {
        var result = await ledger.OpenAsync(new OpenAccount(account, request.Asset), cancellation);
        if (!result.Is(out var opened, out var error))
        {
            return error.ToProblem();
        }

        LogOpened(logger, opened.Account, caller.UserId);
        var view = await db.InTransactionAsync(tx => ViewAsync(tx, opened.Account), cancellation);
        return TypedResults.Ok(view!);
    }

    private static async Task<Results<Ok<Page<EntryView>>, ProblemHttpResult>> EntriesAsync(
        string account, [AsParameters] EntriesPage page, Db<LedgerModule> db, CancellationToken cancellation)
    {
        var asset = page.Asset!;
        var before = page.After ?? long.MaxValue;
        var entries = LedgerRules.IsAccount(account)
            ? await db.InTransactionAsync(async tx => await LedgerQueries.AccountAsync(tx, account) is null
                ? null
                : await LedgerQueries.EntriesAsync(tx, account, asset, before, page.Limit), cancellation)
            : null;
        return entries is null
            ? LedgerErrors.UnknownAccount.ToProblem()
            : TypedResults.Ok(Page.Of(
                entries, page.Limit, entry => EntryView.Of(entry, asset), entry => entry.Number.ToString()));
    }

    private static async Task<Ok<Page<PostedTransaction>>> TransactionsAsync(
        [AsParameters] TransactionsPage page, Db<LedgerModule> db, CancellationToken cancellation)
    {
        var found = await db.InTransactionAsync(tx => LedgerQueries.TransactionsAsync(
            tx, page.Reference, page.After ?? long.MaxValue, page.Limit), cancellation);
        return TypedResults.Ok(Page.Of(found, page.Limit, row => row.Transaction, row => row.Number.ToString()));
    }

    private static async Task<Results<Ok<PostedTransaction>, ProblemHttpResult>> TransactionAsync(
        Guid id, Db<LedgerModule> db, CancellationToken cancellation)
    {
        var found = await db.InTransactionAsync(tx => LedgerQueries.TransactionAsync(tx, id), cancellation);
        return found is null ? LedgerErrors.UnknownTransaction.ToProblem() : TypedResults.Ok(found.Transaction);
    }

    private static async Task<Results<Created<PostedTransaction>, ProblemHttpResult>> PostAsync(
        PostTransactionRequest request, [FromHeader(Name = "Idempotency-Key")] string key, ILedger ledger,
        Caller caller, IOptions<LedgerOptions> options, ILogger<LedgerModule> logger, CancellationToken cancellation)
    {
        var refused = options.Value.TakesSignedOnly ? LedgerErrors.SignatureNeeded
            : SignedPostings.IsClaimed(request.Metadata) ? LedgerErrors.InvalidMetadata.With("signed.* is reserved.")
            : Idempotency.RefusalOf(key);
        if (refused is not null)
        {
            return refused.ToProblem();
        }

        // The ledger posts once per id, and the key is the id: no second record of answers is needed.
        var id = Idempotency.IdOf($"ledger.post:{caller.UserId}", key);
        var result = await ledger.PostAsync(request.WithId(id), cancellation);
        if (result.Is(out var posted, out var error))
        {
            LogPosted(logger, id, caller.UserId);
            return TypedResults.Created($"/api/v1/ledger/transactions/{id}", posted);
        }

        return (error.Code == LedgerErrors.DuplicateIdConflict.Code ? Idempotency.KeyReused : error).ToProblem();
    }

    private static async Task<Results<Created<PostedTransaction>, ProblemHttpResult>> PostSignedAsync(
        SignedPosting request, [FromHeader(Name = "Idempotency-Key")] string key, SignedPostings postings,
        Caller caller, ILogger<LedgerModule> logger, CancellationToken cancellation)
    {
        if (Idempotency.RefusalOf(key) is { } refusal)
        {
            return refusal.ToProblem();
        }

        var id = Idempotency.IdOf($"ledger.post_signed:{caller.UserId}", key);
        Guid? owner = caller.Is(Role.Admin) ? null : caller.OrganizationId;
        var result = await postings.PostAsync(id, request, owner, cancellation);
        if (!result.Is(out var posted, out var error))
        {
            return error.ToProblem();
        }

        LogSigned(logger, id, caller.UserId);
        return TypedResults.Created($"/api/v1/ledger/transactions/{id}", posted);
    }

    private static async Task<Ok<TrialBalanceView>> TrialBalanceAsync(
        Db<LedgerModule> db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var totals = await db.InStatementAsync(LedgerQueries.TrialBalanceAsync, cancellation);
        return TypedResults.Ok(TrialBalanceView.Of(totals, now));
    }

    private static async Task<AccountView?> ViewAsync(Tx tx, string name) =>
        await LedgerQueries.AccountAsync(tx, name) is { } account
            ? AccountView.Of(account, await LedgerQueries.BalancesAsync(tx, [name]))
            : null;

    [LoggerMessage(LogLevel.Information, "Account {Account} opened by {UserId}")]
    private static partial void LogOpened(ILogger logger, string account, Guid userId);

    [LoggerMessage(LogLevel.Information, "Transaction {TransactionId} posted as signed by {UserId}")]
    private static partial void LogSigned(ILogger logger, Guid transactionId, Guid userId);

    [LoggerMessage(LogLevel.Information, "Transaction {TransactionId} posted by hand by {UserId}")]
    private static partial void LogPosted(ILogger logger, Guid transactionId, Guid userId);
}
