using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SkyLink.Cryptography.Transparency;

/// <summary>
/// A proof that an entry is in a log, which anyone checks offline (C2SP tlog-proof): place, hashes and a signed
/// checkpoint. A file with it ends in .tlog-proof.
/// </summary>
public sealed class TlogProof
{
    /// <summary>The longest extra data, in bytes.</summary>
    public const int LongestExtra = 65_536;

    private const string Header = "c2sp.org/tlog-proof@v1\n";
    private const string ExtraStart = "extra ";
    private const string IndexStart = "index ";

    /// <summary>The longest proof as text, in bytes: extra data in base64, hashes, checkpoint.</summary>
    private const int LongestText = SignedNote.LongestNote + (2 * LongestExtra);

    private readonly TreeHash[] hashes;

    /// <param name="index">The place of the entry in the log, from 0.</param>
    /// <param name="hashes">The inclusion proof.</param>
    /// <param name="checkpoint">The tree that it leads to.</param>
    /// <param name="extra">What the application needs besides; not authenticated, often empty.</param>
    /// <exception cref="ArgumentException">The index is not in the tree, or there is too much of something.</exception>
    public TlogProof(long index, TreeHash[] hashes, SignedCheckpoint checkpoint, ReadOnlyMemory<byte> extra)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, checkpoint.Checkpoint.Head.Size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hashes.Length, InclusionProof.LongestProof, nameof(hashes));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(extra.Length, LongestExtra, nameof(extra));
        (Index, this.hashes, Checkpoint, Extra) = (index, hashes, checkpoint, extra);
    }

    public long Index { get; }

    public ReadOnlySpan<TreeHash> Hashes => hashes;

    public SignedCheckpoint Checkpoint { get; }

    /// <summary>Not authenticated.</summary>
    public ReadOnlyMemory<byte> Extra { get; }

    /// <summary>Reads a proof as text; bounded, whatever is given.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, [NotNullWhen(true)] out TlogProof? proof)
    {
        proof = null;
        if (!NoteText.TryDecode(text, LongestText, out var decoded)
            || !decoded.StartsWith(Header, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = decoded.AsSpan(Header.Length);
        byte[]? extra = [];
        if (!NoteText.TryCutLine(ref rest, out var line))
        {
            return false;
        }

        if (line.StartsWith(ExtraStart, StringComparison.Ordinal)
            && !(Base64Strict.TryDecode(line[ExtraStart.Length..], out extra)
                && extra.Length is > 0 and <= LongestExtra
                && NoteText.TryCutLine(ref rest, out line)))
        {
            return false;
        }

        if (!line.StartsWith(IndexStart, StringComparison.Ordinal)
            || !NoteText.TryParseNumber(line[IndexStart.Length..], out var index)
            || !NoteText.TryCutHashes(ref rest, out var hashes)
            || !SignedCheckpoint.TryParse(rest, out var checkpoint)
            || index >= checkpoint.Checkpoint.Head.Size)
        {
            return false;
        }

        proof = new TlogProof(index, hashes, checkpoint, extra);
        return true;
    }

    /// <summary>Whether the entry is in the log, as the policy's keys say.</summary>
    /// <param name="entry">What was appended to the log, exactly.</param>
    /// <param name="policy">Whom to believe.</param>
    /// <returns><see cref="LogVerdict.Trusted"/>, or the first reason why not.</returns>
    public LogVerdict Verify(ReadOnlySpan<byte> entry, LogPolicy policy)
    {
        var (verdict, head) = (policy.Check(Checkpoint), Checkpoint.Checkpoint.Head);
        return verdict == LogVerdict.Trusted && !InclusionProof.Verify(TreeHash.OfLeaf(entry), Index, hashes, head)
            ? LogVerdict.NotIncluded
            : verdict;
    }

    /// <summary>The proof as it is written down; in UTF-8.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Header);
        if (!Extra.IsEmpty)
        {
            text.Append(ExtraStart).Append(Base64Strict.Encode(Extra.Span)).Append('\n');
        }

        text.Append(IndexStart).Append(Index).Append('\n');
        foreach (ref readonly var hash in Hashes)
        {
            text.Append(hash).Append('\n');
        }

        return text.Append('\n').Append(Checkpoint).ToString();
    }
}
