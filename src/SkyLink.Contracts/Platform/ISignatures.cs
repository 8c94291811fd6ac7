using System.Text.Json.Serialization;

namespace SkyLink.Platform;

/// <summary>
/// Signs for organizations and for the platform itself, with keys that never leave the service. A key belongs to one
/// purpose of one owner: what was signed for one purpose is not valid for another.
/// </summary>
public interface ISignatures
{
    /// <summary>
    /// Signs with the keys of a purpose whose turn it is. Refused with <c>signatures.no_signing_key</c> where the
    /// purpose has none of the kind.
    /// </summary>
    Task<Result<MessageSignatures>> SignAsync(SignMessage request, CancellationToken cancellation);

    /// <summary>Whether all signatures hold, and are the ones that the mode asks for.</summary>
    Task<SignatureVerdict> VerifyAsync(VerifyMessage request, CancellationToken cancellation);

    /// <summary>Public keys that are published and not gone, by purpose; of one purpose, or of all.</summary>
    Task<IReadOnlyList<PublicSignatureKey>> ListAsync(
        string owner, string? purpose, CancellationToken cancellation);
}

[JsonConverter(typeof(JsonStringEnumConverter<SignatureAlgorithm>))]
public enum SignatureAlgorithm
{
    /// <summary>ECDSA on P-256 with SHA-256; 64 bytes.</summary>
    [JsonStringEnumMemberName("ES256")]
    Es256,

    /// <summary>Ed25519; 64 bytes.</summary>
    [JsonStringEnumMemberName("EdDSA")]
    EdDsa,

    /// <summary>FIPS 204, pure, without a context; 2,420 bytes.</summary>
    [JsonStringEnumMemberName("ML-DSA-44")]
    MlDsa44,

    /// <summary>FIPS 204, pure, without a context; 3,309 bytes.</summary>
    [JsonStringEnumMemberName("ML-DSA-65")]
    MlDsa65,
}

[JsonConverter(typeof(JsonStringEnumConverter<SignatureMode>))]
public enum SignatureMode
{
    /// <summary>One signature on an elliptic curve.</summary>
    [JsonStringEnumMemberName("classic")]
    Classic,

    /// <summary>One of ML-DSA.</summary>
    [JsonStringEnumMemberName("post_quantum")]
    PostQuantum,

    /// <summary>One of each, over the same bytes; both must hold.</summary>
    [JsonStringEnumMemberName("dual")]
    Dual,
}

/// <summary>Where a key is in its life.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SignatureKeyState>))]
public enum SignatureKeyState
{
    /// <summary>Known to verifiers ahead of its turn.</summary>
    Published,

    /// <summary>New signatures are its.</summary>
    Signs,

    /// <summary>Signs no more; what it signed is valid.</summary>
    Retired,

    /// <summary>Its time is over, and that of its signatures.</summary>
    Gone,

    /// <summary>Compromised: nothing it signed is valid, whenever that was.</summary>
    Revoked,
}

/// <param name="Owner">An organization's id, or <c>platform</c>.</param>
/// <param name="Purpose">1 to 60 of <c>a-z 0-9 _ . -</c>.</param>
/// <param name="Message">At most 65,536 bytes.</param>
public sealed record SignMessage(string Owner, string Purpose, byte[] Message, SignatureMode Mode);

/// <param name="KeyId">The RFC 7638 thumbprint: 43 characters of base64url.</param>
public sealed record MessageSignature(string KeyId, SignatureAlgorithm Algorithm, byte[] Signature);

/// <param name="Signatures">One, or the classic one and that of ML-DSA.</param>
public sealed record MessageSignatures(IReadOnlyList<MessageSignature> Signatures);

/// <param name="Owner">Whose signature it must be.</param>
/// <param name="Purpose">What it must have been made for.</param>
/// <param name="Message">The bytes that were signed, at most 65,536.</param>
/// <param name="Mode">Which signatures there must be.</param>
/// <param name="Signatures">As many as the mode asks for, in any order.</param>
public sealed record VerifyMessage(
    string Owner, string Purpose, byte[] Message, SignatureMode Mode, IReadOnlyList<SignatureToVerify> Signatures);

public sealed record SignatureToVerify(string KeyId, byte[] Signature);

/// <param name="Reason">Why not, as an error code; null where it is valid.</param>
public sealed record SignatureVerdict(bool IsValid, string? Reason = null);

/// <param name="Version">Counts the purpose's keys of the algorithm, from 1.</param>
/// <param name="Jwk">The public key as JSON (RFC 7517, RFC 9964).</param>
public sealed record PublicSignatureKey(
    string KeyId, string Owner, string Purpose, SignatureAlgorithm Algorithm, int Version, SignatureKeyState State,
    DateTimeOffset SignsFrom, DateTimeOffset SignsUntil, DateTimeOffset VerifiesUntil, string Jwk);
