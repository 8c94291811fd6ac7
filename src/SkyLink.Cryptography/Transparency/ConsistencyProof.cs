namespace SkyLink.Cryptography.Transparency;

/// <summary>
/// Shows that a tree begins with all the leaves of an older one, in the same order (RFC 9162 section 2.1.4).
/// <see cref="TiledTree.ProveConsistencyAsync"/> makes one.
/// </summary>
public static class ConsistencyProof
{
    /// <summary>Checks a proof without allocating.</summary>
    /// <param name="older">
    /// A tree with at least one leaf: every tree begins with the empty one, and no proof says so.
    /// </param>
    /// <param name="newer">A larger one, or one of the same size: then the same, and the proof is empty.</param>
    /// <param name="proof">The hashes.</param>
    /// <returns>False for anything but the one proof, a longer or shorter one included.</returns>
    public static bool Verify(in TreeHead older, in TreeHead newer, ReadOnlySpan<TreeHash> proof)
    {
        if (older.Size < 1 || older.Size > newer.Size || proof.Length > InclusionProof.LongestProof)
        {
            return false;
        }

        if (older.Size == newer.Size)
        {
            return proof.IsEmpty && older.Root == newer.Root;
        }

        if (proof.IsEmpty)
        {
            return false;
        }

        var (node, last) = (older.Size - 1, newer.Size - 1);
        while (long.IsOddInteger(node))
        {
            (node, last) = (node >> 1, last >> 1);
        }

        // An older tree that is one whole subtree of the newer is its own first hash.
        var isWhole = long.IsPow2(older.Size);
        var olderHash = isWhole ? older.Root : proof[0];
        var newerHash = olderHash;
        foreach (ref readonly var hash in isWhole ? proof : proof[1..])
        {
            if (last == 0)
            {
                return false;
            }

            if (long.IsOddInteger(node) || node == last)
            {
                olderHash = TreeHash.OfNode(hash, olderHash);
                newerHash = TreeHash.OfNode(hash, newerHash);
                InclusionProof.SkipLonely(ref node, ref last);
            }
            else
            {
                newerHash = TreeHash.OfNode(newerHash, hash);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && olderHash == older.Root && newerHash == newer.Root;
    }
}
