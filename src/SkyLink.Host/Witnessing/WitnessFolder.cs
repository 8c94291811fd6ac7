using System.Security.Cryptography;
using System.Text;
using SkyLink.Cryptography.Transparency;
using SkyLink.Platform;

namespace SkyLink.Host.Witnessing;

/// <summary>
/// What the witness cosigned last, a file for each log. One process at a time holds the folder; a file is replaced
/// whole and is on the disk before anybody gets the cosignature, so that the process may be killed at any point. Each
/// file holds the witness's own cosignature: what was cut off or changed is noticed, and never taken for nothing.
/// </summary>
internal sealed class WitnessFolder : IWitnessState, IDisposable
{
    private const string Ending = ".checkpoint";

    private readonly string folder;
    private readonly FileStream held;
    private readonly SemaphoreSlim alone = new(1, 1);
    private IReadOnlyList<NoteKey> own = [];

    private WitnessFolder(string folder, FileStream held) => (this.folder, this.held) = (folder, held);

    /// <summary>Whether anything was ever cosigned here.</summary>
    public bool HasAny => Files().Any();

    /// <summary>Takes the folder, which is made where it is not there, for as long as this lives.</summary>
    /// <exception cref="StartException">It cannot be written, or another process has it.</exception>
    public static WitnessFolder Take(string folder)
    {
        WritableFolder.Demand(folder, "what the witness cosigned");
        try
        {
            return new WitnessFolder(folder, new FileStream(
                Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException taken)
        {
            throw new StartException($"{folder} is held by another witness: {taken.Message}");
        }
    }

    /// <summary>Reads everything once.</summary>
    /// <param name="keys">The witness's own: what they have not signed is not its state.</param>
    /// <exception cref="StartException">A file is not what the witness wrote.</exception>
    public void Check(IReadOnlyList<NoteKey> keys)
    {
        own = keys;
        foreach (var file in Files())
        {
            try
            {
                var checkpoint = Read(file);
                if (file != FileOf(checkpoint.Checkpoint.Origin))
                {
                    throw new InvalidDataException($"{file} is of another log: it was moved.");
                }
            }
            catch (InvalidDataException changed)
            {
                throw new StartException(
                    $"{changed.Message} Bring it back from a copy that is not older; a witness that starts over would "
                    + "cosign another history.");
            }
        }
    }

    /// <summary>What was cosigned last of each log, with the signatures of log and witness.</summary>
    /// <exception cref="InvalidDataException">A file is not what the witness wrote.</exception>
    public IReadOnlyList<SignedCheckpoint> All() => [.. Files().Select(Read)];

    /// <summary>What was cosigned last of a log, or null.</summary>
    /// <exception cref="InvalidDataException">The file is not what the witness wrote.</exception>
    public SignedCheckpoint? Find(string origin)
    {
        var file = FileOf(origin);
        return File.Exists(file) ? Read(file) : null;
    }

    public ValueTask<TreeHead?> ReadAsync(string origin, CancellationToken cancellation) =>
        ValueTask.FromResult(Find(origin)?.Checkpoint.Head);

    public async ValueTask<bool> TryAdvanceAsync(
        string origin, TreeHead? expected, SignedCheckpoint next, CancellationToken cancellation)
    {
        await alone.WaitAsync(cancellation);
        try
        {
            if (Find(origin)?.Checkpoint.Head != expected)
            {
                return false;
            }

            DurableFile.Write(FileOf(origin), Encoding.UTF8.GetBytes(next.ToString()));
            return true;
        }
        finally
        {
            alone.Release();
        }
    }

    public void Dispose()
    {
        held.Dispose();
        alone.Dispose();
    }

    private IEnumerable<string> Files() => Directory.EnumerateFiles(folder, $"*{Ending}").Order(StringComparer.Ordinal);

    /// <summary>An origin may be no file's name.</summary>
    private string FileOf(string origin) => Path.Combine(
        folder, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(origin)))}{Ending}");

    private SignedCheckpoint Read(string file) =>
        SignedCheckpoint.TryRead(File.ReadAllBytes(file), out var read) && read.Note.Verify(own) == LogVerdict.Trusted
            ? read
            : throw new InvalidDataException($"{file} is not what this witness cosigned: it was changed or cut off.");
}
