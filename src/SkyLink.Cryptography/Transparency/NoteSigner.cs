using System.Buffers.Binary;
using SkyLink.Cryptography.Lattices;

namespace SkyLink.Cryptography.Transparency;

/// <summary>
/// A private key under its name that signs notes. The key stays the caller's, who disposes of it. Thread-safe.
/// </summary>
public sealed class NoteSigner
{
    private readonly Ed25519PrivateKey? ed25519;
    private readonly MlDsaPrivateKey? mlDsa;

    private NoteSigner(NoteKey key, Ed25519PrivateKey? ed25519, MlDsaPrivateKey? mlDsa) =>
        (Key, this.ed25519, this.mlDsa) = (key, ed25519, mlDsa);

    /// <summary>The key that checks what this one signs.</summary>
    public NoteKey Key { get; }

    /// <summary>Signs notes, such as a log's checkpoints.</summary>
    /// <exception cref="ArgumentException">The name is empty or holds blanks, line feeds or plus signs.</exception>
    public static NoteSigner Of(string name, Ed25519PrivateKey key) =>
        new(NoteKey.Of(name, key.PublicKey), key, mlDsa: null);

    /// <summary>Cosigns checkpoints. An Ed25519 key must not have two names: it does not sign its own.</summary>
    /// <inheritdoc cref="Of(string, Ed25519PrivateKey)"/>
    public static NoteSigner OfCosigner(string name, Ed25519PrivateKey key) =>
        new(NoteKey.OfCosigner(name, key.PublicKey), key, mlDsa: null);

    /// <summary>Cosigns checkpoints; new logs sign their own in this way, too.</summary>
    /// <exception cref="ArgumentException">The name is none, or the key is not of ML-DSA-44.</exception>
    public static NoteSigner OfCosigner(string name, MlDsaPrivateKey key) =>
        new(NoteKey.OfCosigner(name, key.PublicKey), ed25519: null, key);

    /// <summary>Signs the text of a note.</summary>
    /// <param name="text">For a cosigner, a checkpoint.</param>
    /// <param name="time">The time of a cosignature, in whole seconds; other signatures have none.</param>
    /// <exception cref="ArgumentException">
    /// It is not the text of a note, or for a cosigner not a checkpoint; ML-DSA-44 takes names of up to 255 bytes.
    /// </exception>
    public NoteSignature Sign(string text, DateTimeOffset time)
    {
        if (!NoteText.IsBody(text))
        {
            throw new ArgumentException("Not the text of a note.", nameof(text));
        }

        if (Key.Type == NoteKeyType.Ed25519)
        {
            return new NoteSignature(Key.Name, Key.Id, ed25519!.Sign(NoteText.Encode(text)));
        }

        var seconds = time.ToUnixTimeSeconds();
        if (!Checkpoint.TryParse(text, out var checkpoint)
            || !Cosignature.TryWriteMessage(Key, checkpoint, seconds, out var message))
        {
            throw new ArgumentException("Not a checkpoint that can be cosigned.", nameof(text));
        }

        var signature = ed25519?.Sign(message) ?? mlDsa!.Sign(message);
        var timed = new byte[NoteKey.TimeSize + signature.Length];
        BinaryPrimitives.WriteInt64BigEndian(timed, seconds);
        signature.CopyTo(timed, NoteKey.TimeSize);
        return new NoteSignature(Key.Name, Key.Id, timed);
    }
}
