using System.Diagnostics.CodeAnalysis;

namespace SkyLink.Cryptography.Chains;

/// <summary>
/// A public key from which those of its children follow (BIP-32), but for the hardened ones: a shop receives with it
/// and cannot spend. Whoever has it and the private key of one child has all of them.
/// </summary>
public sealed class ExtendedPublicKey
{
    /// <summary>"xpub".</summary>
    private const uint Version = 0x0488_B21E;

    private readonly ExtendedKeyPlace place;

    internal ExtendedPublicKey(Secp256k1PublicKey key, ExtendedKeyPlace place) => (Key, this.place) = (key, place);

    public Secp256k1PublicKey Key { get; }

    /// <summary>How many levels below the root.</summary>
    public int Depth => place.Depth;

    /// <summary>Among the children of its parent; 2^31 and more for a hardened one.</summary>
    public uint Index => place.Index;

    /// <summary>By which its children name it; not unique.</summary>
    public uint Fingerprint => ExtendedKeyPlace.FingerprintOf(Key);

    public uint ParentFingerprint => place.ParentFingerprint;

    /// <summary>Reads an xpub.</summary>
    /// <returns>
    /// False for another version, size or checksum, a key that is no point, and a root that has a parent or an index.
    /// </returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out ExtendedPublicKey? key)
    {
        key = ExtendedKeyPlace.TryRead(text, Version, out var its, out var keyBytes)
            && Secp256k1PublicKey.TryRead(keyBytes, out var point)
                ? new ExtendedPublicKey(point, its)
                : null;
        return key is not null;
    }

    /// <summary>
    /// The child of an index, or of the next one that has a key: about one in 2^127 has none, as the standard says.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is that of a hardened child.</exception>
    /// <exception cref="InvalidOperationException">The key is 255 levels deep.</exception>
    public ExtendedPublicKey Derive(uint index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, DerivationPath.Hardened);
        Span<byte> output = stackalloc byte[2 * ExtendedKeyPlace.CodeSize];
        place.Expand(Key.Compressed, index, output);
        return Key.TryAdd(output[..ExtendedKeyPlace.CodeSize], out var child)
            ? new ExtendedPublicKey(child, place.Child(Key, index, output[ExtendedKeyPlace.CodeSize..]))
            : Derive(index + 1);
    }

    /// <summary>xpub: whoever reads it sees all payments to its children.</summary>
    public override string ToString() => place.Write(Version, Key.Compressed);
}
