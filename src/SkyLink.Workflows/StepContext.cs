namespace SkyLink.Workflows;

/// <summary>What a step's body knows of where it runs.</summary>
/// <param name="Run">The run.</param>
/// <param name="Name">The step's name.</param>
/// <param name="Operation">
/// The step's number in the run: with the run it makes a key that is the same in each attempt.
/// </param>
/// <param name="Attempt">Which attempt this is, from one.</param>
/// <param name="Cancellation">
/// Cancelled when the attempt is over its time, the run is cancelled, or the process stops.
/// </param>
public sealed record StepContext(Guid Run, string Name, int Operation, int Attempt, CancellationToken Cancellation)
{
    /// <summary>The same in every attempt, and in no other step: for interfaces that take an idempotency key.</summary>
    public string IdempotencyKey => $"{Run:n}-{Operation}";
}
