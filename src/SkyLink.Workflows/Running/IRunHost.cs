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

    /// <summary>The run is on disk and nobody holds it, or it was not parked and must go on.</summary>
    void Parked(Run run, bool isParked);
}
