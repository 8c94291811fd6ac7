using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SkyLink.Cryptography.Chains;

/// <summary>
/// Sign-In with Solana: the text of CAIP-122 as Solana's wallets write it, with a blank line in place of a missing
/// statement where Ethereum has two. URI, version, chain, nonce and time must be there.
/// </summary>
public sealed class SiwsMessage
{
    /// <summary>The longest text that is read, in characters.</summary>
    public const int LongestText = SignInText.Longest;

    private const int LongestChainId = 64;

    private static readonly SignInDialect Dialect = new("Solana", HasBlankStatement: false, IsStatement);

    private SiwsMessage(string text, Ed25519PublicKey key, string chainId, SignInRequest request) =>
        (Text, Key, ChainId, Request) = (text, key, chainId, request);

    /// <summary>What is signed, to the letter, in UTF-8.</summary>
    public string Text { get; }

    /// <summary>Who signs: on Solana the account is the key.</summary>
    public Ed25519PublicKey Key { get; }

    /// <summary>"mainnet", "devnet", the hash of a first block, or one of them behind "solana:".</summary>
    public string ChainId { get; }

    public SignInRequest Request { get; }

    /// <summary>Writes a message for an account; times are written in UTC.</summary>
    /// <exception cref="ArgumentException">A part of the request is not as the standard wants it.</exception>
    public static SiwsMessage Create(Ed25519PublicKey key, string chainId, SignInRequest request)
    {
        var text = new SignInText(SolanaAddress.Encode(key), chainId, request).Write(Dialect);
        return TryParse(text, out var message)
            ? message
            : throw new ArgumentException("No name of a chain.", nameof(chainId));
    }

    /// <summary>Reads a message as wallets write it.</summary>
    /// <returns>False for anything else, beyond <see cref="LongestText"/> and 64 resources.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out SiwsMessage? message)
    {
        message = SignInText.TryRead(text, Dialect, out var read)
            && SolanaAddress.TryParse(read.Account, out var key)
            && IsChainId(read.ChainId)
                ? new SiwsMessage(text, key, read.ChainId, read.Request)
                : null;
        return message is not null;
    }

    /// <inheritdoc cref="SiweMessage.Verify"/>
    /// <param name="signature">64 bytes.</param>
    public SignInRefusal Verify(ReadOnlySpan<byte> signature, string domain, string nonce, DateTimeOffset now)
    {
        var refusal = SignInText.Check(Request, domain, nonce, now);
        return refusal != SignInRefusal.None ? refusal
            : Key.Verify(Encoding.UTF8.GetBytes(Text), signature) ? SignInRefusal.None
            : SignInRefusal.SignatureInvalid;
    }

    /// <summary>The text.</summary>
    public override string ToString() => Text;

    private static bool IsChainId(string text) =>
        text.Length is > 0 and <= LongestChainId
        && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or ':');

    /// <summary>Half a surrogate pair, which has no bytes of its own, is read as the replacement character.</summary>
    private static bool IsStatement(string text) =>
        !text.Any(char.IsControl) && !text.EnumerateRunes().Contains(Rune.ReplacementChar);
}
