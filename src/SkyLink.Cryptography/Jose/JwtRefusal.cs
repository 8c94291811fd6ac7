namespace SkyLink.Cryptography.Jose;

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

    /// <summary>"alg" is unknown, or not one of its issuer or of its key.</summary>
    AlgorithmRefused,

    /// <summary>"crit" or "b64" asks for extensions, and none is known here.</summary>
    CriticalHeader,

    /// <summary>"typ" is another: a token made for another purpose.</summary>
    TypeMismatch,

    KeyUnknown,

    SignatureInvalid,

    /// <summary>A claim is missing or of the wrong kind.</summary>
    ClaimsMalformed,

    /// <summary>"iss" is none of the issuers.</summary>
    IssuerMismatch,

    AudienceMismatch,

    Expired,

    /// <summary>"nbf" lies ahead.</summary>
    NotYetValid,

    /// <summary>"iat" lies ahead.</summary>
    IssuedInFuture,

    /// <summary>"exp" lies further from "iat" than any token of ours.</summary>
    LivesTooLong,

    /// <summary>"cnf" binds the token to a key that was not shown, or one was shown that it is not bound to.</summary>
    PossessionUnproven,

    /// <summary>A DPoP proof of another request: "htm", "htu" or "ath".</summary>
    RequestMismatch,

    /// <summary>A DPoP proof without the server's nonce: the client takes the one in the answer.</summary>
    NonceMismatch,
}
