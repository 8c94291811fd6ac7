namespace SkyLink.Cryptography.Transparency;

/// <summary>What a witness remembers: of each log, the checkpoint that it cosigned last.</summary>
public interface IWitnessState
{
    /// <summary>The head that was cosigned last, or null if none ever was.</summary>
    ValueTask<TreeHead?> ReadAsync(string origin, CancellationToken cancellation);

    /// <summary>
    /// Remembers a checkpoint if, and only if, the last one is still the expected one: one atomic step, even between
    /// processes, and on the disk before it returns. All of a witness's worth hangs on this.
    /// </summary>
    /// <param name="origin">The log.</param>
    /// <param name="expected">What was read, or null if nothing was there.</param>
    /// <param name="next">To be remembered, with the signatures of log and witness, for whoever asks for it.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <returns>False if another one is there by now; nothing is changed then.</returns>
    ValueTask<bool> TryAdvanceAsync(
        string origin, TreeHead? expected, SignedCheckpoint next, CancellationToken cancellation);
}
