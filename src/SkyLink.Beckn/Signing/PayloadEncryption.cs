using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using SkyLink.Cryptography;

namespace SkyLink.Beckn.Signing;

/// <summary>
/// The envelope in which participants send each other fields or whole payloads that a gateway must not read:
/// AES-256-GCM under a shared secret, as base64 of <c>{"encrypted_data","hmac","nonce"}</c>, where "hmac" is the tag.
/// </summary>
public static class PayloadEncryption
{
    /// <summary>Size of the shared secret in bytes.</summary>
    public const int SecretSize = 32;

    /// <summary>The longest envelope that is opened, in characters.</summary>
    public const int LongestEnvelope = 4 * 1024 * 1024;

    private const int NonceSize = 12;
    private const int TagSize = 16;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 2 };

    /// <summary>Seals with a random nonce.</summary>
    /// <exception cref="ArgumentException">The secret is not 32 bytes long.</exception>
    public static string Seal(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> plain)
    {
        Span<byte> nonce = stackalloc byte[NonceSize];
        RandomNumberGenerator.Fill(nonce);
        return Seal(secret, plain, nonce);
    }

    /// <summary>Opens what a peer sealed.</summary>
    /// <returns>False if the envelope is damaged, too long, or sealed under another secret.</returns>
    /// <exception cref="ArgumentException">The secret is not 32 bytes long.</exception>
    public static bool TryOpen(
        ReadOnlySpan<byte> secret, ReadOnlySpan<char> envelope, [NotNullWhen(true)] out byte[]? plain)
    {
        DemandSecret(secret);
        plain = null;
        if (envelope.Length > LongestEnvelope
            || !Base64Strict.TryDecode(envelope, out var json)
            || !TryRead(json, out var encrypted, out var tag, out var nonce))
        {
            return false;
        }

        var opened = new byte[encrypted.Length];
        using var aes = new AesGcm(secret, TagSize);
        try
        {
            aes.Decrypt(nonce, encrypted, tag, opened);
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }

        plain = opened;
        return true;
    }

    /// <summary>With a nonce from outside, for vectors: a nonce used twice gives the authentication key away.</summary>
    internal static string Seal(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> nonce)
    {
        DemandSecret(secret);
        var encrypted = new byte[plain.Length];
        Span<byte> tag = stackalloc byte[TagSize];
        using var aes = new AesGcm(secret, TagSize);
        aes.Encrypt(nonce, plain, encrypted, tag);

        // Base64 needs no escapes, and a JSON writer would escape its plus signs, which not every peer undoes.
        var json = $"{{\"encrypted_data\":\"{Convert.ToBase64String(encrypted)}\","
            + $"\"hmac\":\"{Convert.ToBase64String(tag)}\",\"nonce\":\"{Convert.ToBase64String(nonce)}\"}}";
        return Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(json));
    }

    private static bool TryRead(byte[] json, out byte[] encrypted, out byte[] tag, out byte[] nonce)
    {
        encrypted = tag = nonce = [];
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && TryReadBytes(document.RootElement, "encrypted_data", out encrypted)
                && TryReadBytes(document.RootElement, "hmac", out tag) && tag.Length == TagSize
                && TryReadBytes(document.RootElement, "nonce", out nonce) && nonce.Length == NonceSize;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // The second kind: a string that is no text, such as half a surrogate pair.
            return false;
        }
    }

    private static bool TryReadBytes(JsonElement envelope, string name, out byte[] bytes)
    {
        bytes = [];
        if (!envelope.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String
            || !Base64Strict.TryDecode(value.GetString(), out var decoded))
        {
            return false;
        }

        bytes = decoded;
        return true;
    }

    private static void DemandSecret(ReadOnlySpan<byte> secret)
    {
        if (secret.Length != SecretSize)
        {
            throw new ArgumentException($"The shared secret has {SecretSize} bytes.", nameof(secret));
        }
    }
}
