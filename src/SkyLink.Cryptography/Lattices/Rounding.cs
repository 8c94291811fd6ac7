namespace SkyLink.Cryptography.Lattices;

/// <summary>High and low bits of coefficients (FIPS 204, section 7.4).</summary>
internal static class Rounding
{
    /// <summary>Splits a coefficient in t1 2^13 + t0, with t0 above -2^12 and up to it (algorithm 35).</summary>
    public static (int High, int Low) Power2Round(int value)
    {
        const int half = 1 << (MlDsaParameters.DroppedBits - 1);
        var positive = Ring.Positive(value);
        var high = (positive + half - 1) >> MlDsaParameters.DroppedBits;
        return (high, positive - (high << MlDsaParameters.DroppedBits));
    }

    /// <summary>
    /// Splits a coefficient in high 2 gamma2 + low, with low above -gamma2 and up to it; the highest high is taken for
    /// 0 (algorithm 36).
    /// </summary>
    public static (int High, int Low) Decompose(int value, int highValues)
    {
        // By constants, which are no divisions to a processor: those would take the longer the larger the secret.
        const int double44 = (Ring.Q - 1) / 44;
        const int double16 = (Ring.Q - 1) / 16;
        var positive = Ring.Positive(value);
        var (high, low) = (0, 0);
        if (highValues == 44)
        {
            high = (int)((uint)(positive + (double44 / 2) - 1) / double44);
            low = positive - (high * double44);
        }
        else
        {
            high = (int)((uint)(positive + (double16 / 2) - 1) / double16);
            low = positive - (high * double16);
        }

        var isHighest = (highValues - 1 - high) >> 31;
        return (high & ~isHighest, low + isHighest);
    }

    /// <summary>The high bits that a hint leads to (algorithm 40).</summary>
    public static int UseHint(int hint, int value, int highValues)
    {
        var (high, low) = Decompose(value, highValues);
        return hint == 0 ? high : (high + (low > 0 ? 1 : highValues - 1)) % highValues;
    }
}
