using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using SkyLink.Cryptography.Sponges;

namespace SkyLink.Cryptography.Lattices;

/// <summary>
/// A key of ML-KEM-768 (FIPS 203) with which others agree on a secret with its owner. What follows from the key is
/// computed once. Thread-safe.
/// </summary>
public sealed class MlKemPublicKey : IEquatable<MlKemPublicKey>
{
    /// <summary>Size of an encoded public key in bytes.</summary>
    public const int Size = VectorSize + SeedSize;

    /// <summary>Size of what is sent to the owner, in bytes.</summary>
    public const int CiphertextSize = (Rank * Ring.Size * VectorBits / 8) + (Ring.Size * RestBits / 8);

    /// <summary>Size of the secret that both have then, in bytes.</summary>
    public const int SharedSecretSize = 32;

    /// <summary>k.</summary>
    internal const int Rank = 3;

    /// <summary>Bytes of a vector whose coefficients are written whole.</summary>
    internal const int VectorSize = Rank * Ring.Size * WholeBits / 8;

    internal const int WholeBits = 12;

    /// <summary>Bits of a coefficient of the ciphertext's vector, d_u.</summary>
    internal const int VectorBits = 10;

    /// <summary>Bits of one of the rest, d_v.</summary>
    internal const int RestBits = 4;

    internal const int SeedSize = 32;

    private readonly byte[] raw;
    private readonly byte[] digest = new byte[SeedSize];

    /// <summary>A, row after row, transformed.</summary>
    private readonly int[] matrix;

    /// <summary>t, transformed.</summary>
    private readonly int[] target;

    private MlKemPublicKey(byte[] raw, int[] target, int[] matrix)
    {
        (this.raw, this.target, this.matrix) = (raw, target, matrix);
        Sponge.Sha3(digest, raw);
    }

    /// <summary>The key as FIPS 203 encodes it.</summary>
    public ReadOnlySpan<byte> Raw => raw;

    /// <summary>H(ek).</summary>
    internal ReadOnlySpan<byte> Digest => digest;

    /// <returns>False for another size, and unless all coefficients are below q (section 7.2).</returns>
    public static bool TryRead(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out MlKemPublicKey? key)
    {
        key = encoded.Length == Size && TryReadVector(encoded[..VectorSize], out var vector)
            ? new MlKemPublicKey(encoded.ToArray(), vector, MakeMatrix(encoded[VectorSize..]))
            : null;
        return key is not null;
    }

    /// <summary>Makes a secret and what tells it to the owner of the key alone.</summary>
    /// <param name="ciphertext">Takes what is to be sent, <see cref="CiphertextSize"/> bytes.</param>
    /// <param name="secret">Takes the secret, <see cref="SharedSecretSize"/> bytes. Wipe it after use.</param>
    /// <exception cref="ArgumentException">One of them has another size.</exception>
    public void Encapsulate(Span<byte> ciphertext, Span<byte> secret)
    {
        Span<byte> chance = stackalloc byte[SeedSize];
        RandomNumberGenerator.Fill(chance);
        Encapsulate(chance, ciphertext, secret);
        chance.Clear();
    }

    public bool Equals(MlKemPublicKey? other) => other is not null && Raw.SequenceEqual(other.Raw);

    public override bool Equals(object? obj) => Equals(obj as MlKemPublicKey);

    public override int GetHashCode() => BitConverter.ToInt32(raw);

    /// <summary>Of a key pair.</summary>
    /// <param name="target">t; the key's from now on, as the next.</param>
    /// <param name="matrix">A.</param>
    /// <param name="rho">What A was made of.</param>
    internal static MlKemPublicKey Of(int[] target, int[] matrix, ReadOnlySpan<byte> rho)
    {
        var encoded = new byte[Size];
        WriteVector(target, WholeBits, encoded);
        rho.CopyTo(encoded.AsSpan(VectorSize));
        return new MlKemPublicKey(encoded, target, matrix);
    }

    /// <summary>The public matrix, row after row, transformed (algorithm 7).</summary>
    internal static int[] MakeMatrix(ReadOnlySpan<byte> rho)
    {
        var made = new int[Rank * Rank * Ring.Size];
        Span<uint> places = stackalloc uint[Rank * Rank];
        Span<int> polynomials = stackalloc int[places.Length];
        for (var i = 0; i < places.Length; i++)
        {
            (places[i], polynomials[i]) = ((uint)((i % Rank) | ((i / Rank) << 8)), i);
        }

        Sampling.Fill(Sponge.Rate128, rho, places, sizeof(ushort), TakeUniform, made, polynomials);
        return made;
    }

    /// <summary>Small polynomials one after the other, of a secret seed (algorithm 8), from a number on.</summary>
    internal static void SampleSmall(ReadOnlySpan<byte> seed, int first, Span<int> values)
    {
        Span<uint> numbers = stackalloc uint[values.Length / Ring.Size];
        Span<int> polynomials = stackalloc int[numbers.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            (numbers[i], polynomials[i]) = ((uint)(first + i), i);
        }

        Sampling.Fill(Sponge.Rate256, seed, numbers, sizeof(byte), TakeSmall, values, polynomials);
    }

    internal static bool TryReadVector(ReadOnlySpan<byte> packed, [NotNullWhen(true)] out int[]? vector)
    {
        vector = new int[Rank * Ring.Size];
        for (var i = 0; i < Rank; i++)
        {
            Packing.Read(packed[(i * Ring.PackedSize(WholeBits))..], WholeBits, Ring.Part(vector, i));
        }

        vector = vector.AsSpan().ContainsAnyExceptInRange(0, KemRing.Q - 1) ? null : vector;
        return vector is not null;
    }

    internal static void WriteVector(ReadOnlySpan<int> vector, int bits, Span<byte> packed)
    {
        var size = Ring.PackedSize(bits);
        for (var i = 0; i < Rank; i++)
        {
            Packing.Write(vector.Slice(i * Ring.Size, Ring.Size), bits, packed.Slice(i * size, size));
        }
    }

    /// <summary>Algorithm 17.</summary>
    internal void Encapsulate(ReadOnlySpan<byte> chance, Span<byte> ciphertext, Span<byte> secret)
    {
        Sizes.Demand(ciphertext.Length, CiphertextSize, nameof(ciphertext));
        Sizes.Demand(secret.Length, SharedSecretSize, nameof(secret));
        Span<byte> both = stackalloc byte[SharedSecretSize + SeedSize];
        Sponge.Sha3(both, chance, digest);
        both[..SharedSecretSize].CopyTo(secret);
        Encrypt(chance, both[SharedSecretSize..], ciphertext);
        both.Clear();
    }

    /// <summary>Algorithm 14.</summary>
    internal void Encrypt(ReadOnlySpan<byte> message, ReadOnlySpan<byte> chance, Span<byte> ciphertext)
    {
        // y, and the errors of the vector and of the rest.
        Span<int> small = stackalloc int[((2 * Rank) + 1) * Ring.Size];
        SampleSmall(chance, 0, small);
        var y = small[..(Rank * Ring.Size)];
        for (var i = 0; i < Rank; i++)
        {
            KemRing.Transform(Ring.Part(y, i));
        }

        Span<int> column = stackalloc int[Rank * Ring.Size];
        Span<int> u = stackalloc int[Rank * Ring.Size];
        for (var i = 0; i < Rank; i++)
        {
            for (var row = 0; row < Rank; row++)
            {
                Ring.Part(matrix, (row * Rank) + i).CopyTo(Ring.Part(column, row));
            }

            var its = Ring.Part(u, i);
            KemRing.MultiplyRow(column, y, its);
            KemRing.TransformBack(its);
            KemRing.Add(its, Ring.Part(small, Rank + i));
        }

        KemRing.Compress(u, VectorBits);
        WriteVector(u, VectorBits, ciphertext);
        Span<int> v = stackalloc int[Ring.Size];
        Span<int> told = stackalloc int[Ring.Size];
        KemRing.MultiplyRow(target, y, v);
        KemRing.TransformBack(v);
        KemRing.Add(v, Ring.Part(small, 2 * Rank));
        Packing.Read(message, 1, told);
        KemRing.Decompress(told, 1);
        KemRing.Add(v, told);
        KemRing.Compress(v, RestBits);
        Packing.Write(v, RestBits, ciphertext[^Ring.PackedSize(RestBits)..]);
        small.Clear();
        told.Clear();
    }

    /// <summary>Coefficients below q, two of three bytes.</summary>
    private static int TakeUniform(ReadOnlySpan<byte> block, Span<int> values, int count)
    {
        for (var at = 0; at < Sponge.Rate128; at += 3)
        {
            var first = block[at] | ((block[at + 1] & 15) << 8);
            var second = (block[at + 1] >> 4) | (block[at + 2] << 4);
            if (first < KemRing.Q && count < Ring.Size)
            {
                values[count++] = first;
            }

            if (second < KemRing.Q && count < Ring.Size)
            {
                values[count++] = second;
            }
        }

        return count;
    }

    /// <summary>Differences of two sums of two bits each, all from one block.</summary>
    private static int TakeSmall(ReadOnlySpan<byte> block, Span<int> values, int count)
    {
        for (var i = 0; i < Ring.Size; i++)
        {
            var half = block[i / 2] >> (4 * (i % 2));
            var value = (half & 1) + ((half >> 1) & 1) - ((half >> 2) & 1) - ((half >> 3) & 1);
            values[i] = value + ((value >> 31) & KemRing.Q);
        }

        return Ring.Size;
    }
}
