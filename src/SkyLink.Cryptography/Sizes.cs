namespace SkyLink.Cryptography;

internal static class Sizes
{
    /// <summary>Guards the fixed sizes of keys, signatures and digests.</summary>
    /// <exception cref="ArgumentException">
    /// The length differs: a bug of the caller, never an input of a stranger.
    /// </exception>
    internal static void Demand(int actualBytes, int expectedBytes, string parameter)
    {
        if (actualBytes != expectedBytes)
        {
            throw new ArgumentException($"Must be {expectedBytes} bytes, not {actualBytes}.", parameter);
        }
    }
}
