namespace SkyLink.Platform;

/// <summary>How far two words are apart in slips: a letter wrong, missing, too many, or two swapped.</summary>
public static class EditDistance
{
    private const int LengthMax = 40;

    /// <summary>Whether at most so many slips lie between them; false for words of more than 40 letters.</summary>
    public static bool IsWithin(ReadOnlySpan<char> one, ReadOnlySpan<char> other, int slipsMax)
    {
        if (Math.Abs(one.Length - other.Length) > slipsMax || Math.Max(one.Length, other.Length) > LengthMax)
        {
            return false;
        }

        Span<int> beforeLast = stackalloc int[LengthMax + 1];
        Span<int> last = stackalloc int[LengthMax + 1];
        Span<int> row = stackalloc int[LengthMax + 1];
        for (var column = 0; column <= other.Length; column++)
        {
            last[column] = column;
        }

        for (var line = 1; line <= one.Length; line++)
        {
            row[0] = line;
            var least = line;
            for (var column = 1; column <= other.Length; column++)
            {
                var isSame = one[line - 1] == other[column - 1];
                var slips = Math.Min(Math.Min(last[column], row[column - 1]) + 1, last[column - 1] + (isSame ? 0 : 1));
                var isSwap = line > 1 && column > 1 && one[line - 1] == other[column - 2]
                    && one[line - 2] == other[column - 1];
                row[column] = isSwap ? Math.Min(slips, beforeLast[column - 2] + 1) : slips;
                least = Math.Min(least, row[column]);
            }

            if (least > slipsMax)
            {
                return false;
            }

            var free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }

        return last[other.Length] <= slipsMax;
    }
}
