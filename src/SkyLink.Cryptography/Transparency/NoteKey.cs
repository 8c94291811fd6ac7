using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using SkyLink.Cryptography.Lattices;

namespace SkyLink.Cryptography.Transparency;

/// <summary>
/// A key under its name that checks signatures of notes (C2SP signed-note and tlog-cosignature). Thread-safe; keep it,
/// what it computes from the key once is a large part of the work.
/// </summary>
public sealed class NoteKey
{
    /// <summary>Size of the time before the signature proper, in bytes.</summary>
    internal const int TimeSize = sizeof(long);

    /// <summary>Longest text of a key: the largest key in base64, after a name of some length.</summary>
    private const int LongestText = 4_096;

    private readonly Ed25519PublicKey? ed25519;
    private readonly MlDsaPublicKey? mlDsa;

    private NoteKey(string name, NoteKeyType type, Ed25519PublicKey? ed25519, MlDsaPublicKey? mlDsa)
    {
        if (!NoteText.IsKeyName(name) || mlDsa is not null && mlDsa.Parameters != MlDsaParameters.MlDsa44)
        {
            throw new ArgumentException("Not the name of a key, or a key of another size.", nameof(name));
        }

        (Name, Type, this.ed25519, this.mlDsa) = (name, type, ed25519, mlDsa);
        Id = BinaryPrimitives.ReadUInt32BigEndian(
            SHA256.HashData([.. NoteText.Encode(name), (byte)'\n', (byte)type, .. Raw]));
    }

    /// <summary>By convention an address without scheme, as the origin of a log.</summary>
    public string Name { get; }

    public NoteKeyType Type { get; }

    /// <summary>Follows from name, type and key; stands before each signature.</summary>
    public uint Id { get; }

    /// <summary>The key alone: 32 or 1,312 bytes.</summary>
    public ReadOnlySpan<byte> Raw => ed25519 is null ? mlDsa!.Raw : ed25519.Raw;

    /// <summary>A key that signs notes, such as a log's checkpoints.</summary>
    /// <exception cref="ArgumentException">The name is empty or holds blanks, line feeds or plus signs.</exception>
    public static NoteKey Of(string name, Ed25519PublicKey key) => new(name, NoteKeyType.Ed25519, key, mlDsa: null);

    /// <summary>A witness's key.</summary>
    /// <inheritdoc cref="Of(string, Ed25519PublicKey)"/>
    public static NoteKey OfCosigner(string name, Ed25519PublicKey key) =>
        new(name, NoteKeyType.Ed25519Cosignature, key, mlDsa: null);

    /// <summary>A witness's key, or the key of a log that signs its checkpoints in the same way.</summary>
    /// <exception cref="ArgumentException">The name is none, or the key is not of ML-DSA-44.</exception>
    public static NoteKey OfCosigner(string name, MlDsaPublicKey key) =>
        new(name, NoteKeyType.MlDsa44Cosignature, ed25519: null, key);

    /// <summary>Reads a verifier key, name+id+key, as <see cref="ToString"/> writes it.</summary>
    /// <returns>False also for a type that is not known here and for an id that is not the key's.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out NoteKey? key)
    {
        key = null;
        var nameEnd = text.IndexOf('+');
        if (text.Length > LongestText || nameEnd < 0 || !NoteText.IsKeyName(text[..nameEnd]))
        {
            return false;
        }

        var name = text[..nameEnd].ToString();
        var rest = text[(nameEnd + 1)..];
        if (rest is not [_, _, _, _, _, _, _, _, '+', .. var base64]
            || !Base64Strict.TryDecode(base64, out var encoded) || encoded.Length == 0)
        {
            return false;
        }

        var raw = encoded.AsSpan(1);
        key = (NoteKeyType)encoded[0] switch
        {
            NoteKeyType.Ed25519 when TryReadEd25519(raw, out var read) => Of(name, read),
            NoteKeyType.Ed25519Cosignature when TryReadEd25519(raw, out var read) => OfCosigner(name, read),
            NoteKeyType.MlDsa44Cosignature when MlDsaPublicKey.TryRead(MlDsaParameters.MlDsa44, raw, out var read) =>
                OfCosigner(name, read),
            _ => null,
        };
        key = key is not null && rest[..8].SequenceEqual(key.IdText) ? key : null;
        return key is not null;
    }

    /// <summary>Whether a signature claims to be this key's.</summary>
    public bool IsClaimedBy(NoteSignature signature) => signature.KeyId == Id && signature.KeyName == Name;

    /// <summary>False for anything but a signature of this key for exactly this text.</summary>
    /// <param name="text">The text of a note; cosignatures are for checkpoints alone.</param>
    /// <param name="signature">The signature.</param>
    public bool Verify(string text, NoteSignature signature)
    {
        if (!IsClaimedBy(signature) || !NoteText.IsBody(text))
        {
            return false;
        }

        if (Type == NoteKeyType.Ed25519)
        {
            return ed25519!.Verify(NoteText.Encode(text), signature.Value);
        }

        return signature.Value.Length > TimeSize
            && Checkpoint.TryParse(text, out var checkpoint)
            && Cosignature.TryWriteMessage(this, checkpoint, TimeIn(signature), out var message)
            && (ed25519?.Verify(message, signature.Value[TimeSize..])
                ?? mlDsa!.Verify(message, signature.Value[TimeSize..]));
    }

    /// <summary>
    /// When a cosignature was made, in seconds since 1970, zero if it does not say; null for a signature without time.
    /// To be asked after <see cref="Verify"/>.
    /// </summary>
    public long? CosignedAt(NoteSignature signature) =>
        Type == NoteKeyType.Ed25519 || signature.Value.Length < TimeSize ? null : TimeIn(signature);

    /// <summary>The verifier key, as configurations hold it.</summary>
    public override string ToString() => $"{Name}+{IdText}+{Base64Strict.Encode([(byte)Type, .. Raw])}";

    private string IdText => Id.ToString("x8", CultureInfo.InvariantCulture);

    private static long TimeIn(NoteSignature signature) => BinaryPrimitives.ReadInt64BigEndian(signature.Value);

    /// <summary>Only the raw form, not the longer one that <see cref="Ed25519PublicKey"/> reads, too.</summary>
    private static bool TryReadEd25519(ReadOnlySpan<byte> raw, [NotNullWhen(true)] out Ed25519PublicKey? key)
    {
        key = null;
        return raw.Length == Ed25519PublicKey.Size && Ed25519PublicKey.TryRead(raw, out key);
    }
}
