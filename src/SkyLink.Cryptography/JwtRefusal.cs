namespace SkyLink.Cryptography;

/// <summary>Why a token is not believed. For logs and metrics; to the caller all of them are one 401.</summary>
public enum JwtRefusal
{
    /// <summary>
    /// Not three parts of strict base64url with two JSON objects, or too long, or a name given twice. The zero value,
    /// so that a result nobody made is a refusal.
    /// </summary>
    Malformed,

    /// <summary>The token is believed.</summary>
    None,

    /// <summary>"alg" is anything but ES256.</summary>
    AlgorithmRefused,

    /// <summary>"crit" names extensions, and none is known here.</summary>
    CriticalHeader,

    /// <summary>"typ" is another: a token made for another purpose.</summary>
    TypeMismatch,

    KeyUnknown,

    SignatureInvalid,

    /// <summary>A claim is missing or of the wrong kind.</summary>
    ClaimsMalformed,

    IssuerMismatch,

    AudienceMismatch,

    Expired,

    /// <summary>"nbf" lies ahead.</summary>
    NotYetValid,

    /// <summary>"iat" lies ahead.</summary>
    IssuedInFuture,
}
