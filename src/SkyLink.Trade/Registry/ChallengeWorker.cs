namespace SkyLink.Trade.Registry;

/// <summary>
/// Puts the challenge to whoever asked to be listed. What is due stands in the database: a worker that dies leaves a
/// lease that ends, and the next one asks a fresh question.
/// </summary>
internal sealed partial class ChallengeWorker(
    Db<RegistryModule> db, ParticipantProbe probe, EnrolmentSignal signal, IOptions<RegistryOptions> options,
    TimeProvider clock, ILogger<ChallengeWorker> logger) : IJob
{
    private const int AtOnce = 16;
    private static readonly TimeSpan IdleWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var taken = await TakeAsync(stopping);
            if (taken.Count == 0)
            {
                await signal.WaitAsync(IdleWait, stopping);
                continue;
            }

            await Task.WhenAll(taken.Select(request => AttendAsync(request, stopping)));
        }
    }

    private async Task<List<EnrolmentRequest>> TakeAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var lease = (2 * options.Value.ChallengeTimeout) + TimeSpan.FromSeconds(2);
        try
        {
            return await db.InStatementAsync(
                tx => EnrolmentStore.TakeDueAsync(tx, now, now + lease, AtOnce), cancellation);
        }
        catch (NpgsqlException fault)
        {
            LogFault(logger, fault);
            return [];
        }
    }

    private async Task AttendAsync(EnrolmentRequest request, CancellationToken cancellation)
    {
        var asked = request.Requested;
        var checks = new List<EnrolmentCheck>();
        if (options.Value.VerifySite)
        {
            checks.Add(await probe.VerifySiteAsync(asked, cancellation));
        }

        if (checks.TrueForAll(check => check.Ok))
        {
            checks.Add(await probe.ChallengeAsync(
                asked.SubscriberId, asked.CallbackUrl, asked.Key.EncrPublicKey, cancellation));
        }

        try
        {
            await db.InTransactionAsync(tx => FinishAsync(tx, request, checks), cancellation);
            LogAttended(logger, asked.SubscriberId, request.Attempts, checks.TrueForAll(check => check.Ok));
        }
        catch (NpgsqlException fault)
        {
            LogFault(logger, fault);
        }
    }

    private async Task FinishAsync(Tx tx, EnrolmentRequest request, List<EnrolmentCheck> checks)
    {
        var now = clock.GetUtcNow();
        var participant = await RegistryStore.LockAsync(tx, request.Requested.SubscriberId);
        var isPassed = checks.TrueForAll(check => check.Ok);
        var state = isPassed ? EnrolmentRequest.Passed
            : request.Attempts >= options.Value.ChallengeAttemptsMax ? EnrolmentRequest.Failed
            : EnrolmentRequest.Pending;
        if (!await EnrolmentStore.FinishAsync(tx, request, state, now + WaitAfter(request.Attempts), now))
        {
            return;
        }

        foreach (var check in checks)
        {
            await EnrolmentStore.RecordAsync(tx, request, check, now);
        }

        if (isPassed)
        {
            await Accreditation.AcceptAsync(tx, participant!, request.Requested, options.Value.AutoApprove, now);
        }
        else if (state == EnrolmentRequest.Failed)
        {
            await RegistryStore.RecordAsync(tx, request.Requested.SubscriberId, new HistoryEntry(
                now, $"request {request.Requested.RequestId} failed", Accreditation.Registry, checks[^1].Detail));
        }
    }

    private TimeSpan WaitAfter(int attempts)
    {
        var doubled = options.Value.ChallengeFirstWait * Math.Pow(2, attempts - 1);
        return doubled < LongestWait ? doubled : LongestWait;
    }

    [LoggerMessage(LogLevel.Information, "Challenge of {SubscriberId}, attempt {Attempt}: passed {IsPassed}")]
    private static partial void LogAttended(ILogger logger, string subscriberId, int attempt, bool isPassed);

    [LoggerMessage(LogLevel.Error, "The challenges could not be read or written; they are tried again")]
    private static partial void LogFault(ILogger logger, Exception fault);
}
