using System.Numerics;

namespace SkyLink.Cryptography.Chains;

/// <summary>
/// What an account asks a chain to do, before it is signed. Numbers are at most 256 bits; money is in wei.
/// </summary>
public abstract record EthereumTransaction
{
    /// <summary>The highest chain id, so that v of a legacy transaction stays within 64 bits (EIP-2294).</summary>
    public const ulong HighestChainId = (ulong.MaxValue / 2) - 36;

    /// <summary>How many transactions the account made before.</summary>
    public ulong Nonce { get; init; }

    /// <summary>The most gas it may use.</summary>
    public BigInteger GasLimit { get; init; }

    /// <summary>Null to create a contract.</summary>
    public EthereumAddress? To { get; init; }

    /// <summary>In wei.</summary>
    public BigInteger Value { get; init; }

    /// <summary>The call, or the code that creates a contract.</summary>
    public ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>The byte in front of the list (EIP-2718); null for a legacy transaction.</summary>
    internal abstract byte? Type { get; }

    /// <summary>What is hashed and signed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative or too large.</exception>
    public byte[] EncodeUnsigned() => Frame(RlpItem.List(UnsignedFields()));

    /// <summary>Keccak-256 of <see cref="EncodeUnsigned"/>.</summary>
    /// <inheritdoc cref="EncodeUnsigned" path="/exception"/>
    public byte[] SigningHash() => Keccak256.Hash(EncodeUnsigned());

    /// <inheritdoc cref="EncodeUnsigned" path="/exception"/>
    public SignedTransaction Sign(Secp256k1PrivateKey key) =>
        new(this, key.Sign(SigningHash()), EthereumAddress.Of(key.PublicKey));

    /// <summary>The list as it is signed.</summary>
    internal abstract RlpItem[] UnsignedFields();

    /// <summary>The list as it is sent.</summary>
    internal abstract RlpItem[] SignedFields(Secp256k1Signature signature);

    /// <summary>The type, if there is one, and the list.</summary>
    internal byte[] Frame(RlpItem list) => Type is { } type ? [type, .. Rlp.Encode(list)] : Rlp.Encode(list);

    private protected static RlpItem Field(BigInteger number)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, TransactionReader.Highest, nameof(number));
        return RlpItem.Of(number);
    }

    private protected static RlpItem Field(ulong chainId)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(chainId, HighestChainId, nameof(chainId));
        return RlpItem.Of(chainId);
    }

    private protected RlpItem ToField() => RlpItem.Of(To is null ? [] : To.Raw);

    private protected static RlpItem[] SignatureFields(BigInteger v, Secp256k1Signature signature) =>
    [
        RlpItem.Of(v),
        RlpItem.Of(new BigInteger(signature.R, isUnsigned: true, isBigEndian: true)),
        RlpItem.Of(new BigInteger(signature.S, isUnsigned: true, isBigEndian: true)),
    ];

    private protected static int ParityOf(Secp256k1Signature signature) =>
        signature.RecoveryId ?? throw new ArgumentException("No recovery id.", nameof(signature));
}

/// <summary>The first form; bound to a chain by EIP-155, or not at all.</summary>
public sealed record LegacyTransaction : EthereumTransaction
{
    private const int ReplayOffset = 35;
    private const int UnboundOffset = 27;

    /// <summary>At least 1; null for a transaction that holds on every chain, which nobody should sign.</summary>
    public required ulong? ChainId { get; init; }

    /// <summary>In wei for a unit of gas.</summary>
    public BigInteger GasPrice { get; init; }

    internal override byte? Type => null;

    internal override RlpItem[] UnsignedFields()
    {
        if (ChainId is not { } chainId)
        {
            return CommonFields();
        }

        return [.. CommonFields(), BindingField(chainId), RlpItem.Of([]), RlpItem.Of([])];
    }

    internal override RlpItem[] SignedFields(Secp256k1Signature signature)
    {
        var v = ChainId is { } chainId ? ((BigInteger)chainId * 2) + ReplayOffset : UnboundOffset;
        return [.. CommonFields(), .. SignatureFields(v + ParityOf(signature), signature)];
    }

    /// <summary>What v says: the chain, and the parity.</summary>
    internal static bool TryReadV(BigInteger v, out ulong? chainId, out int parity)
    {
        chainId = null;
        parity = 0;
        if (v == UnboundOffset || v == UnboundOffset + 1)
        {
            parity = (int)v - UnboundOffset;
            return true;
        }

        var id = (v - ReplayOffset) / 2;
        if (v < ReplayOffset + 2 || id > HighestChainId)
        {
            return false;
        }

        chainId = (ulong)id;
        parity = (int)((v - ReplayOffset) % 2);
        return true;
    }

    private static RlpItem BindingField(ulong chainId)
    {
        ArgumentOutOfRangeException.ThrowIfZero(chainId);
        return Field(chainId);
    }

    private RlpItem[] CommonFields() =>
    [
        RlpItem.Of(Nonce), Field(GasPrice), Field(GasLimit), ToField(), Field(Value), RlpItem.Of(Input.Span),
    ];
}

/// <summary>With a list of what it will touch (EIP-2930).</summary>
public sealed record AccessListTransaction : EthereumTransaction
{
    internal const byte TypeNumber = 1;

    public required ulong ChainId { get; init; }

    /// <summary>In wei for a unit of gas.</summary>
    public BigInteger GasPrice { get; init; }

    public IReadOnlyList<AccessListEntry> AccessList { get; init; } = [];

    internal override byte? Type => TypeNumber;

    internal override RlpItem[] UnsignedFields() =>
    [
        Field(ChainId), RlpItem.Of(Nonce), Field(GasPrice), Field(GasLimit), ToField(), Field(Value),
        RlpItem.Of(Input.Span), AccessListEntry.Write(AccessList),
    ];

    internal override RlpItem[] SignedFields(Secp256k1Signature signature) =>
        [.. UnsignedFields(), .. SignatureFields(ParityOf(signature), signature)];
}

/// <summary>With a fee that follows the demand (EIP-1559).</summary>
public sealed record DynamicFeeTransaction : EthereumTransaction
{
    internal const byte TypeNumber = 2;

    public required ulong ChainId { get; init; }

    /// <summary>What the proposer of the block gets, in wei for a unit of gas.</summary>
    public BigInteger MaxPriorityFeePerGas { get; init; }

    /// <summary>The most that is paid, in wei for a unit of gas.</summary>
    public BigInteger MaxFeePerGas { get; init; }

    public IReadOnlyList<AccessListEntry> AccessList { get; init; } = [];

    internal override byte? Type => TypeNumber;

    internal override RlpItem[] UnsignedFields() =>
    [
        Field(ChainId), RlpItem.Of(Nonce), Field(MaxPriorityFeePerGas), Field(MaxFeePerGas), Field(GasLimit),
        ToField(), Field(Value), RlpItem.Of(Input.Span), AccessListEntry.Write(AccessList),
    ];

    internal override RlpItem[] SignedFields(Secp256k1Signature signature) =>
        [.. UnsignedFields(), .. SignatureFields(ParityOf(signature), signature)];
}

/// <summary>A contract a transaction touches, and the places in its storage.</summary>
/// <param name="Address">The contract.</param>
/// <param name="StorageKeys">Of 32 bytes each.</param>
public sealed record AccessListEntry(EthereumAddress Address, IReadOnlyList<ReadOnlyMemory<byte>> StorageKeys)
{
    internal const int KeySize = 32;

    internal static RlpItem Write(IReadOnlyList<AccessListEntry> entries) => RlpItem.List(
    [
        .. entries.Select(entry => RlpItem.List(
            RlpItem.Of(entry.Address.Raw), RlpItem.List([.. entry.StorageKeys.Select(WriteKey)]))),
    ]);

    private static RlpItem WriteKey(ReadOnlyMemory<byte> key)
    {
        Sizes.Demand(key.Length, KeySize, nameof(StorageKeys));
        return RlpItem.Of(key.Span);
    }
}
