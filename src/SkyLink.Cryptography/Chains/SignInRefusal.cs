namespace SkyLink.Cryptography.Chains;

/// <summary>Why a signed message does not sign anybody in. For logs; to the caller all of them are one 401.</summary>
public enum SignInRefusal
{
    /// <summary>
    /// Not made by the account's key over this text; whether it is that of a contract, <see cref="Eip1271"/> asks. The
    /// zero value, so that a check nobody made is a refusal.
    /// </summary>
    SignatureInvalid,

    /// <summary>The account signed in.</summary>
    None,

    /// <summary>Made for another site: perhaps stolen there.</summary>
    DomainMismatch,

    /// <summary>Made for another request: perhaps used before.</summary>
    NonceMismatch,

    Expired,

    /// <summary>"Not Before" lies ahead.</summary>
    NotYetValid,

    /// <summary>
    /// The account is a contract and may not exist yet (ERC-6492): only a node can say. <see cref="Erc6492Signature"/>
    /// says what to ask it.
    /// </summary>
    ContractMustDecide,
}
