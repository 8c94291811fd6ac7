using SkyLink.Cryptography.Sponges;

namespace SkyLink.Cryptography.Lattices;

/// <summary>The attempts at one signature, and the memory they share (FIPS 204, algorithm 7, lines 11 to 30).</summary>
internal sealed class SigningAttempt(MlDsaParameters parameters, int[] matrix, int[] s1, int[] s2, int[] t0)
{
    private readonly int[] y = new int[parameters.Columns * Ring.Size];
    private readonly int[] z = new int[parameters.Columns * Ring.Size];
    private readonly int[] w = new int[parameters.Rows * Ring.Size];
    private readonly int[] hint = new int[parameters.Rows * Ring.Size];
    private readonly int[] c = new int[Ring.Size];
    private readonly int[] product = new int[Ring.Size];
    private readonly byte[] high = new byte[parameters.Rows * Ring.PackedSize(parameters.HighBits)];

    /// <returns>False if the signature would tell something of the secrets: then another mask must be tried.</returns>
    public bool TrySign(ReadOnlySpan<byte> mu, ReadOnlySpan<byte> maskSeed, int number, Span<byte> signature)
    {
        Commit(maskSeed, number);
        var challenge = signature[..parameters.ChallengeSize];
        Shake.Hash(challenge, mu, high);
        Sampling.Challenge(challenge, parameters.Tau, c);
        Ring.Transform(c);
        if (!TryAnswer() || !TryHint())
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

        Packing.WriteHint(hint, parameters, rest);
        return true;
    }

    /// <summary>Wipes what must not stay.</summary>
    public void Clear()
    {
        Array.Clear(y);
        Array.Clear(z);
        Array.Clear(w);
        Array.Clear(product);
    }

    /// <summary>A mask y, w = A y, and the high bits of that.</summary>
    private void Commit(ReadOnlySpan<byte> maskSeed, int number)
    {
        for (var column = 0; column < parameters.Columns; column++)
        {
            Sampling.Mask(maskSeed, number + column, parameters, Ring.Part(y, column));
            Ring.Part(y, column).CopyTo(Ring.Part(z, column));
            Ring.Transform(Ring.Part(z, column));
        }

        var size = Ring.PackedSize(parameters.HighBits);
        for (var row = 0; row < parameters.Rows; row++)
        {
            var its = Ring.Part(w, row);
            Ring.MultiplyRow(matrix.AsSpan(row * z.Length, z.Length), z, its);
            Ring.TransformBack(its);
            for (var i = 0; i < Ring.Size; i++)
            {
                product[i] = Rounding.Decompose(its[i], parameters.HighValues).High;
            }

            Packing.Write(product, parameters.HighBits, high.AsSpan(row * size, size));
        }
    }

    /// <summary>z = y + c s1.</summary>
    private bool TryAnswer()
    {
        for (var column = 0; column < parameters.Columns; column++)
        {
            MultiplyByChallenge(Ring.Part(s1, column));
            var mask = Ring.Part(y, column);
            var answer = Ring.Part(z, column);
            for (var i = 0; i < Ring.Size; i++)
            {
                answer[i] = Ring.Reduce(mask[i] + product[i]);
            }

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
        var (ones, highValues) = (0, parameters.HighValues);
        for (var row = 0; row < parameters.Rows; row++)
        {
            var its = Ring.Part(w, row);
            var hints = Ring.Part(hint, row);
            MultiplyByChallenge(Ring.Part(s2, row));
            for (var i = 0; i < Ring.Size; i++)
            {
                its[i] -= product[i];
                (hints[i], product[i]) = Rounding.Decompose(its[i], highValues);
            }

            if (!Ring.IsBelow(product, parameters.Gamma2 - parameters.Beta))
            {
                return false;
            }

            MultiplyByChallenge(Ring.Part(t0, row));
            if (!Ring.IsBelow(product, parameters.Gamma2))
            {
                return false;
            }

            for (var i = 0; i < Ring.Size; i++)
            {
                hints[i] = Rounding.Decompose(its[i] + product[i], highValues).High == hints[i] ? 0 : 1;
                ones += hints[i];
            }
        }

        return ones <= parameters.Omega;
    }

    private void MultiplyByChallenge(ReadOnlySpan<int> secret)
    {
        Ring.Multiply(c, secret, product);
        Ring.TransformBack(product);
    }
}
