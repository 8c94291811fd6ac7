using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SkyLink.Cryptography.Chains;

/// <summary>Sign-In with Ethereum (EIP-4361): a text that an account signs to sign in to a site.</summary>
public sealed class SiweMessage
{
    /// <summary>The longest text that is read, in characters.</summary>
    public const int LongestText = SignInText.Longest;

    /// <summary>"reserved", "unreserved" and blanks (RFC 3986).</summary>
    private static readonly SearchValues<char> StatementCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?#[]@!$&'()*+,;= ");

    private static readonly SignInDialect Dialect = new(
        "Ethereum", HasBlankStatement: true, statement => !statement.AsSpan().ContainsAnyExcept(StatementCharacters));

    private SiweMessage(string text, EthereumAddress address, ulong chainId, SignInRequest request) =>
        (Text, Address, ChainId, Request) = (text, address, chainId, request);

    /// <summary>What is signed, to the letter.</summary>
    public string Text { get; }

    /// <summary>Who signs.</summary>
    public EthereumAddress Address { get; }

    /// <summary>The chain on which a contract's signature would be checked (EIP-155).</summary>
    public ulong ChainId { get; }

    public SignInRequest Request { get; }

    /// <summary>Writes a message for an account; times are written in UTC.</summary>
    /// <exception cref="ArgumentException">A part of the request is not as the standard wants it.</exception>
    public static SiweMessage Create(EthereumAddress address, ulong chainId, SignInRequest request)
    {
        var text = new SignInText(address.ToString(), $"{chainId}", request).Write(Dialect);
        return new SiweMessage(text, address, chainId, request);
    }

    /// <summary>Reads a message by the grammar of the standard; the address with its checksum (EIP-55).</summary>
    /// <returns>False for anything else, beyond <see cref="LongestText"/> and 64 resources.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out SiweMessage? message)
    {
        message = SignInText.TryRead(text, Dialect, out var read)
            && EthereumAddress.TryParse(read.Account, out var address) && address.ToString() == read.Account
            && ulong.TryParse(read.ChainId, NumberStyles.None, CultureInfo.InvariantCulture, out var chainId)
            && $"{chainId}" == read.ChainId
                ? new SiweMessage(text, address, chainId, read.Request)
                : null;
        return message is not null;
    }

    /// <summary>Checks everything but the chain, the URI and the resources, which are the caller's to judge.</summary>
    /// <param name="signature">r, s and v, 65 bytes; or what a contract calls its signature.</param>
    /// <param name="domain">The site's own, as its users see it.</param>
    /// <param name="nonce">The one drawn for this sign-in, which the caller takes once.</param>
    /// <param name="now">The time here.</param>
    public SignInRefusal Verify(ReadOnlySpan<byte> signature, string domain, string nonce, DateTimeOffset now)
    {
        var refusal = SignInText.Check(Request, domain, nonce, now);
        if (refusal != SignInRefusal.None)
        {
            return refusal;
        }

        if (Erc6492Signature.IsWrapped(signature))
        {
            return SignInRefusal.ContractMustDecide;
        }

        return PersonalMessage.TryRecover(Text, signature, out var signer) && signer.Equals(Address)
            ? SignInRefusal.None
            : SignInRefusal.SignatureInvalid;
    }

    /// <summary>The text.</summary>
    public override string ToString() => Text;
}
