using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using SkyLink.Cryptography;

namespace SkyLink.Platform.Identity;

/// <summary>
/// A refresh token: which family, which generation, 256 random bits, and our mark (a truncated HMAC). The mark tells
/// an old token of ours, whose use ends the family, from an invented one, which must not end anything.
/// </summary>
internal sealed record RefreshToken(Guid Family, int Generation, string Text)
{
    private const int SecretSize = 32;
    private const int MarkSize = 16;
    private const int BodySize = 16 + 4 + SecretSize;

    public byte[] Sha256 => Secret.Sha256(Text);

    public static RefreshToken New(Guid family, int generation, byte[] markKey)
    {
        var bytes = new byte[BodySize + MarkSize];
        family.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), generation);
        RandomNumberGenerator.Fill(bytes.AsSpan(20, SecretSize));
        Mark(bytes, markKey).CopyTo(bytes.AsSpan(BodySize));
        return new RefreshToken(family, generation, Base64Url.Encode(bytes));
    }

    /// <summary>Null where it is not one that we made.</summary>
    public static RefreshToken? Parse(string text, byte[] markKey)
    {
        var bytes = new byte[BodySize + MarkSize];
        if (!Base64Url.TryDecode(text, bytes, out var size) || size != bytes.Length
            || !CryptographicOperations.FixedTimeEquals(Mark(bytes, markKey), bytes.AsSpan(BodySize)))
        {
            return null;
        }

        var family = new Guid(bytes.AsSpan(0, 16), bigEndian: true);
        return new RefreshToken(family, BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)), text);
    }

    /// <summary>Hides the successor so that only who holds this token can read it.</summary>
    public byte[] SealSuccessor(RefreshToken successor)
    {
        using var box = Box();
        return box.Seal(Encoding.ASCII.GetBytes(successor.Text), Family.ToByteArray());
    }

    /// <summary>The token that replaced this one; null where it was sealed under another.</summary>
    public string? OpenSuccessor(byte[] sealedSuccessor)
    {
        using var box = Box();
        return box.TryOpen(sealedSuccessor, Family.ToByteArray(), out var text) ? Encoding.ASCII.GetString(text) : null;
    }

    public override string ToString() => $"refresh token {Generation} of {Family}";

    private SealedBox Box()
    {
        var key = HKDF.DeriveKey(
            HashAlgorithmName.SHA256, Encoding.ASCII.GetBytes(Text), SealedBox.KeySize,
            info: "skylink refresh successor"u8.ToArray());
        return new SealedBox(1, new Dictionary<byte, byte[]> { [1] = key });
    }

    private static byte[] Mark(ReadOnlySpan<byte> bytes, byte[] markKey) =>
        HMACSHA256.HashData(markKey, bytes[..BodySize])[..MarkSize];
}
