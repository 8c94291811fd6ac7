using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace SkyLink.Cryptography.Chains;

/// <summary>
/// Chance written as English words that a person can keep on paper (BIP-39): 12 to 24 of them, the last with a
/// checksum. Wiped on dispose; a phrase that was text stays in memory until the collector takes it.
/// </summary>
public sealed class Mnemonic : IDisposable
{
    /// <summary>Size of a seed in bytes.</summary>
    public const int SeedSize = 64;

    private const int WordBits = 11;
    private const int Rounds = 2048;

    private static readonly string[] Words = ReadWords();

    private readonly byte[] entropy;
    private bool isDisposed;

    private Mnemonic(byte[] entropy) => this.entropy = entropy;

    /// <param name="entropyBits">128, 160, 192, 224 or 256: three words for each 32.</param>
    /// <exception cref="ArgumentException">Another number of bits.</exception>
    public static Mnemonic Generate(int entropyBits = 128)
    {
        Demand(entropyBits, nameof(entropyBits));
        return new Mnemonic(RandomNumberGenerator.GetBytes(entropyBits / 8));
    }

    /// <param name="entropy">16, 20, 24, 28 or 32 bytes.</param>
    /// <exception cref="ArgumentException">Another size.</exception>
    public static Mnemonic FromEntropy(ReadOnlySpan<byte> entropy)
    {
        Demand(entropy.Length * 8, nameof(entropy));
        return new Mnemonic(entropy.ToArray());
    }

    /// <summary>Reads small words of the English list with one blank between them.</summary>
    /// <returns>False for other words, another number of them, and another checksum.</returns>
    public static bool TryParse(string phrase, [NotNullWhen(true)] out Mnemonic? mnemonic)
    {
        mnemonic = null;
        var words = phrase.Split(' ', 25);
        if (words.Length % 3 != 0 || !IsAllowed(words.Length / 3 * 32))
        {
            return false;
        }

        var bits = new byte[((words.Length * WordBits) + 7) / 8];
        for (var i = 0; i < words.Length; i++)
        {
            var word = Array.BinarySearch(Words, words[i], StringComparer.Ordinal);
            if (word < 0)
            {
                return false;
            }

            for (var bit = 0; bit < WordBits; bit++)
            {
                var place = (i * WordBits) + bit;
                bits[place / 8] |= (byte)((word >> (WordBits - 1 - bit) & 1) << (7 - (place % 8)));
            }
        }

        var read = bits[..(words.Length / 3 * 4)];
        var isRight = bits[^1] == ChecksumOf(read);
        mnemonic = isRight ? new Mnemonic(read) : null;
        CryptographicOperations.ZeroMemory(bits);
        return isRight;
    }

    /// <summary>The words with one blank between them: for paper or a vault, never for a log.</summary>
    public string ToPhrase()
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        byte[] bits = [.. entropy, ChecksumOf(entropy), 0];
        var words = new string[entropy.Length / 4 * 3];
        for (var i = 0; i < words.Length; i++)
        {
            var (first, shift) = Math.DivRem(i * WordBits, 8);
            var three = (bits[first] << 16) | (bits[first + 1] << 8) | (first + 2 < bits.Length ? bits[first + 2] : 0);
            words[i] = Words[(three >> (24 - WordBits - shift)) & ((1 << WordBits) - 1)];
        }

        CryptographicOperations.ZeroMemory(bits);
        return string.Join(' ', words);
    }

    /// <summary>The seed of a wallet: PBKDF2 with HMAC-SHA-512, 2,048 rounds, about a millisecond.</summary>
    /// <param name="passphrase">
    /// A second secret; another one gives another wallet. Taken in its NFKD form, as the standard says, so that it does
    /// not matter how a keyboard composes characters.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The passphrase has half of a surrogate pair, or a character that Unicode has not assigned.
    /// </exception>
    public byte[] ToSeed(string passphrase = "")
    {
        var password = Encoding.ASCII.GetBytes(ToPhrase());
        var salt = Nfkd.ToUtf8($"mnemonic{passphrase}");
        var seed = Rfc2898DeriveBytes.Pbkdf2(password, salt, Rounds, HashAlgorithmName.SHA512, SeedSize);
        CryptographicOperations.ZeroMemory(password);
        CryptographicOperations.ZeroMemory(salt);
        return seed;
    }

    public void Dispose()
    {
        isDisposed = true;
        CryptographicOperations.ZeroMemory(entropy);
    }

    /// <summary>A bit of SHA-256 for each 32 of entropy, in the highest places.</summary>
    private static byte ChecksumOf(ReadOnlySpan<byte> entropy)
    {
        var unused = 8 - (entropy.Length / 4);
        return (byte)(SHA256.HashData(entropy)[0] >> unused << unused);
    }

    private static bool IsAllowed(int bits) => bits is >= 128 and <= 256 && bits % 32 == 0;

    private static void Demand(int bits, string parameter)
    {
        if (!IsAllowed(bits))
        {
            throw new ArgumentException($"Must be 128, 160, 192, 224 or 256 bits, not {bits}.", parameter);
        }
    }

    /// <summary>2,048 words in alphabetical order, one a line.</summary>
    private static string[] ReadWords()
    {
        using var stream = typeof(Mnemonic).Assembly.GetManifestResourceStream("bip39-english.txt")!;
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
