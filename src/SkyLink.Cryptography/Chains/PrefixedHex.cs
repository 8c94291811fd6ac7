using System.Diagnostics.CodeAnalysis;

namespace SkyLink.Cryptography.Chains;

/// <summary>Bytes as Ethereum writes them: "0x" and two hexadecimal digits for each, in either case.</summary>
internal static class PrefixedHex
{
    public const string Prefix = "0x";

    public static string Encode(ReadOnlySpan<byte> bytes) => Prefix + Convert.ToHexStringLower(bytes);

    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text.Length % 2 != 0)
        {
            return false;
        }

        var decoded = new byte[(text.Length - Prefix.Length) / 2];
        var status = Convert.FromHexString(text[Prefix.Length..], decoded, out _, out _);
        bytes = status == System.Buffers.OperationStatus.Done ? decoded : null;
        return bytes is not null;
    }
}
