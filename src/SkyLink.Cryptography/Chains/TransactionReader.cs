using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace SkyLink.Cryptography.Chains;

/// <summary>Takes the fields of a signed transaction one after the other; what does not fit, spoils it.</summary>
internal sealed class TransactionReader
{
    /// <summary>The highest number of 256 bits.</summary>
    public static readonly BigInteger Highest = (BigInteger.One << 256) - 1;

    private const int NumberSize = 32;

    private readonly IReadOnlyList<RlpItem> fields;
    private int next;
    private bool isSpoilt;

    private TransactionReader(IReadOnlyList<RlpItem> fields) => this.fields = fields;

    public static bool TryRead(
        ReadOnlySpan<byte> encoded,
        [NotNullWhen(true)] out EthereumTransaction? transaction,
        [NotNullWhen(true)] out Secp256k1Signature? signature)
    {
        transaction = null;
        signature = null;
        var isLegacy = encoded[0] >= 0x80;
        if (!Rlp.TryDecode(isLegacy ? encoded : encoded[1..], out var item) || !item.IsList)
        {
            return false;
        }

        var reader = new TransactionReader(item.Items);
        EthereumTransaction? read = encoded[0] switch
        {
            _ when isLegacy => reader.Legacy(out signature),
            AccessListTransaction.TypeNumber => reader.AccessList(out signature),
            DynamicFeeTransaction.TypeNumber => reader.DynamicFee(out signature),
            _ => null,
        };
        transaction = reader.isSpoilt || reader.next != reader.fields.Count || signature is null ? null : read;
        return transaction is not null;
    }

    private LegacyTransaction Legacy(out Secp256k1Signature? signature)
    {
        var read = new LegacyTransaction
        {
            ChainId = null,
            Nonce = Word(),
            GasPrice = Number(),
            GasLimit = Number(),
            To = To(),
            Value = Number(),
            Input = Take().Bytes.ToArray(),
        };
        isSpoilt |= !LegacyTransaction.TryReadV(Number(), out var chainId, out var parity);
        signature = Signature(parity);
        return read with { ChainId = chainId };
    }

    private AccessListTransaction AccessList(out Secp256k1Signature? signature)
    {
        var read = new AccessListTransaction
        {
            ChainId = ChainId(),
            Nonce = Word(),
            GasPrice = Number(),
            GasLimit = Number(),
            To = To(),
            Value = Number(),
            Input = Take().Bytes.ToArray(),
            AccessList = Entries(),
        };
        signature = Signature(Parity());
        return read;
    }

    private DynamicFeeTransaction DynamicFee(out Secp256k1Signature? signature)
    {
        var read = new DynamicFeeTransaction
        {
            ChainId = ChainId(),
            Nonce = Word(),
            MaxPriorityFeePerGas = Number(),
            MaxFeePerGas = Number(),
            GasLimit = Number(),
            To = To(),
            Value = Number(),
            Input = Take().Bytes.ToArray(),
            AccessList = Entries(),
        };
        signature = Signature(Parity());
        return read;
    }

    /// <summary>The next field, which is to be a string.</summary>
    private RlpItem Take()
    {
        var item = next < fields.Count ? fields[next] : RlpItem.List();
        next++;
        isSpoilt |= item.IsList;
        return item;
    }

    private BigInteger Number()
    {
        isSpoilt |= !Take().TryGetNumber(NumberSize, out var number);
        return number;
    }

    private ulong Word()
    {
        isSpoilt |= !Take().TryGetNumber(sizeof(ulong), out var number) || number == ulong.MaxValue;
        return isSpoilt ? 0 : (ulong)number;
    }

    private ulong ChainId()
    {
        var id = Word();
        isSpoilt |= id > EthereumTransaction.HighestChainId;
        return id;
    }

    private int Parity()
    {
        var parity = Word();
        isSpoilt |= parity > 1;
        return parity == 1 ? 1 : 0;
    }

    private EthereumAddress? To() => AddressOf(Take(), mayBeEmpty: true);

    private EthereumAddress? AddressOf(RlpItem item, bool mayBeEmpty)
    {
        if (item.Bytes.Length == EthereumAddress.Size)
        {
            return EthereumAddress.FromBytes(item.Bytes);
        }

        isSpoilt |= !mayBeEmpty || !item.Bytes.IsEmpty;
        return null;
    }

    private List<AccessListEntry> Entries()
    {
        var list = next < fields.Count ? fields[next] : RlpItem.Of([]);
        next++;
        isSpoilt |= !list.IsList;
        var entries = new List<AccessListEntry>();
        foreach (var entry in list.Items)
        {
            if (entry.Items is [{ IsList: false } address, { IsList: true } keys]
                && keys.Items.All(key => !key.IsList && key.Bytes.Length == AccessListEntry.KeySize))
            {
                var contract = AddressOf(address, mayBeEmpty: false) ?? EthereumAddress.Zero;
                entries.Add(new AccessListEntry(contract, [.. keys.Items.Select(Key)]));
            }
            else
            {
                isSpoilt = true;
            }
        }

        return entries;
    }

    private static ReadOnlyMemory<byte> Key(RlpItem item) => item.Bytes.ToArray();

    private Secp256k1Signature? Signature(int parity)
    {
        var compact = new byte[Secp256k1Signature.CompactSize];
        Place(compact.AsSpan(0, NumberSize));
        Place(compact.AsSpan(NumberSize));
        return Secp256k1Signature.TryMake(compact, parity, out var signature) ? signature : null;
    }

    private void Place(Span<byte> destination)
    {
        var item = Take();
        if (item.TryGetNumber(NumberSize, out _))
        {
            item.Bytes.CopyTo(destination[^item.Bytes.Length..]);
        }
        else
        {
            isSpoilt = true;
        }
    }
}
