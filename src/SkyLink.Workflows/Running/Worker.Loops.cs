using System.Diagnostics.CodeAnalysis;
using SkyLink.Workflows.History;
using SkyLink.Workflows.Store;

namespace SkyLink.Workflows.Running;

/// <summary>What a worker looks for by itself: others that have died, runs that are due, and messages.</summary>
internal sealed partial class Worker
{
    /// <summary>Gives signs of life, and takes over from those who give none.</summary>
    private async Task BeatAsync()
    {
        if (!await workers.BeatAsync(Epoch, stopping.Token).ConfigureAwait(false))
        {
            Fenced(new FencedException($"The worker {Epoch.Worker} has lost its epoch."));
            return;
        }

        var beats = await workers.BeatsAsync(stopping.Token).ConfigureAwait(false);
        foreach (var gone in others.Keys.Except(beats.Keys).ToArray())
        {
            others.Remove(gone);
        }

        foreach (var (worker, beat) in beats.Where(it => it.Key != Epoch.Worker))
        {
            // By the clock of this process that nobody sets, and by how often the other has been seen alive: no two
            // machines need to agree on the time.
            if (!others.TryGetValue(worker, out var seen) || seen.Beat != beat)
            {
                others[worker] = (beat, Clock.GetTimestamp());
            }
            else if (Clock.GetElapsedTime(seen.Since) > options.GoneAfter
                && await workers.BuryAsync(worker, beat, stopping.Token).ConfigureAwait(false))
            {
                LogBuried(options.Logger, worker);
                due.Wake();
            }
        }

        Rest();
        await Task.Delay(options.BeatEvery, Clock, stopping.Token).ConfigureAwait(false);
    }

    /// <summary>Runs to which nothing happens are held no longer.</summary>
    private void Rest()
    {
        foreach (var run in held.Values.Where(it => Clock.GetElapsedTime(it.LastActive) > options.ParkAfter))
        {
            run.Deliver(new Rest(), isInline: false);
        }
    }

    /// <summary>Takes runs over that are due.</summary>
    private async Task ClaimAsync()
    {
        var room = Math.Min(ClaimMax, options.RunsMax - held.Count);
        var claimed = 0;
        if (room > 0)
        {
            claimed = await ClaimAsync(room).ConfigureAwait(false);
        }

        if (claimed < room || room <= 0)
        {
            var next = await runs.NextDueAsync(names, stopping.Token).ConfigureAwait(false) ?? LookEvery;
            await due
                .WaitAsync(room <= 0 || next > LookEvery ? LookEvery : next, Clock, stopping.Token)
                .ConfigureAwait(false);
        }
    }

    private async Task<int> ClaimAsync(int most)
    {
        List<StoredRun> claimed;
        try
        {
            claimed = await runs.ClaimAsync(Epoch, names, most, stopping.Token).ConfigureAwait(false);
        }
        catch (Exception thrown) when (thrown is not OperationCanceledException)
        {
            // It may have been done all the same: what is held unknowingly is freed.
            await workers.FreeAsync(Epoch, held.Keys.ToHashSet(), stopping.Token).ConfigureAwait(false);
            throw;
        }

        foreach (var stored in claimed)
        {
            Resume(stored);
        }

        if (claimed.Any(it => it.Mail > it.Heard))
        {
            mail.Wake();
        }

        return claimed.Count;
    }

    [SuppressMessage("Design", "CA1031", Justification = "A history that cannot be read stops its run, and no other.")]
    private void Resume(StoredRun stored)
    {
        var run = new Run(this, stored.Id, stored.WorkflowId, types[stored.Type])
        {
            Chunks = stored.Chunks,
            Tail = stored.Tail.Length,
            Parent = stored.Parent,
        };
        held[stored.Id] = run;
        IIncoming first;
        try
        {
            var head = new byte[HistoryFormat.HeadSize];
            var events = HistoryFormat.Read(stored.History, head);
            first = events.Count == stored.Events && head.AsSpan().SequenceEqual(stored.Head)
                ? new Resume(events, head, stored.Heard)
                : new Unreadable(stored, "The history does not lead to its head: it was changed.");
        }
        catch (Exception thrown)
        {
            first = new Unreadable(stored, $"The history cannot be read: {thrown.Message}");
        }

        run.Deliver(first, isInline: false);
    }

    /// <summary>Tells runs what others say to them.</summary>
    private async Task ReadMailAsync()
    {
        if (!held.IsEmpty)
        {
            var messages = await runs.MailAsync(Epoch.Worker, MailMax, stopping.Token).ConfigureAwait(false);
            foreach (var message in messages)
            {
                if (held.TryGetValue(message.Run, out var run) && run.IsNews(message.Number))
                {
                    run.Deliver(Incoming(message), isInline: false);
                }
            }

            if (messages.Count == MailMax)
            {
                mail.Wake();
            }
        }

        await mail.WaitAsync(LookEvery, Clock, stopping.Token).ConfigureAwait(false);
    }

    private static IIncoming Incoming(StoredMessage message) => message.Kind switch
    {
        MessageKind.Signal => new Signal(message.Name, message.Data, message.Number, answer: null),
        MessageKind.Cancel => new Cancellation(message.Name, message.Number, answer: null),
        MessageKind.ChildEnded when ChildOperation.Parse(message.Name) is var (operation, state) =>
            new ChildEnded(operation, state, message.Data, message.Number),
        MessageKind.Update => new Update(message.Name, message.Data, message.Number, answer: null),
        _ => throw new InvalidDataException($"A message of kind {message.Kind} is not known."),
    };

    /// <summary>Forgets runs whose time is over, and what belongs to none.</summary>
    private async Task ForgetAsync()
    {
        var today = DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime);
        if (await partitions.DropAsync(today, stopping.Token).ConfigureAwait(false) is > 0 and var days)
        {
            LogForgotten(options.Logger, days);
        }

        await workers.TidyAsync(stopping.Token).ConfigureAwait(false);
        await Task.Delay(options.ForgetEvery, Clock, stopping.Token).ConfigureAwait(false);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever fails is tried again.")]
    private async Task LoopAsync(string what, Func<Task> once)
    {
        await Task.Yield();
        while (!stopping.IsCancellationRequested && isFenced == 0)
        {
            try
            {
                await once().ConfigureAwait(false);
            }
            catch (Exception thrown) when (!stopping.IsCancellationRequested)
            {
                LogFailed(options.Logger, thrown, $"look after its {what}");
                await Task.Delay(LookEvery, Clock, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception)
            {
                return;
            }
        }
    }
}
