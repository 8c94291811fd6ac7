using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using SkyLink.Beckn.Signing;
using SkyLink.Cryptography;

namespace SkyLink.Trade.Registry;

/// <summary>Who signed, or why nobody did.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SignedBy(string SubscriberId, RegistryRefusal? Refusal);

/// <summary>Checks signatures of participants against the registry's own record, revocations included.</summary>
internal sealed class SignatureCheck(Db<RegistryModule> db, TimeProvider clock)
{
    /// <summary>Checks the <c>Authorization</c> header of a message to the registry.</summary>
    /// <param name="expected">Who must have signed; null accepts any subscribed participant.</param>
    public async Task<SignedBy> CheckAsync(
        string? header, byte[] body, string? expected, CancellationToken cancellation)
    {
        if (!TryFindSigner(header, out var subscriberId, out var keyId))
        {
            return new SignedBy("", Unreadable(header));
        }

        var signer = await db.InStatementAsync(tx => LookupStore.SignerAsync(tx, subscriberId, keyId), cancellation);
        var now = clock.GetUtcNow();
        if (RefuseSigner(signer, now) is { } refusal)
        {
            return new SignedBy(subscriberId, refusal);
        }

        var key = Ed25519PublicKey.FromBase64(signer!.Key!.Pair.SigningPublicKey);
        var verdict = MessageVerifier.Verify(header, body, key, now, expected);
        return new SignedBy(subscriberId, verdict.IsValid
            ? null
            : RegistryRefusal.Unauthenticated(verdict.Code, verdict.Message));
    }

    /// <summary>Checks the signature in a vlookup: it names no key, so any valid one of the sender may fit.</summary>
    public async Task<RegistryRefusal?> CheckAsync(
        string sender, LookupSignature searched, string signature, CancellationToken cancellation)
    {
        var (participant, keys) = await db.InTransactionAsync(
            async tx => (await RegistryStore.FindAsync(tx, sender), await RegistryStore.KeysAsync(tx, sender)),
            cancellation);
        var now = clock.GetUtcNow();
        if (participant is not { IsSubscribed: true })
        {
            return RefuseSigner(participant is null ? null : new SignerRow(participant.Status, Key: null), now);
        }

        foreach (var candidate in keys.Where(it => it.IsValidAt(now)))
        {
            var key = Ed25519PublicKey.FromBase64(candidate.Pair.SigningPublicKey);
            if (searched.Verify(key, signature))
            {
                return null;
            }
        }

        return RegistryRefusal.Unauthenticated(
            "AUT_SIGNATURE_INVALID",
            $"The signature does not fit a valid key of the sender and the text {searched}.");
    }

    private static RegistryRefusal Unreadable(string? header) => string.IsNullOrWhiteSpace(header)
        ? RegistryRefusal.Unauthenticated("AUT_SIGNATURE_MISSING", "There is no signature header.")
        : RegistryRefusal.Unauthenticated("AUT_SIGNATURE_MALFORMED", "The signature header cannot be read.");

    private static RegistryRefusal? RefuseSigner(SignerRow? signer, DateTimeOffset now)
    {
        var (code, message) = signer switch
        {
            null => ("AUT_SUBSCRIBER_UNKNOWN", "No participant has this subscriber id."),
            { Status: not ParticipantStatuses.Subscribed } =>
                ("AUT_SUBSCRIBER_NOT_ACTIVE", $"The participant is {signer.Status}."),
            { Key: null } => ("AUT_KEY_UNKNOWN", "The participant has no key of this id."),
            { Key.State: ParticipantKey.Revoked } =>
                ("AUT_KEY_REVOKED", $"The key was revoked {signer.Key.RevokedAt:u}."),
            { Key: var key } when key.State == ParticipantKey.Expired || key.Pair.ValidUntil <= now =>
                ("AUT_KEY_EXPIRED", $"The key was valid until {key.Pair.ValidUntil:u}."),
            { Key.Pair.ValidFrom: var from } when from > now =>
                ("AUT_KEY_NOT_YET_VALID", $"The key is valid from {from:u}."),
            _ => ("", ""),
        };
        return code.Length == 0 ? null : RegistryRefusal.Unauthenticated(code, message);
    }

    private static bool TryFindSigner(
        string? header, [NotNullWhen(true)] out string? subscriberId, [NotNullWhen(true)] out string? keyId)
    {
        (subscriberId, keyId) = (null, null);
        if (header is null || !SignatureHeader.TryParse(header, out var parsed))
        {
            return false;
        }

        (subscriberId, keyId) = (parsed.SubscriberId.ToString(), parsed.KeyId.ToString());
        return true;
    }
}
