using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using SkyLink.Cryptography.Transparency;

namespace SkyLink.Platform.Audit;

/// <summary>A witness of the configuration.</summary>
/// <param name="Keys">One at least, all of one name.</param>
internal sealed record KnownWitness(IReadOnlyList<NoteKey> Keys, Uri Address)
{
    public string Name => Keys[0].Name;
}

/// <summary>Shows heads to witnesses (C2SP tlog-witness, add-checkpoint) and keeps their cosignatures.</summary>
internal sealed partial class WitnessClient
{
    private const int TriesMax = 3;
    private const int AnswerMax = 16 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Until a head is shown again that a witness did not cosign; a new head is shown at once.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly Db<AuditModule> db;
    private readonly IHttpClientFactory http;
    private readonly TimeProvider clock;
    private readonly ILogger<WitnessClient> logger;
    private readonly Dictionary<string, long> sizes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Shown> shown = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> contradictions = new(StringComparer.Ordinal);

    public WitnessClient(
        Db<AuditModule> db, IHttpClientFactory http, TimeProvider clock, IOptions<AuditOptions> options,
        ILogger<WitnessClient> logger)
    {
        (this.db, this.http, this.clock, this.logger) = (db, http, clock, logger);
        Known = [.. options.Value.Witnesses.Select(Parse)];
    }

    public IReadOnlyList<KnownWitness> Known { get; }

    /// <summary>
    /// Why a witness says that this log is not the one it has seen, by its name; those that agree, or were never asked,
    /// are not in it. What a witness cosigned cannot be undone here, so this tells of a log that was set back.
    /// </summary>
    public IReadOnlyDictionary<string, string> Contradictions => contradictions;

    /// <summary>
    /// Has all witnesses cosign that have not yet; one that is away or refuses is logged, and asked again after a
    /// while, or at the next head.
    /// </summary>
    public async Task ShowAsync(SignedCheckpoint checkpoint, CancellationToken cancellation)
    {
        var size = checkpoint.Checkpoint.Head.Size;
        foreach (var witness in Known)
        {
            var now = clock.GetUtcNow();
            if (shown.GetValueOrDefault(witness.Name) is { } last && last.Size == size
                && (last.IsCosigned || now - last.At < Pause))
            {
                continue;
            }

            shown[witness.Name] = new Shown(size, now, IsCosigned: false);
            try
            {
                var isCosigned = await ShowAsync(witness, checkpoint, cancellation);
                shown[witness.Name] = new Shown(size, now, isCosigned);
            }
            catch (Exception away) when (away is HttpRequestException
                || (away is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                LogAway(logger, witness.Name, witness.Address, away.Message);
            }
        }
    }

    private async Task<bool> ShowAsync(
        KnownWitness witness, SignedCheckpoint checkpoint, CancellationToken cancellation)
    {
        var size = checkpoint.Checkpoint.Head.Size;
        for (var tries = 1; tries <= TriesMax; tries++)
        {
            var old = sizes.GetValueOrDefault(witness.Name);
            var (status, body) = await AskAsync(witness, old, checkpoint, cancellation);
            if (status == HttpStatusCode.Conflict && long.TryParse(body.Trim(), out var theirs) && theirs != old
                && theirs >= 0 && theirs <= size)
            {
                sizes[witness.Name] = theirs; // It remembers more, or less, than we believed.
                continue;
            }

            var lines = status == HttpStatusCode.OK ? CosignaturesIn(body, witness, checkpoint) : "";
            if (lines.Length == 0)
            {
                await NoteRefusalAsync(witness, status, body, cancellation);
                LogRefused(logger, witness.Name, (int)status, size, body.Trim());
                return false;
            }

            contradictions.TryRemove(witness.Name, out _);
            sizes[witness.Name] = size;
            var now = clock.GetUtcNow();
            await db.InStatementAsync(
                tx => AuditStore.AddCosignatureAsync(tx, size, witness.Name, now, lines), cancellation);
            return true;
        }

        return false;
    }

    /// <summary>
    /// Another process may have shown a newer head meanwhile: only what is more than the tree holds is another story.
    /// </summary>
    private async Task NoteRefusalAsync(
        KnownWitness witness, HttpStatusCode status, string body, CancellationToken cancellation)
    {
        if (status == HttpStatusCode.UnprocessableEntity)
        {
            contradictions[witness.Name] = "the log does not continue what it cosigned";
        }
        else if (status == HttpStatusCode.Conflict && long.TryParse(body.Trim(), out var theirs))
        {
            var ours = (await db.InTransactionAsync(AuditStore.HeadAsync, cancellation)).Size;
            if (theirs > ours)
            {
                contradictions[witness.Name] = string.Create(
                    CultureInfo.InvariantCulture, $"it has cosigned {theirs} entries, and the log has {ours}");
            }
        }
    }

    private async Task<(HttpStatusCode Status, string Body)> AskAsync(
        KnownWitness witness, long old, SignedCheckpoint checkpoint, CancellationToken cancellation)
    {
        var proof = old == 0 ? [] : await db.InTransactionAsync(
            async tx => await new TiledTree(new StoredTiles(tx))
                .ProveConsistencyAsync(old, checkpoint.Checkpoint.Head.Size, cancellation),
            cancellation);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        using var client = http.CreateClient();
        client.MaxResponseContentBufferSize = AnswerMax;
        using var content = new StringContent(new WitnessRequest(old, proof, checkpoint).ToString(), Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/plain", "utf-8");
        using var answer = await client.PostAsync(new Uri(witness.Address, "add-checkpoint"), content, limit.Token);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(limit.Token));
    }

    /// <summary>
    /// What the witness's keys have signed, a line to each; others' lines are left out, which nobody could tell from
    /// forged ones. Empty if a signature in the name of one of its keys is not that key's.
    /// </summary>
    private static string CosignaturesIn(string body, KnownWitness witness, SignedCheckpoint checkpoint)
    {
        var lines = new Dictionary<uint, string>();
        foreach (var line in body.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!NoteSignature.TryParse(line, out var signature))
            {
                return "";
            }

            if (witness.Keys.FirstOrDefault(key => key.IsClaimedBy(signature)) is not { } key)
            {
                continue;
            }

            if (!key.Verify(checkpoint.Note.Text, signature))
            {
                return "";
            }

            lines[key.Id] = $"{line}\n";
        }

        return string.Concat(lines.Values);
    }

    private static KnownWitness Parse(string line)
    {
        var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var keys = new List<NoteKey>();
        foreach (var part in parts.SkipLast(1))
        {
            if (NoteKey.TryParse(part, out var key))
            {
                keys.Add(key);
            }
        }

        var isWitness = keys.Count > 0 && keys.Count == parts.Length - 1
            && keys.TrueForAll(key => key.Type != NoteKeyType.Ed25519 && key.Name == keys[0].Name);
        return isWitness && Uri.TryCreate(parts[^1], UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https"
            ? new KnownWitness(keys, new Uri(address.ToString().TrimEnd('/') + "/"))
            : throw new StartException(
                $"Platform:Audit:Witnesses holds '{line}': give the keys of a cosigner, and its address, with blanks.");
    }

    /// <summary>The head that a witness was shown last.</summary>
    private sealed record Shown(long Size, DateTimeOffset At, bool IsCosigned);

    [LoggerMessage(LogLevel.Warning, "The witness {Witness} at {Address} did not answer: {Reason}")]
    private static partial void LogAway(ILogger logger, string witness, Uri address, string reason);

    [LoggerMessage(LogLevel.Error, "The witness {Witness} answered {Status} to the head of {Size} entries: {Answer}")]
    private static partial void LogRefused(ILogger logger, string witness, int status, long size, string answer);
}
