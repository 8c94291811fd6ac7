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
    private readonly string folder = Path.Combine(DataDirectory.Of(configuration), "audit");

    /// <summary>Why the head of the tree was not signed, until one is.</summary>
    public string? Refusal { get; set; }

    private string CheckpointFile => Path.Combine(folder, "checkpoint");

    /// <exception cref="StartException">The folder cannot be written.</exception>
    public void DemandWritable() => WritableFolder.Demand(folder, "the head that the audit log signed last");

    /// <summary>The checkpoint that was signed last here, or null.</summary>
    /// <exception cref="InvalidDataException">The file is there, and is none.</exception>
    public SignedCheckpoint? Read()
    {
        if (!File.Exists(CheckpointFile))
        {
            return null;
        }

        return SignedCheckpoint.TryRead(File.ReadAllBytes(CheckpointFile), out var checkpoint)
            ? checkpoint
            : throw new InvalidDataException($"{CheckpointFile} is no checkpoint: it was changed.");
    }

    /// <summary>Whether what lies outside the database says that this tree is not the one that was signed.</summary>
    public bool IsAgainst(TreeHead now)
    {
        try
        {
            return Refusal is not null || IsAgainst(Read()?.Checkpoint.Head, now);
        }
        catch (InvalidDataException)
        {
            return true; // Somebody changed the file.
        }
    }

    /// <summary>Whether a head that was signed cannot have been this tree's.</summary>
    public static bool IsAgainst(TreeHead? signed, TreeHead now) =>
        signed is { } head && (head.Size > now.Size || (head.Size == now.Size && head.Root != now.Root));

    /// <summary>On the disk when this returns.</summary>
    public void Write(SignedCheckpoint checkpoint) => Write(CheckpointFile, checkpoint.ToString());

    /// <summary>For a witness on this machine: what it knows the log by, a verifier's key to a line.</summary>
    public void WriteKeys(IReadOnlyList<NoteKey> keys) =>
        Write(Path.Combine(folder, "keys"), string.Concat(keys.Select(key => $"{key}\n")));

    private void Write(string file, string content)
    {
        Directory.CreateDirectory(folder);
        DurableFile.Write(file, Encoding.UTF8.GetBytes(content));
    }
}
