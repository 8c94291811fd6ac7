using System.Globalization;
using System.Text;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using SkyLink.Cryptography.Transparency;
using SkyLink.Platform.Http;

namespace SkyLink.Host.Witnessing;

/// <summary>
/// What a witness answers: add-checkpoint of C2SP tlog-witness for logs, and what it is and cosigned for everybody.
/// Nobody signs in: all of it is public, and a head counts only by the signature of its log.
/// </summary>
internal static partial class WitnessEndpoints
{
    private const string PlainText = "text/plain; charset=utf-8";

    /// <summary>A log shows two heads a second at most, each a few times.</summary>
    private const int CallsPerSecond = 50;

    private const int CallsAtOnce = 200;

    private static readonly Error Malformed =
        new("witnessing.malformed", 400, "This is no request to add a checkpoint (C2SP tlog-witness).");

    private static readonly Error Shrunk =
        new("witnessing.shrunk", 400, "The checkpoint is smaller than the one it is to follow.");

    private static readonly Error SignatureMissing =
        new("witnessing.signature_missing", 403, "None of the log's keys has signed the checkpoint.");

    private static readonly Error SignatureInvalid =
        new("witnessing.signature_invalid", 403, "A signature in the name of the log's key is not that key's.");

    private static readonly Error OriginUnknown =
        new("witnessing.origin_unknown", 404, "This witness does not watch the log.");

    private static readonly Error SplitView =
        new("witnessing.split_view", 409, "The log had another root at this size: it tells two stories.");

    private static readonly Error EmptyRootWrong =
        new("witnessing.empty_root_wrong", 422, "The root of an empty log is the hash of nothing.");

    private static readonly Error ProofInvalid =
        new("witnessing.proof_invalid", 422, "The proof does not show that the log begins with what was cosigned.");

    private static readonly Error NothingCosigned =
        new("witnessing.nothing_cosigned", 404, "No checkpoint of such a log was cosigned here.");

    private static readonly Error TooManyRequests =
        new("witnessing.too_many_requests", 429, "Too many requests from this address. Try again in a second.");

    public static void AddLimits(IServiceCollection services) => services.AddRateLimiter(limits =>
    {
        limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
            RateLimitPartition.GetTokenBucketLimiter(
                context.Connection.RemoteIpAddress?.ToString() ?? "",
                _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = CallsAtOnce,
                    TokensPerPeriod = CallsPerSecond,
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                    QueueLimit = 0,
                }));
        limits.OnRejected = async (rejected, _) =>
        {
            rejected.HttpContext.Response.Headers.RetryAfter = "1";
            await TooManyRequests.ToProblem().ExecuteAsync(rejected.HttpContext);
        };
    });

    public static void Map(WebApplication app)
    {
        app.MapPost("/add-checkpoint", AddAsync);
        app.MapGet("/keys", (WitnessKeys keys) =>
            TypedResults.Text(string.Concat(keys.Public.Select(key => $"{key}\n")), PlainText));
        app.MapGet("/checkpoint/{**origin}", Last);
        app.MapGet("/health", Health);
        app.MapGet("/health/ready", Health);
    }

    private static async Task<IResult> AddAsync(HttpContext context, WatchedLogs logs, ILogger<Witness> logger)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var reply = await logs.Current.AddCheckpointAsync(body.ToArray(), context.RequestAborted);
        if (ErrorOf(reply.Verdict) is { } error)
        {
            LogRefused(logger, reply.Verdict, context.Connection.RemoteIpAddress?.ToString() ?? "");
            return error.ToProblem();
        }

        return TypedResults.Text(
            reply.Body, reply.Verdict == WitnessVerdict.Accepted ? PlainText : WitnessReply.SizeMediaType,
            contentEncoding: null, reply.Status);
    }

    /// <summary>Null for what the protocol itself says in its body.</summary>
    private static Error? ErrorOf(WitnessVerdict verdict) => verdict switch
    {
        WitnessVerdict.Malformed => Malformed,
        WitnessVerdict.OriginUnknown => OriginUnknown,
        WitnessVerdict.SignatureMissing => SignatureMissing,
        WitnessVerdict.SignatureInvalid => SignatureInvalid,
        WitnessVerdict.Shrunk => Shrunk,
        WitnessVerdict.EmptyRootWrong => EmptyRootWrong,
        WitnessVerdict.SplitView => SplitView,
        WitnessVerdict.ProofInvalid => ProofInvalid,
        WitnessVerdict.OldSizeMismatch or WitnessVerdict.Accepted => null,
    };

    /// <summary>What was cosigned last of a log, so that others can compare it with what they were shown.</summary>
    private static IResult Last(string? origin, WitnessFolder folder) =>
        origin is { Length: > 0 } && folder.Find(Uri.UnescapeDataString(origin)) is { } checkpoint
            ? TypedResults.Text(checkpoint.ToString(), PlainText)
            : NothingCosigned.ToProblem();

    /// <summary>Reads what was cosigned, as the next request would.</summary>
    private static IResult Health(WitnessFolder folder)
    {
        try
        {
            return TypedResults.Ok(new WitnessHealth("Healthy",
            [
                .. folder.All().Select(last => new WitnessCheck(
                    last.Checkpoint.Origin, "Healthy",
                    string.Create(CultureInfo.InvariantCulture, $"{last.Checkpoint.Head.Size} entries cosigned"))),
            ]));
        }
        catch (InvalidDataException changed)
        {
            return TypedResults.Json(
                new WitnessHealth("Unhealthy", [new WitnessCheck("state", "Unhealthy", changed.Message)]),
                statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A checkpoint from {Address} was not cosigned: {Verdict}")]
    private static partial void LogRefused(ILogger logger, WitnessVerdict verdict, string address);
}

/// <summary>As a host's health report.</summary>
internal sealed record WitnessHealth(string Status, IReadOnlyList<WitnessCheck> Checks);

/// <param name="Name">The log.</param>
internal sealed record WitnessCheck(string Name, string Status, string Detail);
