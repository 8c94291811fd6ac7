using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace SkyLink.Cryptography;

/// <summary>
/// Passwords as they are stored: Argon2id (RFC 9106) in the PHC string format,
/// <c>$argon2id$v=19$m=19456,t=2,p=1$salt$hash</c>. Each call takes about 20 ms of one core and 19 MiB, by intent.
/// libsodium computes it, and sets one lane and salts of 16 bytes.
/// </summary>
public static class PasswordHash
{
    /// <summary>The longest password in bytes of UTF-8.</summary>
    public const int LongestPassword = 4096;

    private const int SaltSize = 16;
    private const int TagSize = 32;
    private const int ShortestTag = 16;
    private const int LongestTag = 64;
    private const string Start = "$argon2id$v=19$";

    /// <summary>Hashes with a fresh salt at today's cost.</summary>
    /// <param name="password">At most 4,096 bytes of UTF-8.</param>
    /// <exception cref="ArgumentException">The password is longer than that, or the cost not allowed.</exception>
    public static string Create(string password) => Create(password, Argon2Cost.Default);

    /// <inheritdoc cref="Create(string)"/>
    public static string Create(string password, Argon2Cost cost)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltSize);
        var tag = Hash(password, salt, cost, TagSize);
        return $"{Start}{Write(cost)}${Encode(salt)}${Encode(tag)}";
    }

    /// <summary>Compares in constant time.</summary>
    /// <returns>
    /// False for a wrong or too long password and for a stored text that is no such hash or above the limits of <see
    /// cref="Argon2Cost"/>.
    /// </returns>
    public static bool Verify(string password, string stored)
    {
        if (!TryParse(stored, out var cost, out var salt, out var expected)
            || Encoding.UTF8.GetByteCount(password) > LongestPassword)
        {
            return false;
        }

        return CryptographicOperations.FixedTimeEquals(Hash(password, salt, cost, expected.Length), expected);
    }

    /// <summary>
    /// Whether the password should be hashed anew at the next login: other cost or sizes than <see cref="Create(string,
    /// Argon2Cost)"/> makes.
    /// </summary>
    public static bool NeedsRehash(string stored, Argon2Cost cost) =>
        !TryParse(stored, out var its, out _, out var tag) || its != cost || tag.Length != TagSize;

    private static byte[] Hash(string password, byte[] salt, Argon2Cost cost, int size)
    {
        if (!cost.IsAllowed || Encoding.UTF8.GetByteCount(password) > LongestPassword)
        {
            throw new ArgumentException("The password or the cost is outside its limits.", nameof(cost));
        }

        var argon2id = new Argon2id(new Argon2Parameters
        {
            DegreeOfParallelism = 1,
            MemorySize = cost.MemoryKib,
            NumberOfPasses = cost.Passes,
        });
        var bytes = Encoding.UTF8.GetBytes(password);
        try
        {
            return argon2id.DeriveBytes(bytes, salt, size);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static bool TryParse(
        string stored,
        [NotNullWhen(true)] out Argon2Cost? cost,
        [NotNullWhen(true)] out byte[]? salt,
        [NotNullWhen(true)] out byte[]? tag)
    {
        cost = null;
        salt = tag = null;
        if (!stored.StartsWith(Start, StringComparison.Ordinal))
        {
            return false;
        }

        var parts = stored[Start.Length..].Split('$', count: 4);
        return parts.Length == 3
            && TryParseCost(parts[0], out cost)
            && TryDecode(parts[1], out salt) && salt.Length == SaltSize
            && TryDecode(parts[2], out tag) && tag.Length is >= ShortestTag and <= LongestTag;
    }

    private static string Write(Argon2Cost cost) => $"m={cost.MemoryKib},t={cost.Passes},p=1";

    private static bool TryParseCost(string text, [NotNullWhen(true)] out Argon2Cost? cost)
    {
        cost = null;
        var parts = text.Split(',', count: 4);
        if (parts is not [_, _, "p=1"]
            || !TryParseNumber(parts[0], "m=", out var memoryKib)
            || !TryParseNumber(parts[1], "t=", out var passes))
        {
            return false;
        }

        var read = new Argon2Cost(memoryKib, passes);
        cost = read.IsAllowed ? read : null;
        return cost is not null;
    }

    private static bool TryParseNumber(string text, string name, out int number)
    {
        number = 0;
        return text.StartsWith(name, StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>The format wants base64 of the standard alphabet without padding.</summary>
    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static bool TryDecode(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        return !text.EndsWith('=')
            && Base64Strict.TryDecode(text.PadRight((text.Length + 3) / 4 * 4, '='), out bytes);
    }
}
