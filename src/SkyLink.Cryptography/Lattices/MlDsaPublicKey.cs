using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using SkyLink.Cryptography.Sponges;

namespace SkyLink.Cryptography.Lattices;

/// <summary>
/// A key that checks ML-DSA signatures (FIPS 204). Whoever checks many signatures of one key keeps this object: what
/// was computed from the key is a large part of the work. Thread-safe.
/// </summary>
public sealed class MlDsaPublicKey : IEquatable<MlDsaPublicKey>
{
    private readonly byte[] raw;
    private readonly byte[] digest = new byte[MlDsaParameters.MuSize];

    /// <summary>Transformed; of -t1 2^13.</summary>
    private readonly int[] target;

    private MlDsaPublicKey(MlDsaParameters parameters, byte[] raw, int[] matrix)
    {
        (Parameters, this.raw, Matrix) = (parameters, raw, matrix);
        Shake.Hash(digest, raw);
        target = new int[parameters.Rows * Ring.Size];
        var size = Ring.PackedSize(MlDsaParameters.PublicBits);
        for (var row = 0; row < parameters.Rows; row++)
        {
            var values = Ring.Part(target, row);
            var packed = raw.AsSpan(MlDsaParameters.SeedSize + (row * size), size);
            Packing.Read(packed, MlDsaParameters.PublicBits, values);
            foreach (ref var value in values)
            {
                value = -(value << MlDsaParameters.DroppedBits);
            }

            Ring.Transform(values);
        }
    }

    public MlDsaParameters Parameters { get; }

    /// <summary>The key as FIPS 204 encodes it.</summary>
    public ReadOnlySpan<byte> Raw => raw;

    /// <summary>A, transformed.</summary>
    internal int[] Matrix { get; }

    /// <summary>tr.</summary>
    internal ReadOnlySpan<byte> Digest => digest;

    /// <returns>False for another size; every string of the right size is a key.</returns>
    public static bool TryRead(
        MlDsaParameters parameters, ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out MlDsaPublicKey? key)
    {
        key = encoded.Length == parameters.PublicKeySize
            ? new MlDsaPublicKey(
                parameters, encoded.ToArray(), Sampling.Matrix(encoded[..MlDsaParameters.SeedSize], parameters))
            : null;
        return key is not null;
    }

    /// <summary>Of a key pair that has its matrix already.</summary>
    internal static MlDsaPublicKey Of(MlDsaParameters parameters, byte[] raw, int[] matrix) =>
        new(parameters, raw, matrix);

    /// <summary>
    /// False for anything but a signature of exactly this message in this context, also for one of a wrong size.
    /// </summary>
    /// <param name="message">Any length.</param>
    /// <param name="signature">The signature.</param>
    /// <param name="context">What it was made for: up to 255 bytes, often none.</param>
    public bool Verify(
        ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> context = default)
    {
        if (context.Length > MlDsaParameters.ContextMax)
        {
            return false;
        }

        Span<byte> mu = stackalloc byte[MlDsaParameters.MuSize];
        WriteMu(message, context, mu);
        return VerifyMu(mu, signature);
    }

    /// <summary>Checks by the digest of a message, which <see cref="WriteMu"/> makes (FIPS 204, external µ).</summary>
    public bool VerifyMu(ReadOnlySpan<byte> mu, ReadOnlySpan<byte> signature)
    {
        if (mu.Length != MlDsaParameters.MuSize || signature.Length != Parameters.SignatureSize)
        {
            return false;
        }

        var (columns, bits) = (Parameters.Columns, Parameters.Gamma1Bits + 1);
        var z = new int[columns * Ring.Size];
        var challenge = signature[..Parameters.ChallengeSize];
        var rest = signature[Parameters.ChallengeSize..];
        for (var column = 0; column < columns; column++)
        {
            var values = Ring.Part(z, column);
            Packing.ReadBelow(rest[..Ring.PackedSize(bits)], Parameters.Gamma1, bits, values);
            rest = rest[Ring.PackedSize(bits)..];
            if (!Ring.IsBelow(values, Parameters.Gamma1 - Parameters.Beta))
            {
                return false;
            }

            Ring.Transform(values);
        }

        var hint = new int[Parameters.Rows * Ring.Size];
        return Packing.TryReadHint(rest, Parameters, hint)
            && CryptographicOperations.FixedTimeEquals(challenge, ChallengeOf(mu, challenge, z, hint));
    }

    /// <summary>The digest of a message in a context, 64 bytes, as signatures of this key take it.</summary>
    /// <exception cref="ArgumentException">The context is too long, or the destination has another size.</exception>
    public void WriteMu(ReadOnlySpan<byte> message, ReadOnlySpan<byte> context, Span<byte> mu)
    {
        Sizes.Demand(mu.Length, MlDsaParameters.MuSize, nameof(mu));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(context.Length, MlDsaParameters.ContextMax, nameof(context));
        var shake = Shake.Make256();
        shake.Absorb(digest);
        shake.Absorb([0, (byte)context.Length]);
        shake.Absorb(context);
        shake.Absorb(message);
        shake.Squeeze(mu);
    }

    public bool Equals(MlDsaPublicKey? other) =>
        other is not null && Parameters == other.Parameters && Raw.SequenceEqual(other.Raw);

    public override bool Equals(object? obj) => Equals(obj as MlDsaPublicKey);

    public override int GetHashCode() => BitConverter.ToInt32(raw);

    /// <summary>What the challenge would be, were the signature right (algorithm 8, lines 8 to 12).</summary>
    private byte[] ChallengeOf(
        ReadOnlySpan<byte> mu, ReadOnlySpan<byte> challenge, ReadOnlySpan<int> z, ReadOnlySpan<int> hint)
    {
        Span<int> c = stackalloc int[Ring.Size];
        Span<int> w = stackalloc int[Ring.Size];
        Span<int> product = stackalloc int[Ring.Size];
        Sampling.Challenge(challenge, Parameters.Tau, c);
        Ring.Transform(c);
        var size = Ring.PackedSize(Parameters.HighBits);
        var high = new byte[Parameters.Rows * size];
        for (var row = 0; row < Parameters.Rows; row++)
        {
            Ring.MultiplyRow(Matrix.AsSpan(row * z.Length, z.Length), z, w);
            Ring.Multiply(c, Ring.Part(target, row), product);
            for (var i = 0; i < Ring.Size; i++)
            {
                w[i] = Ring.Reduce(w[i] + product[i]);
            }

            Ring.TransformBack(w);
            for (var i = 0; i < Ring.Size; i++)
            {
                w[i] = Rounding.UseHint(hint[(row * Ring.Size) + i], w[i], Parameters.HighValues);
            }

            Packing.Write(w, Parameters.HighBits, high.AsSpan(row * size, size));
        }

        var expected = new byte[Parameters.ChallengeSize];
        Shake.Hash(expected, mu, high);
        return expected;
    }
}
