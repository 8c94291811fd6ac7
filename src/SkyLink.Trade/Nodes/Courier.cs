using System.Collections.Concurrent;
using System.Diagnostics;
using SkyLink.Beckn;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Nodes;

/// <summary>
/// Brings messages to other participants. What was just committed goes at once; what failed goes again with growing
/// pauses until its time is over; what a process left behind when it died is taken over when its lease ends. Within a
/// lane (one participant, one transaction) messages go one after the other.
/// </summary>
internal sealed partial class Courier(
    NodeRuntime runtime, Reachability reachability, IHttpClientFactory clients, TimeProvider clock,
        IOptions<NetworkOptions> options,
    ILogger<Courier> logger) : BackgroundService
{
    private const string ForwardingHeader = "X-Gateway-Authorization";
    private const int LeaseBatch = 100;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly ActivitySource Traces = new("SkyLink.Trade");

    private readonly SemaphoreSlim underWay = new(options.Value.DeliveriesMax);
    private readonly WakeUp look = new();

    /// <summary>Lanes in which something waits: whoever is done with the one before calls for the next.</summary>
    private readonly ConcurrentDictionary<(string Destination, string TransactionId), bool> followed = [];
    private CancellationToken stopping;

    public override void Dispose()
    {
        underWay.Dispose();
        look.Dispose();
        base.Dispose();
    }

    /// <summary>Crosses out what was delivered, so that the next process does not send it once more.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await runtime.FlushAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        stopping = stoppingToken;
        runtime.OnReady = Start;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await runtime.FlushAsync(stoppingToken);
                var found = await TakeDueAsync(stoppingToken);
                if (found < LeaseBatch)
                {
                    await look.WaitAsync(Look, stoppingToken);
                }
            }
            catch (NpgsqlException fault)
            {
                LogFault(logger, fault, runtime.Db.Module);
                await Task.Delay(TimeSpan.FromSeconds(1), clock, stoppingToken);
            }
        }
    }

    /// <summary>
    /// Sends what was just committed, unless it must wait for another, too much is under way or the destination is not
    /// answering.
    /// </summary>
    private void Start(IReadOnlyList<Dispatch> committed)
    {
        foreach (var dispatch in committed)
        {
            if (dispatch.IsBehind)
            {
                // The one before may be delivered already and only not be crossed out yet: a look finds out.
                followed.TryAdd(dispatch.Row.Lane, true);
                look.Call();
            }
            else if (reachability.IsReachable(dispatch.Row.Destination) && underWay.Wait(0, CancellationToken.None))
            {
                _ = DeliverAsync(dispatch);
            }
        }
    }

    private async Task<int> TakeDueAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var rows = await runtime.Db.InTransactionAsync(
            tx => MessageStore.LeaseDueAsync(tx, now, NodeRuntime.Lease, LeaseBatch), cancellation);
        foreach (var row in rows)
        {
            await underWay.WaitAsync(cancellation);
            _ = DeliverAsync(row);
        }

        return rows.Count;
    }

    /// <summary>A delivery from the database: its bytes are read, and signed anew.</summary>
    private async Task DeliverAsync(DeliveryRow row)
    {
        var message = await runtime.Db.InTransactionAsync(
            tx => MessageStore.FindAsync(tx, row.Message, row.Timestamp), stopping);
        var node = runtime.Nodes.GetValueOrDefault(row.Node);
        if (message is null || node is null)
        {
            underWay.Release();
            await FailAsync(row, "Its participant or its message is no longer here.", isFinal: true);
            return;
        }

        var isForwarded = message.Direction == "in";
        var header = isForwarded
            ? message.Header
            : node.Signer.Sign(message.Body.Span, clock.GetUtcNow(), Later(row.ExpiresAt));
        followed[row.Lane] = true;
        await DeliverAsync(new Dispatch(node, row, message.Body, header, isForwarded));
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "The top of a task.")]
    private async Task DeliverAsync(Dispatch dispatch)
    {
        try
        {
            var (isDone, reason, isFinal) = await TryAsync(dispatch);
            if (isDone)
            {
                runtime.Delivered(dispatch.Row);
                if (followed.TryRemove(dispatch.Row.Lane, out _))
                {
                    look.Call();
                }
            }
            else
            {
                await FailAsync(dispatch.Row, reason, isFinal);
            }
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            // The row keeps its lease and goes again when that ends.
            LogFault(logger, fault, runtime.Db.Module);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        finally
        {
            underWay.Release();
        }
    }

    private async Task<(bool IsDone, string Reason, bool IsFinal)> TryAsync(Dispatch dispatch)
    {
        var row = dispatch.Row;
        using var activity = row.Origin.GoOn(Traces, $"deliver {row.Action}", ActivityKind.Client);
        using var request = new HttpRequestMessage(HttpMethod.Post, row.Uri)
        {
            Content = new ReadOnlyMemoryContent(dispatch.Body) { Headers = { ContentType = new("application/json") } },
        };
        request.Headers.TryAddWithoutValidation("Authorization", dispatch.Header);
        if (dispatch.IsForwarded)
        {
            var now = clock.GetUtcNow();
            request.Headers.TryAddWithoutValidation(
                ForwardingHeader, dispatch.Node.Signer.Sign(dispatch.Body.Span, now, Later(row.ExpiresAt)));
        }

        try
        {
            using var answer = await clients.CreateClient(NodeHttp.Name).SendAsync(request, stopping);
            var body = await answer.Content.ReadAsByteArrayAsync(stopping);
            reachability.Answered(row.Destination);
            return Judge((int)answer.StatusCode, body);
        }
        catch (HttpRequestException unreachable)
        {
            return (false, unreachable.Message, false);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return (false, $"No answer within {options.Value.DeliveryTimeout.TotalSeconds} s.", false);
        }
    }

    /// <summary>A refusal of the message is final; trouble of the other side (429, 5xx, no answer) is not.</summary>
    private static (bool IsDone, string Reason, bool IsFinal) Judge(int status, byte[] body)
    {
        if (Ack.TryRead(body, out var error))
        {
            return (true, "", true);
        }

        return status is 429 or >= 500
            ? (false, $"HTTP {status}", false)
            : (false, $"NACK (HTTP {status}) {error!.Code} {error.Path}: {error.Message}", true);
    }

    private async Task FailAsync(DeliveryRow row, string reason, bool isFinal)
    {
        var now = clock.GetUtcNow();
        var wait = TimeSpan.FromTicks(Math.Min(
            options.Value.RetryFirst.Ticks << Math.Min(row.Attempts, 16), options.Value.RetryLongest.Ticks));
        if (!isFinal && now + wait < row.ExpiresAt)
        {
            reachability.Failed(row.Destination);
            await runtime.Db.InTransactionAsync(tx => MessageStore.DelayAsync(tx, row, now + wait, reason), stopping);
            return;
        }

        LogDead(logger, row.Action, row.Message, row.Destination, reason);
        await runtime.Db.InTransactionAsync(async tx =>
        {
            await MessageStore.DieAsync(tx, row, reason);
            await MessageStore.WakeLaneAsync(tx, row, now);
            var node = runtime.Nodes.GetValueOrDefault(row.Node);
            if (node?.OnFailed is { } hear && BecknActions.TryParse(row.Action, out var action))
            {
                var failed = new FailedDelivery(node, row.Destination, action, row.TransactionId, row.Message, reason);
                await runtime.SendAsync(tx, node, await hear(tx, failed));
            }
        }, stopping);
    }

    /// <summary>A signature that is made now must live a moment, even at the end of the message's own time.</summary>
    private DateTimeOffset Later(DateTimeOffset expires)
    {
        var soon = clock.GetUtcNow().AddSeconds(10);
        return expires > soon ? expires : soon;
    }

    [LoggerMessage(LogLevel.Warning, "{Module}: deliveries pause")]
    private static partial void LogFault(ILogger logger, Exception fault, string module);

    [LoggerMessage(LogLevel.Warning, "{Action} {MessageId} to {Destination} is dead: {Reason}")]
    private static partial void LogDead(
        ILogger logger, string action, Guid messageId, string destination, string reason);
}
