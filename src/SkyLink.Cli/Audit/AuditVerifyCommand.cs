using System.CommandLine;
using SkyLink.Cryptography.Transparency;

namespace SkyLink.Cli;

/// <summary>Verifies the whole audit log: through the API, or a copy of it without any network.</summary>
internal sealed class AuditVerifyCommand : SkyLinkCommand
{
    private const int WitnessAnswerMax = 512 * 1024;

    /// <summary>A witness may be asked between its cosignature and the log's taking it in.</summary>
    private static readonly TimeSpan CatchUpMax = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan WitnessPatience = TimeSpan.FromSeconds(10);

    private readonly Shell shell;

    private readonly Option<DirectoryInfo?> folder = new("--folder")
    {
        Description = "Verify this copy, made by 'audit export', instead of the running log; needs --trust.",
        HelpName = "folder",
    };

    private readonly Option<FileInfo?> trust = new("--trust")
    {
        Description = "Believe these keys, saved by 'audit trust', instead of those the API tells now.",
        HelpName = "file",
    };

    private readonly Option<FileInfo[]> seen = new("--seen")
    {
        Description = "An older checkpoint that the log must continue; may be given several times.",
        HelpName = "file",
    };

    private readonly Option<Uri[]> witness = new("--witness")
    {
        Description = "A witness whose last checkpoint the log must continue; may be given several times.",
        HelpName = "url",
        CustomParser = parsed =>
        {
            var urls = new List<Uri>();
            foreach (var token in parsed.Tokens)
            {
                if (Uri.TryCreate(token.Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
                {
                    urls.Add(url);
                }
                else
                {
                    parsed.AddError("--witness is a URL such as https://witness.example.");
                }
            }

            return [.. urls];
        },
    };

    private readonly Option<Uri?> anchorRpc = new("--anchor-rpc")
    {
        Description = "A node of the chain on which the log is anchored; each head found there must be of the log.",
        HelpName = "url",
        CustomParser = parsed =>
        {
            if (Uri.TryCreate(parsed.Tokens.Single().Value, UriKind.Absolute, out var url)
                && url.Scheme is "http" or "https")
            {
                return url;
            }

            parsed.AddError("--anchor-rpc is a URL such as http://127.0.0.1:8545.");
            return null;
        },
    };

    private readonly Option<Uri?> address = ApiVerb.AddressOption();
    private readonly Option<string> role = ApiVerb.RoleOption();
    private readonly Option<DirectoryInfo?> data = DataOption();
    private readonly Option<bool> isJson = JsonOption();

    public AuditVerifyCommand(Shell shell)
        : base("verify", "Verify every entry, tile and signature; ends with 1 and names what is wrong.")
    {
        this.shell = shell;
        Option[] all = [folder, trust, seen, witness, anchorRpc, address, role, data, isJson];
        Array.ForEach(all, Add);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "audit verify", "audit verify --trust trust.json --seen last-month.checkpoint --witness http://127.0.0.1:7090",
        "audit verify --trust trust.json --anchor-rpc https://rpc.example",
        "audit verify --folder copy --trust trust.json --json",
    ];

    public override IReadOnlyList<int> ExitCodes =>
        [ExitCode.Done, ExitCode.Failed, ExitCode.NotRunning, ExitCode.Missing];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        try
        {
            var verdict = parsed.GetValue(folder) is { } copy
                ? await VerifyAsync(parsed, new AuditFolder(copy.FullName), cancellation)
                : await VerifyRunningAsync(parsed, cancellation);
            Tell(verdict, parsed.GetValue(isJson));
            return verdict.IsIntact ? ExitCode.Done : ExitCode.Failed;
        }
        catch (ApiProblemException refused)
        {
            throw new CliException(ExitCode.Failed, refused.Message);
        }
    }

    private async Task<AuditVerdict> VerifyRunningAsync(ParseResult parsed, CancellationToken cancellation)
    {
        using var api = ApiTarget.Connect(
            shell, DataOf(shell.Workspace, parsed.GetValue(data)), parsed.GetValue(address), parsed.GetValue(role)!);
        var believed = parsed.GetValue(trust) is { } file
            ? TrustFile.Read(file)
            : TrustFile.Parse((await api.GetAsync("audit/trust", cancellation)).Body, "what the API trusts");
        if (parsed.GetValue(trust) is null)
        {
            shell.Say("Believing the keys that the API tells: give --trust FILE with those you saved earlier.");
        }

        var source = new ApiAudit(api);
        using var anchors = await AnchorsAsync(parsed, source, believed, cancellation);
        var heads = await SeenAsync(parsed, believed, cancellation);
        var checkpoint = await CheckpointAsync(source, cancellation);
        var started = shell.Clock.GetTimestamp();
        while (heads.Exists(it => it.Head.Size > checkpoint.Checkpoint.Head.Size)
            && shell.Clock.GetElapsedTime(started) < CatchUpMax)
        {
            await Task.Delay(Pause, shell.Clock, cancellation);
            checkpoint = await CheckpointAsync(source, cancellation);
        }

        var verdict = await AuditVerification.RunAsync(source, checkpoint, believed, heads, cancellation);
        verdict = anchors is null
            ? verdict
            : await anchors.CheckAsync(verdict, checkpoint, isCopy: false, cancellation);
        verdict = verdict.With(await source.AlterationsAsync(cancellation));
        var status = (await api.GetAsync("audit/status", cancellation)).Body;
        List<string> told =
        [
            .. from witness in status.Items("witnesses")
               let why = witness.Text("contradiction")
               where why is not null
               select $"the witness {witness.Text("name")} has seen another log: {why}.".Printable(),
        ];
        if (status.Text("state") == "Broken")
        {
            told.Add("the log's own state is Broken: it signs nothing any more.");
        }

        return verdict with { Faults = [.. verdict.Faults, .. told] };
    }

    private async Task<AuditVerdict> VerifyAsync(
        ParseResult parsed, AuditFolder source, CancellationToken cancellation)
    {
        var believed = TrustFile.Read(parsed.GetValue(trust)
            ?? throw new CliException(ExitCode.WrongUsage, "--folder needs --trust: it cannot vouch for itself."));
        using var anchors = await AnchorsAsync(parsed, source, believed, cancellation);
        var checkpoint = await CheckpointAsync(source, cancellation);
        var heads = await SeenAsync(parsed, believed, cancellation);
        var newer = heads.RemoveAll(
            it => it.IsLive && it.Head.Size > checkpoint.Checkpoint.Head.Size);
        if (newer > 0)
        {
            shell.Say("A witness has seen more than this copy holds: it was not compared.");
        }

        var verdict = await AuditVerification.RunAsync(source, checkpoint, believed, heads, cancellation);
        return anchors is null ? verdict : await anchors.CheckAsync(verdict, checkpoint, isCopy: true, cancellation);
    }

    /// <summary>
    /// What is noted of anchors, before the checkpoint that must continue them; null if not asked for.
    /// </summary>
    private async Task<AnchorVerification?> AnchorsAsync(
        ParseResult parsed, IAuditSource source, TrustFile believed, CancellationToken cancellation)
    {
        if (parsed.GetValue(anchorRpc) is not { } node)
        {
            return null;
        }

        if (believed.Anchors is null)
        {
            shell.Say("The keys to believe name no account of anchors: believing the one that is noted with them.");
        }

        return await AnchorVerification.BeginAsync(source, believed, node, cancellation);
    }

    private static async Task<SignedCheckpoint> CheckpointAsync(IAuditSource source, CancellationToken cancellation)
    {
        var note = await source.CheckpointAsync(cancellation)
            ?? throw new CliException(ExitCode.Failed, "there is no signed checkpoint.");
        return SignedCheckpoint.TryRead(note, out var checkpoint)
            ? checkpoint
            : throw new CliException(ExitCode.Failed, "what should be the checkpoint cannot be read.");
    }

    /// <summary>What the log must continue, as the log itself once signed it.</summary>
    private async Task<List<SeenHead>> SeenAsync(
        ParseResult parsed, TrustFile believed, CancellationToken cancellation)
    {
        var heads = new List<SeenHead>();
        foreach (var file in parsed.GetValue(seen) ?? [])
        {
            heads.Add(HeadIn(await File.ReadAllBytesAsync(file.FullName, cancellation), file.Name, isLive: false));
        }

        foreach (var url in parsed.GetValue(witness) ?? [])
        {
            heads.Add(HeadIn(await AskAsync(url, believed.Origin, cancellation), $"{url}", isLive: true));
        }

        return heads;

        SeenHead HeadIn(byte[] note, string from, bool isLive)
        {
            if (!SignedCheckpoint.TryRead(note, out var checkpoint))
            {
                throw new CliException(ExitCode.Failed, $"{from} holds no checkpoint.");
            }

            var verdict = believed.PolicyOfLog().Check(checkpoint);
            return verdict == LogVerdict.Trusted
                ? new SeenHead(from, checkpoint.Checkpoint.Head, isLive)
                : throw new CliException(
                    ExitCode.Failed, $"{from}: {AuditVerification.Explain(verdict, checkpoint, believed, [])}");
        }
    }

    private static async Task<byte[]> AskAsync(Uri witness, string origin, CancellationToken cancellation)
    {
        using var http = new HttpClient
        {
            Timeout = WitnessPatience,
            MaxResponseContentBufferSize = WitnessAnswerMax,
        };
        var url = new Uri($"{witness.ToString().TrimEnd('/')}/checkpoint/{origin}");
        try
        {
            using var answer = await http.GetAsync(url, cancellation);
            return answer.IsSuccessStatusCode
                ? await answer.Content.ReadAsByteArrayAsync(cancellation)
                : throw new CliException(
                    ExitCode.Failed, $"the witness at {witness} has cosigned nothing of {origin}.");
        }
        catch (Exception away) when (away is HttpRequestException or InvalidOperationException
            || (away is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new CliException(ExitCode.Failed, $"the witness at {witness} does not answer: {away.Message}");
        }
    }

    private void Tell(AuditVerdict verdict, bool isJson)
    {
        if (isJson)
        {
            shell.WriteJson(new
            {
                verdict.IsIntact,
                verdict.Size,
                verdict.Root,
                Checkpoint = verdict.Verdict.ToString(),
                verdict.Faults,
                verdict.Leaf,
                verdict.Tile,
                verdict.Altered,
                verdict.Compared,
            });
            return;
        }

        foreach (var fault in verdict.Faults)
        {
            shell.Print($"WRONG: {fault}");
        }

        if (verdict.IsIntact)
        {
            shell.Print($"Intact: all {verdict.Size} entries lead to the signed root {verdict.Root}.");
            foreach (var compared in verdict.Compared)
            {
                shell.Print($"It continues {compared.Printable()}.");
            }
        }
    }
}
