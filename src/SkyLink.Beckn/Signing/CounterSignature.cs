using System.Text;
using SkyLink.Cryptography;

namespace SkyLink.Beckn.Signing;

/// <summary>
/// The signature that version 2 puts into the body of an acknowledgement: five lines, the last two naming the
/// request by the digest of its body and by its message id. The body signed is that without the signature.
/// </summary>
public static class CounterSignature
{
    /// <summary>The longest message id, in characters.</summary>
    public const int LongestMessageId = 256;

    /// <summary>Signs in base64.</summary>
    /// <exception cref="ArgumentException">
    /// The message id is empty, too long, or has a line break that would forge a line.
    /// </exception>
    public static string Sign(
        Ed25519PrivateKey key, ReadOnlySpan<byte> answerBody, ReadOnlySpan<byte> requestBody, string messageId,
        DateTimeOffset created, DateTimeOffset expires)
    {
        Span<byte> signature = stackalloc byte[Ed25519PublicKey.SignatureSize];
        key.Sign(Lines(answerBody, requestBody, messageId, created, expires), signature);
        return Convert.ToBase64String(signature);
    }

    /// <inheritdoc cref="Sign"/>
    public static bool Verify(
        Ed25519PublicKey key, ReadOnlySpan<byte> answerBody, ReadOnlySpan<byte> requestBody, string messageId,
        DateTimeOffset created, DateTimeOffset expires, ReadOnlySpan<char> signature)
    {
        Span<byte> bytes = stackalloc byte[Ed25519PublicKey.SignatureSize];
        return Base64Strict.TryDecode(signature, bytes, out var written)
            && key.Verify(Lines(answerBody, requestBody, messageId, created, expires), bytes[..written]);
    }

    internal static byte[] Lines(
        ReadOnlySpan<byte> answerBody, ReadOnlySpan<byte> requestBody, string messageId,
        DateTimeOffset created, DateTimeOffset expires)
    {
        if (messageId.Length is 0 or > LongestMessageId || messageId.AsSpan().ContainsAny('\r', '\n'))
        {
            throw new ArgumentException("A message id is one line.", nameof(messageId));
        }

        const int Labels = 64;
        var lines = new byte[
            SigningString.LongestBytes + SigningString.Base64Size + Labels + Encoding.UTF8.GetByteCount(messageId)];
        var length = SigningString.Write(
            created.ToUnixTimeSeconds(), expires.ToUnixTimeSeconds(), answerBody, default, lines);
        length = SigningString.Append(lines, length, "\n(request-digest): BLAKE-512="u8);
        length = SigningString.AppendBase64(lines, length, Blake2b512.Hash(requestBody));
        length = SigningString.Append(lines, length, "\n(message-id): "u8);
        length = SigningString.Append(lines, length, Encoding.UTF8.GetBytes(messageId));
        return lines[..length];
    }
}
