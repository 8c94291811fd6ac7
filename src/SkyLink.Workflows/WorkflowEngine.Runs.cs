using SkyLink.Workflows.History;
using SkyLink.Workflows.Running;
using SkyLink.Workflows.Store;

namespace SkyLink.Workflows;

/// <summary>What handles ask of their runs, here or through the tables.</summary>
public sealed partial class WorkflowEngine
{
    /// <summary>How often a run that is held elsewhere is looked at for its end.</summary>
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(50);

    internal async Task<TResult> ResultAsync<TResult>(Guid id, CancellationToken cancellation)
    {
        while (true)
        {
            var (state, result) = worker.TryAwait(id, out var local)
                && await local.WaitAsync(cancellation).ConfigureAwait(false) is { } known
                ? (known.State, known.Result)
                : await runs.StateAsync(id, cancellation).ConfigureAwait(false)
                    ?? throw new WorkflowNotFoundException($"{id}");
            if (result is not null)
            {
                return state == RunState.Completed
                    ? worker.Payloads.Read<TResult>(result)
                    : throw new WorkflowFailedException(id, state, worker.Payloads.Read<Failure>(result));
            }

            await Task.Delay(AskEvery, options.Clock, cancellation).ConfigureAwait(false);
        }
    }

    internal Task SignalAsync<T>(Guid id, string name, T value, CancellationToken cancellation)
    {
        var payload = worker.Payloads.Write(value);
        return SayAsync(
            id, answer => new Signal(name, payload, number: 0, answer), MessageKind.Signal, name, payload,
            cancellation);
    }

    internal Task CancelAsync(Guid id, string reason, CancellationToken cancellation) => SayAsync(
        id, answer => new Cancellation(reason, number: 0, answer), MessageKind.Cancel, reason, [], cancellation);

    internal async Task<TAnswer> UpdateAsync<TInput, TAnswer>(
        Guid id, string name, TInput input, CancellationToken cancellation)
    {
        var payloads = worker.Payloads;
        var payload = payloads.Write(input);
        if (worker.Find(id) is { } run)
        {
            var answer = new Answer<byte[]>([]);
            run.Deliver(new Update(name, payload, number: 0, answer), isInline: false);
            try
            {
                return payloads.Read<TAnswer>(await answer.Task.WaitAsync(cancellation).ConfigureAwait(false));
            }
            catch (LeftException)
            {
                // It is told through the table, and its answer is read from the history.
            }
        }

        var message = await SendAsync(id, MessageKind.Update, name, payload, cancellation).ConfigureAwait(false);
        while (true)
        {
            var history = await HistoryAsync(id, cancellation).ConfigureAwait(false);
            var said = history.FirstOrDefault(it =>
                it.Line == message && it.Kind is EventKind.UpdateCompleted or EventKind.UpdateFailed);
            switch (said.Kind)
            {
                case EventKind.UpdateCompleted:
                    return payloads.Read<TAnswer>(said.Data);
                case EventKind.UpdateFailed when said.Operation == 0:
                    throw new UpdateRejectedException(name, payloads.Read<Failure>(said.Data));
                case EventKind.UpdateFailed:
                    throw new WorkflowException("The update failed.", payloads.Read<Failure>(said.Data));
            }

            if (history[^1].IsEnd)
            {
                throw new WorkflowNotFoundException($"{id}");
            }

            await Task.Delay(AskEvery, options.Clock, cancellation).ConfigureAwait(false);
        }
    }

    internal async Task<T> QueryAsync<T>(Guid id, string name, CancellationToken cancellation)
    {
        var payloads = worker.Payloads;
        if (worker.Find(id) is { } run)
        {
            var answer = new Answer<byte[]>([]);
            run.Deliver(new Query(name, answer), isInline: false);
            try
            {
                return payloads.Read<T>(await answer.Task.WaitAsync(cancellation).ConfigureAwait(false));
            }
            catch (LeftException)
            {
                // It is on disk, from where it can be asked as well.
            }
        }

        var rehearsed = await RehearseAsync(id, cancellation).ConfigureAwait(false);
        return payloads.Read<T>(rehearsed.Ask(name));
    }

    internal async Task<IReadOnlyList<HistoryEvent>> HistoryAsync(Guid id, CancellationToken cancellation)
    {
        var (_, _, events, _) = await ReadAsync(id, cancellation).ConfigureAwait(false);
        return events;
    }

    /// <summary>Whether a process that knows its code could take a run on; says where not.</summary>
    internal async Task<string?> VerifyAsync(Guid id, CancellationToken cancellation)
    {
        var (type, workflowId, events, head) = await ReadAsync(id, cancellation).ConfigureAwait(false);
        return Rehearsal(id, type, workflowId).Rehearse(events, head);
    }

    private async Task<Run> RehearseAsync(Guid id, CancellationToken cancellation)
    {
        var (type, workflowId, events, head) = await ReadAsync(id, cancellation).ConfigureAwait(false);
        var run = Rehearsal(id, type, workflowId);
        return run.Rehearse(events, head) is { } fault ? throw new NondeterminismException(0, fault) : run;
    }

    private Run Rehearsal(Guid id, string type, string? workflowId) =>
        options.Types.FirstOrDefault(it => it.Name == type) is { } known
            ? new Run(new RehearsalHost(options.Clock, worker.Payloads), id, workflowId, known)
            : throw new WorkflowException(
                $"The run {id} is of the workflow '{type}', which this process does not know.");

    private async Task<(string Type, string? WorkflowId, List<HistoryEvent> Events, byte[] Head)> ReadAsync(
        Guid id, CancellationToken cancellation)
    {
        var (type, workflowId, history, known) =
            await runs.OpenAsync(id, cancellation).ConfigureAwait(false) is { } open
                ? (open.Type, open.WorkflowId, open.History, open.Head)
            : await runs.EndedAsync(id, cancellation).ConfigureAwait(false) is { } ended
                ? (ended.Type, ended.WorkflowId, ended.History, ended.Head)
            : throw new WorkflowNotFoundException($"{id}");
        var head = new byte[HistoryFormat.HeadSize];
        var events = HistoryFormat.Read(history, head);
        return head.AsSpan().SequenceEqual(known)
            ? (type, workflowId, events, head)
            : throw new InvalidDataException($"The history of {id} does not lead to its head: it was changed.");
    }

    /// <summary>Tells a run here, or writes it down for whoever holds it.</summary>
    private async Task SayAsync(
        Guid id, Func<IAnswer, IIncoming> local, MessageKind kind, string name, byte[] payload,
        CancellationToken cancellation)
    {
        if (worker.Find(id) is { } run)
        {
            var answer = new Answer<bool>(value: true);
            run.Deliver(local(answer), isInline: false);
            try
            {
                await answer.Task.WaitAsync(cancellation).ConfigureAwait(false);
                return;
            }
            catch (WorkflowException)
            {
                // It ended or left meanwhile: the table knows.
            }
        }

        await SendAsync(id, kind, name, payload, cancellation).ConfigureAwait(false);
    }

    private async Task<long> SendAsync(
        Guid id, MessageKind kind, string name, byte[] payload, CancellationToken cancellation)
    {
        var heard = await runs.SendAsync(id, kind, name, payload, cancellation).ConfigureAwait(false)
            ?? throw new WorkflowNotFoundException($"{id}");
        worker.Tell(heard.Owner);
        return heard.Number;
    }
}
