using System.Diagnostics.CodeAnalysis;

namespace SkyLink.Cryptography.Transparency;

/// <summary>
/// A checkpoint with the signature of its log and the cosignatures of witnesses. <see cref="LogPolicy.Check"/> says
/// whether to believe it.
/// </summary>
public sealed class SignedCheckpoint
{
    private SignedCheckpoint(Checkpoint checkpoint, SignedNote note) => (Checkpoint, Note) = (checkpoint, note);

    public Checkpoint Checkpoint { get; }

    public SignedNote Note { get; }

    /// <summary>Signs a checkpoint with all keys of a log.</summary>
    /// <exception cref="ArgumentException">There is no key, or one cannot sign it.</exception>
    public static SignedCheckpoint Sign(Checkpoint checkpoint, IReadOnlyList<NoteSigner> signers, DateTimeOffset time)
    {
        var text = checkpoint.ToString();
        return new(checkpoint, new SignedNote(text, [.. signers.Select(signer => signer.Sign(text, time))]));
    }

    /// <summary>Reads a signed note whose text is a checkpoint; bounded, whatever is given.</summary>
    public static bool TryRead(ReadOnlySpan<byte> note, [NotNullWhen(true)] out SignedCheckpoint? read)
    {
        read = null;
        return NoteText.TryDecode(note, SignedNote.LongestNote, out var text) && TryParse(text, out read);
    }

    /// <summary>The same with one more signature, such as a witness's.</summary>
    /// <exception cref="ArgumentException">There are too many.</exception>
    public SignedCheckpoint With(NoteSignature signature) => new(Checkpoint, Note.With(signature));

    /// <summary>The note as it is written down; in UTF-8.</summary>
    public override string ToString() => Note.ToString();

    /// <summary>The same with other signatures.</summary>
    internal SignedCheckpoint Of(IReadOnlyList<NoteSignature> signatures) =>
        new(Checkpoint, new SignedNote(Note.Text, signatures));

    /// <inheritdoc cref="SignedNote.TryParse"/>
    internal static bool TryParse(ReadOnlySpan<char> note, [NotNullWhen(true)] out SignedCheckpoint? read)
    {
        read = SignedNote.TryParse(note, out var signedNote) && Checkpoint.TryParse(signedNote.Text, out var checkpoint)
            ? new SignedCheckpoint(checkpoint, signedNote)
            : null;
        return read is not null;
    }
}
