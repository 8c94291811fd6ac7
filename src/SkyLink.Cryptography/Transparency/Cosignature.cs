using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace SkyLink.Cryptography.Transparency;

/// <summary>What cosigners sign (C2SP tlog-cosignature).</summary>
internal static class Cosignature
{
    private static ReadOnlySpan<byte> MlDsaLabel => "subtree/v1\n\0"u8;

    /// <summary>The message for a checkpoint at a time.</summary>
    /// <param name="key">The cosigner's.</param>
    /// <param name="checkpoint">What is cosigned.</param>
    /// <param name="posixSeconds">Seconds since 1970.</param>
    /// <param name="message">What is signed.</param>
    /// <returns>False for a negative time, and where ML-DSA-44 asks for shorter names.</returns>
    internal static bool TryWriteMessage(
        NoteKey key, Checkpoint checkpoint, long posixSeconds, [NotNullWhen(true)] out byte[]? message)
    {
        message = null;
        if (posixSeconds < 0)
        {
            return false;
        }

        if (key.Type != NoteKeyType.MlDsa44Cosignature)
        {
            message = NoteText.Encode($"cosignature/v1\ntime {posixSeconds}\n{checkpoint}");
            return true;
        }

        var (name, origin) = (NoteText.Encode(key.Name), NoteText.Encode(checkpoint.Origin));
        if (name.Length > byte.MaxValue || origin.Length > byte.MaxValue)
        {
            return false;
        }

        // A checkpoint is the subtree that starts at leaf 0.
        Span<byte> numbers = stackalloc byte[3 * sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(numbers, posixSeconds);
        BinaryPrimitives.WriteInt64BigEndian(numbers[sizeof(long)..], 0);
        BinaryPrimitives.WriteInt64BigEndian(numbers[(2 * sizeof(long))..], checkpoint.Head.Size);
        message =
        [
            .. MlDsaLabel,
            (byte)name.Length, .. name,
            .. numbers[..sizeof(long)],
            (byte)origin.Length, .. origin,
            .. numbers[sizeof(long)..],
            .. checkpoint.Head.Root.Bytes,
        ];
        return true;
    }
}
