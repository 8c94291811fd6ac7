using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using SkyLink.Cryptography.Sponges;

namespace SkyLink.Cryptography.Lattices;

/// <summary>
/// A key of ML-KEM-768 (FIPS 203) with which its owner reads the secrets that others agreed on with him. All of it is
/// wiped on dispose. Thread-safe.
/// </summary>
public sealed class MlKemPrivateKey : IDisposable
{
    /// <summary>Size of a seed, from which a key pair is made, in bytes: d and z.</summary>
    public const int SeedSize = 2 * MlKemPublicKey.SeedSize;

    /// <summary>Size of the private key that FIPS 203 calls dk, in bytes; the seed is the better form.</summary>
    public const int ExpandedSize =
        MlKemPublicKey.VectorSize + MlKemPublicKey.Size + (2 * MlKemPublicKey.SeedSize);

    private const int Rank = MlKemPublicKey.Rank;

    private readonly byte[]? seed;

    /// <summary>What answers to broken ciphertexts are made of.</summary>
    private readonly byte[] z;

    /// <summary>Transformed.</summary>
    private readonly int[] s;

    private bool isDisposed;

    private MlKemPrivateKey(byte[]? seed, byte[] z, int[] s, MlKemPublicKey publicKey)
    {
        (this.seed, this.z, this.s, PublicKey) = (seed, z, s, publicKey);
    }

    public MlKemPublicKey PublicKey { get; }

    public static MlKemPrivateKey Generate()
    {
        Span<byte> chance = stackalloc byte[SeedSize];
        RandomNumberGenerator.Fill(chance);
        var key = FromSeed(chance);
        chance.Clear();
        return key;
    }

    /// <summary>Makes the key pair of a seed, always the same (algorithm 16).</summary>
    /// <exception cref="ArgumentException">The seed is not 64 bytes long.</exception>
    public static MlKemPrivateKey FromSeed(ReadOnlySpan<byte> seed)
    {
        Sizes.Demand(seed.Length, SeedSize, nameof(seed));
        Span<byte> both = stackalloc byte[2 * MlKemPublicKey.SeedSize];
        Sponge.Sha3(both, seed[..MlKemPublicKey.SeedSize], [Rank]);
        var rho = both[..MlKemPublicKey.SeedSize];
        var matrix = MlKemPublicKey.MakeMatrix(rho);
        Span<int> small = stackalloc int[2 * Rank * Ring.Size];
        MlKemPublicKey.SampleSmall(both[MlKemPublicKey.SeedSize..], 0, small);
        for (var i = 0; i < 2 * Rank; i++)
        {
            KemRing.Transform(Ring.Part(small, i));
        }

        var vector = small[..(Rank * Ring.Size)].ToArray();
        var t = new int[vector.Length];
        for (var row = 0; row < Rank; row++)
        {
            var its = Ring.Part(t, row);
            KemRing.MultiplyRow(matrix.AsSpan(row * vector.Length, vector.Length), vector, its);
            KemRing.Add(its, Ring.Part(small, Rank + row));
        }

        var publicKey = MlKemPublicKey.Of(t, matrix, rho);
        both.Clear();
        small.Clear();
        return new MlKemPrivateKey(seed.ToArray(), seed[MlKemPublicKey.SeedSize..].ToArray(), vector, publicKey);
    }

    /// <summary>Takes the private key that FIPS 203 calls dk, from others who keep that form.</summary>
    /// <returns>False unless size, coefficients and the hash within are as they must be (section 7.3).</returns>
    public static bool TryReadExpanded(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out MlKemPrivateKey? key)
    {
        key = null;
        if (encoded.Length != ExpandedSize
            || !MlKemPublicKey.TryReadVector(encoded[..MlKemPublicKey.VectorSize], out var vector))
        {
            return false;
        }

        var rest = encoded[MlKemPublicKey.VectorSize..];
        var digest = rest.Slice(MlKemPublicKey.Size, MlKemPublicKey.SeedSize);
        if (MlKemPublicKey.TryRead(rest[..MlKemPublicKey.Size], out var publicKey)
            && publicKey.Digest.SequenceEqual(digest))
        {
            key = new MlKemPrivateKey(seed: null, rest[^MlKemPublicKey.SeedSize..].ToArray(), vector, publicKey);
        }

        return key is not null;
    }

    /// <summary>
    /// Reads the secret that somebody agreed on. A ciphertext of the right size always gives one: that of a broken one
    /// is known to nobody else, and nothing tells the difference, neither the answer nor the time it takes.
    /// </summary>
    /// <param name="ciphertext">What was sent.</param>
    /// <param name="secret">Takes the secret, 32 bytes. Wipe it after use.</param>
    /// <returns>False if the ciphertext has another size.</returns>
    /// <exception cref="ArgumentException">The destination has another size.</exception>
    public bool TryDecapsulate(ReadOnlySpan<byte> ciphertext, Span<byte> secret)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        Sizes.Demand(secret.Length, MlKemPublicKey.SharedSecretSize, nameof(secret));
        if (ciphertext.Length != MlKemPublicKey.CiphertextSize)
        {
            return false;
        }

        Span<byte> message = stackalloc byte[MlKemPublicKey.SeedSize];
        Span<byte> both = stackalloc byte[MlKemPublicKey.SharedSecretSize + MlKemPublicKey.SeedSize];
        Span<byte> again = stackalloc byte[MlKemPublicKey.CiphertextSize];
        Decrypt(ciphertext, message);
        Sponge.Sha3(both, message, PublicKey.Digest);
        PublicKey.Encrypt(message, both[MlKemPublicKey.SharedSecretSize..], again);
        Sponge.Shake256(secret, z, ciphertext);
        var isSame = CryptographicOperations.FixedTimeEquals(ciphertext, again);
        var mask = (byte)-Convert.ToByte(isSame);
        for (var i = 0; i < secret.Length; i++)
        {
            secret[i] ^= (byte)((secret[i] ^ both[i]) & mask);
        }

        message.Clear();
        both.Clear();
        again.Clear();
        return true;
    }

    /// <summary>For a vault: whoever asks for the seed must seal or wipe it.</summary>
    /// <exception cref="CryptographicException">The key was read in the other form, which has none.</exception>
    /// <exception cref="ArgumentException">The destination is not 64 bytes long.</exception>
    public void ExportSeed(Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        Sizes.Demand(destination.Length, SeedSize, nameof(destination));
        (seed ?? throw new CryptographicException("The key was read without its seed.")).CopyTo(destination);
    }

    public void Dispose()
    {
        isDisposed = true;
        CryptographicOperations.ZeroMemory(seed);
        CryptographicOperations.ZeroMemory(z);
        Array.Clear(s);
    }

    /// <summary>Algorithm 15.</summary>
    private void Decrypt(ReadOnlySpan<byte> ciphertext, Span<byte> message)
    {
        Span<int> u = stackalloc int[Rank * Ring.Size];
        Span<int> v = stackalloc int[Ring.Size];
        Span<int> product = stackalloc int[Ring.Size];
        for (var i = 0; i < Rank; i++)
        {
            Packing.Read(ciphertext[(i * Ring.PackedSize(MlKemPublicKey.VectorBits))..], MlKemPublicKey.VectorBits,
                Ring.Part(u, i));
        }

        KemRing.Decompress(u, MlKemPublicKey.VectorBits);
        for (var i = 0; i < Rank; i++)
        {
            KemRing.Transform(Ring.Part(u, i));
        }

        Packing.Read(ciphertext[^Ring.PackedSize(MlKemPublicKey.RestBits)..], MlKemPublicKey.RestBits, v);
        KemRing.Decompress(v, MlKemPublicKey.RestBits);
        KemRing.MultiplyRow(s, u, product);
        KemRing.TransformBack(product);
        KemRing.Subtract(v, product);
        KemRing.Compress(v, 1);
        Packing.Write(v, 1, message);
        product.Clear();
        v.Clear();
    }
}
