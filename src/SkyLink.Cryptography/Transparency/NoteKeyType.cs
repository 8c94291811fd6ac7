namespace SkyLink.Cryptography.Transparency;

/// <summary>What a key signs and how; the numbers are those of C2SP signed-note.</summary>
public enum NoteKeyType
{
    /// <summary>Ed25519 over the text of any note.</summary>
    Ed25519 = 0x01,

    /// <summary>Ed25519 over a time and the text of a checkpoint (cosignature/v1).</summary>
    Ed25519Cosignature = 0x04,

    /// <summary>ML-DSA-44 over the names, the time and the head of a checkpoint (subtree/v1).</summary>
    MlDsa44Cosignature = 0x06,
}
