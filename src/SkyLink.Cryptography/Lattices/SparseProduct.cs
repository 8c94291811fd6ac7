using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SkyLink.Cryptography.Lattices;

/// <summary>
/// The product of a challenge, of which few coefficients are 1 or -1, and of a secret, of which all are small: a sum of
/// the secret, turned. Sooner done by bytes than by transforms. What is read where depends on the challenge alone,
/// which its own sampling (FIPS 204, algorithm 29) tells anyway.
/// </summary>
internal static class SparseProduct
{
    /// <summary>Bytes of a secret: it, its negative and it again, so that each turn is one slice.</summary>
    public const int SecretSize = 3 * Ring.Size;

    private const int Lanes = 32;

    /// <summary>Writes a secret in the form in which it is multiplied.</summary>
    /// <param name="secret">Coefficients from -eta to eta.</param>
    /// <param name="turned">Of <see cref="SecretSize"/>.</param>
    public static void Prepare(ReadOnlySpan<int> secret, Span<sbyte> turned)
    {
        for (var i = 0; i < Ring.Size; i++)
        {
            turned[i] = (sbyte)secret[i];
            turned[Ring.Size + i] = (sbyte)-secret[i];
            turned[(2 * Ring.Size) + i] = (sbyte)secret[i];
        }
    }

    /// <summary>Where the turns by the coefficients of a challenge begin in a prepared secret.</summary>
    /// <param name="challenge">256 coefficients of 1, 0 or -1.</param>
    /// <param name="turns">One for each that is not 0.</param>
    public static void Turns(ReadOnlySpan<sbyte> challenge, Span<int> turns)
    {
        var vectors = MemoryMarshal.Cast<sbyte, Vector256<sbyte>>(challenge);
        var count = 0;
        for (var i = 0; i < vectors.Length; i++)
        {
            var minus = Vector256.LessThan(vectors[i], Vector256<sbyte>.Zero).ExtractMostSignificantBits();
            var set = ~Vector256.Equals(vectors[i], Vector256<sbyte>.Zero).ExtractMostSignificantBits();
            for (; set != 0; set &= set - 1)
            {
                var place = BitOperations.TrailingZeroCount(set);
                var half = (int)((minus >> place) & 1);
                turns[count++] = ((2 - half) * Ring.Size) - (i * Lanes) - place;
            }
        }
    }

    /// <param name="turns">From <see cref="Turns"/>.</param>
    /// <param name="secret">From <see cref="Prepare"/>.</param>
    /// <param name="eta">The largest coefficient of the secret.</param>
    /// <param name="product">256 coefficients.</param>
    public static void Multiply(ReadOnlySpan<int> turns, ReadOnlySpan<sbyte> secret, int eta, Span<int> product)
    {
        // As many as no sum of bytes can overflow.
        var atOnce = sbyte.MaxValue / eta;
        AddUp(turns[..Math.Min(atOnce, turns.Length)], secret, product, isFirst: true);
        for (var done = atOnce; done < turns.Length; done += atOnce)
        {
            AddUp(turns[done..Math.Min(done + atOnce, turns.Length)], secret, product, isFirst: false);
        }
    }

    private static void AddUp(
        ReadOnlySpan<int> turns, ReadOnlySpan<sbyte> secret, Span<int> product, bool isFirst)
    {
        var (sum0, sum1, sum2, sum3) =
            (Vector256<sbyte>.Zero, Vector256<sbyte>.Zero, Vector256<sbyte>.Zero, Vector256<sbyte>.Zero);
        var (sum4, sum5, sum6, sum7) = (sum0, sum1, sum2, sum3);
        foreach (var turn in turns)
        {
            var from = secret.Slice(turn, Ring.Size);
            sum0 += Vector256.Create(from);
            sum1 += Vector256.Create(from[Lanes..]);
            sum2 += Vector256.Create(from[(2 * Lanes)..]);
            sum3 += Vector256.Create(from[(3 * Lanes)..]);
            sum4 += Vector256.Create(from[(4 * Lanes)..]);
            sum5 += Vector256.Create(from[(5 * Lanes)..]);
            sum6 += Vector256.Create(from[(6 * Lanes)..]);
            sum7 += Vector256.Create(from[(7 * Lanes)..]);
        }

        Widen(sum0, product, isFirst);
        Widen(sum1, product[Lanes..], isFirst);
        Widen(sum2, product[(2 * Lanes)..], isFirst);
        Widen(sum3, product[(3 * Lanes)..], isFirst);
        Widen(sum4, product[(4 * Lanes)..], isFirst);
        Widen(sum5, product[(5 * Lanes)..], isFirst);
        Widen(sum6, product[(6 * Lanes)..], isFirst);
        Widen(sum7, product[(7 * Lanes)..], isFirst);
    }

    private static void Widen(Vector256<sbyte> sum, Span<int> product, bool isFirst)
    {
        var (lower, upper) = Vector256.Widen(sum);
        var (part0, part1) = Vector256.Widen(lower);
        var (part2, part3) = Vector256.Widen(upper);
        var place = MemoryMarshal.Cast<int, Vector256<int>>(product);
        place[0] = isFirst ? part0 : place[0] + part0;
        place[1] = isFirst ? part1 : place[1] + part1;
        place[2] = isFirst ? part2 : place[2] + part2;
        place[3] = isFirst ? part3 : place[3] + part3;
    }
}
