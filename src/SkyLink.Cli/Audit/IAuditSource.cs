using System.Text.Json;
using SkyLink.Cryptography.Transparency;

namespace SkyLink.Cli;

/// <summary>A log to be verified: its checkpoint, tiles and entries. Nothing of it is believed.</summary>
internal interface IAuditSource : ITileSource
{
    /// <summary>The signed checkpoint as it is written down; null where there is none yet.</summary>
    Task<byte[]?> CheckpointAsync(CancellationToken cancellation);

    /// <summary>The anchors that are noted, newest first, as the API tells them.</summary>
    Task<IReadOnlyList<JsonElement>> AnchorsAsync(CancellationToken cancellation);

    /// <summary>One entry where its bundle is not there; null if it is not there either.</summary>
    Task<byte[]?> EntryAsync(long number, CancellationToken cancellation);
}

/// <summary>An entry beside which something is not as it says, or that is not as it was signed.</summary>
/// <param name="Columns">Of the row: "entry" stands for its bytes.</param>
internal sealed record AlteredEntry(long Number, IReadOnlyList<string> Columns);

internal static class AuditEntries
{
    /// <summary>The entries of a log in order, up to the first that is missing.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        IAuditSource source, long size, [System.Runtime.CompilerServices.EnumeratorCancellation]
        CancellationToken cancellation)
    {
        for (var index = 0L; index * TilePath.FullWidth < size; index++)
        {
            var path = TilePath.At(size, TilePath.Entries, index);
            if (EntryBundle.TryRead(await source.ReadAsync(path, cancellation), path.Width, out var entries))
            {
                foreach (var entry in entries)
                {
                    yield return entry;
                }

                continue;
            }

            for (var number = path.FirstLeaf; number < path.FirstLeaf + path.Width; number++)
            {
                if (await source.EntryAsync(number, cancellation) is not { } entry)
                {
                    yield break;
                }

                yield return entry;
            }
        }
    }

    /// <summary>One entry as it is there now, or null.</summary>
    public static async Task<byte[]?> FindAsync(
        IAuditSource source, long size, long number, CancellationToken cancellation)
    {
        if (number >= size)
        {
            return null;
        }

        var path = TilePath.At(size, TilePath.Entries, number / TilePath.FullWidth);
        return EntryBundle.TryRead(await source.ReadAsync(path, cancellation), path.Width, out var entries)
            ? entries[(int)(number % TilePath.FullWidth)].ToArray()
            : await source.EntryAsync(number, cancellation);
    }
}

/// <summary>The log as the API shows it.</summary>
internal sealed class ApiAudit(ApiConnection api) : IAuditSource
{
    private const int NotFound = 404;

    public Task<byte[]?> CheckpointAsync(CancellationToken cancellation) =>
        DownloadAsync("audit/checkpoint", status => status == 409, cancellation);

    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(TilePath tile, CancellationToken cancellation) =>
        await DownloadAsync($"audit/{tile}", status => status == NotFound, cancellation);

    public async Task<IReadOnlyList<JsonElement>> AnchorsAsync(CancellationToken cancellation) =>
        await AllAsync("audit/anchors", limit: "200", cancellation);

    /// <summary>What the platform finds altered in its rows, of which a copy of the log has but one.</summary>
    public async Task<IReadOnlyList<AlteredEntry>> AlterationsAsync(CancellationToken cancellation) =>
    [
        .. from it in await AllAsync("audit/alterations", limit: null, cancellation)
           select new AlteredEntry(
               it.At("number")!.Value.GetInt64(), [.. it.Items("columns").Select(name => $"{name}")]),
    ];

    /// <summary>One that the API cannot show, since what is stored is no entry any more, counts as missing.</summary>
    public async Task<byte[]?> EntryAsync(long number, CancellationToken cancellation)
    {
        try
        {
            return (await api.GetAsync($"audit/entries/{number}", cancellation)).Body.At("entry")?.GetBytesFromBase64();
        }
        catch (ApiProblemException missing) when (missing.Status is NotFound or 500)
        {
            return null;
        }
    }

    private async Task<List<JsonElement>> AllAsync(string path, string? limit, CancellationToken cancellation)
    {
        var all = new List<JsonElement>();
        for (var after = ""; after is not null;)
        {
            var page = (await api.GetAsync(
                path + ApiCall.Query(("limit", limit), ("after", after.Length > 0 ? after : null)),
                cancellation)).Body;
            all.AddRange(page.Items("items"));
            after = page.Text("next");
        }

        return all;
    }

    private async Task<byte[]?> DownloadAsync(string path, Func<int, bool> isNone, CancellationToken cancellation)
    {
        try
        {
            return await api.DownloadAsync(path, cancellation);
        }
        catch (ApiProblemException missing) when (isNone(missing.Status))
        {
            return null;
        }
    }
}

/// <summary>A copy of the log in a folder, laid out as C2SP tlog-tiles says.</summary>
internal sealed class AuditFolder(string folder) : IAuditSource
{
    public string CheckpointFile => Path.Combine(folder, "checkpoint");

    private string AnchorsFile => Path.Combine(folder, "anchors.json");

    public async Task<byte[]?> CheckpointAsync(CancellationToken cancellation) =>
        File.Exists(CheckpointFile) ? await File.ReadAllBytesAsync(CheckpointFile, cancellation) : null;

    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(TilePath tile, CancellationToken cancellation) =>
        File.Exists(FileOf(tile)) ? await File.ReadAllBytesAsync(FileOf(tile), cancellation) : default;

    public async Task<IReadOnlyList<JsonElement>> AnchorsAsync(CancellationToken cancellation)
    {
        try
        {
            return File.Exists(AnchorsFile)
                ? [.. JsonElement.Parse(await File.ReadAllBytesAsync(AnchorsFile, cancellation)).Items("items")]
                : [];
        }
        catch (JsonException)
        {
            throw new CliException(ExitCode.Failed, $"{AnchorsFile} cannot be read: it was changed.");
        }
    }

    /// <summary>Entries lie in their bundles alone.</summary>
    public Task<byte[]?> EntryAsync(long number, CancellationToken cancellation) => Task.FromResult<byte[]?>(null);

    public bool Has(TilePath tile) => File.Exists(FileOf(tile));

    public async Task WriteAsync(TilePath tile, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FileOf(tile))!);
        await ReplaceAsync(FileOf(tile), content, cancellation);
    }

    public Task WriteAnchorsAsync(IReadOnlyList<JsonElement> anchors, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        return ReplaceAsync(AnchorsFile, JsonSerializer.SerializeToUtf8Bytes(new { items = anchors }), cancellation);
    }

    /// <summary>Last of all: what it covers is there.</summary>
    public Task WriteCheckpointAsync(ReadOnlyMemory<byte> note, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        return ReplaceAsync(CheckpointFile, note, cancellation);
    }

    private static async Task ReplaceAsync(string file, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        await File.WriteAllBytesAsync($"{file}.next", content, cancellation);
        File.Move($"{file}.next", file, overwrite: true);
    }

    private string FileOf(TilePath tile) => Path.Combine([folder, .. tile.ToString().Split('/')]);
}
