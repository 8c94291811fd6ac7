using SkyLink.Cryptography.Transparency;

namespace SkyLink.Host.Witnessing;

/// <summary>
/// The logs that are watched, by their keys: those of the configuration, and those of files that a log on this machine
/// writes. A file is read again when it has changed. Whoever can write it can show heads of that log, but none that
/// does not continue what was cosigned: the state hangs on the log's name, not on its keys.
/// </summary>
internal sealed partial class WatchedLogs
{
    private const int FileSizeMax = 64 * 1024;

    private readonly IReadOnlyList<NoteKey> configured;
    private readonly IReadOnlyList<string> files;
    private readonly Func<IReadOnlyList<LogPolicy>, Witness> witnessOf;
    private readonly ILogger<WatchedLogs> logger;
    private readonly Lock gate = new();
    private string stamp = "";
    private Witness current;

    /// <param name="configured">Keys that never change while this runs.</param>
    /// <param name="files">Files of further keys, one to a line; they may come later.</param>
    /// <param name="witnessOf">Makes the witness of such logs.</param>
    /// <param name="logger">Told of what cannot be read.</param>
    public WatchedLogs(
        IReadOnlyList<NoteKey> configured, IReadOnlyList<string> files,
        Func<IReadOnlyList<LogPolicy>, Witness> witnessOf, ILogger<WatchedLogs> logger)
    {
        (this.configured, this.files, this.witnessOf, this.logger) = (configured, files, witnessOf, logger);
        current = witnessOf(PoliciesOf(configured));
    }

    /// <summary>The witness of all logs that are known now.</summary>
    public Witness Current
    {
        get
        {
            lock (gate)
            {
                var now = string.Join(' ', files.Select(StampOf));
                if (now != stamp)
                {
                    (stamp, current) = (now, witnessOf(PoliciesOf([.. configured, .. files.SelectMany(Read)])));
                }

                return current;
            }
        }
    }

    /// <summary>The log that a key is of has the key's name.</summary>
    private static List<LogPolicy> PoliciesOf(IReadOnlyList<NoteKey> keys) =>
    [
        .. keys.DistinctBy(key => key.ToString()).GroupBy(key => key.Name, StringComparer.Ordinal)
            .Select(log => new LogPolicy(log.Key, [.. log], [], quorum: 0)),
    ];

    private static string StampOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? $"{file.LastWriteTimeUtc.Ticks}/{file.Length}" : "none";
    }

    private List<NoteKey> Read(string path)
    {
        var keys = new List<NoteKey>();
        try
        {
            if (new FileInfo(path) is not { Exists: true, Length: <= FileSizeMax })
            {
                return keys;
            }

            foreach (var line in File.ReadLines(path).Where(line => line.Length > 0))
            {
                if (!NoteKey.TryParse(line, out var key))
                {
                    LogUnreadable(logger, path, "a line is no verifier's key");
                    return [];
                }

                keys.Add(key);
            }
        }
        catch (Exception away) when (away is IOException or UnauthorizedAccessException)
        {
            LogUnreadable(logger, path, away.Message);
        }

        return keys;
    }

    [LoggerMessage(LogLevel.Error, "The keys in {File} are not taken: {Reason}")]
    private static partial void LogUnreadable(ILogger logger, string file, string reason);
}
