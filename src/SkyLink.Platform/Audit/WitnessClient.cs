using System.Net;
using System.Net.Http.Headers;
using System.Text;
using SkyLink.Cryptography.Transparency;

namespace SkyLink.Platform.Audit;

/// <summary>A witness of the configuration.</summary>
internal sealed record KnownWitness(NoteKey Key, Uri Address);

/// <summary>Shows heads to witnesses (C2SP tlog-witness, add-checkpoint) and keeps their cosignatures.</summary>
internal sealed partial class WitnessClient
{
    private const int TriesMax = 3;
    private const int AnswerMax = 16 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Db<AuditModule> db;
    private readonly IHttpClientFactory http;
    private readonly TimeProvider clock;
    private readonly ILogger<WitnessClient> logger;
    private readonly Dictionary<string, long> sizes = new(StringComparer.Ordinal);

    public WitnessClient(
        Db<AuditModule> db, IHttpClientFactory http, TimeProvider clock, IOptions<AuditOptions> options,
        ILogger<WitnessClient> logger)
    {
        (this.db, this.http, this.clock, this.logger) = (db, http, clock, logger);
        Known = [.. options.Value.Witnesses.Select(Parse)];
    }

    public IReadOnlyList<KnownWitness> Known { get; }

    /// <summary>Has all witnesses cosign; one that is away or refuses is logged, and asked at the next head.</summary>
    public async Task ShowAsync(SignedCheckpoint checkpoint, CancellationToken cancellation)
    {
        foreach (var witness in Known)
        {
            try
            {
                await ShowAsync(witness, checkpoint, cancellation);
            }
            catch (Exception away) when (away is HttpRequestException
                || (away is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                LogAway(logger, witness.Key.Name, witness.Address, away.Message);
            }
        }
    }

    private async Task ShowAsync(KnownWitness witness, SignedCheckpoint checkpoint, CancellationToken cancellation)
    {
        var size = checkpoint.Checkpoint.Head.Size;
        for (var tries = 1; tries <= TriesMax; tries++)
        {
            var old = sizes.GetValueOrDefault(witness.Key.Name);
            var (status, body) = await AskAsync(witness, old, checkpoint, cancellation);
            if (status == HttpStatusCode.Conflict && long.TryParse(body.Trim(), out var theirs) && theirs != old
                && theirs >= 0 && theirs <= size)
            {
                sizes[witness.Key.Name] = theirs; // It remembers more, or less, than we believed.
                continue;
            }

            if (status != HttpStatusCode.OK || !IsCosigned(witness, checkpoint, body))
            {
                LogRefused(logger, witness.Key.Name, (int)status, size, body.Trim());
                return;
            }

            sizes[witness.Key.Name] = size;
            var now = clock.GetUtcNow();
            await db.InStatementAsync(
                tx => AuditStore.AddCosignatureAsync(tx, size, witness.Key.Name, now, body), cancellation);
            return;
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

    /// <summary>Lines of the witness's key alone, all of them right.</summary>
    private static bool IsCosigned(KnownWitness witness, SignedCheckpoint checkpoint, string lines)
    {
        var found = false;
        foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!NoteSignature.TryParse(line, out var signature))
            {
                return false;
            }

            if (witness.Key.IsClaimedBy(signature))
            {
                found = witness.Key.Verify(checkpoint.Note.Text, signature);
                if (!found)
                {
                    return false;
                }
            }
        }

        return found;
    }

    private static KnownWitness Parse(string line)
    {
        var parts = line.Split(' ');
        return parts.Length == 2 && NoteKey.TryParse(parts[0], out var key)
            && Uri.TryCreate(parts[1], UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? new KnownWitness(key, new Uri(address.ToString().TrimEnd('/') + "/"))
            : throw new StartException(
                $"Platform:Audit:Witnesses holds '{line}': give a verifier's key, a blank, and an address.");
    }

    [LoggerMessage(LogLevel.Warning, "The witness {Witness} at {Address} did not answer: {Reason}")]
    private static partial void LogAway(ILogger logger, string witness, Uri address, string reason);

    [LoggerMessage(LogLevel.Error, "The witness {Witness} answered {Status} to the head of {Size} entries: {Answer}")]
    private static partial void LogRefused(ILogger logger, string witness, int status, long size, string answer);
}
