namespace SkyLink.Workflows;

/// <summary>How often a step is tried, and how long it may take.</summary>
public sealed record StepOptions
{
    internal static StepOptions Default { get; } = new();

    /// <summary>How often it is tried in all; 5. One means never again.</summary>
    public int AttemptsMax { get; init; } = 5;

    /// <summary>The pause after the first attempt; 100 ms.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>What each further pause is multiplied with; 2.</summary>
    public double Backoff { get; init; } = 2;

    /// <summary>The longest pause; one minute.</summary>
    public TimeSpan DelayMax { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long one attempt may take until its token is cancelled and it counts as failed; without end by default.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether an exception is worth another attempt; all are, by default.</summary>
    public Func<Exception, bool>? IsTransient { get; init; }

    /// <summary>When the workflow may go on after the step.</summary>
    public Durability Durability { get; init; } = Durability.Durable;

    /// <summary>The pause after an attempt, counted from one.</summary>
    internal TimeSpan DelayAfter(int attempt)
    {
        var delay = FirstDelay.TotalMilliseconds * Math.Pow(Backoff, attempt - 1);
        return delay < DelayMax.TotalMilliseconds ? TimeSpan.FromMilliseconds(delay) : DelayMax;
    }
}

/// <summary>When a workflow may go on after a step.</summary>
public enum Durability
{
    /// <summary>When the step's result is on disk: what comes after it never meets another result.</summary>
    Durable,

    /// <summary>
    /// At once. The result is written with what comes next: a crash in between runs the step again. For steps that
    /// are cheap and give the same whenever they are run.
    /// </summary>
    Relaxed,
}
