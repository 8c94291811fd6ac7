using Npgsql;

namespace SkyLink.Workflows.Running;

/// <summary>What a run needs of whoever holds it.</summary>
internal interface IRunHost
{
    TimeProvider Clock { get; }

    Timers Timers { get; }

    Payloads Payloads { get; }

    /// <summary>A run that waits longer than this is held by nobody meanwhile.</summary>
    TimeSpan ParkAfter { get; }

    /// <summary>Puts it on disk, after all that was handed over before, and says so.</summary>
    void Write(RunWrite write);

    /// <summary>The end of the run is on disk; null where it never began.</summary>
    void Ended(Run run, RunEnd? end);

    /// <summary>There may be runs now that nobody holds.</summary>
    void LookForDue();

    /// <summary>The run goes on with a new history, and as another object.</summary>
    void Continued(Run next);

    /// <summary>Does something in a transaction, once, and gives what it gave.</summary>
    /// <param name="run">The run.</param>
    /// <param name="step">The attempt at the step.</param>
    /// <param name="body">What is done in the transaction.</param>
    Task<T> TransactAsync<T>(
        Run run, StepContext step, Func<NpgsqlConnection, NpgsqlTransaction, CancellationToken, Task<T>> body);

    /// <summary>The run is on disk and nobody holds it, or it was not parked and must go on.</summary>
    void Parked(Run run, bool isParked);
}
