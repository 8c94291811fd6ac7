using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SkyLink.Cryptography.Chains;

/// <summary>
/// The way from the root of a wallet to one of its keys (BIP-32, BIP-44), written <c>m/44'/60'/0'/0/0</c>: an
/// apostrophe marks a hardened level, whose key nobody finds from public ones.
/// </summary>
public sealed class DerivationPath : IEquatable<DerivationPath>
{
    /// <summary>The most levels; an extended key counts them in a byte.</summary>
    public const int MostLevels = 255;

    /// <summary>The first index of a hardened level, 2^31.</summary>
    public const uint Hardened = 0x8000_0000;

    private const string Root = "m";
    private const uint Bip44 = Hardened | 44;
    private const uint EthereumCoin = Hardened | 60;
    private const uint SolanaCoin = Hardened | 501;

    private readonly uint[] levels;

    private DerivationPath(params uint[] levels) => this.levels = levels;

    /// <summary>Indices from the root on, hardened ones with their highest bit set.</summary>
    public IReadOnlyList<uint> Levels => levels;

    /// <summary>The accounts of most Ethereum wallets: <c>m/44'/60'/0'/0/index</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not below 2^31.</exception>
    public static DerivationPath Ethereum(uint index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Hardened);
        return new DerivationPath(Bip44, EthereumCoin, Hardened, 0, index);
    }

    /// <summary>The accounts of most Solana wallets: <c>m/44'/501'/index'/0'</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not below 2^31.</exception>
    public static DerivationPath Solana(uint index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Hardened);
        return new DerivationPath(Bip44, SolanaCoin, Hardened | index, Hardened);
    }

    /// <returns>
    /// False for anything else than "m" and levels "/0" to "/2147483647", each with an apostrophe or without, and for
    /// more than <see cref="MostLevels"/>.
    /// </returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out DerivationPath? path)
    {
        path = null;
        var parts = text.Split('/', MostLevels + 2);
        if (parts[0] != Root || parts.Length > MostLevels + 1)
        {
            return false;
        }

        var read = new uint[parts.Length - 1];
        for (var i = 0; i < read.Length; i++)
        {
            var isHardened = parts[i + 1].EndsWith('\'');
            var digits = isHardened ? parts[i + 1][..^1] : parts[i + 1];
            if (!uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                || index >= Hardened
                || (digits[0] == '0' && digits.Length > 1))
            {
                return false;
            }

            read[i] = isHardened ? Hardened | index : index;
        }

        path = new DerivationPath(read);
        return true;
    }

    /// <summary>For paths that stand in code or configuration.</summary>
    /// <exception cref="FormatException"><see cref="TryParse"/> would not take it.</exception>
    public static DerivationPath Parse(string text) =>
        TryParse(text, out var path) ? path : throw new FormatException($"'{text}' is no derivation path.");

    public bool Equals(DerivationPath? other) => other is not null && levels.AsSpan().SequenceEqual(other.levels);

    public override bool Equals(object? obj) => Equals(obj as DerivationPath);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() => string.Join('/', levels.Select(Write).Prepend(Root));

    private static string Write(uint level) => level >= Hardened ? $"{level - Hardened}'" : $"{level}";
}
