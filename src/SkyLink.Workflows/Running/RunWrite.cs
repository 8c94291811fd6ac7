using SkyLink.Workflows.Store;

namespace SkyLink.Workflows.Running;

/// <summary>What a run wants on disk, and what may happen once it is there.</summary>
internal sealed class RunWrite(Run run) : IThreadPoolWorkItem
{
    public Run Run { get; } = run;

    /// <summary>Events, in the bytes of a history; none where only what came before is waited for.</summary>
    public required byte[] Events { get; init; }

    /// <summary>The number of the last event.</summary>
    public required int Count { get; init; }

    /// <summary>The head after the last event.</summary>
    public required byte[] Head { get; init; }

    /// <summary>Present where this is the run's first write.</summary>
    public NewRun? Start { get; init; }

    /// <summary>Runs that begin with it, of which nobody holds any yet.</summary>
    public IReadOnlyList<NewRun>? Children { get; init; }

    /// <summary>What is said to other runs with it.</summary>
    public IReadOnlyList<Said>? Says { get; init; }

    /// <summary>Present where the run begins anew with it.</summary>
    public Continuation? Continuation { get; init; }

    /// <summary>Present where the run ends with it.</summary>
    public RunEnd? End { get; init; }

    /// <summary>Present where no worker is to hold the run until something happens.</summary>
    public RunPark? Park { get; init; }

    /// <summary>
    /// The number of the last message of others that these events tell of; zero where they tell of none.
    /// </summary>
    public long Mail { get; init; }

    /// <summary>The number of the last message of others that the history tells of.</summary>
    public long Heard { get; init; }

    /// <summary>Whether what the code starts next must wait for it.</summary>
    public bool IsAwaited { get; init; }

    /// <summary>Whether the run was not started, since its id is another's. Said by the journal.</summary>
    public bool IsTaken { get; set; }

    /// <summary>Whether it was parked: not where a message came in between. Said by the journal.</summary>
    public bool IsParked { get; set; }

    /// <summary>What begins once it is on disk.</summary>
    public List<Operation>? ToBegin { get; init; }

    /// <summary>Who is answered once it is on disk.</summary>
    public List<IAnswer>? Answers { get; init; }

    /// <summary>It was not written, or nobody knows: whoever waits for it hears so.</summary>
    public void Fail(Exception why)
    {
        foreach (var answer in Answers ?? [])
        {
            answer.Fail(why);
        }
    }

    /// <summary>It is on disk.</summary>
    public void Execute() => Run.Durable(this);
}

/// <summary>Somebody who waits until something is on disk.</summary>
internal interface IAnswer
{
    void Give();

    /// <summary>It was not done, or nobody knows.</summary>
    void Fail(Exception why);
}

/// <summary>What is stored of a run when it begins.</summary>
/// <param name="Id">The run.</param>
/// <param name="WorkflowId">The id of the caller's; null where there is none.</param>
/// <param name="Type">The workflow's name.</param>
/// <param name="At">When it began.</param>
/// <param name="Parent">The run that waits for it; null where none does.</param>
/// <param name="ParentOperation">The number by which that run knows it.</param>
/// <param name="Attributes">What it can be found by, as JSON.</param>
/// <param name="IsOnce">Whether it is not started where a run with its id has ended.</param>
internal sealed record NewRun(
    Guid Id, string? WorkflowId, string Type, DateTimeOffset At, Guid? Parent, int ParentOperation, string? Attributes,
    bool IsOnce)
{
    /// <summary>Its first event, and the head after that; none where the run itself makes it.</summary>
    public (byte[] Events, byte[] Head) First { get; init; } = ([], []);
}

/// <summary>Something for another run.</summary>
internal sealed record Said(Guid Run, MessageKind Kind, string Name, byte[] Data);

/// <summary>A history that ends, and the one that the run goes on with.</summary>
/// <param name="Archive">The id under which the history that ends is kept.</param>
/// <param name="Expires">Until when it is kept.</param>
/// <param name="At">When it ended.</param>
/// <param name="Input">What the run goes on with.</param>
/// <param name="Next">The run in memory that goes on.</param>
/// <param name="Events">The first events of the new history.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Head">The head after them.</param>
internal sealed record Continuation(
    Guid Archive, DateOnly Expires, DateTimeOffset At, byte[] Input, Run Next, byte[] Events, int Count, byte[] Head);

/// <summary>How a run ended.</summary>
internal sealed record RunEnd(RunState State, DateTimeOffset At, DateOnly Expires, byte[] Result);

/// <summary>Until when a run needs no worker; null where only a message wakes it.</summary>
internal sealed record RunPark(RunState State, DateTimeOffset? WakeAt, string? Fault = null);
