using SkyLink.Cryptography.Chains;
using SkyLink.Cryptography.Transparency;

namespace SkyLink.Platform.Audit;

/// <summary>How far an anchor is.</summary>
internal enum AuditAnchorState
{
    /// <summary>Signed and stored; sent, or about to be.</summary>
    Pending,

    /// <summary>In a block, with too few above it.</summary>
    Included,

    /// <summary>In a block that stands.</summary>
    Confirmed,

    /// <summary>Another transaction of the account took its place.</summary>
    Lost,
}

/// <summary>A head of the log in a transaction of a chain.</summary>
/// <param name="Nonce">The number of the transaction among those of its account.</param>
/// <param name="TransactionHash">Of the one that is in a block, or was sent last.</param>
internal sealed record AuditAnchor(
    long Number, long ChainId, EthereumAddress Account, long Nonce, TreeHead Head, AuditAnchorState State,
    byte[] TransactionHash, TransactionPlace? Place, DateTimeOffset MadeAt, DateTimeOffset ChangedAt);

/// <summary>A transaction that was signed for an anchor.</summary>
internal sealed record AnchorTransaction(SignedTransaction Signed, DateTimeOffset SignedAt)
{
    public byte[] Hash { get; } = Signed.Hash();
}

/// <summary>What kept the log from being anchored last.</summary>
internal sealed record AnchorProblem(string Text, DateTimeOffset At);

/// <summary>All SQL of the anchors.</summary>
internal static class AuditAnchorStore
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Makes a process the one that anchors, or keeps it so, until the transaction is over and 20 seconds after. By the
    /// database's clock, which is the same for all.
    /// </summary>
    /// <returns>False while another one is.</returns>
    public static async Task<bool> HoldAsync(Tx tx, Guid holder) => await tx.ExecuteAsync($"""
        insert into anchor_writer (holder, until) values ({holder}, now() + {Lease})
        on conflict (one) do update set holder = excluded.holder, until = excluded.until
         where anchor_writer.holder = excluded.holder or anchor_writer.until < now()
        """) > 0;

    /// <summary>Another process need not wait.</summary>
    public static Task ReleaseAsync(Tx tx, Guid holder) =>
        tx.ExecuteAsync($"update anchor_writer set until = '-infinity' where holder = {holder}");

    public static Task ReportAsync(Tx tx, Guid holder, AnchorProblem? problem) => tx.ExecuteAsync($"""
        update anchor_writer set problem = {problem?.Text}, problem_at = {problem?.At} where holder = {holder}
        """);

    public static Task<AnchorProblem?> ProblemAsync(Tx tx) => tx.FindAsync(
        $"select problem, problem_at from anchor_writer where problem is not null",
        row => new AnchorProblem(row.Get<string>("problem"), row.Get<DateTimeOffset>("problem_at")));

    public static async Task AddAsync(
        Tx tx, long chainId, EthereumAddress account, TreeHead head, AnchorTransaction made)
    {
        var number = await tx.ScalarAsync<long>($"""
            insert into anchors (chain_id, account, nonce, size, root, state, transaction_hash, made_at, changed_at)
            values ({chainId}, {account.Raw.ToArray()}, {checked((long)made.Signed.Transaction.Nonce)}, {head.Size},
                    {head.Root.Bytes.ToArray()}, {nameof(AuditAnchorState.Pending)}, {made.Hash}, {made.SignedAt},
                    {made.SignedAt})
            returning number
            """);
        await AddTransactionAsync(tx, number, made);
    }

    /// <summary>The same anchor again, for more.</summary>
    public static async Task ReplaceAsync(Tx tx, long number, AnchorTransaction made)
    {
        await tx.ExecuteAsync($"""
            update anchors set transaction_hash = {made.Hash}, changed_at = {made.SignedAt} where number = {number}
            """);
        await AddTransactionAsync(tx, number, made);
    }

    public static Task SetAsync(
        Tx tx, long number, AuditAnchorState state, byte[] hash, TransactionPlace? place, DateTimeOffset now) =>
        tx.ExecuteAsync($"""
            update anchors set state = {state.ToString()}, transaction_hash = {hash}, changed_at = {now},
                   block_number = {(place is null ? null : (long?)checked((long)place.BlockNumber))},
                   block_hash = {place?.BlockHash.ToArray()}
             where number = {number}
            """);

    /// <summary>Those of a chain whose end is open, oldest first.</summary>
    public static Task<List<AuditAnchor>> UnderWayAsync(Tx tx, long chainId) => tx.ListAsync($"""
        select * from anchors where chain_id = {chainId} and state in ('Pending', 'Included') order by number
        """, Read);

    /// <summary>What was signed for an anchor, newest first.</summary>
    public static Task<List<AnchorTransaction>> TransactionsAsync(Tx tx, long number) => tx.ListAsync(
        $"select raw, signed_at from anchor_transactions where anchor = {number} order by signed_at desc",
        row => SignedTransaction.TryDecode(row.Get<byte[]>("raw"), out var signed)
            ? new AnchorTransaction(signed, row.Get<DateTimeOffset>("signed_at"))
            : throw new InvalidDataException($"A transaction of the audit log's anchor {number} was changed."));

    /// <summary>The anchor that an account made last on a chain.</summary>
    public static Task<AuditAnchor?> LastAsync(Tx tx, long chainId, EthereumAddress account) => tx.FindAsync($"""
        select * from anchors where chain_id = {chainId} and account = {account.Raw.ToArray()}
         order by nonce desc limit 1
        """, Read);

    /// <summary>The newest that stands.</summary>
    public static Task<AuditAnchor?> ConfirmedAsync(Tx tx) => tx.FindAsync(
        $"select * from anchors where state = 'Confirmed' order by size desc, number limit 1", Read);

    /// <summary>The first that covers an entry and stands.</summary>
    public static Task<AuditAnchor?> CoveringAsync(Tx tx, long entry) => tx.FindAsync(
        $"select * from anchors where state = 'Confirmed' and size > {entry} order by size, number limit 1", Read);

    /// <summary>Newest first.</summary>
    public static Task<List<AuditAnchor>> ListAsync(Tx tx, long? before, int limit) => tx.ListAsync($"""
        select * from anchors where number < {before ?? long.MaxValue} order by number desc limit {limit}
        """, Read);

    private static Task<int> AddTransactionAsync(Tx tx, long number, AnchorTransaction made) => tx.ExecuteAsync($"""
        insert into anchor_transactions (hash, anchor, raw, signed_at)
        values ({made.Hash}, {number}, {made.Signed.Encoded.ToArray()}, {made.SignedAt})
        """);

    private static AuditAnchor Read(NpgsqlDataReader row) => new(
        row.Get<long>("number"), row.Get<long>("chain_id"), EthereumAddress.FromBytes(row.Get<byte[]>("account")),
        row.Get<long>("nonce"), new TreeHead(row.Get<long>("size"), HashOf(row.Get<byte[]>("root"))),
        Enum.Parse<AuditAnchorState>(row.Get<string>("state")), row.Get<byte[]>("transaction_hash"),
        row.Find<byte[]>("block_hash") is { } block
            ? new TransactionPlace((ulong)row.Get<long>("block_number"), block)
            : null,
        row.Get<DateTimeOffset>("made_at"), row.Get<DateTimeOffset>("changed_at"));

    private static TreeHash HashOf(byte[] bytes) => TreeHash.TryRead(bytes, out var hash)
        ? hash
        : throw new InvalidDataException("The root of an anchor is no hash.");
}
