namespace SkyLink.Cryptography.Transparency;

/// <summary>
/// Shows that a leaf is in a tree, by the hashes beside its way to the root (RFC 9162 section 2.1.3).
/// <see cref="TiledTree.ProveInclusionAsync"/> makes one.
/// </summary>
public static class InclusionProof
{
    /// <summary>The longest proof there is, for trees of less than 2^63 leaves, in hashes.</summary>
    public const int LongestProof = 63;

    /// <summary>Checks a proof without allocating.</summary>
    /// <param name="leaf">The hash of the leaf.</param>
    /// <param name="index">Its place, from 0.</param>
    /// <param name="proof">From the leaf's sibling up to a child of the root.</param>
    /// <param name="head">The tree.</param>
    /// <returns>False for anything but the one proof, a longer or shorter one included.</returns>
    public static bool Verify(in TreeHash leaf, long index, ReadOnlySpan<TreeHash> proof, in TreeHead head)
    {
        if (index < 0 || index >= head.Size || proof.Length > LongestProof)
        {
            return false;
        }

        var (node, last, hash) = (index, head.Size - 1, leaf);
        foreach (ref readonly var sibling in proof)
        {
            if (last == 0)
            {
                return false;
            }

            if (long.IsOddInteger(node) || node == last)
            {
                hash = TreeHash.OfNode(sibling, hash);
                SkipLonely(ref node, ref last);
            }
            else
            {
                hash = TreeHash.OfNode(hash, sibling);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && hash == head.Root;
    }

    /// <summary>At the right edge, climbs the levels on which a node has no sibling and is its own parent.</summary>
    internal static void SkipLonely(ref long node, ref long last)
    {
        while (node != 0 && long.IsEvenInteger(node))
        {
            (node, last) = (node >> 1, last >> 1);
        }
    }
}
