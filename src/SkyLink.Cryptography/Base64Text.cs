namespace SkyLink.Cryptography;

/// <summary>What both alphabets of RFC 4648 share.</summary>
internal static class Base64Text
{
    internal const string Standard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    internal const string UrlSafe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    internal static int DecodedLength(int digits) => (int)((long)digits * 3 / 4);

    /// <summary>Whether the bits of the last digit that belong to no byte are zero.</summary>
    /// <param name="digits">Without padding; all of the alphabet.</param>
    /// <param name="alphabet">64 characters in order of their value.</param>
    internal static bool EndsCanonically(ReadOnlySpan<char> digits, string alphabet) => (digits.Length % 4) switch
    {
        0 => true,
        2 => (alphabet.IndexOf(digits[^1], StringComparison.Ordinal) & 0b1111) == 0,
        3 => (alphabet.IndexOf(digits[^1], StringComparison.Ordinal) & 0b11) == 0,
        _ => false,
    };
}
