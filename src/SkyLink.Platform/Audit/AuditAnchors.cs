using System.Diagnostics.Metrics;
using SkyLink.Cryptography.Chains;
using SkyLink.Cryptography.Transparency;

namespace SkyLink.Platform.Audit;

/// <summary>
/// Publishes the newest head that all witnesses have cosigned on a chain, in the data of a transaction of the log's
/// account to itself. One process at a time, one transaction at a time: it is stored, then sent, and looked for on the
/// chain until it stands. A node that is away, refuses or contradicts itself is reported; the log goes on.
/// </summary>
internal sealed partial class AuditAnchors(
    Db<AuditModule> db, AuditAnchorKey key, AuditKeys keys, WitnessClient witnesses, IHttpClientFactory http,
    TimeProvider clock, IOptions<AuditOptions> log, IOptions<AuditAnchorOptions> options,
    ILogger<AuditAnchors> logger) : IJob
{
    /// <summary>Far more than 80 bytes of data need anywhere: a node that asks for more is not to be paid.</summary>
    private const ulong GasMax = 2_000_000;

    private static readonly Meter Meter = new("SkyLink.Platform.Audit");
    private static readonly Counter<long> Outcomes = Meter.CreateCounter<long>(
        "skylink.platform.audit.anchors", "{anchor}", "Anchors sent, replaced, confirmed, taken back and lost.");

    private static readonly Counter<long> Faults = Meter.CreateCounter<long>(
        "skylink.platform.audit.anchor_faults", "{fault}", "Times that a node of the chain kept a head from it.");

    private static readonly Histogram<double> Lag = Meter.CreateHistogram<double>(
        "skylink.platform.audit.anchor_lag", "s", "From the signing of an anchor until it stands on the chain.");

    private readonly Guid holder = Guid.CreateVersion7();
    private readonly AuditAnchorOptions options = options.Value;

    /// <summary>Since when the account's transactions pass over an anchor that is in no block.</summary>
    private readonly Dictionary<long, DateTimeOffset> passedOver = [];

    /// <summary>What the last round of this process came to, once there was one.</summary>
    private string? reported;
    private bool isReported;

    public async Task RunAsync(CancellationToken stopping)
    {
        if (options.Endpoint is not { } endpoint)
        {
            return;
        }

        using var timer = new PeriodicTimer(options.PollEvery, clock);
        try
        {
            do
            {
                if (await db.InStatementAsync(tx => AuditAnchorStore.HoldAsync(tx, holder), stopping))
                {
                    await TryRoundAsync(endpoint, stopping);
                }
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        finally
        {
            await db.InStatementAsync(tx => AuditAnchorStore.ReleaseAsync(tx, holder), CancellationToken.None);
        }
    }

    private async Task TryRoundAsync(Uri endpoint, CancellationToken cancellation)
    {
        using var client = http.CreateClient();
        try
        {
            await RoundAsync(new EthereumNode(client, endpoint), cancellation);
        }
        catch (EthereumNodeException fault)
        {
            Faults.Add(1);
            await ReportAsync(fault.Message, cancellation);
        }
    }

    private async Task RoundAsync(EthereumNode node, CancellationToken cancellation)
    {
        var (underWay, last, head) = await db.InTransactionAsync(
            async tx => (await AuditAnchorStore.UnderWayAsync(tx, options.ChainId),
                await AuditAnchorStore.LastAsync(tx, options.ChainId, key.Account), await HeadAsync(tx)),
            cancellation);
        var isDue = underWay.Count == 0 && head is not null && IsDue(head.Value, last);
        if (underWay.Count == 0 && !isDue)
        {
            return;
        }

        var chain = await node.ChainIdAsync(cancellation);
        if (chain != (ulong)options.ChainId)
        {
            throw new EthereumNodeException($"The node {node.Name} is of chain {chain}, not of {options.ChainId}.");
        }

        foreach (var anchor in underWay)
        {
            await SettleAsync(node, anchor, cancellation);
        }

        if (isDue && await StillStandsAsync(node, last, cancellation))
        {
            await MakeAsync(node, head!.Value, last, cancellation);
        }

        await ReportAsync(problem: null, cancellation);
    }

    /// <summary>One that was lost covers nothing; but its time counts, so that none is sent after the other.</summary>
    private bool IsDue(TreeHead head, AuditAnchor? last) => head.Size > 0 && (last is null
        || (clock.GetUtcNow() - last.MadeAt >= options.Every
            && (last.State == AuditAnchorState.Lost || head.Size > last.Head.Size)));

    /// <summary>The newest head that all witnesses cosigned; null where there is none of our keys.</summary>
    private async Task<TreeHead?> HeadAsync(Tx tx) =>
        await AuditStore.CosignedAsync(tx, witnesses.Known.Count) is { } note
            && AuditStore.TryRead(note) is { } signed
            && keys.Policy.Check(signed) == LogVerdict.Trusted
            ? signed.Checkpoint.Head
            : null;

    private async Task MakeAsync(EthereumNode node, TreeHead head, AuditAnchor? last, CancellationToken cancellation)
    {
        var nonce = await node.TransactionCountAsync(key.Account, cancellation);
        if (last is not null && nonce <= (ulong)last.Nonce)
        {
            throw new EthereumNodeException(
                $"The node {node.Name} counts {nonce} transactions of {key.Account}, and there were {last.Nonce + 1}: "
                + "it is behind, or the chain was begun anew.");
        }

        var input = LogAnchor.Encode(log.Value.Origin, head);
        var gas = await node.EstimateGasAsync(key.Account, key.Account, input, cancellation);
        if (gas > GasMax)
        {
            throw new EthereumNodeException($"The node {node.Name} asks for {gas} gas, which is beyond reason.");
        }

        var fees = AuditAnchorFees.Of(await node.FeesAsync(cancellation), options.FeeMaxGwei)
            ?? throw new EthereumNodeException(
                $"The chain asks for more than {options.FeeMaxGwei} gwei for a unit of gas: anchors wait.");
        var transaction = new DynamicFeeTransaction
        {
            ChainId = (ulong)options.ChainId,
            Nonce = nonce,
            MaxPriorityFeePerGas = fees.Priority,
            MaxFeePerGas = fees.Max,
            GasLimit = gas + (gas / 5),
            To = key.Account,
            Input = input,
        };
        await DemandFundsAsync(node, transaction, cancellation);
        var made = new AnchorTransaction(key.Sign(transaction), clock.GetUtcNow());
        await WriteAsync(
            tx => AuditAnchorStore.AddAsync(tx, options.ChainId, key.Account, head, made), cancellation);
        await SendAsync(node, made, cancellation);
        Count("sent");
        LogSent(logger, head.Size, options.ChainId, Hex(made.Hash));
    }

    private async Task DemandFundsAsync(
        EthereumNode node, DynamicFeeTransaction transaction, CancellationToken cancellation)
    {
        var (held, cost) = (await node.BalanceAsync(key.Account, cancellation),
            transaction.GasLimit * transaction.MaxFeePerGas);
        if (held < cost)
        {
            throw new EthereumNodeException(
                $"The account {key.Account} holds {held} wei on chain {options.ChainId}, and an anchor may cost "
                + $"{cost}: send it some.");
        }
    }

    /// <summary>Looks where an anchor is, and brings it further.</summary>
    private async Task SettleAsync(EthereumNode node, AuditAnchor anchor, CancellationToken cancellation)
    {
        var signed = await db.InStatementAsync(
            tx => AuditAnchorStore.TransactionsAsync(tx, anchor.Number), cancellation);
        foreach (var one in signed)
        {
            if (await node.PlaceAsync(one.Hash, cancellation) is { } place)
            {
                passedOver.Remove(anchor.Number);
                await IncludeAsync(node, anchor, one, place, cancellation);
                return;
            }
        }

        if (anchor.Place is not null)
        {
            await TakeBackAsync(node, anchor, cancellation);
        }

        if (await node.TransactionCountAsync(anchor.Account, cancellation) > (ulong)anchor.Nonce)
        {
            await PassOverAsync(anchor, cancellation);
            return;
        }

        passedOver.Remove(anchor.Number);
        var newest = signed[0];
        var isLate = anchor.Account.Equals(key.Account)
            && clock.GetUtcNow() - newest.SignedAt >= options.ReplaceAfter;
        if (isLate && await TryReplaceAsync(node, anchor, newest, cancellation))
        {
            return;
        }

        if (await node.FindAsync(newest.Hash, cancellation) is null)
        {
            await SendAsync(node, newest, cancellation); // A crash, or the node forgot it.
        }

        if (isLate)
        {
            throw new EthereumNodeException(
                $"Anchor {anchor.Number} waits on chain {options.ChainId}, and more than {options.FeeMaxGwei} gwei "
                + "for a unit of gas must not be paid.");
        }
    }

    private async Task IncludeAsync(
        EthereumNode node, AuditAnchor anchor, AnchorTransaction signed, TransactionPlace place,
        CancellationToken cancellation)
    {
        var hash = await node.BlockHashAsync(place.BlockNumber, cancellation);
        if (hash is null || !place.BlockHash.Span.SequenceEqual(hash))
        {
            throw new EthereumNodeException(
                $"The node {node.Name} names a block for {Hex(signed.Hash)} that is not block {place.BlockNumber}.");
        }

        var latest = await node.BlockNumberAsync(cancellation);
        var isDeep = latest >= place.BlockNumber
            && latest - place.BlockNumber + 1 >= (ulong)options.Confirmations;
        var state = isDeep ? AuditAnchorState.Confirmed : AuditAnchorState.Included;
        if (state == anchor.State && anchor.Place is { } known && known.BlockHash.Span.SequenceEqual(hash))
        {
            return;
        }

        var now = clock.GetUtcNow();
        await WriteAsync(
            tx => AuditAnchorStore.SetAsync(tx, anchor.Number, state, signed.Hash, place, now), cancellation);
        if (isDeep)
        {
            Count("confirmed");
            Lag.Record((now - anchor.MadeAt).TotalSeconds);
            LogConfirmed(logger, anchor.Head.Size, options.ChainId, Hex(signed.Hash), place.BlockNumber);
        }
    }

    /// <summary>Its block is no more: the chain was reorganized.</summary>
    private async Task TakeBackAsync(EthereumNode node, AuditAnchor anchor, CancellationToken cancellation)
    {
        var latest = await node.BlockNumberAsync(cancellation);
        if (latest < anchor.Place!.BlockNumber)
        {
            throw new EthereumNodeException(
                $"The node {node.Name} is at block {latest}, and anchor {anchor.Number} is in "
                + $"{anchor.Place.BlockNumber}: it is behind.");
        }

        await WriteAsync(
            tx => AuditAnchorStore.SetAsync(
                tx, anchor.Number, AuditAnchorState.Pending, anchor.TransactionHash, place: null, clock.GetUtcNow()),
            cancellation);
        Count("taken back");
        LogTakenBack(logger, anchor.Number, options.ChainId, anchor.Place.BlockNumber);
    }

    /// <summary>The newest anchor of the account is on the chain yet; if not, it is under way again.</summary>
    private async Task<bool> StillStandsAsync(EthereumNode node, AuditAnchor? last, CancellationToken cancellation)
    {
        if (last?.Place is not { } known)
        {
            return true;
        }

        var place = await node.PlaceAsync(last.TransactionHash, cancellation);
        if (place is not null && place.BlockHash.Span.SequenceEqual(known.BlockHash.Span))
        {
            return true;
        }

        await TakeBackAsync(node, last, cancellation);
        return false;
    }

    /// <summary>Nodes behind one address may disagree for a while: only what stays so is lost.</summary>
    private async Task PassOverAsync(AuditAnchor anchor, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        passedOver.TryAdd(anchor.Number, now);
        if (now - passedOver[anchor.Number] < options.ReplaceAfter)
        {
            return;
        }

        await WriteAsync(
            tx => AuditAnchorStore.SetAsync(
                tx, anchor.Number, AuditAnchorState.Lost, anchor.TransactionHash, place: null, now),
            cancellation);
        passedOver.Remove(anchor.Number);
        Count("lost");
        LogLost(logger, anchor.Number, options.ChainId, anchor.Nonce, anchor.Account.ToString());
    }

    /// <returns>False where that would cost more than may be paid.</returns>
    private async Task<bool> TryReplaceAsync(
        EthereumNode node, AuditAnchor anchor, AnchorTransaction former, CancellationToken cancellation)
    {
        var old = (DynamicFeeTransaction)former.Signed.Transaction;
        var now = AuditAnchorFees.Of(await node.FeesAsync(cancellation), options.FeeMaxGwei);
        if (AuditAnchorFees.After(old, now, options.FeeMaxGwei) is not { } fees)
        {
            return false;
        }

        var made = new AnchorTransaction(
            key.Sign(old with { MaxFeePerGas = fees.Max, MaxPriorityFeePerGas = fees.Priority }), clock.GetUtcNow());
        await WriteAsync(tx => AuditAnchorStore.ReplaceAsync(tx, anchor.Number, made), cancellation);
        await SendAsync(node, made, cancellation);
        Count("replaced");
        LogReplaced(logger, anchor.Number, Hex(made.Hash), options.ChainId);
        return true;
    }

    /// <summary>A node that has it already refuses it in words of its own.</summary>
    private static async Task SendAsync(EthereumNode node, AnchorTransaction made, CancellationToken cancellation)
    {
        try
        {
            await node.SendAsync(made.Signed, cancellation);
        }
        catch (EthereumNodeException refused) when (refused.IsRefusal)
        {
            if (await node.FindAsync(made.Hash, cancellation) is null)
            {
                throw;
            }
        }
    }

    /// <summary>Only whoever anchors now writes: one that stood still for too long finds out here.</summary>
    private Task WriteAsync(Func<Tx, Task> write, CancellationToken cancellation) => db.InTransactionAsync(
        async tx =>
        {
            if (!await AuditAnchorStore.HoldAsync(tx, holder))
            {
                throw new TimeoutException("Another process anchors the audit log now.");
            }

            await write(tx);
        },
        cancellation);

    private async Task ReportAsync(string? problem, CancellationToken cancellation)
    {
        if (isReported && problem == reported)
        {
            return;
        }

        var now = clock.GetUtcNow();
        await WriteAsync(
            tx => AuditAnchorStore.ReportAsync(tx, holder, problem is null ? null : new AnchorProblem(problem, now)),
            cancellation);
        if (problem is not null)
        {
            LogProblem(logger, problem);
        }

        (reported, isReported) = (problem, true);
    }

    private static void Count(string outcome) =>
        Outcomes.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    private static string Hex(byte[] hash) => $"0x{Convert.ToHexStringLower(hash)}";
}
