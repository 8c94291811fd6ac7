namespace SkyLink.Cli;

/// <summary>Files that only their owner may read, from the first byte on.</summary>
internal static class OwnersFile
{
    public const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Whole or not at all; replaces what is there.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, Mode | UnixFileMode.UserExecute);
        var draft = $"{path}.{Environment.ProcessId}";
        File.Delete(draft);
        Write(draft, content);
        File.Move(draft, path, overwrite: true);
    }

    /// <exception cref="IOException">The file is there already.</exception>
    public static void WriteNew(string path, string text) =>
        Write(path, System.Text.Encoding.UTF8.GetBytes(text + "\n"));

    private static void Write(string path, ReadOnlySpan<byte> content)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = Mode,
        };
        using var file = new FileStream(path, options);
        file.Write(content);
    }
}
