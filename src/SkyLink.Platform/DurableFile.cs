using System.Runtime.InteropServices;

namespace SkyLink.Platform;

/// <summary>
/// Replaces a small file whole: whoever reads it finds the old content or the new one, also after a power failure, and
/// the new one is on the disk when this returns.
/// </summary>
internal static class DurableFile
{
    private const int ReadOnly = 0;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// Writes beside the file, then takes its place: the one writer of a file calls this, never two at once.
    /// </summary>
    /// <exception cref="IOException">Something is not on the disk; the old content or the new one is.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var next = $"{path}.next";
        File.Delete(next); // Left by a process that was killed, perhaps with other rights.
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var file = new FileStream(next, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
        if (!OperatingSystem.IsWindows())
        {
            FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
    }

    /// <summary>Without it a power failure may take the new name back.</summary>
    private static void FlushFolder(string folder)
    {
        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
        {
            throw new IOException($"{folder} cannot be opened: error {Marshal.GetLastPInvokeError()}.");
        }

        var isFlushed = Flush(descriptor) == 0;
        var error = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (!isFlushed)
        {
            throw new IOException($"{folder} cannot be written to the disk: error {error}.");
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Flush(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
