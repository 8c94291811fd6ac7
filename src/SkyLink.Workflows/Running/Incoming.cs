using System.Diagnostics.CodeAnalysis;
using SkyLink.Workflows.History;
using SkyLink.Workflows.Store;

namespace SkyLink.Workflows.Running;

/// <summary>The run's beginning is on disk: its code is called.</summary>
internal sealed class Begin(byte[] input) : IIncoming
{
    public void Apply(Run run) => run.Call(input);
}

/// <summary>A history that was read, to be told again.</summary>
internal sealed class Resume(List<HistoryEvent> events, byte[] head, long mail) : IIncoming
{
    public void Apply(Run run) => run.Replay(events, head, mail);
}

/// <summary>Nothing has happened for a while.</summary>
internal sealed class Rest : IIncoming
{
    public void Apply(Run run) => run.Rest();
}

/// <summary>The code wanted to go on after a task that the context did not give.</summary>
internal sealed class Strayed(string who) : IIncoming
{
    public void Apply(Run run) => run.Diverge(new NondeterminismException(
        0, $"The code awaited a task that is not of its context, in {who}: what it gives is not in the history."));
}

/// <summary>A signal from outside.</summary>
/// <param name="name">Its name.</param>
/// <param name="payload">What comes with it.</param>
/// <param name="number">Its number among the messages of others; zero where it was told directly.</param>
/// <param name="answer">Who waits until it is on disk.</param>
internal sealed class Signal(string name, byte[] payload, long number, IAnswer? answer) : IIncoming
{
    public string Name => name;

    public byte[] Payload => payload;

    public IAnswer? Sender => answer;

    public void Apply(Run run)
    {
        run.Record(EventKind.SignalReceived, name, payload);
        run.Heard(number);
        if (answer is not null)
        {
            run.Answer(answer);
        }

        run.Signals(name).Add(payload);
    }

    public void Refuse(Exception why) => answer?.Fail(why);
}

/// <summary>A signal that a history before this one has not told to anybody.</summary>
internal sealed class Reheard(string name, ReadOnlyMemory<byte> payload) : IIncoming
{
    public void Apply(Run run) => run.Signals(name).Add(payload);
}

/// <summary>A child has ended.</summary>
internal sealed class ChildEnded(int operation, RunState state, byte[] data, long number) : IIncoming
{
    public void Apply(Run run)
    {
        run.Heard(number);
        if (run.Pending(operation) is IChild child)
        {
            child.End(state, data);
        }
    }
}

/// <summary>Somebody asks for a change, and waits for its answer.</summary>
internal sealed class Update(string name, byte[] payload, long number, Answer<byte[]>? answer) : IIncoming
{
    public void Apply(Run run)
    {
        run.Heard(number);
        if (run.Refusal(name, payload) is not { } refusal)
        {
            run.Update(
                name, payload, (int)number, answer,
                operation => run.RecordUpdate(EventKind.UpdateAccepted, operation, name, (int)number, payload));
        }
        else if (answer is not null)
        {
            answer.Fail(new UpdateRejectedException(name, refusal));
        }
        else
        {
            run.RecordUpdate(EventKind.UpdateFailed, operation: 0, name, (int)number, run.Payloads.Write(refusal));
        }
    }

    public void Refuse(Exception why) => answer?.Fail(why);
}

/// <summary>Somebody asks for the run to end.</summary>
internal sealed class Cancellation(string reason, long number, IAnswer? answer) : IIncoming
{
    public string Reason => reason;

    public IAnswer? Sender => answer;

    public void Apply(Run run)
    {
        run.Record(EventKind.CancelRequested, reason, []);
        run.Heard(number);
        if (answer is not null)
        {
            run.Answer(answer);
        }

        run.Cancel(reason);
    }

    public void Refuse(Exception why) => answer?.Fail(why);
}

/// <summary>Somebody asks what the run knows.</summary>
internal sealed class Query(string name, Answer<byte[]> answer) : IIncoming
{
    public string Name => name;

    public Answer<byte[]> Sender => answer;

    [SuppressMessage("Design", "CA1031", Justification = "Whatever the code throws is the answer.")]
    public void Apply(Run run)
    {
        try
        {
            answer.Value = run.Ask(name);
        }
        catch (Exception thrown)
        {
            answer.Fail(thrown);
            return;
        }

        run.Answer(answer);
    }

    public void Refuse(Exception why) => answer.Fail(why);
}

/// <summary>A caller of this process who waits.</summary>
internal sealed class Answer<T>(T value) : IAnswer
{
    private readonly TaskCompletionSource<T> source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Task => source.Task;

    public T Value { get; set; } = value;

    /// <summary>Present where it is no answer but a failure.</summary>
    public Exception? Failure { get; set; }

    public void Give()
    {
        if (Failure is { } why)
        {
            source.TrySetException(why);
        }
        else
        {
            source.TrySetResult(Value);
        }
    }

    public void Fail(Exception why) => source.TrySetException(why);
}

/// <summary>A history that cannot be told to any code.</summary>
internal sealed class Unreadable(StoredRun stored, string why) : IIncoming
{
    public void Apply(Run run) => run.Stop(stored.Events, stored.Head, stored.Heard, why);
}
