using System.Text;
using SkyLink.Beckn.Signing;
using SkyLink.Cryptography;
using SkyLink.Platform;

namespace SkyLink.Trade.Registry;

internal sealed record SelfTestRequest([property: RegularExpression(SubscriberIds.Pattern)] string SubscriberId);

internal sealed record SelfTestCheck(string Name, bool Ok, string Detail, double DurationMs);

internal sealed record SelfTestReport(
    string SubscriberId, bool Ok, IReadOnlyList<SelfTestCheck> Checks, DateTimeOffset At);

/// <summary>A header to be explained.</summary>
/// <param name="Body">The text of the message exactly as it travelled.</param>
/// <param name="PublicKey">Ed25519 in base64; without it, the key on record is taken.</param>
internal sealed record SignatureQuestion(
    [property: StringLength(SignatureHeader.LongestText)] string Header,
    [property: StringLength(256 * 1024)] string Body,
    [property: StringLength(200)] string? PublicKey = null);

/// <summary>What a header says and whether it holds.</summary>
/// <param name="SigningString">The three lines that must have been signed; null if the header cannot be read.</param>
/// <param name="KeySource">"given", "registry", or null where there is no key to check with.</param>
internal sealed record SignatureReport(
    bool Ok, string Code, string Message, string? SubscriberId, string? KeyId, string? Algorithm,
    DateTimeOffset? Created, DateTimeOffset? Expires, string? Digest, string? SigningString, string? KeySource);

/// <summary>Where newcomers find out what is wrong on their side.</summary>
internal static class RegistrySelfTestEndpoints
{
    private const double MillisecondDigits = 1000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var tests = routes.MapGroup("/api/v1/registry/self-test").WithTags("Registry");
        tests.MapPost("/", TestAsync).Requires(RegistryPermissions.Test, rate: RateClass.Write)
            .WithName("SelfTestParticipant").WithSummary("Put the registry's questions to a participant now");
        tests.MapPost("/signature", ExplainAsync).Requires(RegistryPermissions.Test)
            .WithName("DebugSignature").WithSummary("Explain a signature header and check it");
    }

    private static async Task<Results<Ok<SelfTestReport>, ProblemHttpResult>> TestAsync(
        SelfTestRequest request, Caller caller, Db<RegistryModule> db, ParticipantProbe probe, TimeProvider clock,
        CancellationToken cancellation)
    {
        var id = request.SubscriberId;
        var now = clock.GetUtcNow();
        var (found, roles, keys, requests) = await db.InTransactionAsync(
            async tx => (
                await RegistryStore.FindAsync(tx, id), await RegistryStore.RolesAsync(tx, [id]),
                await RegistryStore.KeysAsync(tx, id), await EnrolmentStore.OfAsync(tx, id, limit: 1)),
            cancellation);
        if (found is null || !RegistryEndpoints.MaySee(caller, found))
        {
            return RegistryErrors.NotFound.ToProblem();
        }

        var checks = new List<EnrolmentCheck> { KeyCheck(keys, now), StatusCheck(found) };
        var url = roles.Select(row => row.Role.SubscriberUrl).Concat(requests.Select(it => it.Requested.CallbackUrl))
            .FirstOrDefault();
        checks.Add(url is null
            ? new EnrolmentCheck("reachable", Ok: false, "It has not told an address yet.", TimeSpan.Zero)
            : await probe.ReachAsync(url, cancellation));
        if (requests.Count > 0)
        {
            var asked = requests[0].Requested;
            checks.Add(await probe.ChallengeAsync(id, asked.CallbackUrl, asked.Key.EncrPublicKey, cancellation));
        }

        return TypedResults.Ok(new SelfTestReport(
            id, checks.TrueForAll(check => check.Ok),
            checks.ConvertAll(check => new SelfTestCheck(
                check.Name, check.Ok, check.Detail,
                Math.Round(check.Took.TotalMilliseconds * MillisecondDigits) / MillisecondDigits)),
            now));
    }

    private static EnrolmentCheck KeyCheck(List<ParticipantKey> keys, DateTimeOffset now)
    {
        var valid = keys.FindAll(key => key.IsValidAt(now));
        return new EnrolmentCheck("key", valid.Count > 0, valid.Count > 0
            ? $"Valid: {string.Join(", ", valid.Select(key => $"{key.Pair.KeyId} until {key.Pair.ValidUntil:u}"))}."
            : $"None of its {keys.Count} keys is valid now.", TimeSpan.Zero);
    }

    private static EnrolmentCheck StatusCheck(Participant found) => new(
        "status", found.IsSubscribed, $"It is {found.Status}{(found.Reason is null ? "" : $": {found.Reason}")}.",
        TimeSpan.Zero);

    private static async Task<Results<Ok<SignatureReport>, ProblemHttpResult>> ExplainAsync(
        SignatureQuestion request, Db<RegistryModule> db, TimeProvider clock, CancellationToken cancellation)
    {
        var body = Encoding.UTF8.GetBytes(request.Body);
        if (ReportOf(request.Header, body) is not { } report)
        {
            return TypedResults.Ok(new SignatureReport(
                Ok: false, "AUT_SIGNATURE_MALFORMED", "The header cannot be read; nothing else can be said.",
                null, null, null, null, null, null, null, null));
        }

        var known = request.PublicKey is null
            ? await db.InStatementAsync(
                tx => LookupStore.SignerAsync(tx, report.SubscriberId!, report.KeyId!), cancellation)
            : null;
        var text = request.PublicKey ?? known?.Key?.Pair.SigningPublicKey;
        if (text is null)
        {
            return TypedResults.Ok(report with
            {
                Code = known is null ? "AUT_SUBSCRIBER_UNKNOWN" : "AUT_KEY_UNKNOWN",
                Message = "The registry has no such key; give the public key to check with.",
            });
        }

        if (!Ed25519PublicKey.TryRead(text, out var key))
        {
            return RegistryErrors.KeyUnusable.ToProblem();
        }

        var verdict = MessageVerifier.Verify(request.Header, body, key, clock.GetUtcNow());
        return TypedResults.Ok(report with
        {
            Ok = verdict.IsValid,
            Code = verdict.Code,
            Message = verdict.Message,
            KeySource = request.PublicKey is null ? "registry" : "given",
        });
    }

    private static SignatureReport? ReportOf(string text, byte[] body)
    {
        if (!SignatureHeader.TryParse(text, out var header))
        {
            return null;
        }

        var bytes = new byte[Blake2b512.Size];
        Blake2b512.Hash(body, bytes);
        var digest = $"BLAKE-512={Convert.ToBase64String(bytes)}";
        var (created, expires) = (header.Created, header.Expires);
        return new SignatureReport(
            Ok: false, Code: "", Message: "", header.SubscriberId.ToString(), header.KeyId.ToString(),
            header.Algorithm.ToString(), created, expires, digest,
            $"(created): {created.ToUnixTimeSeconds()}\n(expires): {expires.ToUnixTimeSeconds()}\ndigest: {digest}",
            KeySource: null);
    }
}
