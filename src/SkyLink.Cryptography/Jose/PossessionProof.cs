using System.Runtime.InteropServices;
using System.Text.Json;

namespace SkyLink.Cryptography.Jose;

/// <summary>
/// The keys that whoever sent a token has shown to be theirs (RFC 7800); <c>default</c> where none was. A bound token
/// is worth nothing without its key.
/// </summary>
/// <param name="DpopThumbprint">
/// Of the key of a DPoP proof that was verified (RFC 9449): then the token must be bound to it.
/// </param>
/// <param name="CertificateThumbprint">
/// SHA-256 of the client's certificate in base64url (RFC 8705): looked at where the token is bound to one.
/// </param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PossessionProof(string? DpopThumbprint = null, string? CertificateThumbprint = null)
{
    /// <summary>Whether everything in "cnf" was shown; what is not known there cannot have been.</summary>
    internal bool Satisfies(JsonElement claims)
    {
        if (!claims.TryGetProperty("cnf", out var confirmation))
        {
            return DpopThumbprint is null;
        }

        if (confirmation.ValueKind != JsonValueKind.Object || confirmation.GetPropertyCount() == 0
            || (DpopThumbprint is not null && !confirmation.Has("jkt")))
        {
            return false;
        }

        foreach (var member in confirmation.EnumerateObject())
        {
            var shown = member.NameEquals("jkt") ? DpopThumbprint
                : member.NameEquals("x5t#S256") ? CertificateThumbprint
                : null;
            if (shown is null || !StrictJson.TryGetText(member.Value, out var bound) || bound != shown)
            {
                return false;
            }
        }

        return true;
    }
}
