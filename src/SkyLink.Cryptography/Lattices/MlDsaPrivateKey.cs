using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using SkyLink.Cryptography.Sponges;

namespace SkyLink.Cryptography.Lattices;

/// <summary>
/// A key that makes ML-DSA signatures (FIPS 204), hedged: chance goes into each, and without it each would still be
/// safe. Holds what can be computed from the seed once; all of it is wiped on dispose. Thread-safe.
/// </summary>
public sealed class MlDsaPrivateKey : IDisposable
{
    private readonly byte[]? seed;
    private readonly byte[] k;

    /// <summary>In the form of <see cref="SparseProduct"/>.</summary>
    private readonly sbyte[] s1;

    private readonly sbyte[] s2;

    /// <summary>Transformed.</summary>
    private readonly int[] t0;

    private bool isDisposed;

    private MlDsaPrivateKey(MlDsaParameters parameters, byte[]? seed, Secrets secrets)
    {
        (Parameters, this.seed, k) = (parameters, seed, secrets.K);
        (s1, s2) = (Prepare(secrets.S1), Prepare(secrets.S2));
        t0 = new int[secrets.S2.Length];
        var matrix = MlDsaPublicKey.MakeMatrix(parameters, secrets.Rho);
        TransformAll(secrets.S1);
        var size = Ring.PackedSize(MlDsaParameters.PublicBits);
        var raw = new byte[parameters.PublicKeySize];
        secrets.Rho.CopyTo(raw, 0);
        Span<int> high = stackalloc int[Ring.Size];
        for (var row = 0; row < parameters.Rows; row++)
        {
            var low = Ring.Part(t0, row);
            Ring.MultiplyRow(MlDsaPublicKey.RowOf(parameters, matrix, row), secrets.S1, low);
            Ring.TransformBack(low);
            Ring.Add(low, Ring.Part(secrets.S2, row));
            Rounding.Power2Round(low, high);
            Packing.Write(high, MlDsaParameters.PublicBits, raw.AsSpan(MlDsaParameters.SeedSize + (row * size), size));
        }

        IsTrue = secrets.T0 is null || secrets.T0.AsSpan().SequenceEqual(t0);
        TransformAll(t0);
        secrets.Wipe();
        PublicKey = MlDsaPublicKey.Of(parameters, raw, matrix);
    }

    public MlDsaParameters Parameters { get; }

    public MlDsaPublicKey PublicKey { get; }

    /// <summary>What was read beside the secrets belongs to them.</summary>
    private bool IsTrue { get; }

    public static MlDsaPrivateKey Generate(MlDsaParameters parameters)
    {
        var chance = RandomNumberGenerator.GetBytes(MlDsaParameters.SeedSize);
        return new MlDsaPrivateKey(parameters, chance, Secrets.Of(parameters, chance));
    }

    /// <summary>Makes the key pair of a seed, always the same (algorithm 6).</summary>
    /// <exception cref="ArgumentException">The seed is not 32 bytes long.</exception>
    public static MlDsaPrivateKey FromSeed(MlDsaParameters parameters, ReadOnlySpan<byte> seed)
    {
        Sizes.Demand(seed.Length, MlDsaParameters.SeedSize, nameof(seed));
        return new MlDsaPrivateKey(parameters, seed.ToArray(), Secrets.Of(parameters, seed));
    }

    /// <summary>Takes the private key that FIPS 204 calls sk, from others who keep that form.</summary>
    /// <returns>False unless size, secrets and all that follows from them are as they must be.</returns>
    public static bool TryReadExpanded(
        MlDsaParameters parameters, ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out MlDsaPrivateKey? key)
    {
        key = encoded.Length == parameters.ExpandedKeySize && Secrets.TryRead(parameters, encoded, out var secrets)
            ? new MlDsaPrivateKey(parameters, seed: null, secrets)
            : null;
        var digest = encoded.Length < 128 ? default : encoded[64..128];
        if (key is not null && !(key.IsTrue && key.PublicKey.Digest.SequenceEqual(digest)))
        {
            key.Dispose();
            key = null;
        }

        return key is not null;
    }

    /// <summary>Signs a message in a context.</summary>
    /// <param name="message">Any length.</param>
    /// <param name="context">What the signature is made for: up to 255 bytes, often none.</param>
    /// <exception cref="ArgumentException">The context is too long.</exception>
    public byte[] Sign(ReadOnlySpan<byte> message, ReadOnlySpan<byte> context = default)
    {
        Span<byte> mu = stackalloc byte[MlDsaParameters.MuSize];
        PublicKey.WriteMu(message, context, mu);
        return SignMu(mu);
    }

    /// <summary>Signs the digest of a message (FIPS 204, external µ; <see cref="MlDsaPublicKey.WriteMu"/>).</summary>
    /// <exception cref="ArgumentException">The digest is not 64 bytes long.</exception>
    public byte[] SignMu(ReadOnlySpan<byte> mu)
    {
        Span<byte> chance = stackalloc byte[MlDsaParameters.SeedSize];
        RandomNumberGenerator.Fill(chance);
        return SignMu(mu, chance);
    }

    /// <summary>Signs without chance: the same message has the same signature each time.</summary>
    /// <exception cref="ArgumentException">The context is too long.</exception>
    public byte[] SignDeterministic(ReadOnlySpan<byte> message, ReadOnlySpan<byte> context = default)
    {
        Span<byte> mu = stackalloc byte[MlDsaParameters.MuSize];
        PublicKey.WriteMu(message, context, mu);
        return SignMu(mu, stackalloc byte[MlDsaParameters.SeedSize]);
    }

    /// <summary>For a vault: whoever asks for the seed must seal or wipe it.</summary>
    /// <exception cref="CryptographicException">The key was read in the other form, which has none.</exception>
    /// <exception cref="ArgumentException">The destination is not 32 bytes long.</exception>
    public void ExportSeed(Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        Sizes.Demand(destination.Length, MlDsaParameters.SeedSize, nameof(destination));
        (seed ?? throw new CryptographicException("The key was read without its seed.")).CopyTo(destination);
    }

    public void Dispose()
    {
        isDisposed = true;
        CryptographicOperations.ZeroMemory(seed);
        CryptographicOperations.ZeroMemory(k);
        Array.Clear(s1);
        Array.Clear(s2);
        Array.Clear(t0);
    }

    /// <summary>Algorithm 7 from line 7 on.</summary>
    internal byte[] SignMu(ReadOnlySpan<byte> mu, ReadOnlySpan<byte> chance)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        Sizes.Demand(mu.Length, MlDsaParameters.MuSize, nameof(mu));
        Span<byte> maskSeed = stackalloc byte[64];
        Sponge.Shake256(maskSeed, k, chance, mu);
        Span<byte> maskMemory = stackalloc byte[Masks.MemorySize];
        var masks = new Masks(maskSeed, Parameters, maskMemory);
        Span<int> memory = stackalloc int[SigningAttempt.MemorySize(Parameters)];
        var attempt = new SigningAttempt(this, memory);
        var signature = new byte[Parameters.SignatureSize];
        while (!attempt.TrySign(mu, ref masks, signature))
        {
            // About one of four or five attempts gives nothing of the secrets away.
        }

        memory.Clear();
        maskMemory.Clear();
        maskSeed.Clear();
        return signature;
    }

    internal ReadOnlySpan<sbyte> Turned1(int column) => Turned(s1, column);

    internal ReadOnlySpan<sbyte> Turned2(int row) => Turned(s2, row);

    internal ReadOnlySpan<int> T0(int row) => Ring.Part(t0, row);

    private static ReadOnlySpan<sbyte> Turned(sbyte[] secrets, int number) =>
        secrets.AsSpan(number * SparseProduct.SecretSize, SparseProduct.SecretSize);

    private static sbyte[] Prepare(int[] secrets)
    {
        var prepared = new sbyte[secrets.Length / Ring.Size * SparseProduct.SecretSize];
        for (var i = 0; i < secrets.Length / Ring.Size; i++)
        {
            SparseProduct.Prepare(Ring.Part(secrets, i), prepared.AsSpan(i * SparseProduct.SecretSize));
        }

        return prepared;
    }

    private static void TransformAll(Span<int> polynomials)
    {
        for (; !polynomials.IsEmpty; polynomials = polynomials[Ring.Size..])
        {
            Ring.Transform(polynomials[..Ring.Size]);
        }
    }

    /// <summary>What a private key begins with.</summary>
    private sealed record Secrets(byte[] Rho, byte[] K, int[] S1, int[] S2, int[]? T0)
    {
        public static Secrets Of(MlDsaParameters parameters, ReadOnlySpan<byte> seed)
        {
            Span<byte> expanded = stackalloc byte[128];
            Sponge.Shake256(expanded, seed, [(byte)parameters.Rows, (byte)parameters.Columns]);
            var both = new int[(parameters.Columns + parameters.Rows) * Ring.Size];
            Sampling.Secrets(expanded[32..96], parameters.Eta, both);
            var (s1, s2) = (both[..(parameters.Columns * Ring.Size)], both[(parameters.Columns * Ring.Size)..]);
            Array.Clear(both);
            var secrets = new Secrets(expanded[..32].ToArray(), expanded[96..].ToArray(), s1, s2, T0: null);
            expanded.Clear();
            return secrets;
        }

        /// <summary>Algorithm 25, with the checks it leaves to others.</summary>
        public static bool TryRead(
            MlDsaParameters parameters, ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out Secrets? secrets)
        {
            var rest = encoded[128..];
            var s1 = ReadAll(ref rest, parameters.Columns, parameters.Eta, parameters.EtaBits);
            var s2 = ReadAll(ref rest, parameters.Rows, parameters.Eta, parameters.EtaBits);
            var t0 = ReadAll(
                ref rest, parameters.Rows, 1 << (MlDsaParameters.DroppedBits - 1), MlDsaParameters.DroppedBits);
            var isInRange = Ring.IsBelow(s1, parameters.Eta + 1) && Ring.IsBelow(s2, parameters.Eta + 1);
            secrets = isInRange ? new Secrets(encoded[..32].ToArray(), encoded[32..64].ToArray(), s1, s2, t0) : null;
            return isInRange;
        }

        /// <summary>Of what is not kept as it is.</summary>
        public void Wipe()
        {
            Array.Clear(S1);
            Array.Clear(S2);
            Array.Clear(T0 ?? []);
        }

        private static int[] ReadAll(ref ReadOnlySpan<byte> packed, int count, int upper, int bits)
        {
            var values = new int[count * Ring.Size];
            for (var i = 0; i < count; i++)
            {
                Packing.ReadBelow(packed, upper, bits, Ring.Part(values, i));
                packed = packed[Ring.PackedSize(bits)..];
            }

            return values;
        }
    }
}
