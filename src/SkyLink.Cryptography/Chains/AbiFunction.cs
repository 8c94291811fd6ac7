using System.Diagnostics.CodeAnalysis;

namespace SkyLink.Cryptography.Chains;

/// <summary>A function of a contract, or an error it may raise: both are four bytes and values.</summary>
public sealed class AbiFunction
{
    /// <summary>Size of a selector in bytes.</summary>
    public const int SelectorSize = 4;

    private readonly AbiSignature signature;

    private AbiFunction(AbiSignature signature) => this.signature = signature;

    /// <summary>What a failed <c>require</c> raises: its reason.</summary>
    public static AbiFunction Error { get; } = Parse("Error(string)");

    /// <summary>What a failed <c>assert</c>, a division by zero or an overflow raises: a code.</summary>
    public static AbiFunction Panic { get; } = Parse("Panic(uint256)");

    public string Name => signature.Name;

    public IReadOnlyList<AbiParameter> Parameters => signature.Parameters;

    /// <summary>The first four bytes of the hash of the signature.</summary>
    public ReadOnlySpan<byte> Selector => signature.Selector;

    /// <summary>Reads <c>name(type name, type, ...)</c>, the names of parameters being for people.</summary>
    /// <exception cref="FormatException">It is no signature.</exception>
    public static AbiFunction Parse(string signature) => new(AbiSignature.Parse(signature));

    /// <summary>Selector and arguments: the input of a transaction.</summary>
    /// <exception cref="ArgumentException">A value does not fit its type, or there are too few or too many.</exception>
    public byte[] Encode(params IReadOnlyList<object> values) =>
        [.. Selector, .. Abi.Encode(signature.Types, values)];

    /// <summary>Reads the input of a transaction, or what a failed call returned.</summary>
    /// <returns>False for another selector and what <see cref="Abi.TryDecode"/> refuses.</returns>
    public bool TryDecode(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out object[]? values)
    {
        values = null;
        return encoded.StartsWith(Selector) && Abi.TryDecode(signature.Types, encoded[SelectorSize..], out values);
    }

    /// <summary>The signature in its one form, without names of parameters.</summary>
    public override string ToString() => signature.ToString();
}
