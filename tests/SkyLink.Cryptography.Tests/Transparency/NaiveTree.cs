namespace SkyLink.Cryptography.Transparency;

/// <summary>RFC 6962 section 2.1 as it is written: by recursion.</summary>
internal static class NaiveTree
{
    public static TreeHash Root(ReadOnlySpan<TreeHash> leaves)
    {
        if (leaves.Length <= 1)
        {
            return leaves.Length == 0 ? TreeHash.OfNothing : leaves[0];
        }

        var left = Split(leaves.Length);
        return TreeHash.OfNode(Root(leaves[..left]), Root(leaves[left..]));
    }

    public static List<TreeHash> Path(int index, ReadOnlySpan<TreeHash> leaves)
    {
        if (leaves.Length == 1)
        {
            return [];
        }

        var left = Split(leaves.Length);
        return index < left
            ? [.. Path(index, leaves[..left]), Root(leaves[left..])]
            : [.. Path(index - left, leaves[left..]), Root(leaves[..left])];
    }

    public static List<TreeHash> Subproof(int older, ReadOnlySpan<TreeHash> leaves, bool isWhole)
    {
        if (older == leaves.Length)
        {
            return isWhole ? [] : [Root(leaves)];
        }

        var left = Split(leaves.Length);
        return older <= left
            ? [.. Subproof(older, leaves[..left], isWhole), Root(leaves[left..])]
            : [.. Subproof(older - left, leaves[left..], isWhole: false), Root(leaves[..left])];
    }

    private static int Split(int count)
    {
        var left = 1;
        while (left * 2 < count)
        {
            left *= 2;
        }

        return left;
    }
}
