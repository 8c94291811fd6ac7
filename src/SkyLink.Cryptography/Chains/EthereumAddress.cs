using System.Diagnostics.CodeAnalysis;

namespace SkyLink.Cryptography.Chains;

/// <summary>20 bytes that name an account or a contract; written with the checksum of EIP-55.</summary>
public sealed class EthereumAddress : IEquatable<EthereumAddress>
{
    /// <summary>Size of an address in bytes.</summary>
    public const int Size = 20;

    private readonly byte[] raw;

    private EthereumAddress(ReadOnlySpan<byte> raw) => this.raw = raw.ToArray();

    /// <summary>The address of nobody, to which tokens are sent to be destroyed.</summary>
    public static EthereumAddress Zero { get; } = new(new byte[Size]);

    public ReadOnlySpan<byte> Raw => raw;

    /// <exception cref="ArgumentException">It is not 20 bytes long.</exception>
    public static EthereumAddress FromBytes(ReadOnlySpan<byte> raw)
    {
        Sizes.Demand(raw.Length, Size, nameof(raw));
        return new EthereumAddress(raw);
    }

    /// <summary>The account of a key: the last 20 bytes of the hash of its coordinates.</summary>
    public static EthereumAddress Of(Secp256k1PublicKey key) => FromHash(key.ToUncompressed().AsSpan(1));

    /// <summary>The contract that an account creates with its transaction of this number (CREATE).</summary>
    public static EthereumAddress OfContract(EthereumAddress creator, ulong nonce) =>
        FromHash(Rlp.Encode(RlpItem.List(RlpItem.Of(creator.Raw), RlpItem.Of(nonce))));

    /// <summary>The contract that a contract creates by salt and code (CREATE2, EIP-1014).</summary>
    /// <param name="creator">The contract that creates.</param>
    /// <param name="salt">32 bytes.</param>
    /// <param name="codeHash">Keccak-256 of the code that runs at the creation, 32 bytes.</param>
    /// <exception cref="ArgumentException">Salt or hash has another size.</exception>
    public static EthereumAddress OfContract(
        EthereumAddress creator, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> codeHash)
    {
        Sizes.Demand(salt.Length, Keccak256.Size, nameof(salt));
        Sizes.Demand(codeHash.Length, Keccak256.Size, nameof(codeHash));
        return FromHash([0xFF, .. creator.Raw, .. salt, .. codeHash]);
    }

    /// <summary>Reads "0x" and 40 hexadecimal digits: all small, all capital, or with the right checksum.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out EthereumAddress? address)
    {
        address = text.Length == (2 * Size) + 2 && PrefixedHex.TryDecode(text, out var raw)
            ? new EthereumAddress(raw)
            : null;
        if (address is null || !IsMixed(text[2..]) || text.SequenceEqual(address.ToString()))
        {
            return address is not null;
        }

        address = null;
        return false;
    }

    public bool Equals(EthereumAddress? other) => other is not null && Raw.SequenceEqual(other.Raw);

    public override bool Equals(object? obj) => Equals(obj as EthereumAddress);

    public override int GetHashCode() => BitConverter.ToInt32(raw);

    /// <summary>"0x" and 40 digits, of which the letters are capital where the hash of them all says so.</summary>
    public override string ToString()
    {
        var digits = Convert.ToHexStringLower(raw).ToCharArray();
        Span<byte> hash = stackalloc byte[Keccak256.Size];
        Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes(digits), hash);
        for (var i = 0; i < digits.Length; i++)
        {
            var half = i % 2 == 0 ? hash[i / 2] >> 4 : hash[i / 2] & 15;
            digits[i] = half >= 8 ? char.ToUpperInvariant(digits[i]) : digits[i];
        }

        return PrefixedHex.Prefix + new string(digits);
    }

    private static EthereumAddress FromHash(ReadOnlySpan<byte> message)
    {
        Span<byte> hash = stackalloc byte[Keccak256.Size];
        Keccak256.Hash(message, hash);
        return new EthereumAddress(hash[^Size..]);
    }

    private static bool IsMixed(ReadOnlySpan<char> digits) =>
        digits.ContainsAnyInRange('a', 'f') && digits.ContainsAnyInRange('A', 'F');
}
