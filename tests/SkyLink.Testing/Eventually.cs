using System.Diagnostics;

namespace SkyLink.Testing;

/// <summary>Waits for what another task will bring about.</summary>
public static class Eventually
{
    /// <summary>Long enough for a machine with much else to do; nobody waits longer than it takes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Asks until the answer is yes; throws with the last answer's description after the deadline.</summary>
    public static async Task TrueAsync(Func<Task<bool>> isDone, string what, TimeSpan? within = null)
    {
        var started = Stopwatch.GetTimestamp();
        var deadline = within ?? Patience;
        while (!await isDone())
        {
            if (Stopwatch.GetElapsedTime(started) > deadline)
            {
                throw new TimeoutException($"Not within {deadline.TotalSeconds} s: {what}.");
            }

            await Task.Delay(20);
        }
    }

    public static Task TrueAsync(Func<bool> isDone, string what, TimeSpan? within = null) =>
        TrueAsync(() => Task.FromResult(isDone()), what, within);
}
