using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using SkyLink.Cryptography.Transparency;

namespace SkyLink.Cli;

/// <summary>What was changed and read, by whom; and the proof that nobody rewrote it.</summary>
internal static class AuditCommand
{
    private static readonly Column[] EntryColumns =
    [
        Column.Of("number", "number"), Column.Time("at", "at"), Column.Of("service", "service"),
        Column.Of("action", "action"), Column.Of("actor", "actor.user"), Column.Of("target", "target"),
        Column.Of("correlation", "correlationId"),
    ];

    private static readonly Column[] EntryParts =
    [
        .. EntryColumns, Column.Of("organization", "actor.organization"), Column.Of("credential", "actor.credential"),
        Column.Of("events", "events"), Column.Of("personal", "personal"), Column.Of("forgotten", "isForgotten"),
        Column.Of("altered", "altered"), Column.Of("leaf hash", "leafHash"),
    ];

    private static readonly Column[] AnchorColumns =
    [
        Column.Of("number", "number"), Column.Of("state", "state"), Column.Of("entries", "size"),
        Column.Of("chain", "chainId"), Column.Of("block", "blockNumber"),
        Column.Of("transaction", "transactionHash"), Column.Time("made at", "madeAt"),
    ];

    private static readonly Column[] WitnessColumns =
        [
            Column.Of("witness", "name"), Column.Of("entries", "size"), Column.Time("at", "at"),
            Column.Of("contradiction", "contradiction"),
        ];

    public static Command Noun(Shell shell) => new(
        "audit", "What was changed and read, by whom; and the proof that nobody rewrote it.")
    {
        List(shell),
        Show(shell),
        Proof(shell),
        Status(shell),
        Anchors(shell),
        Trust(shell),
        Export(shell),
        new AuditVerifyCommand(shell),
        new AuditProofCommand(shell),
    };

    private static Column[] StatusParts(TimeProvider clock) =>
    [
        Column.Of("state", "state"), Column.Age("behind for", "behindSince", clock), Column.Of("entries", "size"),
        Column.Of("signed", "signedSize"),
        Column.Time("signed at", "signedAt"), Column.Of("root", "root"),
        Column.Time("inspected at", "inspection.at"), Column.Of("altered", "inspection.alteredCount"),
        Column.Of("anchored", "anchors.confirmed.size"), Column.Of("anchor under way", "anchors.underWay.number"),
        Column.Of("anchors' account", "anchors.account"), Column.Of("not anchored, since", "anchors.problem"),
    ];

    private static ApiVerb List(Shell shell)
    {
        var actor = Inputs.Text("--actor", "Only what this user did.", "id");
        var service = Inputs.Text("--service", "Only what this service noted.", "area.service");
        var action = Inputs.Text("--action", "Only this action.", "name");
        var correlation = Inputs.Text(
            "--correlation", "Only those of one case: of a request, or of an order by its transaction.", "id");
        var since = Inputs.Moment("--since", "Not older than this: a time, or 15m, 2h, 3d.", shell.Clock);
        var until = Inputs.Moment("--until", "Older than this.", shell.Clock);
        return ApiVerb.OfList(
            shell, "list", "Show what was done and read, newest first.",
            ["audit list --since 2h", "audit list --service platform.identity --action CreateUser --json"],
            [actor, service, action, correlation, since, until],
            call => "audit/entries" + ApiCall.Query(
                ("actor", call.Get(actor)), ("service", call.Get(service)), ("action", call.Get(action)),
                ("correlationId", call.Get(correlation)), ("from", Iso(call.Get(since))), ("to", Iso(call.Get(until)))),
            EntryColumns);
    }

    private static ApiVerb Show(Shell shell)
    {
        var number = Number();
        return new ApiVerb(
            shell, "show", "Show one entry.", ["audit show 17", "audit show 17 --json"], [number],
            async (call, cancellation) => call.Print(
                (await call.Api.GetAsync($"audit/entries/{call.Get(number)}", cancellation)).Body, EntryParts));
    }

    private static ApiVerb Proof(Shell shell)
    {
        var number = Number();
        var file = Out("Where to save the proof; by default it is printed.");
        var entry = new Option<FileInfo?>("--entry-out")
        {
            Description = "Where to save the entry's bytes, which the proof is about.",
            HelpName = "file",
        };
        return new ApiVerb(
            shell, "proof", "Get a proof that an entry is in the log, to be checked offline (C2SP tlog-proof).",
            ["audit proof 17", "audit proof 17 --out 17.tlog-proof --entry-out 17.json"], [number, file, entry],
            async (call, cancellation) =>
            {
                var proof = await call.Api.DownloadAsync($"audit/entries/{call.Get(number)}/proof", cancellation);
                if (call.Get(entry) is { } bytes)
                {
                    var shown = (await call.Api.GetAsync($"audit/entries/{call.Get(number)}", cancellation)).Body;
                    await File.WriteAllBytesAsync(
                        bytes.FullName, shown.At("entry")?.GetBytesFromBase64() ?? [], cancellation);
                    call.Shell.Say($"The entry is in {bytes.FullName}.");
                }

                await SaveAsync(call, call.Get(file), proof, "The proof", cancellation);
            });
    }

    private static ApiVerb Status(Shell shell) => new(
        shell, "status", "Show how much of the log is signed and witnessed; ends with 1 if it was changed.",
        ["audit status", "audit status --json"], [],
        async (call, cancellation) =>
        {
            var status = (await call.Api.GetAsync("audit/status", cancellation)).Body;
            call.Print(status, StatusParts(call.Shell.Clock));
            if (!call.IsJson)
            {
                call.Print([.. status.Items("witnesses")], WitnessColumns);
            }

            var problem = status.Text("state") switch
            {
                "Broken" => "the log does not continue what was signed: docs/audit.md.",
                "Contradicted" => "a witness has seen another log: docs/audit.md.",
                "Altered" => "the last inspection found something changed: 'skylink audit verify' names it.",
                _ => null,
            };
            if (problem is not null)
            {
                throw new CliException(ExitCode.Failed, problem);
            }
        });

    private static ApiVerb Anchors(Shell shell) => ApiVerb.OfList(
        shell, "anchors", "Show which heads of the log were published on a chain, newest first.",
        ["audit anchors", "audit anchors --limit 5 --json"], [], _ => "audit/anchors", AnchorColumns);

    private static ApiVerb Trust(Shell shell)
    {
        var file = Out("Where to save them; by default they are printed.");
        return new ApiVerb(
            shell, "trust", "Get the keys with which the log is verified, to keep them elsewhere.",
            ["audit trust --out trust.json"], [file],
            async (call, cancellation) =>
            {
                var json = (await call.Api.GetAsync("audit/trust", cancellation)).Body;
                _ = TrustFile.Parse(json, "what the API trusts");
                await SaveAsync(
                    call, call.Get(file), System.Text.Encoding.UTF8.GetBytes($"{json.GetRawText()}\n"),
                    "What is trusted", cancellation);
            });
    }

    private static ApiVerb Export(Shell shell)
    {
        var folder = new Argument<DirectoryInfo>("folder")
        {
            Description = "Where the copy is made, or continued.",
        };
        return new ApiVerb(
            shell, "export", "Copy checkpoint, tiles, entries and anchors into a folder (C2SP tlog-tiles).",
            ["audit export copy"], [folder],
            async (call, cancellation) =>
            {
                var (source, copy) = (new ApiAudit(call.Api), new AuditFolder(call.Get(folder).FullName));
                var anchors = await source.AnchorsAsync(cancellation);
                var note = await source.CheckpointAsync(cancellation);
                if (note is null || !SignedCheckpoint.TryRead(note, out var checkpoint))
                {
                    throw new CliException(ExitCode.Failed, "there is no signed checkpoint.");
                }

                var size = checkpoint.Checkpoint.Head.Size;
                var count = 0;
                foreach (var tile in TilesOf(size).Where(tile => !tile.IsFull || !copy.Has(tile)))
                {
                    var bytes = await source.ReadAsync(tile, cancellation);
                    if (bytes.IsEmpty)
                    {
                        throw new CliException(
                            ExitCode.Failed, $"{tile} is not there; 'skylink audit verify' says what is wrong.");
                    }

                    await copy.WriteAsync(tile, bytes, cancellation);
                    count++;
                }

                await copy.WriteAnchorsAsync(anchors, cancellation);
                await copy.WriteCheckpointAsync(note, cancellation);
                call.Tell(
                    $"{size} entries are in {call.Get(folder).FullName}; {count} files are new.",
                    JsonSerializer.SerializeToElement(new { size, files = count }));
            });
    }

    /// <summary>Of hashes, and of the entries below them.</summary>
    private static IEnumerable<TilePath> TilesOf(long size) => TilePath.OfTree(size).SelectMany(tile =>
        tile.Level == 0 ? (TilePath[])[tile, tile with { Level = TilePath.Entries }] : [tile]);

    private static async Task SaveAsync(
        ApiCall call, FileInfo? file, byte[] content, string what, CancellationToken cancellation)
    {
        if (file is null)
        {
            await call.Shell.Out.WriteAsync(System.Text.Encoding.UTF8.GetString(content));
            return;
        }

        await File.WriteAllBytesAsync(file.FullName, content, cancellation);
        call.Tell($"{what} is in {file.FullName}.", JsonSerializer.SerializeToElement(new { file = file.FullName }));
    }

    private static Argument<long> Number() => new("number") { Description = "Its number in the log, from 0." };

    private static Option<FileInfo?> Out(string description) =>
        new("--out") { Description = description, HelpName = "file" };

    private static string? Iso(DateTimeOffset? time) => time?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
