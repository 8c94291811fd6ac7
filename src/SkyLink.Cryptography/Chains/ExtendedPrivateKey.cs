using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace SkyLink.Cryptography.Chains;

/// <summary>A private key from which those of its children follow (BIP-32, secp256k1). Wiped on dispose.</summary>
public sealed class ExtendedPrivateKey : IDisposable
{
    /// <summary>The shortest seed in bytes.</summary>
    public const int ShortestSeed = 16;

    /// <summary>The longest seed in bytes.</summary>
    public const int LongestSeed = 64;

    /// <summary>"xprv".</summary>
    private const uint Version = 0x0488_ADE4;

    /// <summary>Zero and a private key.</summary>
    private const int KeyBytesSize = 1 + Secp256k1PrivateKey.Size;

    private readonly ExtendedKeyPlace place;

    private ExtendedPrivateKey(Secp256k1PrivateKey key, ExtendedKeyPlace place) => (Key, this.place) = (key, place);

    /// <summary>Belongs to this object and is disposed of with it.</summary>
    public Secp256k1PrivateKey Key { get; }

    public ExtendedPublicKey PublicKey => new(Key.PublicKey, place with { ChainCode = [.. place.ChainCode] });

    /// <summary>Makes the root of a tree.</summary>
    /// <param name="seed">16 to 64 bytes; that of a <see cref="Mnemonic"/> has 64.</param>
    /// <exception cref="ArgumentException">The seed has another size.</exception>
    /// <exception cref="CryptographicException">The seed gives no key, as about one in 2^127.</exception>
    public static ExtendedPrivateKey FromSeed(ReadOnlySpan<byte> seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(seed.Length, ShortestSeed, nameof(seed));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(seed.Length, LongestSeed, nameof(seed));
        Span<byte> output = stackalloc byte[2 * ExtendedKeyPlace.CodeSize];
        _ = HMACSHA512.HashData("Bitcoin seed"u8, seed, output);
        var root = new ExtendedKeyPlace(0, 0, 0, output[ExtendedKeyPlace.CodeSize..].ToArray());
        var isKey = Secp256k1PrivateKey.TryRead(output[..ExtendedKeyPlace.CodeSize], out var key);
        CryptographicOperations.ZeroMemory(output);
        return isKey ? new ExtendedPrivateKey(key!, root) : throw new CryptographicException("The seed gives no key.");
    }

    /// <summary>Reads an xprv.</summary>
    /// <returns>
    /// False for another version, size or checksum, a key out of range, and a root that has a parent or an index.
    /// </returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out ExtendedPrivateKey? key)
    {
        key = ExtendedKeyPlace.TryRead(text, Version, out var its, out var keyBytes)
            && keyBytes[0] == 0
            && Secp256k1PrivateKey.TryRead(keyBytes.AsSpan(1), out var number)
                ? new ExtendedPrivateKey(number, its)
                : null;
        CryptographicOperations.ZeroMemory(keyBytes);
        return key is not null;
    }

    /// <summary>
    /// The child of an index, or of the next one that has a key: about one in 2^127 has none, as the standard says.
    /// </summary>
    /// <exception cref="InvalidOperationException">The key is 255 levels deep.</exception>
    public ExtendedPrivateKey Derive(uint index)
    {
        Span<byte> keyBytes = stackalloc byte[KeyBytesSize];
        Span<byte> output = stackalloc byte[2 * ExtendedKeyPlace.CodeSize];
        WriteParent(index, keyBytes);
        place.Expand(keyBytes, index, output);
        var hasKey = Key.TryAdd(output[..ExtendedKeyPlace.CodeSize], out var child);
        var its = place.Child(Key.PublicKey, index, output[ExtendedKeyPlace.CodeSize..]);
        CryptographicOperations.ZeroMemory(keyBytes);
        CryptographicOperations.ZeroMemory(output);
        return hasKey ? new ExtendedPrivateKey(child!, its) : Derive(checked(index + 1));
    }

    /// <summary>The key at the end of a path that begins here.</summary>
    /// <exception cref="InvalidOperationException">It would lie deeper than 255 levels.</exception>
    public ExtendedPrivateKey Derive(DerivationPath path)
    {
        var key = new ExtendedPrivateKey(Key.Copy(), place with { ChainCode = [.. place.ChainCode] });
        foreach (var level in path.Levels)
        {
            using var parent = key;
            key = parent.Derive(level);
        }

        return key;
    }

    /// <summary>xprv, for a vault: whoever asks for it must seal or forget it.</summary>
    public string Export()
    {
        Span<byte> keyBytes = stackalloc byte[KeyBytesSize];
        keyBytes[0] = 0;
        Key.Export(keyBytes[1..]);
        var text = place.Write(Version, keyBytes);
        CryptographicOperations.ZeroMemory(keyBytes);
        return text;
    }

    /// <summary>Says the public half; the secret is never text.</summary>
    public override string ToString() => $"private key of {PublicKey}";

    public void Dispose()
    {
        Key.Dispose();
        CryptographicOperations.ZeroMemory(place.ChainCode);
    }

    /// <summary>A hardened child follows from the private key, another one from the public key.</summary>
    private void WriteParent(uint index, Span<byte> keyBytes)
    {
        if (index < DerivationPath.Hardened)
        {
            Key.PublicKey.Compressed.CopyTo(keyBytes);
            return;
        }

        keyBytes[0] = 0;
        Key.Export(keyBytes[1..]);
    }
}
