using SkyLink.Cryptography.Sponges;

namespace SkyLink.Cryptography.Lattices;

/// <summary>The attempts at one signature, and the memory they share (FIPS 204, algorithm 7, lines 11 to 30).</summary>
internal readonly ref struct SigningAttempt
{
    private readonly MlDsaPrivateKey key;
    private readonly MlDsaParameters parameters;
    private readonly Span<int> y;
    private readonly Span<int> z;
    private readonly Span<int> w;
    private readonly Span<int> high;
    private readonly Span<int> product;
    private readonly Span<int> c;
    private readonly Span<int> turns;

    /// <param name="key">The key that signs.</param>
    /// <param name="memory">Of <see cref="MemorySize"/>; wipe it.</param>
    public SigningAttempt(MlDsaPrivateKey key, Span<int> memory)
    {
        this.key = key;
        parameters = key.Parameters;
        var (columns, rows) = (parameters.Columns * Ring.Size, parameters.Rows * Ring.Size);
        y = Cut(ref memory, columns);
        z = Cut(ref memory, columns);
        w = Cut(ref memory, rows);
        high = Cut(ref memory, rows);
        product = Cut(ref memory, Ring.Size);
        c = Cut(ref memory, Ring.Size);
        turns = memory[..parameters.Tau];
    }

    /// <summary>Numbers of memory that the attempts with a key of these parameters need.</summary>
    public static int MemorySize(MlDsaParameters parameters) =>
        (2 * (parameters.Columns + parameters.Rows + 1) * Ring.Size) + parameters.Tau;

    /// <returns>False if the signature would tell something of the secrets: then another mask must be tried.</returns>
    public bool TrySign(ReadOnlySpan<byte> mu, ref Masks masks, Span<byte> signature)
    {
        Commit(ref masks);
        var challenge = signature[..parameters.ChallengeSize];
        Span<sbyte> signs = stackalloc sbyte[Ring.Size];
        WriteChallenge(mu, challenge);
        Sampling.Challenge(challenge, parameters.Tau, signs);
        SparseProduct.Turns(signs, turns);
        if (!IsRestSafe() || !TryAnswer())
        {
            return false;
        }

        Ring.Transform(signs, c);
        if (!TryHint())
        {
            return false;
        }

        var rest = signature[parameters.ChallengeSize..];
        var bits = parameters.Gamma1Bits + 1;
        for (var column = 0; column < parameters.Columns; column++)
        {
            Packing.WriteBelow(Ring.Part(z, column), parameters.Gamma1, bits, rest);
            rest = rest[Ring.PackedSize(bits)..];
        }

        Packing.WriteHint(w, parameters, rest);
        return true;
    }

    /// <summary>A mask y, and w = A y in high and low bits.</summary>
    private void Commit(ref Masks masks)
    {
        for (var column = 0; column < parameters.Columns; column++)
        {
            var mask = Ring.Part(y, column);
            masks.Take(mask);
            mask.CopyTo(Ring.Part(z, column));
            Ring.Transform(Ring.Part(z, column));
        }

        for (var row = 0; row < parameters.Rows; row++)
        {
            var its = Ring.Part(w, row);
            Ring.MultiplyRow(key.PublicKey.RowOfMatrix(row), z, its);
            Ring.TransformBack(its);
            Rounding.Decompose(its, Ring.Part(high, row), parameters.HighValues);
        }
    }

    private void WriteChallenge(ReadOnlySpan<byte> mu, Span<byte> challenge)
    {
        var size = Ring.PackedSize(parameters.HighBits);
        Span<byte> packed = stackalloc byte[(parameters.Rows * size) + Packing.Slack];
        for (var row = 0; row < parameters.Rows; row++)
        {
            Packing.Write(Ring.Part(high, row), parameters.HighBits, packed[(row * size)..]);
        }

        Sponge.Shake256(challenge, mu, packed[..^Packing.Slack]);
    }

    /// <summary>The low bits less c s2: that they stay in their bounds says that the high ones stay the same.</summary>
    private bool IsRestSafe()
    {
        for (var row = 0; row < parameters.Rows; row++)
        {
            SparseProduct.Multiply(turns, key.Turned2(row), parameters.Eta, product);
            var its = Ring.Part(w, row);
            Ring.Subtract(its, product);
            if (!Ring.IsBelow(its, parameters.Gamma2 - parameters.Beta))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>z = y + c s1.</summary>
    private bool TryAnswer()
    {
        for (var column = 0; column < parameters.Columns; column++)
        {
            var answer = Ring.Part(z, column);
            SparseProduct.Multiply(turns, key.Turned1(column), parameters.Eta, answer);
            Ring.Add(answer, Ring.Part(y, column));
            if (!Ring.IsBelow(answer, parameters.Gamma1 - parameters.Beta))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Where the high bits of w - c s2 + c t0, which others can compute, are not those of w - c s2.</summary>
    private bool TryHint()
    {
        var ones = 0;
        for (var row = 0; row < parameters.Rows; row++)
        {
            Ring.Multiply(c, key.T0(row), product);
            Ring.TransformBack(product);
            if (!Ring.IsBelow(product, parameters.Gamma2))
            {
                return false;
            }

            var its = Ring.Part(w, row);
            Ring.AddReduced(its, product);
            ones += Rounding.MakeHints(its, Ring.Part(high, row), parameters.Gamma2);
        }

        return ones <= parameters.Omega;
    }

    private static Span<int> Cut(scoped ref Span<int> memory, int size)
    {
        var part = memory[..size];
        memory = memory[size..];
        return part;
    }
}
