using SkyLink.Platform;

namespace SkyLink.Trade.Registry;

/// <summary>Changes of standing: each under the participant's lock, with its history and its event.</summary>
internal static class Accreditation
{
    /// <summary>The actor where no person decided.</summary>
    internal const string Registry = "registry";

    /// <summary>The challenge is passed: the key counts; the roles wait for a reviewer unless nobody reviews.</summary>
    public static async Task AcceptAsync(
        Tx tx, Participant participant, Enrolment asked, bool isAutomatic, DateTimeOffset now)
    {
        // A participant that was stopped while it was being challenged gets nothing from an old request.
        if (participant.Status is not (ParticipantStatuses.Subscribed or ParticipantStatuses.UnderSubscription))
        {
            return;
        }

        await RegistryStore.PutKeyAsync(tx, asked.SubscriberId, asked.Key, now);
        foreach (var role in asked.Participations)
        {
            await RegistryStore.PutRoleAsync(tx, asked.SubscriberId, role);
        }

        await RegistryStore.ChangeAsync(
            tx, participant.Touched(now), $"key {asked.Key.KeyId} passed the challenge", Registry, reason: null);
        if (isAutomatic)
        {
            await ApproveAsync(tx, participant.Touched(now), Registry, "approved automatically", now);
        }
    }

    /// <summary>A person decides: approve, reject, suspend, reinstate, unsubscribe.</summary>
    public static async Task<Result<Participant>> DecideAsync(
        Tx tx, Participant participant, string action, string? reason, Caller by, DateTimeOffset now)
    {
        var actor = $"{by.Name} ({by.Organization})";
        if (action is "approve" or "reinstate"
            && !await RegistryStore.HasValidKeyAsync(tx, participant.SubscriberId, now))
        {
            return RegistryErrors.NotProven;
        }

        if (action == "approve")
        {
            return await ApproveAsync(tx, participant, actor, reason, now);
        }

        if (!participant.Decide(action, reason, now).Is(out var decided, out var refusal))
        {
            return refusal;
        }

        await RegistryStore.ChangeAsync(tx, decided, PastTense(action), actor, reason);
        return decided;
    }

    /// <summary>Takes a key back. Without a valid one left, the participant is out.</summary>
    public static async Task<Result<Participant>> RevokeAsync(
        Tx tx, Participant participant, string keyId, string? reason, Caller by, DateTimeOffset now)
    {
        var key = await RegistryStore.FindKeyAsync(tx, participant.SubscriberId, keyId);
        if (key is not { State: ParticipantKey.Valid })
        {
            return key is null ? RegistryErrors.KeyNotFound : RegistryErrors.KeyNotValid;
        }

        await RegistryStore.RevokeKeyAsync(tx, participant.SubscriberId, keyId, now);
        tx.Publish(new KeyRevoked(participant.SubscriberId, keyId));
        var touched = participant.Touched(now);
        await RegistryStore.ChangeAsync(tx, touched, $"key {keyId} revoked", $"{by.Name} ({by.Organization})", reason);
        return await ExpireAsync(tx, touched, now);
    }

    /// <summary>Ends keys whose time is over, and the participant with its last one.</summary>
    public static async Task EndKeysAsync(Tx tx, Participant participant, DateTimeOffset now)
    {
        var ended = await RegistryStore.ExpireKeysAsync(tx, participant.SubscriberId, now);
        if (ended.Count > 0)
        {
            var touched = participant.Touched(now);
            await RegistryStore.ChangeAsync(
                tx, touched, $"key {string.Join(", ", ended)} expired", Registry, reason: null);
            await ExpireAsync(tx, touched, now);
        }
    }

    private static async Task<Participant> ExpireAsync(Tx tx, Participant participant, DateTimeOffset now)
    {
        if (!participant.IsSubscribed || await RegistryStore.HasValidKeyAsync(tx, participant.SubscriberId, now))
        {
            return participant;
        }

        var expired = participant.WithoutKeys("No valid key is left.", now);
        await RegistryStore.ChangeAsync(tx, expired, "expired", Registry, expired.Reason);
        return expired;
    }

    private static async Task<Result<Participant>> ApproveAsync(
        Tx tx, Participant participant, string actor, string? reason, DateTimeOffset now)
    {
        var accredited = await RegistryStore.AccreditAsync(tx, participant.SubscriberId, now);
        if (participant.IsSubscribed)
        {
            if (accredited == 0)
            {
                return RegistryErrors.IllegalTransition.With("Nothing waits for approval.");
            }

            var touched = participant.Touched(now);
            await RegistryStore.ChangeAsync(tx, touched, "new roles approved", actor, reason);
            return touched;
        }

        if (!participant.Decide("approve", reason, now).Is(out var approved, out var refusal))
        {
            return refusal;
        }

        await RegistryStore.ChangeAsync(tx, approved, "approved", actor, reason);
        return approved;
    }

    private static string PastTense(string action) => action switch
    {
        "reject" => "rejected",
        "suspend" => "suspended",
        "reinstate" => "reinstated",
        _ => "unsubscribed",
    };
}
