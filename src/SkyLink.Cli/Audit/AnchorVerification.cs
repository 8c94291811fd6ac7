using System.Buffers;
using System.Globalization;
using System.Text.Json;
using SkyLink.Cryptography.Chains;
using SkyLink.Cryptography.Transparency;

namespace SkyLink.Cli;

/// <summary>Who anchors a log, and on which chain.</summary>
internal sealed record AnchorAccount(ulong ChainId, EthereumAddress Account)
{
    /// <summary>Null where it does not say a chain and an account.</summary>
    public static AnchorAccount? Find(JsonElement json) =>
        ulong.TryParse(json.Text("chainId"), CultureInfo.InvariantCulture, out var chain)
            && EthereumAddress.TryParse(json.Text("account"), out var account)
            ? new AnchorAccount(chain, account)
            : null;
}

/// <summary>
/// Asks a chain which heads of a log were published there, and whether the log still begins with each of them. Of what
/// the log notes of its anchors only the names of transactions are believed: what these say is read from the chain, and
/// that none is left out follows from the account's count of them.
/// </summary>
internal sealed class AnchorVerification : IDisposable
{
    private readonly HttpClient http;
    private readonly IAuditSource source;
    private readonly TrustFile trust;
    private readonly AnchorAccount who;
    private readonly IReadOnlyList<JsonElement> noted;
    private readonly ulong made;

    private AnchorVerification(
        HttpClient http, EthereumNode chain, IAuditSource source, TrustFile trust, AnchorAccount who,
        IReadOnlyList<JsonElement> noted, ulong made)
    {
        (this.http, Chain, this.source, this.trust) = (http, chain, source, trust);
        (this.who, this.noted, this.made) = (who, noted, made);
    }

    private EthereumNode Chain { get; }

    /// <summary>
    /// Counts the account's transactions, then asks what is noted of them: whatever is on the chain by then is noted,
    /// for it was before it was sent. The log's checkpoint comes after that.
    /// </summary>
    /// <exception cref="CliException">The node does not answer, or is of another chain.</exception>
    public static async Task<AnchorVerification> BeginAsync(
        IAuditSource source, TrustFile trust, Uri node, CancellationToken cancellation)
    {
        var account = trust.Anchors
            ?? (await source.AnchorsAsync(cancellation)).Select(AnchorAccount.Find).FirstOrDefault(it => it is not null)
            ?? throw new CliException(ExitCode.Failed, "nothing names an account that anchors this log.");
        var client = new HttpClient();
        try
        {
            var chain = new EthereumNode(client, node);
            var id = await chain.ChainIdAsync(cancellation);
            if (id != account.ChainId)
            {
                throw new CliException(
                    ExitCode.Failed, $"{chain.Name} is of chain {id}, and the log is anchored on {account.ChainId}.");
            }

            var count = await chain.TransactionCountAsync(account.Account, cancellation);
            return new AnchorVerification(
                client, chain, source, trust, account, await source.AnchorsAsync(cancellation), count);
        }
        catch (EthereumNodeException fault)
        {
            client.Dispose();
            throw new CliException(ExitCode.Failed, fault.Message);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public void Dispose() => http.Dispose();

    /// <summary>Faults and what was compared, added to a verdict.</summary>
    /// <exception cref="CliException">The node does not answer.</exception>
    public async Task<AuditVerdict> CheckAsync(
        AuditVerdict verdict, SignedCheckpoint checkpoint, bool isCopy, CancellationToken cancellation)
    {
        try
        {
            return await CheckAsync(verdict, checkpoint.Checkpoint.Head, isCopy, cancellation);
        }
        catch (EthereumNodeException fault)
        {
            throw new CliException(ExitCode.Failed, fault.Message);
        }
    }

    private async Task<AuditVerdict> CheckAsync(
        AuditVerdict verdict, TreeHead head, bool isCopy, CancellationToken cancellation)
    {
        var (faults, compared, nonces) = (verdict.Faults.ToList(), verdict.Compared.ToList(), new HashSet<ulong>());
        foreach (var anchor in noted.Reverse().Where(it => AnchorAccount.Find(it) == who))
        {
            var name = $"anchor {anchor.Text("number")} ({anchor.Text("transactionHash")})".Printable();
            if (await Chain.FindAsync(HashOf(anchor), cancellation) is not { Place: { } place } found)
            {
                faults.AddRange(anchor.Text("state") == "Confirmed"
                    ? [$"{name} is in no block of chain {who.ChainId}, and was said to stand."]
                    : (string[])[]);
                continue;
            }

            nonces.Add(found.Nonce);
            if (await WhatIsWrongAsync(found, head, isCopy, cancellation) is { } wrong)
            {
                faults.Add($"{name} {wrong}");
            }
            else if (LogAnchor.TryRead(found.Input.Span, out var read) && read.Head.Size <= head.Size)
            {
                compared.Add($"{name} in block {place.BlockNumber} of chain {who.ChainId}, {read.Head.Size} entries");
            }
        }

        if (FirstMissing(nonces, isCopy) is { } missing)
        {
            faults.Add(
                $"transaction {missing} of {who.Account} is named by no anchor: one was left out, or the account's key "
                + "was used for something else.");
        }

        return verdict with { Faults = faults, Compared = compared };
    }

    private static byte[] HashOf(JsonElement anchor)
    {
        var hash = new byte[Keccak256.Size];
        return anchor.Text("transactionHash") is { Length: (2 * Keccak256.Size) + 2 } text
            && Convert.FromHexString(text.AsSpan(2), hash, out _, out _) == OperationStatus.Done
            ? hash
            : throw new CliException(ExitCode.Failed, "an anchor names no transaction.");
    }

    /// <summary>What does not fit between a transaction of the chain and the log; null where all does.</summary>
    private async Task<string?> WhatIsWrongAsync(
        FoundTransaction found, TreeHead head, bool isCopy, CancellationToken cancellation)
    {
        if (!found.From.Equals(who.Account))
        {
            return $"is of {found.From}, not of {who.Account}.";
        }

        if (!LogAnchor.TryRead(found.Input.Span, out var anchor) || !anchor.IsOf(trust.Origin))
        {
            return $"holds no head of {trust.Origin}.";
        }

        if (anchor.Head.Size > head.Size)
        {
            return isCopy ? null : $"holds a head of {anchor.Head.Size} entries, and the log has {head.Size}.";
        }

        try
        {
            var proof = await new TiledTree(source).ProveConsistencyAsync(anchor.Head.Size, head.Size, cancellation);
            return ConsistencyProof.Verify(anchor.Head, head, proof)
                ? null
                : $"holds another root of {anchor.Head.Size} entries than the log has: it tells another story now.";
        }
        catch (InvalidDataException)
        {
            return $"holds a root of {anchor.Head.Size} entries that cannot be compared: tiles are missing.";
        }
    }

    /// <summary>
    /// The first of the account's transactions that nothing tells of. The newest anchor may be in a block by another
    /// transaction than the one that is noted; a copy may be older than the last of them.
    /// </summary>
    private ulong? FirstMissing(HashSet<ulong> nonces, bool isCopy)
    {
        var known = nonces.ToHashSet();
        if (noted.Count > 0 && noted[0].Text("state") is "Pending" or "Included"
            && ulong.TryParse(noted[0].Text("nonce"), CultureInfo.InvariantCulture, out var open))
        {
            known.Add(open);
        }

        var end = isCopy ? Math.Min(made, nonces.Count == 0 ? 0 : nonces.Max() + 1) : made;
        for (var nonce = 0UL; nonce < end; nonce++)
        {
            if (!known.Contains(nonce))
            {
                return nonce;
            }
        }

        return null;
    }
}
