using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;

namespace SkyLink.Settle.Ledger;

/// <summary>A transaction that waits for its commit.</summary>
/// <param name="ContentSha256">Of all but the id: tells a repeat from another transaction under the same id.</param>
internal sealed record Draft(PostTransaction Request, byte[] ContentSha256, EventOrigin Origin)
{
    public static Draft Of(PostTransaction request)
    {
        var metadata = request.Metadata?.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToArray();
        var content = new { request.Description, request.Reference, request.Postings, Metadata = metadata };
        return new Draft(
            request, SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(content, Json.Options)), EventOrigin.Current);
    }
}

/// <summary>
/// The ledger. Whoever posts while a commit is under way shares the next one: the balances concerned are locked once,
/// each transaction is judged in memory in the order of arrival, and all accepted ones are written together.
/// </summary>
internal sealed class Bookkeeper : ILedger, IAsyncDisposable
{
    private static readonly ActivitySource Traces = new("SkyLink.Settle");

    private readonly Db<LedgerModule> db;
    private readonly TimeProvider clock;
    private readonly OpenBalances open;
    private readonly GroupCommit<Draft, Result<PostedTransaction>> posts;

    public Bookkeeper(Db<LedgerModule> db, TimeProvider clock, IOptions<LedgerOptions> options)
    {
        (this.db, this.clock, open) = (db, clock, new OpenBalances(db));
        posts = new GroupCommit<Draft, Result<PostedTransaction>>(
            db, WriteAsync, options.Value.BatchMax);
    }

    public async Task<Result<LedgerAccount>> OpenAsync(OpenAccount request, CancellationToken cancellation)
    {
        if (LedgerRules.RefusalOf(request) is { } refusal)
        {
            return refusal;
        }

        var now = clock.GetUtcNow();
        var account = await db.InTransactionAsync(tx => LedgerStore.OpenAsync(tx, request, now), cancellation);
        return account.Asset == request.Asset ? account : LedgerErrors.AccountDiffers.With(account.Account);
    }

    public async Task<Result<PostedTransaction>> PostAsync(PostTransaction request, CancellationToken cancellation)
    {
        using var activity = Traces.StartActivity("ledger post");
        var refusal = LedgerRules.RefusalOf(request) ?? await open.EnsureAsync(request.Postings, cancellation);
        return refusal ?? await posts.AddAsync(Draft.Of(request), cancellation);
    }

    public async Task<Result<AccountBalance>> BalanceAsync(
        string account, string asset, CancellationToken cancellation)
    {
        if (!LedgerRules.IsAccount(account) || !LedgerRules.IsAsset(asset))
        {
            return LedgerRules.IsAccount(account) ? LedgerErrors.InvalidAsset : LedgerErrors.InvalidAccount;
        }

        var found = await db.InStatementAsync(tx => LedgerQueries.BalanceAsync(tx, account, asset), cancellation);
        return found is null ? LedgerErrors.UnknownAccount.With(account) : found;
    }

    public ValueTask DisposeAsync() => posts.DisposeAsync();

    /// <summary>Judges and writes a batch; answers in its order. Runs again if the transaction must.</summary>
    internal async Task<IReadOnlyList<Result<PostedTransaction>>> WriteAsync(Tx tx, IReadOnlyList<Draft> drafts)
    {
        var keys = drafts.SelectMany(draft => OpenBalances.KeysOf(draft.Request.Postings)).Distinct()
            .Order(BalanceKey.Order).ToList();
        var book = new Book(await LedgerStore.LockAsync(tx, keys));
        var ids = drafts.Select(draft => draft.Request.Id).Distinct().ToArray();
        var earlier = (await LedgerStore.EarlierAsync(tx, ids)).ToDictionary(it => it.Id);
        var now = clock.GetUtcNow();
        var accepted = new List<Draft>(drafts.Count);
        var answers = new List<Result<PostedTransaction>>(drafts.Count);
        foreach (var draft in drafts)
        {
            var id = draft.Request.Id;
            if (earlier.TryGetValue(id, out var first))
            {
                answers.Add(AnswerToRepeat(draft, first));
            }
            else if (book.Enter(draft.Request) is { } refusal)
            {
                answers.Add(refusal);
            }
            else
            {
                earlier.Add(id, new Earlier(id, draft.ContentSha256, now));
                accepted.Add(draft);
                answers.Add(Posted(draft.Request, now));
            }
        }

        if (accepted.Count > 0)
        {
            await LedgerStore.WriteAsync(tx, accepted, book, now);
            accepted.ForEach(draft => tx.Publish(Told(draft.Request, now), draft.Origin));
        }

        return answers;
    }

    private static Result<PostedTransaction> AnswerToRepeat(Draft draft, Earlier first) =>
        draft.ContentSha256.AsSpan().SequenceEqual(first.ContentSha256)
            ? Posted(draft.Request, first.PostedAt)
            : LedgerErrors.DuplicateIdConflict.With(draft.Request.Id.ToString());

    private static PostedTransaction Posted(PostTransaction request, DateTimeOffset at) => new(
        request.Id, request.Description, request.Reference, request.Postings, request.Metadata, at);

    private static TransactionPosted Told(PostTransaction request, DateTimeOffset at) => new(
        request.Id, request.Description, request.Reference, request.Postings, request.Metadata, at);
}
