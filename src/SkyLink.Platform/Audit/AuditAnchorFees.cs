using System.Numerics;
using SkyLink.Cryptography.Chains;

namespace SkyLink.Platform.Audit;

/// <summary>What an anchor may cost for a unit of gas, in wei.</summary>
/// <param name="Max">Including <paramref name="Priority"/>.</param>
internal sealed record AuditAnchorFees(BigInteger Max, BigInteger Priority)
{
    private const long WeiPerGwei = 1_000_000_000;

    /// <summary>Enough for a base fee that doubles; null where the fee of now is above what may be paid.</summary>
    public static AuditAnchorFees? Of(EthereumFees now, int mostGwei)
    {
        var most = new BigInteger(mostGwei) * WeiPerGwei;
        return now.Base + now.Priority > most
            ? null
            : new AuditAnchorFees(BigInteger.Min((now.Base * 2) + now.Priority, most), now.Priority);
    }

    /// <summary>
    /// What nodes take in the place of a former transaction: an eighth more of both, for some ask for that, and not
    /// less than the fees of now. Null where that may not be paid.
    /// </summary>
    public static AuditAnchorFees? After(DynamicFeeTransaction former, AuditAnchorFees? now, int mostGwei)
    {
        var raised = new AuditAnchorFees(Raise(former.MaxFeePerGas), Raise(former.MaxPriorityFeePerGas));
        var fees = now is null ? raised : new AuditAnchorFees(
            BigInteger.Max(raised.Max, now.Max), BigInteger.Max(raised.Priority, now.Priority));
        return fees.Max > new BigInteger(mostGwei) * WeiPerGwei ? null : fees;
    }

    private static BigInteger Raise(BigInteger fee) => fee + (fee / 8) + 1;
}
