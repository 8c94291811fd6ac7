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

    /// <summary>A, and at the end of each row what the challenge is multiplied by, -t1 2^13. Transformed.</summary>
    private readonly int[] matrix;

    private MlDsaPublicKey(MlDsaParameters parameters, byte[] raw, int[] matrix)
    {
        (Parameters, this.raw, this.matrix) = (parameters, raw, matrix);
        Sponge.Shake256(digest, raw);
        var packed = raw.AsSpan(MlDsaParameters.SeedSize);
        for (var row = 0; row < parameters.Rows; row++)
        {
            var values = Ring.Part(matrix, (row * (parameters.Columns + 1)) + parameters.Columns);
            Packing.Read(packed, MlDsaParameters.PublicBits, values);
            packed = packed[Ring.PackedSize(MlDsaParameters.PublicBits)..];
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

    /// <summary>tr.</summary>
    internal ReadOnlySpan<byte> Digest => digest;

    /// <returns>False for another size; every string of the right size is a key.</returns>
    public static bool TryRead(
        MlDsaParameters parameters, ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out MlDsaPublicKey? key)
    {
        key = encoded.Length == parameters.PublicKeySize
            ? new MlDsaPublicKey(
                parameters, encoded.ToArray(), MakeMatrix(parameters, encoded[..MlDsaParameters.SeedSize]))
            : null;
        return key is not null;
    }

    /// <summary>Of a key pair that has its matrix already.</summary>
    /// <param name="matrix">From <see cref="MakeMatrix"/>; the key's from now on.</param>
    internal static MlDsaPublicKey Of(MlDsaParameters parameters, byte[] raw, int[] matrix) =>
        new(parameters, raw, matrix);

    /// <summary>A, with room for one more polynomial at the end of each row.</summary>
    internal static int[] MakeMatrix(MlDsaParameters parameters, ReadOnlySpan<byte> rho)
    {
        var made = new int[parameters.Rows * (parameters.Columns + 1) * Ring.Size];
        Sampling.Matrix(rho, parameters, made, parameters.Columns + 1);
        return made;
    }

    /// <summary>A row of such a matrix.</summary>
    internal static ReadOnlySpan<int> RowOf(MlDsaParameters parameters, int[] matrix, int row) =>
        matrix.AsSpan(row * (parameters.Columns + 1) * Ring.Size, parameters.Columns * Ring.Size);

    /// <summary>A row of A, transformed.</summary>
    internal ReadOnlySpan<int> RowOfMatrix(int row) => RowOf(Parameters, matrix, row);

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

        var bits = Parameters.Gamma1Bits + 1;
        Span<int> factors = stackalloc int[(Parameters.Columns + 1) * Ring.Size];
        var challenge = signature[..Parameters.ChallengeSize];
        var rest = signature[Parameters.ChallengeSize..];
        for (var column = 0; column < Parameters.Columns; column++)
        {
            var values = Ring.Part(factors, column);
            Packing.ReadBelow(rest, Parameters.Gamma1, bits, values);
            rest = rest[Ring.PackedSize(bits)..];
            if (!Ring.IsBelow(values, Parameters.Gamma1 - Parameters.Beta))
            {
                return false;
            }

            Ring.Transform(values);
        }

        Span<int> hints = stackalloc int[Parameters.Rows * Ring.Size];
        if (!Packing.TryReadHint(rest, Parameters, hints))
        {
            return false;
        }

        Span<sbyte> signs = stackalloc sbyte[Ring.Size];
        Sampling.Challenge(challenge, Parameters.Tau, signs);
        Ring.Transform(signs, Ring.Part(factors, Parameters.Columns));
        Span<byte> expected = stackalloc byte[Parameters.ChallengeSize];
        WriteChallenge(mu, factors, hints, expected);
        return CryptographicOperations.FixedTimeEquals(challenge, expected);
    }

    /// <summary>The digest of a message in a context, 64 bytes, as signatures of this key take it.</summary>
    /// <exception cref="ArgumentException">The context is too long, or the destination has another size.</exception>
    public void WriteMu(ReadOnlySpan<byte> message, ReadOnlySpan<byte> context, Span<byte> mu)
    {
        WriteMu(domain: 0, context, [], message, mu);
    }

    /// <summary>
    /// The same for signatures over the hash of a message (HashML-DSA): for whoever cannot hold the message. Never the
    /// digest that <see cref="WriteMu(ReadOnlySpan{byte}, ReadOnlySpan{byte}, Span{byte})"/> makes of anything.
    /// </summary>
    /// <param name="hash">How the message was hashed.</param>
    /// <param name="hashed">The hash, of the size that the algorithm has.</param>
    /// <param name="context">Up to 255 bytes.</param>
    /// <param name="mu">64 bytes.</param>
    /// <exception cref="ArgumentException">One of them has another size, or there is no such algorithm.</exception>
    public void WriteMu(MlDsaPreHash hash, ReadOnlySpan<byte> hashed, ReadOnlySpan<byte> context, Span<byte> mu)
    {
        var size = hash switch
        {
            MlDsaPreHash.Sha224 or MlDsaPreHash.Sha512To224 or MlDsaPreHash.Sha3To224 => 28,
            MlDsaPreHash.Sha256 or MlDsaPreHash.Sha512To256 or MlDsaPreHash.Sha3To256 or MlDsaPreHash.Shake128 => 32,
            MlDsaPreHash.Sha384 or MlDsaPreHash.Sha3To384 => 48,
            MlDsaPreHash.Sha512 or MlDsaPreHash.Sha3To512 or MlDsaPreHash.Shake256 => 64,
            _ => throw new ArgumentOutOfRangeException(nameof(hash)),
        };
        Sizes.Demand(hashed.Length, size, nameof(hashed));

        // The object identifier in DER.
        ReadOnlySpan<byte> identifier = [6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, (byte)hash];
        WriteMu(domain: 1, context, identifier, hashed, mu);
    }

    public bool Equals(MlDsaPublicKey? other) =>
        other is not null && Parameters == other.Parameters && Raw.SequenceEqual(other.Raw);

    public override bool Equals(object? obj) => Equals(obj as MlDsaPublicKey);

    public override int GetHashCode() => BitConverter.ToInt32(raw);

    private void WriteMu(
        byte domain, ReadOnlySpan<byte> context, ReadOnlySpan<byte> identifier, ReadOnlySpan<byte> message,
        Span<byte> mu)
    {
        Sizes.Demand(mu.Length, MlDsaParameters.MuSize, nameof(mu));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(context.Length, MlDsaParameters.ContextMax, nameof(context));
        var shake = Sponge.Shake256();
        shake.Absorb(digest);
        shake.Absorb([domain, (byte)context.Length]);
        shake.Absorb(context);
        shake.Absorb(identifier);
        shake.Absorb(message);
        shake.Squeeze(mu);
    }

    /// <summary>What the challenge would be, were the signature right (algorithm 8, lines 8 to 12).</summary>
    /// <param name="factors">z and the challenge that was given, transformed.</param>
    private void WriteChallenge(
        ReadOnlySpan<byte> mu, ReadOnlySpan<int> factors, ReadOnlySpan<int> hints, Span<byte> challenge)
    {
        Span<int> w = stackalloc int[Ring.Size];
        var size = Ring.PackedSize(Parameters.HighBits);
        Span<byte> high = stackalloc byte[(Parameters.Rows * size) + Packing.Slack];
        for (var row = 0; row < Parameters.Rows; row++)
        {
            Ring.MultiplyRow(matrix.AsSpan(row * factors.Length, factors.Length), factors, w);
            Ring.TransformBack(w);
            Rounding.UseHints(hints.Slice(row * Ring.Size, Ring.Size), w, Parameters.HighValues);
            Packing.Write(w, Parameters.HighBits, high[(row * size)..]);
        }

        Sponge.Shake256(challenge, mu, high[..^Packing.Slack]);
    }
}
