using System.Text;
using SkyLink.Cryptography.Transparency;
using Microsoft.Extensions.Configuration;

namespace SkyLink.Platform.Audit;

/// <summary>
/// Remembers outside the database which head was signed last: a database that was set back, or whose entries were
/// exchanged together with their tiles, cannot make this process sign another history.
/// </summary>
internal sealed class SignedHeads(IConfiguration configuration)
{
    private readonly string path = Path.Combine(DataDirectory.Of(configuration), "audit", "checkpoint");

    /// <summary>The checkpoint that was signed last here, or null.</summary>
    /// <exception cref="InvalidDataException">The file is there, and is none.</exception>
    public SignedCheckpoint? Read()
    {
        if (!File.Exists(path))
        {
            return null;
        }

        return SignedCheckpoint.TryRead(File.ReadAllBytes(path), out var checkpoint)
            ? checkpoint
            : throw new InvalidDataException($"{path} is no checkpoint: it was changed.");
    }

    /// <summary>On the disk when this returns.</summary>
    public void Write(SignedCheckpoint checkpoint)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var next = $"{path}.next";
        using (var file = new FileStream(next, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            file.Write(Encoding.UTF8.GetBytes(checkpoint.ToString()));
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
    }
}
