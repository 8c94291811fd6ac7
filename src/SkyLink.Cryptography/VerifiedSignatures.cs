using System.Buffers.Binary;

namespace SkyLink.Cryptography;

/// <summary>
/// Remembers the Ed25519 signatures that were found valid last, so that where several receivers share a process, the
/// second to meet the same signature does not compute it again. Only the very same key, message and signature are
/// taken for known, compared byte by byte; what is not valid is never remembered. Whether a message is timely, wanted
/// or a replay is for each receiver to ask. Thread-safe, bounded: some 4,096 signatures of at most 384 bytes.
/// </summary>
public sealed class VerifiedSignatures
{
    /// <summary>The longest message that is remembered, in bytes; longer ones are computed each time.</summary>
    public const int LongestMessage = 320;

    private const int Places = 4_096;

    private readonly Entry?[] entries = new Entry?[Places];

    /// <summary>As <see cref="Ed25519PublicKey.Verify"/>.</summary>
    public bool Verify(Ed25519PublicKey key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != Ed25519PublicKey.SignatureSize || message.Length > LongestMessage)
        {
            return key.Verify(message, signature);
        }

        // A valid signature begins with a point that chance chose: any of its bytes spread as well as a hash of them.
        ref var place = ref entries[BinaryPrimitives.ReadUInt32LittleEndian(signature) % Places];
        if (Volatile.Read(ref place)?.Is(key, message, signature) == true)
        {
            return true;
        }

        if (!key.Verify(message, signature))
        {
            return false;
        }

        Volatile.Write(ref place, new Entry(key, message, signature));
        return true;
    }

    private sealed class Entry
    {
        private readonly Ed25519PublicKey key;
        private readonly byte[] signatureAndMessage;

        public Entry(Ed25519PublicKey key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
        {
            this.key = key;
            signatureAndMessage = new byte[signature.Length + message.Length];
            signature.CopyTo(signatureAndMessage);
            message.CopyTo(signatureAndMessage.AsSpan(signature.Length));
        }

        public bool Is(Ed25519PublicKey otherKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
        {
            ReadOnlySpan<byte> own = signatureAndMessage;
            return own.Length == signature.Length + message.Length
                && own[..signature.Length].SequenceEqual(signature)
                && own[signature.Length..].SequenceEqual(message)
                && key.Equals(otherKey);
        }
    }
}
