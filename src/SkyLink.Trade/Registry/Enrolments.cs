using System.Security.Cryptography;

namespace SkyLink.Trade.Registry;

/// <summary>Takes requests to be listed: checks what can be checked at once, records them, wakes the worker.</summary>
internal sealed class Enrolments(
    Db<RegistryModule> db, SubscribeReader reader, SignatureCheck signatures, RegistryLimits limits,
    EnrolmentSignal signal, IOptions<RegistryOptions> options, TimeProvider clock)
{
    private const int PendingMax = 5;

    /// <summary>Null when the request was taken (or had been before).</summary>
    public async Task<RegistryRefusal?> TakeAsync(byte[] body, string? authorization, CancellationToken cancellation)
    {
        if (WireJson.Parse<SubscribeBody>(body, out var refusal) is not { } given)
        {
            return refusal;
        }

        if (given.Message?.Entity?.SubscriberId is { } name && SubscriberIds.IsSubscriber(name)
            && !limits.AdmitSubscribe(name))
        {
            return RegistryRefusal.TooMany;
        }

        if (reader.Read(given, out refusal) is not { } enrolment)
        {
            return refusal;
        }

        var known = await db.InStatementAsync(
            tx => RegistryStore.FindAsync(tx, enrolment.SubscriberId), cancellation);
        var isSigned = known is { IsSubscribed: true };
        if (isSigned)
        {
            var signer = await signatures.CheckAsync(authorization, body, enrolment.SubscriberId, cancellation);
            if (signer.Refusal is not null)
            {
                return signer.Refusal;
            }
        }

        var sha256 = SHA256.HashData(body);
        return await db.InTransactionAsync(tx => RecordAsync(tx, enrolment, sha256, isSigned), cancellation);
    }

    /// <summary>Everything is decided again under the lock: the participant may have changed meanwhile.</summary>
    private async Task<RegistryRefusal?> RecordAsync(Tx tx, Enrolment asked, byte[] sha256, bool isSigned)
    {
        var now = clock.GetUtcNow();
        await RegistryStore.AddIfMissingAsync(tx, New(asked, now));
        var participant = (await RegistryStore.LockAsync(tx, asked.SubscriberId))!;
        if (participant.IsSubscribed && !isSigned)
        {
            return RegistryRefusal.Policy("The participant is being changed; try again.", path: null, status: 409);
        }

        if (await EnrolmentStore.IsRepeatAsync(tx, asked, sha256))
        {
            return null;
        }

        if (await RefuseAsync(tx, asked) is { } refusal)
        {
            return refusal;
        }

        if (await IsServedAsync(tx, asked, participant))
        {
            return null;
        }

        if (!participant.Enrol(now).Is(out var enrolled, out var error))
        {
            return RegistryRefusal.Of(error);
        }

        var request = new EnrolmentRequest(
            Guid.CreateVersion7(), asked, EnrolmentRequest.Pending, Attempts: 0, NextAt: now, now, FinishedAt: null);
        if (!await EnrolmentStore.AddAsync(tx, request, sha256))
        {
            return RegistryRefusal.Policy("This request_id was used for another request.", "message.request_id", 409);
        }

        if (enrolled != participant)
        {
            await RegistryStore.ChangeAsync(tx, enrolled, "asked to be listed", "network", reason: null);
        }

        await EnrolmentStore.RecordAsync(
            tx, request, new EnrolmentCheck("schema", Ok: true, "The request is well-formed.", TimeSpan.Zero), now);
        tx.AfterCommit(signal.Raise);
        return null;
    }

    /// <summary>
    /// A peer that does not hear of its listing asks again and again under new request ids. What its newest request
    /// has proven already is not asked anew; a site page, however, is signed for one request id.
    /// </summary>
    private async Task<bool> IsServedAsync(Tx tx, Enrolment asked, Participant participant)
    {
        var newest = await EnrolmentStore.OfAsync(tx, asked.SubscriberId, limit: 1);
        var isAlive = participant.Status is ParticipantStatuses.UnderSubscription or ParticipantStatuses.Subscribed;
        return isAlive && newest is [var request] && request.Requested.AsksSameAs(asked)
            && (request.State == EnrolmentRequest.Passed
                    && await RegistryStore.HasValidKeyAsync(tx, asked.SubscriberId, clock.GetUtcNow())
                || request.State == EnrolmentRequest.Pending && !options.Value.VerifySite);
    }

    private static async Task<RegistryRefusal?> RefuseAsync(Tx tx, Enrolment asked)
    {
        const string path = "message.entity.unique_key_id";
        if (await EnrolmentStore.PendingAsync(tx, asked.SubscriberId) >= PendingMax)
        {
            return RegistryRefusal.Policy(
                $"{PendingMax} requests of this subscriber are still being checked.", path: null, 429);
        }

        return await RegistryStore.FindKeyAsync(tx, asked.SubscriberId, asked.Key.KeyId) switch
        {
            { State: ParticipantKey.Revoked } =>
                RegistryRefusal.Policy("This key was revoked; use a new key under a new id.", path, 409),
            { } known when !known.Pair.HasMaterialOf(asked.Key) =>
                RegistryRefusal.Policy("This unique_key_id belongs to another key.", path, 409),
            _ => null,
        };
    }

    private static Participant New(Enrolment asked, DateTimeOffset now) => new()
    {
        SubscriberId = asked.SubscriberId,
        Id = Guid.CreateVersion7(),
        LegalName = asked.LegalName,
        Country = asked.Country,
        Status = ParticipantStatuses.Initiated,
        CreatedAt = now,
        UpdatedAt = now,
    };
}

/// <summary>Wakes the worker when there is something to do; a signal that comes while it works is not lost.</summary>
internal sealed class EnrolmentSignal : IDisposable
{
    private readonly SemaphoreSlim waiting = new(0, 1);

    public void Raise()
    {
        try
        {
            waiting.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is raised already.
        }
    }

    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellation) => waiting.WaitAsync(atMost, cancellation);

    public void Dispose() => waiting.Dispose();
}
