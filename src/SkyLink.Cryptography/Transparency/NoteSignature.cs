using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace SkyLink.Cryptography.Transparency;

/// <summary>A signature line of a note, which says whose it claims to be (C2SP signed-note).</summary>
public sealed class NoteSignature
{
    /// <summary>The longest signature, in bytes: any that is known today, with room for a time.</summary>
    public const int LongestSignature = 8_192;

    internal const string LineStart = "— ";

    private const int KeyIdSize = sizeof(uint);

    private readonly byte[] value;

    /// <exception cref="ArgumentException">The name is none, or the signature is empty or too long.</exception>
    public NoteSignature(string keyName, uint keyId, ReadOnlySpan<byte> value)
    {
        if (!NoteText.IsKeyName(keyName) || value.Length is < 1 or > LongestSignature)
        {
            throw new ArgumentException("Not the name of a key, or not a signature.", nameof(keyName));
        }

        (KeyName, KeyId, this.value) = (keyName, keyId, value.ToArray());
    }

    public string KeyName { get; }

    /// <summary>With the name, says which key; it is no hash to rely on.</summary>
    public uint KeyId { get; }

    public ReadOnlySpan<byte> Value => value;

    /// <summary>Reads a line without its line feed.</summary>
    public static bool TryParse(ReadOnlySpan<char> line, [NotNullWhen(true)] out NoteSignature? signature)
    {
        signature = null;
        if (!line.StartsWith(LineStart, StringComparison.Ordinal))
        {
            return false;
        }

        line = line[LineStart.Length..];
        var end = line.IndexOf(' ');
        if (end < 0 || !NoteText.IsKeyName(line[..end]) || line.Length - end > 4 * LongestSignature / 3
            || !Base64Strict.TryDecode(line[(end + 1)..], out var bytes)
            || bytes.Length is <= KeyIdSize or > KeyIdSize + LongestSignature)
        {
            return false;
        }

        var id = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        signature = new NoteSignature(line[..end].ToString(), id, bytes.AsSpan(KeyIdSize));
        return true;
    }

    /// <summary>The line without its line feed.</summary>
    public override string ToString()
    {
        var bytes = new byte[KeyIdSize + value.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, KeyId);
        value.CopyTo(bytes, KeyIdSize);
        return $"{LineStart}{KeyName} {Base64Strict.Encode(bytes)}";
    }
}
