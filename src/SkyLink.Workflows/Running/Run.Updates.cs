using System.Diagnostics.CodeAnalysis;
using SkyLink.Workflows.History;

namespace SkyLink.Workflows.Running;

/// <summary>Changes that somebody asks the code for, and waits for their answer.</summary>
internal sealed partial class Run
{
    /// <summary>Updates that have ended and are not known to be in the history.</summary>
    private readonly SortedDictionary<int, UpdateEnd> unsaid = [];

    /// <summary>Asks whether an update may be; gives why not, and null where it may.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever the code throws is the refusal.")]
    public Failure? Refusal(string name, byte[] payload)
    {
        try
        {
            if (!updates.TryGetValue(name, out var handler))
            {
                throw new WorkflowException($"The run {Id} takes no update '{name}'.");
            }

            handler.Validate(payload);
            return null;
        }
        catch (Exception thrown)
        {
            return Failure.Of(thrown);
        }
    }

    /// <summary>Does what an update asks for, as part of the code.</summary>
    /// <param name="name">The update.</param>
    /// <param name="payload">What came with it.</param>
    /// <param name="message">The number of the message that brought it; zero where it was told directly.</param>
    /// <param name="answer">Who waits for its answer here.</param>
    /// <param name="record">Writes that it was let in; null where the history says so already.</param>
    public void Update(
        string name, ReadOnlyMemory<byte> payload, int message, Answer<byte[]>? answer, Action<int>? record = null)
    {
        if (!updates.TryGetValue(name, out var handler))
        {
            throw new NondeterminismException(
                events, $"The history has an update '{name}', which the code does not take.");
        }

        var number = NextOperation();
        record?.Invoke(number);
        _ = DoAsync();

        [SuppressMessage("Design", "CA1031", Justification = "Whatever the code throws is the update's failure.")]
        async Task DoAsync()
        {
            UpdateEnd outcome;
            try
            {
                outcome = new UpdateEnd(EventKind.UpdateCompleted, await handler.Handle(payload), message, answer);
            }
            catch (Exception thrown)
            {
                outcome = new UpdateEnd(EventKind.UpdateFailed, Payloads.Write(Failure.Of(thrown)), message, answer);
            }

            if (IsReplaying)
            {
                unsaid.Add(number, outcome);
            }
            else
            {
                SayUpdated(number, outcome);
            }
        }
    }

    private void SayUpdated(int number, UpdateEnd outcome)
    {
        RecordUpdate(outcome.Kind, number, "", outcome.Message, outcome.Data);
        if (outcome.Answer is { } answer)
        {
            answer.Value = outcome.Data;
            answer.Failure = outcome.Kind == EventKind.UpdateFailed
                ? new WorkflowException("The update failed.", Payloads.Read<Failure>(outcome.Data))
                : null;
            answers.Add(answer);
        }
    }
}

/// <summary>What the code does with an update.</summary>
/// <param name="Validate">Throws where it may not be.</param>
/// <param name="Handle">Does it.</param>
internal sealed record UpdateHandler(
    Action<ReadOnlyMemory<byte>> Validate, Func<ReadOnlyMemory<byte>, Task<byte[]>> Handle);

/// <summary>How an update ended.</summary>
internal sealed record UpdateEnd(EventKind Kind, byte[] Data, int Message, Answer<byte[]>? Answer);
