using System.Globalization;
using System.Runtime.InteropServices;

namespace SkyLink.Cryptography.Transparency;

/// <summary>
/// The name of a tile (C2SP tlog-tiles): up to 256 neighbouring hashes of one level, or the bundle of the entries that
/// belong to a tile of level 0. Level 0 holds the leaves; a hash above stands for a full tile of the level below.
/// </summary>
/// <param name="Level">0 to 7: no tree of less than 2^63 leaves has more; or <see cref="Entries"/>.</param>
/// <param name="Index">The place among the tiles of the level, from 0.</param>
/// <param name="Width">How many hashes or entries, 1 to 256; a tile of less than 256 is partial.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TilePath(int Level, long Index, int Width)
{
    /// <summary>Hashes of a full tile.</summary>
    public const int FullWidth = 256;

    /// <summary>Size of a full tile in bytes.</summary>
    public const int FullSize = FullWidth * TreeHash.Size;

    /// <summary>The level of entry bundles.</summary>
    public const int Entries = -1;

    internal const int LevelsMax = 8;

    private const int LevelBits = 8;
    private const string Start = "tile/";
    private const string EntriesName = "entries";
    private const string PartialMark = ".p/";

    /// <summary>Digits of the indices of all tiles there can be, three to an element of the path.</summary>
    private const int ElementsMax = 6;

    public bool IsFull => Width == FullWidth;

    /// <summary>The first leaf below the tile.</summary>
    public long FirstLeaf => Index << LeafBits(Level);

    /// <summary>The tiles of a tree, in ascending order of level and index.</summary>
    public static IEnumerable<TilePath> OfTree(long size)
    {
        for (var level = 0; level < LevelsMax && HashesAt(size, level) > 0; level++)
        {
            for (var index = 0L; index * FullWidth < HashesAt(size, level); index++)
            {
                yield return At(size, level, index);
            }
        }
    }

    /// <summary>A tile as it is, as wide as a tree of a size makes it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tree has no such tile.</exception>
    public static TilePath At(long size, int level, long index)
    {
        var hashes = HashesAt(size, level);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, (hashes + FullWidth - 1) / FullWidth);
        return new TilePath(level, index, (int)Math.Min(FullWidth, hashes - (index * FullWidth)));
    }

    /// <summary>Reads a path, such as tile/0/x001/067.p/112; each tile has only one.</summary>
    public static bool TryParse(ReadOnlySpan<char> path, out TilePath tile)
    {
        tile = default;
        if (!path.StartsWith(Start, StringComparison.Ordinal) || !TryParseLevel(ref path, out var level))
        {
            return false;
        }

        var width = FullWidth;
        var mark = path.IndexOf(PartialMark, StringComparison.Ordinal);
        if (mark >= 0)
        {
            if (!TryParseWidth(path[(mark + PartialMark.Length)..], out width))
            {
                return false;
            }

            path = path[..mark];
        }

        if (!TryParseIndex(path, out var index) || index > HashesAt(long.MaxValue, level) / FullWidth)
        {
            return false;
        }

        tile = new TilePath(level, index, width);
        return true;
    }

    /// <summary>The path, as it stands in an address after the log's prefix.</summary>
    public override string ToString()
    {
        var elements = (Index % 1_000).ToString("000", CultureInfo.InvariantCulture);
        for (var rest = Index / 1_000; rest > 0; rest /= 1_000)
        {
            elements = $"x{rest % 1_000:000}/{elements}";
        }

        var level = Level == Entries ? EntriesName : Level.ToString(CultureInfo.InvariantCulture);
        return IsFull ? $"{Start}{level}/{elements}" : $"{Start}{level}/{elements}{PartialMark}{Width}";
    }

    /// <summary>How many hashes a level of a tree has in all.</summary>
    internal static long HashesAt(long size, int level) => size >> (LevelBits * Math.Max(level, 0));

    /// <summary>How many hashes of a level are in its partial tile.</summary>
    internal static int PartialWidth(long size, int level) => (int)(HashesAt(size, level) % FullWidth);

    private static int LeafBits(int level) => LevelBits * (Math.Max(level, 0) + 1);

    private static bool TryParseLevel(ref ReadOnlySpan<char> path, out int level)
    {
        path = path[Start.Length..];
        var end = path.IndexOf('/');
        var name = end < 0 ? path : path[..end];
        level = name is EntriesName ? Entries
            : name is [>= '0' and < (char)('0' + LevelsMax)] ? name[0] - '0'
            : LevelsMax;
        path = path[(end + 1)..];
        return end > 0 && level < LevelsMax;
    }

    private static bool TryParseWidth(ReadOnlySpan<char> digits, out int width)
    {
        width = 0;
        return digits is [>= '1' and <= '9', ..] and { Length: <= 3 }
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out width)
            && width < FullWidth;
    }

    private static bool TryParseIndex(ReadOnlySpan<char> path, out long index)
    {
        index = 0;
        var count = 0;
        for (; path is ['x', ..] && count < ElementsMax - 1; count++)
        {
            if (path.Length < 5 || path[4] != '/' || !TryAdd(path[1..4], ref index) || index == 0)
            {
                return false;
            }

            path = path[5..];
        }

        return path.Length == 3 && TryAdd(path, ref index);
    }

    private static bool TryAdd(ReadOnlySpan<char> digits, ref long index)
    {
        var isNumber = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value);
        index = (index * 1_000) + value;
        return isNumber;
    }
}
