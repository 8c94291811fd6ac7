using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using SkyLink.Beckn;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Nodes;

/// <summary>
/// Brings messages to other participants. What was just committed goes at once; what failed goes again with growing
/// pauses until its time is over; what a process left behind when it died is taken over when its lease ends. Within a
/// lane (one participant, one transaction) messages go one after the other.
/// </summary>
internal sealed partial class Courier(
    NodeRuntime runtime, Participants participants, Reachability reachability, NodeHttp http,
    TimeProvider clock, IOptions<NetworkOptions> options, ILogger<Courier> logger) : IJob, IDisposable
{
    private const string ForwardingHeader = "X-Gateway-Authorization";
    private const int LeaseBatch = 100;
    private const int ReadyMax = 4_096;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly ActivitySource Traces = new("SkyLink.Trade");

    private readonly SemaphoreSlim underWay = new(options.Value.DeliveriesMax);
    private readonly WakeUp look = new();

    /// <summary>Committed while as much as may be was under way: goes when something else is done.</summary>
    private readonly ConcurrentQueue<Dispatch> ready = new();

    /// <summary>Lanes in which something waits: whoever is done with the one before calls for the next.</summary>
    private readonly ConcurrentDictionary<(string Destination, string TransactionId), bool> followed = [];
    private CancellationToken ended;

    public void Dispose()
    {
        underWay.Dispose();
        look.Dispose();
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        ended = stopping;
        runtime.OnReady = Start;
        try
        {
            while (true)
            {
                await runtime.FlushAsync(stopping);
                var found = await TakeDueAsync(stopping);
                if (found < LeaseBatch)
                {
                    await look.WaitAsync(Look, stopping);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Crosses out what was delivered, so that the next process does not send it once more.
            await runtime.FlushAsync(CancellationToken.None);
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
            else if (reachability.IsReachable(dispatch.Row.Destination) && ready.Count < ReadyMax)
            {
                ready.Enqueue(dispatch);
            }
        }

        while (!ready.IsEmpty && underWay.Wait(0, CancellationToken.None))
        {
            GoOn();
        }
    }

    /// <summary>Uses a permit for the next that is ready, or gives it back.</summary>
    private void GoOn()
    {
        do
        {
            while (ready.TryDequeue(out var dispatch))
            {
                // What waited longer than its lease is another's by now, or comes again from the database.
                if (clock.GetUtcNow() < dispatch.Row.NextAt)
                {
                    _ = CarryAsync(DeliverAsync(dispatch));
                    return;
                }
            }

            underWay.Release();
        }
        while (!ready.IsEmpty && underWay.Wait(0, CancellationToken.None)); // One may have come at the last moment.
    }

    private async Task<int> TakeDueAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var rows = await runtime.Db.InStatementAsync(
            tx => DeliveryStore.LeaseDueAsync(tx, now, NodeRuntime.Lease, LeaseBatch), cancellation);
        foreach (var row in rows)
        {
            await underWay.WaitAsync(cancellation);
            _ = CarryAsync(DeliverAsync(row));
        }

        return rows.Count;
    }

    /// <summary>Whatever comes of a delivery, its permit is given back.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "The top of a task.")]
    private async Task CarryAsync(Task delivery)
    {
        try
        {
            await delivery;
        }
        catch (Exception fault)
        {
            // The row keeps its lease and goes again when that ends.
            if (!ended.IsCancellationRequested)
            {
                LogFault(logger, fault, runtime.Db.Module);
            }
        }
        finally
        {
            GoOn();
        }
    }

    /// <summary>
    /// A delivery from the database: its bytes are read and signed anew, and go where the registry now says.
    /// </summary>
    private async Task DeliverAsync(DeliveryRow row)
    {
        var message = await runtime.Db.InStatementAsync(
            tx => MessageStore.FindAsync(tx, row.Message, row.Timestamp), ended);
        var node = runtime.Nodes.GetValueOrDefault(row.Node);
        if (message is null || node is null)
        {
            await FailAsync(row, "Its participant or its message is no longer here.", isFinal: true);
            return;
        }

        if (await UriNowAsync(node, row, message.Body) is not { } uri)
        {
            await FailAsync(row, $"The registry does not list {row.Destination} at the moment.", isFinal: false);
            return;
        }

        var isForwarded = message.Direction == "in";
        var header = isForwarded ? message.Header : Sign(node, row, message.Body);
        followed[row.Lane] = true;
        await DeliverAsync(new Dispatch(node, row with { Uri = uri }, message.Body, header, isForwarded));
    }

    /// <summary>
    /// Participants move: a message that waited must not go where its addressee was when it was written. Null if the
    /// registry lists it no longer; while the registry cannot be asked, what it last said holds.
    /// </summary>
    private async Task<string?> UriNowAsync(Node node, DeliveryRow row, ReadOnlyMemory<byte> body)
    {
        if (!BecknActions.TryParse(row.Action, out var action))
        {
            return row.Uri;
        }

        using var json = JsonDocument.Parse(body);
        var domain = json.RootElement.GetProperty("context").GetProperty("domain").GetString()!;
        try
        {
            var side = action.IsCallback ? ParticipantType.Bap : ParticipantType.Bpp;
            var addressee = await participants.FindAsync(node, row.Destination, side, domain, ended)
                ?? await participants.FindAsync(node, row.Destination, ParticipantType.Bg, domain, ended);
            return addressee is null ? null : $"{addressee.Uri}/{row.Action}";
        }
        catch (Exception away) when (away is HttpRequestException or OperationCanceledException)
        {
            return row.Uri;
        }
    }

    private async Task DeliverAsync(Dispatch dispatch)
    {
        var (isDone, reason, isFinal) = await TryAsync(dispatch);
        if (isDone)
        {
            runtime.Delivered(dispatch.Row);
            Follow(dispatch.Row);
        }
        else
        {
            await FailAsync(dispatch.Row, reason, isFinal);
        }
    }

    /// <summary>Calls for the next of a lane, where one waits.</summary>
    private void Follow(DeliveryRow row)
    {
        if (followed.TryRemove(row.Lane, out _))
        {
            look.Call();
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
            request.Headers.TryAddWithoutValidation(ForwardingHeader, Sign(dispatch.Node, row, dispatch.Body));
        }

        try
        {
            using var answer = await http.SendAsync(request, ended);
            var body = await answer.Content.ReadAsByteArrayAsync(ended);
            reachability.Answered(row.Destination);
            return Judge((int)answer.StatusCode, body);
        }
        catch (HttpRequestException unreachable)
        {
            return (false, unreachable.Message, false);
        }
        catch (OperationCanceledException) when (!ended.IsCancellationRequested)
        {
            return (false, $"No answer within {options.Value.DeliveryTimeout.TotalSeconds} s.", false);
        }
    }

    /// <summary>
    /// A refusal of the message is final; trouble of the other side (404 while it moves, 429, 5xx, no answer) is not.
    /// </summary>
    private static (bool IsDone, string Reason, bool IsFinal) Judge(int status, byte[] body)
    {
        if (Ack.TryRead(body, out var error))
        {
            return (true, "", true);
        }

        return status is 404 or 429 or >= 500
            ? (false, $"HTTP {status} {ReasonPhrases.GetReasonPhrase(status)}".TrimEnd(), false)
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
            await runtime.Db.InStatementAsync(tx => DeliveryStore.DelayAsync(tx, row, now + wait, reason), ended);
            return;
        }

        using var span = row.Origin.GoOn(Traces, $"give up {row.Action}", ActivityKind.Internal);
        LogDead(logger, row.Action, row.Message, row.Destination, reason);
        await runtime.Db.InTransactionAsync(async tx =>
        {
            if (!await DeliveryStore.DieAsync(tx, row, reason))
            {
                return;
            }

            await DeliveryStore.WakeLaneAsync(tx, row, now);
            var node = runtime.Nodes.GetValueOrDefault(row.Node);
            if (node?.OnFailed is { } hear && BecknActions.TryParse(row.Action, out var action))
            {
                var failed = new FailedDelivery(node, row.Destination, action, row.TransactionId, row.Message, reason);
                await runtime.SendAsync(tx, node, await hear(tx, failed));
            }
        }, ended);
        Follow(row);
    }

    /// <summary>
    /// Lives a moment at least, also at the end of the message's own time. Two tries within a second must not bear the
    /// same signature: the second would be taken for a replay.
    /// </summary>
    private string Sign(Node node, DeliveryRow row, ReadOnlyMemory<byte> body)
    {
        var now = clock.GetUtcNow();
        var soon = now.AddSeconds(10);
        return node.Signer.Sign(
            body.Span, now, (row.ExpiresAt > soon ? row.ExpiresAt : soon).AddSeconds(row.Attempts));
    }

    [LoggerMessage(LogLevel.Warning, "{Module}: deliveries pause")]
    private static partial void LogFault(ILogger logger, Exception fault, string module);

    [LoggerMessage(LogLevel.Warning, "{Action} {MessageId} to {Destination} is dead: {Reason}")]
    private static partial void LogDead(
        ILogger logger, string action, Guid messageId, string destination, string reason);
}
