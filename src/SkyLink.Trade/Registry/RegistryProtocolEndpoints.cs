namespace SkyLink.Trade.Registry;

/// <summary>The registry's public keys: the encryption key in both forms that participants' libraries take.</summary>
internal sealed record RegistryKeyView(
    string SubscriberId, string UniqueKeyId, string SigningPublicKey, string EncryptionPublicKey,
    string EncryptionPublicKeyRaw);

/// <summary>What other participants ask of the registry, in the network's own format.</summary>
internal static partial class RegistryProtocolEndpoints
{
    /// <summary>Where the next page begins; absent on the last one.</summary>
    internal const string NextHeader = "X-SkyLink-Next";

    private const string Unsigned = "Newcomers have no key on record yet; the challenge proves theirs.";
    private const string Public = "What the registry lists is public; signed and unsigned callers are limited apart.";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var registry = routes.MapGroup("/registry").WithTags("Registry protocol");
        registry.MapPost("/subscribe", SubscribeAsync).OpenToNetwork(Unsigned)
            .WithName("Subscribe").WithSummary("Ask to be listed, or bring a new key");
        registry.MapPost("/lookup", LookupAsync).OpenToNetwork(Public)
            .WithName("Lookup").WithSummary("Find participants; signature optional where the registry allows it");
        registry.MapPost("/v2.0/lookup", SignedLookupAsync).OpenToNetwork("The handler checks the signature.")
            .WithName("LookupSigned").WithSummary("Find participants; signed");
        registry.MapPost("/vlookup", VerifiedLookupAsync).OpenToNetwork("The handler checks the signature.")
            .WithName("LookupVerified").WithSummary("Find participants; signature over the parameters");
        registry.MapGet("/key", KeyAsync).OpenToNetwork("Public keys are public.")
            .WithName("GetRegistryKey").WithSummary("The registry's own public keys");
    }

    private static async Task<IResult> SubscribeAsync(
        HttpContext context, Enrolments enrolments, RegistryLimits limits, RegistryKeys keys,
        ILogger<RegistryModule> logger, CancellationToken cancellation)
    {
        if (!limits.AdmitSubscribe(context.Connection.RemoteIpAddress))
        {
            return RegistryRefusal.TooMany.ToNack(context, keys.SubscriberId);
        }

        if (await WireJson.ReadAsync(context.Request, cancellation) is not { } body)
        {
            return RegistryRefusal.TooLarge.ToNack(context, keys.SubscriberId);
        }

        if (await enrolments.TakeAsync(body, AuthorizationOf(context), cancellation) is { } refusal)
        {
            LogRefused(logger, refusal.Code, refusal.Path);
            return refusal.ToNack(context, keys.SubscriberId);
        }

        return Results.Json(WireJson.Ack, WireJson.Options);
    }

    private static Task<IResult> LookupAsync(
        HttpContext context, Lookups lookups, RegistryKeys keys, CancellationToken cancellation) =>
        AnswerAsync(context, lookups, keys, mustSign: false, cancellation);

    private static Task<IResult> SignedLookupAsync(
        HttpContext context, Lookups lookups, RegistryKeys keys, CancellationToken cancellation) =>
        AnswerAsync(context, lookups, keys, mustSign: true, cancellation);

    private static async Task<IResult> AnswerAsync(
        HttpContext context, Lookups lookups, RegistryKeys keys, bool mustSign, CancellationToken cancellation)
    {
        if (await WireJson.ReadAsync(context.Request, cancellation) is not { } body)
        {
            return RegistryRefusal.TooLarge.ToNack(context, keys.SubscriberId);
        }

        var (answer, refusal) = await lookups.AnswerAsync(
            body, AuthorizationOf(context), context.Connection.RemoteIpAddress, mustSign, cancellation);
        return Respond(context, keys, answer, refusal);
    }

    private static async Task<IResult> VerifiedLookupAsync(
        HttpContext context, Lookups lookups, RegistryKeys keys, CancellationToken cancellation)
    {
        if (await WireJson.ReadAsync(context.Request, cancellation) is not { } body)
        {
            return RegistryRefusal.TooLarge.ToNack(context, keys.SubscriberId);
        }

        var (answer, refusal) = await lookups.AnswerVerifiedAsync(body, cancellation);
        return Respond(context, keys, answer, refusal);
    }

    private static async Task<IResult> KeyAsync(RegistryKeys keys, CancellationToken cancellation)
    {
        var own = await keys.GetAsync(cancellation);
        var encryption = own.Encryption.PublicKey;
        return Results.Json(
            new RegistryKeyView(
                keys.SubscriberId, own.KeyId, own.Signing.PublicKey.ToBase64(),
                Convert.ToBase64String(encryption.ToSpki()), encryption.ToBase64()),
            WireJson.Options);
    }

    private static IResult Respond(
        HttpContext context, RegistryKeys keys, LookupAnswer? answer, RegistryRefusal? refusal)
    {
        if (refusal is not null)
        {
            return refusal.ToNack(context, keys.SubscriberId);
        }

        if (answer!.Next is { } next)
        {
            context.Response.Headers[NextHeader] = next;
        }

        return Results.Json(answer.Entries, WireJson.Options);
    }

    private static string? AuthorizationOf(HttpContext context) =>
        context.Request.Headers.Authorization is [{ } single] ? single : null;

    [LoggerMessage(LogLevel.Information, "A subscribe request was refused: {Code} at {Path}")]
    private static partial void LogRefused(ILogger logger, string code, string? path);
}
