using System.Diagnostics.CodeAnalysis;

namespace SkyLink.Cryptography.Chains;

/// <summary>
/// The signature of a contract that may not exist yet (ERC-6492), with the call that creates it. Nobody without a node
/// can check it: if the account has no code, <see cref="FactoryInput"/> is sent to <see cref="Factory"/> first, then
/// <see cref="Eip1271.EncodeCheck"/> to the account, both in one simulated call, and <see cref="Eip1271.IsAccepted"/>
/// reads the answer.
/// </summary>
public sealed class Erc6492Signature
{
    private static readonly byte[] Mark = [.. Enumerable.Range(0, 32).Select(i => (byte)(i % 2 == 0 ? 0x64 : 0x92))];

    private static readonly AbiType[] Types =
        [AbiType.Parse("address"), AbiType.Parse("bytes"), AbiType.Parse("bytes")];

    private readonly byte[] factoryInput;
    private readonly byte[] signature;

    private Erc6492Signature(EthereumAddress factory, byte[] factoryInput, byte[] signature) =>
        (Factory, this.factoryInput, this.signature) = (factory, factoryInput, signature);

    /// <summary>The contract that creates the account.</summary>
    public EthereumAddress Factory { get; }

    /// <summary>The call that makes it do so.</summary>
    public ReadOnlySpan<byte> FactoryInput => factoryInput;

    /// <summary>What the account is asked about.</summary>
    public ReadOnlySpan<byte> Signature => signature;

    /// <summary>Whether a signature says that it is one of these.</summary>
    public static bool IsWrapped(ReadOnlySpan<byte> signature) => signature.EndsWith(Mark);

    /// <returns>False without the mark at the end, and where <see cref="Abi.TryDecode"/> refuses the rest.</returns>
    public static bool TryRead(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out Erc6492Signature? signature)
    {
        signature = IsWrapped(encoded)
            && Abi.TryDecode(Types, encoded[..^Mark.Length], out var values)
            && values is [EthereumAddress factory, byte[] input, byte[] inner]
                ? new Erc6492Signature(factory, input, inner)
                : null;
        return signature is not null;
    }
}
