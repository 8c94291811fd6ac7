using System.Text;
using SkyLink.Cryptography;

namespace SkyLink.Beckn.Signing;

/// <summary>Ed25519 over the UTF-8 bytes of a text, without a digest before it, in base64.</summary>
internal static class TextSignature
{
    internal static string Sign(Ed25519PrivateKey key, string text)
    {
        Span<byte> signature = stackalloc byte[Ed25519PublicKey.SignatureSize];
        key.Sign(Encoding.UTF8.GetBytes(text), signature);
        return Convert.ToBase64String(signature);
    }

    internal static bool Verify(Ed25519PublicKey key, string text, ReadOnlySpan<char> signature)
    {
        Span<byte> bytes = stackalloc byte[Ed25519PublicKey.SignatureSize];
        return Base64Strict.TryDecode(signature, bytes, out var written)
            && key.Verify(Encoding.UTF8.GetBytes(text), bytes[..written]);
    }
}
