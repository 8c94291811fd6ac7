using Npgsql;

namespace SkyLink.Workflows.Running;

/// <summary>Holds a run that is only looked at: nothing of it begins, and nothing is written.</summary>
internal sealed class RehearsalHost(TimeProvider clock, Payloads payloads) : IRunHost
{
    public TimeProvider Clock => clock;

    public Timers Timers { get; } = new(clock);

    public Payloads Payloads => payloads;

    public TimeSpan ParkAfter => TimeSpan.MaxValue;

    public void Write(RunWrite write) => throw new InvalidOperationException("A rehearsal writes nothing.");

    public void Ended(Run run, RunEnd? end)
    {
    }

    public void LookForDue()
    {
    }

    public void Continued(Run next)
    {
    }

    public Task<T> TransactAsync<T>(
        Run run, StepContext step, Func<NpgsqlConnection, NpgsqlTransaction, CancellationToken, Task<T>> body) =>
        throw new InvalidOperationException("A rehearsal does nothing.");

    public void Parked(Run run, bool isParked)
    {
    }
}
