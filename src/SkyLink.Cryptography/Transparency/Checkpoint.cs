using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SkyLink.Cryptography.Transparency;

/// <summary>What a log signs: its name and its head (C2SP tlog-checkpoint).</summary>
public sealed class Checkpoint
{
    /// <summary>Lines after the root; opaque, and nobody audits them.</summary>
    public const int ExtensionsMax = 16;

    /// <exception cref="ArgumentException">
    /// The origin or an extension is not one line, or there are too many.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    public Checkpoint(string origin, TreeHead head, IReadOnlyList<string> extensions)
    {
        if (head.Size < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(head), head.Size, "A size is not negative.");
        }

        if (!NoteText.IsLine(origin) || extensions.Count > ExtensionsMax
            || extensions.Any(extension => !NoteText.IsLine(extension)))
        {
            throw new ArgumentException("Must be one line, and not too many after it.", nameof(origin));
        }

        (Origin, Head, Extensions) = (origin, head, extensions);
    }

    /// <summary>A checkpoint without extensions, as new logs sign it.</summary>
    /// <inheritdoc cref="Checkpoint(string, TreeHead, IReadOnlyList{string})"/>
    public Checkpoint(string origin, TreeHead head)
        : this(origin, head, [])
    {
    }

    /// <summary>The unique name of the log, by convention its address without scheme.</summary>
    public string Origin { get; }

    public TreeHead Head { get; }

    public IReadOnlyList<string> Extensions { get; }

    /// <summary>Reads the text of a note.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out Checkpoint? checkpoint)
    {
        checkpoint = null;
        if (!NoteText.TryCutLine(ref text, out var origin) || !NoteText.IsLine(origin)
            || !NoteText.TryCutLine(ref text, out var digits) || !NoteText.TryParseNumber(digits, out var size)
            || !NoteText.TryCutLine(ref text, out var base64) || !TreeHash.TryRead(base64, out var root))
        {
            return false;
        }

        var extensions = new List<string>();
        while (!text.IsEmpty)
        {
            if (extensions.Count == ExtensionsMax || !NoteText.TryCutLine(ref text, out var extension)
                || !NoteText.IsLine(extension))
            {
                return false;
            }

            extensions.Add(extension.ToString());
        }

        checkpoint = new Checkpoint(origin.ToString(), new TreeHead(size, root), extensions);
        return true;
    }

    /// <summary>The text that is signed, with the line feed at its end.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append(Origin).Append('\n').Append(Head.Size).Append('\n').Append(Head.Root);
        foreach (var extension in Extensions)
        {
            text.Append('\n').Append(extension);
        }

        return text.Append('\n').ToString();
    }
}
