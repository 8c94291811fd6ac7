using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SkyLink.Cryptography.Transparency;

/// <summary>
/// A text that keys have signed (C2SP signed-note). Nothing in it is to be believed before a known key's signature was
/// verified.
/// </summary>
public sealed class SignedNote
{
    /// <summary>The longest note, in bytes.</summary>
    public const int LongestNote = 262_144;

    /// <summary>How many signatures there may be; the specification asks for 16 at least.</summary>
    public const int SignaturesMax = 64;

    /// <exception cref="ArgumentException">
    /// The text does not end in a line feed or holds control characters, or there are no signatures or too many.
    /// </exception>
    public SignedNote(string text, IReadOnlyList<NoteSignature> signatures)
    {
        if (!NoteText.IsBody(text) || signatures.Count is < 1 or > SignaturesMax)
        {
            throw new ArgumentException("Not the text of a note, or none or too many signatures.", nameof(text));
        }

        (Text, Signatures) = (text, signatures);
    }

    /// <summary>What is signed, with the line feed at its end.</summary>
    public string Text { get; }

    /// <summary>What claims to sign it, known or not.</summary>
    public IReadOnlyList<NoteSignature> Signatures { get; }

    /// <summary>Reads a whole note; bounded, whatever is given.</summary>
    public static bool TryRead(ReadOnlySpan<byte> note, [NotNullWhen(true)] out SignedNote? read)
    {
        read = null;
        return NoteText.TryDecode(note, LongestNote, out var text) && TryParse(text, out read);
    }

    /// <summary>Whether keys have signed it: one of them at least, and nobody in their names wrongly.</summary>
    public LogVerdict Verify(IReadOnlyList<NoteKey> keys)
    {
        var verdict = LogVerdict.SignatureMissing;
        foreach (var signature in Signatures)
        {
            foreach (var key in keys.Where(key => key.IsClaimedBy(signature)))
            {
                if (!key.Verify(Text, signature))
                {
                    return LogVerdict.SignatureInvalid;
                }

                verdict = LogVerdict.Trusted;
            }
        }

        return verdict;
    }

    /// <summary>The same text with one more signature.</summary>
    /// <exception cref="ArgumentException">There are too many.</exception>
    public SignedNote With(NoteSignature signature) => new(Text, [.. Signatures, signature]);

    /// <summary>The note as it is written down; in UTF-8.</summary>
    public override string ToString()
    {
        var note = new StringBuilder(Text).Append('\n');
        foreach (var signature in Signatures)
        {
            note.Append(signature).Append('\n');
        }

        return note.ToString();
    }

    /// <param name="note">Without control characters.</param>
    /// <param name="read">The note.</param>
    internal static bool TryParse(ReadOnlySpan<char> note, [NotNullWhen(true)] out SignedNote? read)
    {
        read = null;
        var end = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }

        var signatures = new List<NoteSignature>();
        for (var rest = note[(end + 2)..]; !rest.IsEmpty;)
        {
            if (signatures.Count == SignaturesMax || !NoteText.TryCutLine(ref rest, out var line)
                || !NoteSignature.TryParse(line, out var signature))
            {
                return false;
            }

            signatures.Add(signature);
        }

        read = signatures.Count > 0 ? new SignedNote(note[..(end + 1)].ToString(), signatures) : null;
        return read is not null;
    }
}
