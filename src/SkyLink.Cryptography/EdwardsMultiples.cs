namespace SkyLink.Cryptography;

/// <summary>
/// Multiples of one point, kept so that multiplying it takes additions and a few doublings: for every fourth digit of a
/// scalar to the base of 16, one to eight times the point's multiple at that digit (a comb: Lim, Lee 1994). 20 KiB.
/// </summary>
internal sealed class EdwardsMultiples
{
    /// <summary>Digits that share the doublings.</summary>
    private const int Teeth = 16;

    /// <summary>Digits from one tooth to the next.</summary>
    private const int Gap = EdwardsScalar.Digits / Teeth;

    /// <summary>The largest digit.</summary>
    private const int Most = 8;

    private static readonly EdwardsMultiples Base = new(EdwardsPoint.Base);

    private readonly EdwardsLanes[] table;

    /// <param name="point">Any point, also of small order.</param>
    public EdwardsMultiples(EdwardsPoint point)
    {
        var multiples = new EdwardsPoint[Teeth * Most];
        for (var tooth = 0; tooth < Teeth; tooth++)
        {
            var multiple = multiples[tooth * Most] = point;
            for (var i = 1; i < Most; i++)
            {
                multiple = multiples[(tooth * Most) + i] = multiple + point;
            }

            for (var i = 0; i < EdwardsScalar.DigitBits * Gap; i++)
            {
                point = point.Doubled();
            }
        }

        table = EdwardsPoint.ToEntries(multiples);
    }

    /// <summary>
    /// <paramref name="a"/> times the base point plus <paramref name="b"/> times this point: 32 bytes, little endian,
    /// below 2^253 each.
    /// </summary>
    public EdwardsPoint Combine(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        Span<sbyte> digitsA = stackalloc sbyte[EdwardsScalar.Digits];
        Span<sbyte> digitsB = stackalloc sbyte[EdwardsScalar.Digits];
        EdwardsScalar.ToDigits(a, digitsA);
        EdwardsScalar.ToDigits(b, digitsB);
        var sum = EdwardsLanes.Neutral;
        for (var step = Gap - 1; step >= 0; step--)
        {
            for (var i = 0; i < EdwardsScalar.DigitBits && step < Gap - 1; i++)
            {
                sum = sum.Doubled();
            }

            AddStep(ref sum, Base.table, digitsA[step..]);
            AddStep(ref sum, table, digitsB[step..]);
        }

        return sum.ToPoint();
    }

    private static void AddStep(ref EdwardsLanes sum, EdwardsLanes[] table, ReadOnlySpan<sbyte> digits)
    {
        for (var tooth = 0; tooth < Teeth; tooth++)
        {
            var digit = digits[tooth * Gap];
            if (digit > 0)
            {
                sum = sum.Plus(table[(tooth * Most) + digit - 1]);
            }
            else if (digit < 0)
            {
                sum = sum.Minus(table[(tooth * Most) - digit - 1]);
            }
        }
    }
}
