namespace SkyLink.Platform;

/// <summary>A folder that a process must be able to write into, found out before it begins to work.</summary>
internal static class WritableFolder
{
    /// <summary>Makes the folder where it is not there, and writes a file into it, which goes again.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="purpose">What is kept there: "what the witness cosigned".</param>
    /// <exception cref="StartException">That does not work; the message says why.</exception>
    public static void Demand(string folder, string purpose)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, $".writable-{Environment.ProcessId}");
            using var file = new FileStream(
                probe, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            file.WriteByte(0);
            file.Flush(flushToDisk: true);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StartException(
                $"{folder} cannot be written, and {purpose} must be kept there: {refused.Message.Split('\n')[0]} "
                + "Another folder: --data.");
        }
    }
}
