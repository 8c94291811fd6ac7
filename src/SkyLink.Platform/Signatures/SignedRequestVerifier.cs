using System.Diagnostics.Metrics;

namespace SkyLink.Platform.Signatures;

/// <summary>Takes signed requests, each once.</summary>
internal sealed class SignedRequestVerifier(
    Db<SignaturesModule> db, TimeProvider clock, IOptions<SignaturesOptions> options) : ISignedRequests
{
    private static readonly Meter Meter = new("SkyLink.Platform.Signatures");
    private static readonly Counter<long> Taken = Meter.CreateCounter<long>(
        "skylink.platform.signatures.requests", "{request}", "Signed requests, by what became of them.");

    public async Task<Result<VerifiedRequest>> VerifyAsync(
        SignedRequest request, string audience, Guid? owner, CancellationToken cancellation)
    {
        var result = await TakeAsync(request, audience, owner, cancellation);
        var outcome = result.Is(out _, out var refusal) ? "taken" : refusal.Code.Split('.')[1];
        Taken.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        return result;
    }

    private async Task<Result<VerifiedRequest>> TakeAsync(
        SignedRequest request, string audience, Guid? owner, CancellationToken cancellation)
    {
        if (!RequestContent.TryRead(request.Content, out var content))
        {
            return SignatureErrors.RequestMalformed;
        }

        if (content.Audience != audience)
        {
            return SignatureErrors.WrongAudience;
        }

        var (now, window) = (clock.GetUtcNow(), options.Value.RequestWindow);
        if ((now - content.IssuedAt).Duration() > window)
        {
            return SignatureErrors.RequestUntimely;
        }

        var client = await db.InStatementAsync(
            tx => ClientStore.FindCurrentAsync(tx, content.Subject, content.ClassicId, content.PostQuantumId),
            cancellation);
        if (client is null)
        {
            return SignatureErrors.RequestKeysUnknown;
        }

        if (owner is not null && client.Owner != owner)
        {
            return SignatureErrors.UnknownClient;
        }

        if (!client.Keys[0].Verifies(
            content.Canonical, request.Classic, request.PostQuantum, options.Value.MlDsaProvider))
        {
            return SignatureErrors.SignatureInvalid;
        }

        return await IsNewAsync(client.Keys[0], content, now + (2 * window), cancellation)
            ? new VerifiedRequest(
                client.Id, client.Name, client.Owner, audience, content.Sequence, content.IssuedAt, content.Body)
            : SignatureErrors.RequestReplayed;
    }

    /// <param name="key">Whose request it is.</param>
    /// <param name="content">What it says.</param>
    /// <param name="expiresAt">When no request of this time can come any more, whatever its client's clock.</param>
    /// <param name="cancellation">Ends the wait.</param>
    private async Task<bool> IsNewAsync(
        ClientKey key, RequestContent content, DateTimeOffset expiresAt, CancellationToken cancellation)
    {
        try
        {
            return await db.InStatementAsync(
                tx => ClientStore.TryTakeAsync(tx, key, content.Nonce, content.Sequence, expiresAt), cancellation);
        }
        catch (PostgresException known) when (known.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }
}
