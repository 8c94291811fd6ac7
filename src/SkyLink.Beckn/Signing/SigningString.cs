using System.Buffers.Text;
using SkyLink.Cryptography;

namespace SkyLink.Beckn.Signing;

/// <summary>
/// The bytes that are signed: lines joined by a line feed, none after the last. The network calls the digest
/// "BLAKE-512"; it is BLAKE2b with 64 bytes of output over the body as it travelled.
/// </summary>
internal static class SigningString
{
    /// <summary>Characters of a digest or signature in base64.</summary>
    internal const int Base64Size = 88;

    /// <summary>Room for all four lines: two times of 19 digits at most and two base64 values.</summary>
    internal const int LongestBytes = 320;

    /// <summary>Writes the three lines of a message or, with a request's signature, the four of an answer.</summary>
    /// <returns>The number of bytes written.</returns>
    internal static int Write(
        long created, long expires, ReadOnlySpan<byte> body, ReadOnlySpan<byte> requestSignature,
        Span<byte> destination)
    {
        Span<byte> digest = stackalloc byte[Blake2b512.Size];
        Blake2b512.Hash(body, digest);

        var length = Append(destination, 0, "(created): "u8);
        length = Append(destination, length, created);
        length = Append(destination, length, "\n(expires): "u8);
        length = Append(destination, length, expires);
        length = Append(destination, length, "\ndigest: BLAKE-512="u8);
        length = AppendBase64(destination, length, digest);
        if (requestSignature.IsEmpty)
        {
            return length;
        }

        length = Append(destination, length, "\nrequest-signature: "u8);
        return AppendBase64(destination, length, requestSignature);
    }

    internal static int Append(Span<byte> destination, int offset, ReadOnlySpan<byte> text)
    {
        text.CopyTo(destination[offset..]);
        return offset + text.Length;
    }

    internal static int AppendBase64(Span<byte> destination, int offset, ReadOnlySpan<byte> bytes)
    {
        _ = Base64.EncodeToUtf8(bytes, destination[offset..], out _, out var written);
        return offset + written;
    }

    private static int Append(Span<byte> destination, int offset, long number) =>
        Utf8Formatter.TryFormat(number, destination[offset..], out var written)
            ? offset + written
            : throw new ArgumentException("Too small for a signing string.", nameof(destination));
}
