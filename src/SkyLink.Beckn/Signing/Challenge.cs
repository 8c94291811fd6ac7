using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using SkyLink.Cryptography;

namespace SkyLink.Beckn.Signing;

/// <summary>
/// The question by which a registry finds out that a participant holds its encryption key: a random text under
/// AES-256-ECB with the raw X25519 secret as key, base64. Weak as encryption goes, but the wire format.
/// </summary>
public sealed class Challenge
{
    /// <summary>The longest challenge that is answered, in characters of base64.</summary>
    public const int LongestText = 4096;

    private const int PlainBytes = 16;

    private readonly string plain;

    private Challenge(string plain, string encrypted)
    {
        this.plain = plain;
        Encrypted = encrypted;
    }

    /// <summary>What the participant is sent as <c>challenge</c>.</summary>
    public string Encrypted { get; }

    /// <summary>Asks a fresh question.</summary>
    /// <param name="registryKey">The registry's key, whose public half participants know.</param>
    /// <param name="participantKey">
    /// The key to be proven; <see cref="X25519PublicKey.TryRead(ReadOnlySpan{char}, out X25519PublicKey?)"/> takes
    /// both forms in use.
    /// </param>
    /// <param name="challenge">Null when the answer is false.</param>
    /// <returns>False if the participant's key is of small order: no secret can be shared with it.</returns>
    public static bool TryCreate(
        X25519PrivateKey registryKey, X25519PublicKey participantKey, [NotNullWhen(true)] out Challenge? challenge) =>
        TryCreate(
            RandomNumberGenerator.GetHexString(PlainBytes * 2, lowercase: true),
            registryKey, participantKey, out challenge);

    /// <summary>Answers a registry's question with the text it asks for.</summary>
    /// <returns>False if the question does not decrypt to UTF-8 text with these keys.</returns>
    public static bool TryAnswer(
        ReadOnlySpan<char> challenge,
        X25519PrivateKey participantKey,
        X25519PublicKey registryKey,
        [NotNullWhen(true)] out string? answer)
    {
        answer = null;
        Span<byte> secret = stackalloc byte[X25519PrivateKey.Size];
        if (challenge.Length > LongestText
            || !Base64Strict.TryDecode(challenge, out var encrypted)
            || !participantKey.TryDeriveSharedSecret(registryKey, secret))
        {
            return false;
        }

        var isDecrypted = Aes256EcbPkcs7.TryDecrypt(secret, encrypted, out var decrypted);
        CryptographicOperations.ZeroMemory(secret);
        if (!isDecrypted || !System.Text.Unicode.Utf8.IsValid(decrypted))
        {
            return false;
        }

        answer = Encoding.UTF8.GetString(decrypted!);
        return true;
    }

    /// <summary>Compares in constant time; null is a wrong answer.</summary>
    public bool IsAnsweredBy(string? answer) => answer is not null && CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(answer), Encoding.UTF8.GetBytes(plain));

    internal static bool TryCreate(
        string plain, X25519PrivateKey registryKey, X25519PublicKey participantKey,
        [NotNullWhen(true)] out Challenge? challenge)
    {
        challenge = null;
        Span<byte> secret = stackalloc byte[X25519PrivateKey.Size];
        if (!registryKey.TryDeriveSharedSecret(participantKey, secret))
        {
            return false;
        }

        var encrypted = Aes256EcbPkcs7.Encrypt(secret, Encoding.UTF8.GetBytes(plain));
        CryptographicOperations.ZeroMemory(secret);
        challenge = new Challenge(plain, Convert.ToBase64String(encrypted));
        return true;
    }
}
