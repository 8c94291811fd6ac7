using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SkyLink.Cryptography;

/// <summary>
/// Passwords as they are stored: Argon2id in the PHC string format,
/// <c>$argon2id$v=19$m=19456,t=2,p=1$salt$hash</c>. Each call takes about 10 ms of one core and 19 MiB, by intent.
/// </summary>
public static class PasswordHash
{
    private const int SaltSize = 16;
    private const int TagSize = 32;
    private const int LongestSalt = 64;
    private const int LongestTag = 64;
    private const string Start = "$argon2id$v=19$";

    /// <summary>Hashes with a fresh salt at today's cost.</summary>
    /// <param name="password">At most 4,096 bytes of UTF-8.</param>
    /// <exception cref="ArgumentException">The password is longer than that.</exception>
    public static string Create(string password) => Create(password, Argon2Cost.Default);

    /// <inheritdoc cref="Create(string)"/>
    public static string Create(string password, Argon2Cost cost)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltSize);
        var tag = new byte[TagSize];
        HashUtf8(password, salt, cost, tag);
        return $"{Start}m={cost.MemoryKib},t={cost.Passes},p={cost.Lanes}${Encode(salt)}${Encode(tag)}";
    }

    /// <summary>Compares in constant time.</summary>
    /// <returns>
    /// False for a wrong or too long password and for a stored text that is no such hash or above the limits of <see
    /// cref="Argon2Cost"/>.
    /// </returns>
    public static bool Verify(string password, string stored)
    {
        if (!TryParse(stored, out var cost, out var salt, out var expected)
            || Encoding.UTF8.GetByteCount(password) > Argon2id.LongestPassword)
        {
            return false;
        }

        var tag = new byte[expected.Length];
        HashUtf8(password, salt, cost, tag);
        return CryptographicOperations.FixedTimeEquals(tag, expected);
    }

    /// <summary>
    /// Whether the password should be hashed anew at the next login: other cost or sizes than today's.
    /// </summary>
    public static bool NeedsRehash(string stored) =>
        !TryParse(stored, out var cost, out var salt, out var tag)
        || cost != Argon2Cost.Default || salt.Length != SaltSize || tag.Length != TagSize;

    private static void HashUtf8(string password, byte[] salt, Argon2Cost cost, byte[] tag)
    {
        var bytes = Encoding.UTF8.GetBytes(password);
        try
        {
            Argon2id.Hash(bytes, salt, cost, tag);
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
            && TryDecode(parts[1], out salt) && salt.Length is >= Argon2id.ShortestSalt and <= LongestSalt
            && TryDecode(parts[2], out tag) && tag.Length is >= SaltSize and <= LongestTag;
    }

    private static bool TryParseCost(string text, [NotNullWhen(true)] out Argon2Cost? cost)
    {
        cost = null;
        var parts = text.Split(',', count: 4);
        if (parts.Length != 3
            || !TryParseNumber(parts[0], "m=", out var memoryKib)
            || !TryParseNumber(parts[1], "t=", out var passes)
            || !TryParseNumber(parts[2], "p=", out var lanes))
        {
            return false;
        }

        var read = new Argon2Cost(memoryKib, passes, lanes);
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
