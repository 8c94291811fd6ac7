namespace SkyLink.Cryptography.Chains;

/// <summary>
/// How a contract is asked whether a signature is its own (EIP-1271): the call, and how its answer is read.
/// </summary>
public static class Eip1271
{
    private static readonly AbiFunction Function = AbiFunction.Parse("isValidSignature(bytes32 hash, bytes signature)");
    private static readonly AbiType[] Answer = [AbiType.Parse("bytes4")];

    /// <summary>The input of the call to the account.</summary>
    /// <param name="hash">Of what was signed, 32 bytes: for a text, <see cref="PersonalMessage.Hash(string)"/>.</param>
    /// <param name="signature">Of any form: it is the contract's.</param>
    /// <exception cref="ArgumentException">The hash has another size.</exception>
    public static byte[] EncodeCheck(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature) =>
        Function.Encode(hash.ToArray(), signature.ToArray());

    /// <summary>Whether what the call returned says yes, which is the function's selector; all else says no.</summary>
    public static bool IsAccepted(ReadOnlySpan<byte> returned) =>
        Abi.TryDecode(Answer, returned, out var values) && Function.Selector.SequenceEqual((byte[])values[0]);
}
