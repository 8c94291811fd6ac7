using System.Globalization;
using System.Text.Json;
using SkyLink.Cryptography.Transparency;

namespace SkyLink.Cli;

/// <summary>A head that the log must continue.</summary>
/// <param name="From">Who says so.</param>
/// <param name="IsLive">It was asked for now: a copy of the log may be older.</param>
internal sealed record SeenHead(string From, TreeHead Head, bool IsLive);

/// <summary>An entry that is not what the log says.</summary>
/// <param name="Leaf">Its number; the first of the range where it cannot be told more exactly.</param>
/// <param name="Last">The last of the range.</param>
/// <param name="Tile">The tile that holds its hash.</param>
/// <param name="Bundle">The bundle that holds the entry.</param>
/// <param name="Entry">What is there now: action, service, time; null where nothing readable is.</param>
internal sealed record WrongLeaf(long Leaf, long Last, string Tile, string Bundle, string? Entry);

/// <summary>What came of verifying a log.</summary>
/// <param name="Verdict">Whether the checkpoint is to be believed.</param>
/// <param name="Faults">In sentences; empty where all is as it should be.</param>
/// <param name="Leaf">The first entry that is wrong.</param>
/// <param name="Tile">The first tile that is wrong.</param>
/// <param name="Compared">What the log continues.</param>
internal sealed record AuditVerdict(
    LogVerdict Verdict, long Size, string Root, IReadOnlyList<string> Faults, WrongLeaf? Leaf, string? Tile,
    IReadOnlyList<string> Compared)
{
    /// <summary>As many altered entries are told in sentences of their own.</summary>
    private const int ToldMax = 20;

    public bool IsIntact => Faults.Count == 0;

    /// <summary>All entries that the running platform finds altered; none where a copy was verified.</summary>
    public IReadOnlyList<AlteredEntry> Altered { get; private init; } = [];

    /// <summary>The same with what the platform itself finds altered in its rows.</summary>
    public AuditVerdict With(IReadOnlyList<AlteredEntry> altered)
    {
        // Which bytes are wrong a wrong tile cannot tell; the first wrong one has been told.
        var untold = altered
            .Where(it => !it.Columns.Contains("entry") || (Tile is null && it.Number != Leaf?.Leaf))
            .ToList();
        var faults = untold.Take(ToldMax).Select(it =>
            $"entry {it.Number} has another {string.Join(", ", it.Columns).Printable()} in its row than was signed.");
        var more = untold.Count > ToldMax ? (string[])[$"so have {untold.Count - ToldMax} more."] : [];
        return this with { Altered = altered, Faults = [.. Faults, .. faults, .. more] };
    }
}

/// <summary>Verifies a whole log, believing nothing but the keys, and says in words what is wrong.</summary>
internal static class AuditVerification
{
    public static async Task<AuditVerdict> RunAsync(
        IAuditSource source, SignedCheckpoint checkpoint, TrustFile trust, IReadOnlyList<SeenHead> seen,
        CancellationToken cancellation)
    {
        var head = checkpoint.Checkpoint.Head;
        var report = await new LogVerifier(trust.Policy(), [.. seen.Select(it => it.Head)]).VerifyAsync(
            checkpoint, AuditEntries.ReadAsync(source, head.Size, cancellation), source, cancellation);
        var leaf = report.Leaves is { } range ? await NameAsync(source, head.Size, range, cancellation) : null;
        var faults = new List<string>();
        if (report.Checkpoint != LogVerdict.Trusted)
        {
            faults.Add(Explain(report.Checkpoint, checkpoint, trust, seen));
        }

        if (leaf is not null)
        {
            faults.Add(Explain(leaf));
        }

        if (report.Tile is { } tile)
        {
            faults.Add($"{tile} is missing, or disagrees with what is above it.");
        }

        return new AuditVerdict(
            report.Checkpoint, head.Size, head.Root.ToString(), faults, leaf, report.Tile?.ToString(),
            [.. seen.Select(it => $"{it.From} ({it.Head.Size} entries)")]);
    }

    public static string Explain(
        LogVerdict verdict, SignedCheckpoint checkpoint, TrustFile trust, IReadOnlyList<SeenHead> seen)
    {
        var (size, known) = (checkpoint.Checkpoint.Head.Size, string.Join(", ", seen.Select(it => it.From)));
        return verdict switch
        {
            LogVerdict.OriginUnknown =>
                $"the checkpoint is of {checkpoint.Checkpoint.Origin}, not of {trust.Origin}.",
            LogVerdict.SignatureMissing => "no key that is trusted has signed the checkpoint.",
            LogVerdict.SignatureInvalid => "a signature of the checkpoint is in a trusted key's name, but not its.",
            LogVerdict.WitnessesTooFew => $"not all witnesses have cosigned the checkpoint of {size} entries.",
            LogVerdict.NotIncluded => "the proof does not lead from the entry to the signed root.",
            LogVerdict.RootMismatch => "neither entries nor tiles lead to the root that is signed.",
            LogVerdict.RolledBack => string.Create(
                CultureInfo.InvariantCulture,
                $"the log has {size} entries, but had {seen.Max(it => it.Head.Size)}: rolled back since {known}."),
            LogVerdict.SplitView => $"the log tells another story than it told {known}.",
            LogVerdict.Trusted => "the checkpoint is trusted.",
        };
    }

    /// <summary>"OpenDispute of trade.payments at 2026-01-02T03:04:05Z".</summary>
    internal static string? Describe(ReadOnlyMemory<byte> entry)
    {
        try
        {
            var read = JsonElement.Parse(entry.Span);
            return read.Text("action") is { } action
                ? $"{action} of {read.Text("service")} at {read.Text("at")}".Printable()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<WrongLeaf> NameAsync(
        IAuditSource source, long size, LeafRange range, CancellationToken cancellation)
    {
        var index = range.First / TilePath.FullWidth;
        var isInside = range.First < size;
        var entry = await AuditEntries.FindAsync(source, size, range.First, cancellation);
        return new WrongLeaf(
            range.First, range.Last, isInside ? $"{TilePath.At(size, 0, index)}" : "",
            isInside ? $"{TilePath.At(size, TilePath.Entries, index)}" : "", entry is null ? null : Describe(entry));
    }

    private static string Explain(WrongLeaf leaf) => leaf switch
    {
        { Tile: "" } => $"entry {leaf.Leaf} is one too many: the log ends before it.",
        { Last: var last } when last > leaf.Leaf =>
            $"one of the entries {leaf.Leaf} to {last} ({leaf.Tile}) is not the one that was signed.",
        { Entry: { } entry } =>
            $"entry {leaf.Leaf} ({leaf.Tile}) is not the one that was signed; there is now: {entry}.",
        _ => $"entry {leaf.Leaf} ({leaf.Tile}) is missing, or cannot be read any more.",
    };
}
