using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SkyLink.Cryptography.Transparency;

/// <summary>What a log sends to a witness (C2SP tlog-witness, add-checkpoint).</summary>
/// <param name="OldSize">The size of the checkpoint that the witness cosigned last, as the log believes.</param>
/// <param name="Proof">That the new tree begins with the old one.</param>
/// <param name="Checkpoint">The new one, signed by the log.</param>
public sealed record WitnessRequest(long OldSize, TreeHash[] Proof, SignedCheckpoint Checkpoint)
{
    /// <summary>The longest request, in bytes.</summary>
    public const int LongestRequest = SignedNote.LongestNote + 4_096;

    private const string OldStart = "old ";

    /// <summary>Reads the body of a request; bounded, whatever is given.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out WitnessRequest? request)
    {
        request = null;
        if (!NoteText.TryDecode(body, LongestRequest, out var text))
        {
            return false;
        }

        var rest = text.AsSpan();
        if (!NoteText.TryCutLine(ref rest, out var line)
            || !line.StartsWith(OldStart, StringComparison.Ordinal)
            || !NoteText.TryParseNumber(line[OldStart.Length..], out var oldSize)
            || !NoteText.TryCutHashes(ref rest, out var proof)
            || !SignedCheckpoint.TryParse(rest, out var checkpoint))
        {
            return false;
        }

        request = new WitnessRequest(oldSize, proof, checkpoint);
        return true;
    }

    /// <summary>The body of the request; in UTF-8.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(OldStart).Append(OldSize).Append('\n');
        foreach (ref readonly var hash in Proof.AsSpan())
        {
            text.Append(hash).Append('\n');
        }

        return text.Append('\n').Append(Checkpoint).ToString();
    }
}
