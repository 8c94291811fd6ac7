using System.Text.Json;
using System.Text.Json.Nodes;
using SkyLink.Cryptography;

namespace SkyLink.Platform.Signatures;

/// <param name="Algorithms">A classic one, one of ML-DSA, or one of each.</param>
/// <param name="Owner">Only administrators name one that is not their organization: its id, or "platform".</param>
internal sealed record CreateSignatureKeys(
    [property: Required, RegularExpression(KeyOwner.PurposePattern)] string Purpose,
    [property: MinLength(1), MaxLength(2)] IReadOnlyList<SignatureAlgorithm> Algorithms,
    [property: StringLength(36)] string? Owner = null);

/// <param name="Owner">Only this one's; by default all the caller may see.</param>
/// <param name="After">The last id of the page before.</param>
internal sealed record SignatureKeysPage(
    [property: StringLength(36)] string? Owner,
    [property: RegularExpression(KeyOwner.PurposePattern)] string? Purpose,
    [property: RegularExpression("^[A-Za-z0-9_-]{43}$")] string? After,
    [property: Range(1, PageRequest.LimitMax)] int Limit = 50);

/// <param name="Reason">Why nobody is to trust the key any more.</param>
internal sealed record RevokeSignatureKey([property: StringLength(200, MinimumLength = 1)] string Reason);

/// <param name="Message">In base64, at most 65,536 bytes.</param>
/// <param name="Owner">Only administrators name one that is not their organization: its id, or "platform".</param>
internal sealed record SignRequest(
    [property: Required, RegularExpression(KeyOwner.PurposePattern)] string Purpose, string Message, SignatureMode Mode,
    [property: StringLength(36)] string? Owner = null);

/// <param name="Message">In base64, at most 65,536 bytes.</param>
/// <param name="Signatures">As many as the mode asks for.</param>
/// <param name="Owner">Whose signature it must be; by default the caller's organization.</param>
internal sealed record VerifyRequest(
    [property: Required, RegularExpression(KeyOwner.PurposePattern)] string Purpose, string Message, SignatureMode Mode,
    [property: MinLength(1), MaxLength(2)] IReadOnlyList<GivenSignature> Signatures,
    [property: StringLength(36)] string? Owner = null);

/// <param name="Signature">In base64.</param>
internal sealed record GivenSignature(
    [property: RegularExpression("^[A-Za-z0-9_-]{43}$")] string KeyId,
    [property: StringLength(8_192)] string Signature);

/// <param name="Jwk">The public key (RFC 7517, RFC 9964).</param>
internal sealed record SignatureKeyView(
    string Id, string Owner, string Purpose, SignatureAlgorithm Algorithm, int Version, SignatureKeyState State,
    DateTimeOffset PublishedAt, DateTimeOffset SignsFrom, DateTimeOffset SignsUntil, DateTimeOffset VerifiesUntil,
    DateTimeOffset? RevokedAt, JsonElement Jwk)
{
    public static SignatureKeyView Of(SignatureKey it, DateTimeOffset now) => new(
        it.Id, it.Succession.Owner, it.Succession.Purpose, it.Succession.Algorithm, it.Version, it.StateAt(now),
        it.PublishedAt, it.SignsFrom, it.SignsUntil, it.VerifiesUntil, it.RevokedAt, JsonElement.Parse(it.PublicJwk));
}

internal sealed record SignatureKeysView(IReadOnlyList<SignatureKeyView> Keys);

/// <param name="Renewed">Keys that lay under the master key before.</param>
internal sealed record RewrapView(int Renewed);

internal static class SignaturesPermissions
{
    public static readonly Permission Read = new(
        "signatures.read", "See public keys and clients of one's organization, and verify; operators: of all",
        Role.Partner, Role.Operator, Role.Admin);

    public static readonly Permission Sign = new(
        "signatures.sign", "Sign for one's organization, and have its signed requests taken; administrators: for all",
        Role.Partner, Role.Admin);

    public static readonly Permission Manage = new(
        "signatures.manage", "Make, rotate and revoke keys and clients of one's organization; administrators: of all",
        Role.Partner, Role.Admin);

    public static readonly Permission Rewrap = new(
        "signatures.rewrap", "Bring private keys under the current master key", Role.Admin);
}

internal static partial class SignaturesEndpoints
{
    public const string Path = "/api/v1/signatures";

    /// <summary>The longest message or signed request in base64 and JSON, with what stands around it.</summary>
    public const int BodyBytesMax = 262_144;

    private static readonly TimeSpan JwksCached = TimeSpan.FromMinutes(1);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var signatures = routes.MapGroup(Path).WithTags("Signatures")
            .WithMetadata(new RequestSizeLimitAttribute(BodyBytesMax));
        signatures.MapPost("/keys", CreateAsync).WithName("CreateSignatureKeys")
            .WithSummary("Make the first keys of a purpose")
            .Requires(SignaturesPermissions.Manage, rate: RateClass.Write);
        signatures.MapGet("/keys", ListAsync).WithName("ListSignatureKeys")
            .WithSummary("Keys in all states, never their secrets").Requires(SignaturesPermissions.Read);
        signatures.MapPost("/keys/{id}/rotate", RotateAsync).WithName("RotateSignatureKey")
            .WithSummary("Have the next key sign from now on; what this one signed stays valid for the overlap")
            .Requires(SignaturesPermissions.Manage, rate: RateClass.Write);
        signatures.MapPost("/keys/{id}/revoke", RevokeAsync).WithName("RevokeSignatureKey")
            .WithSummary("Revoke a compromised key: nothing it signed is valid any more; another one signs")
            .Requires(SignaturesPermissions.Manage, rate: RateClass.Write);
        signatures.MapPost("/sign", SignAsync).WithName("SignMessage")
            .WithSummary("Sign a message with a purpose's current keys")
            .Requires(SignaturesPermissions.Sign, rate: RateClass.Write);
        signatures.MapPost("/verify", VerifyAsync).WithName("VerifyMessage")
            .WithSummary("Verify signatures of a message; of two, both must hold").Requires(SignaturesPermissions.Read);
        signatures.MapPost("/rewrap", RewrapAsync).WithName("RewrapSignatureKeys")
            .WithSummary("Bring the private keys under the current master key, without opening them")
            .Requires(SignaturesPermissions.Rewrap, rate: RateClass.Write);
        signatures.MapGet("/jwks/{owner}", JwksAsync).WithName("GetSignatureJwks")
            .WithSummary("The public keys of an organization or of the platform (RFC 7517, RFC 9964)")
            .OpenToAnyone("public keys are public").SharedFor(JwksCached);
    }

    /// <summary>For whom a caller may act: their own organization, administrators for everybody.</summary>
    public static Result<string> OwnerFor(Caller caller, string? asked)
    {
        var own = KeyOwner.Of(caller);
        return asked is null || asked == own ? own
            : !KeyOwner.IsOwner(asked) ? SignatureErrors.UnknownOwner
            : caller.Is(Role.Admin) ? asked
            : SignatureErrors.NotYours;
    }

    private static async Task<Results<Created<SignatureKeysView>, ProblemHttpResult>> CreateAsync(
        CreateSignatureKeys request, [FromHeader(Name = "Idempotency-Key")] string key, Caller caller,
        Db<SignaturesModule> db, SignatureKeys keys, TimeProvider clock, ILogger<SignaturesModule> logger,
        CancellationToken cancellation)
    {
        if (!OwnerFor(caller, request.Owner).Is(out var owner, out var refusal))
        {
            return refusal.ToProblem();
        }

        var result = await db.OnceAsync<SignatureKeysView>(
            $"signatures.create_keys:{caller.UserId}", key, request, async tx =>
            {
                var made = await keys.CreateAsync(tx, owner, request.Purpose, request.Algorithms);
                var now = clock.GetUtcNow();
                return made.Is(out var list, out var error)
                    ? new SignatureKeysView(list.ConvertAll(it => SignatureKeyView.Of(it, now)))
                    : error;
            }, cancellation);
        if (!result.Is(out var view, out var error))
        {
            return error.ToProblem();
        }

        LogCreated(logger, request.Purpose, owner, caller.UserId);
        return TypedResults.Created($"{Path}/keys?owner={owner}&purpose={request.Purpose}", view);
    }

    private static async Task<Results<Ok<Page<SignatureKeyView>>, ProblemHttpResult>> ListAsync(
        [AsParameters] SignatureKeysPage page, Caller caller, Db<SignaturesModule> db, TimeProvider clock,
        CancellationToken cancellation)
    {
        var own = KeyOwner.Of(caller);
        if (!caller.SeesAllOrganizations && (page.Owner ?? own) != own)
        {
            return SignatureErrors.NotYours.ToProblem();
        }

        var filter = new KeyFilter(
            caller.SeesAllOrganizations ? page.Owner : own, page.Purpose, page.After, page.Limit);
        var (now, found) = (clock.GetUtcNow(), await db.InStatementAsync(
            tx => SignatureKeyStore.ListAsync(tx, filter), cancellation));
        return TypedResults.Ok(Page.Of(found, page.Limit, it => SignatureKeyView.Of(it, now), it => it.Id));
    }

    private static async Task<Results<Ok<SignatureKeyView>, ProblemHttpResult>> RotateAsync(
        string id, Caller caller, Db<SignaturesModule> db, SignatureKeys keys, TimeProvider clock,
        ILogger<SignaturesModule> logger, CancellationToken cancellation)
    {
        var result = await db.InTransactionAsync<Result<SignatureKey>>(
            async tx => await MayChangeAsync(tx, id, caller)
                ? await keys.RotateAsync(tx, id)
                : SignatureErrors.UnknownKey,
            cancellation);
        if (!result.Is(out var next, out var error))
        {
            return error.ToProblem();
        }

        LogRotated(logger, id, next.Id, caller.UserId);
        return TypedResults.Ok(SignatureKeyView.Of(next, clock.GetUtcNow()));
    }

    private static async Task<Results<Ok<SignatureKeyView>, ProblemHttpResult>> RevokeAsync(
        string id, RevokeSignatureKey request, Caller caller, Db<SignaturesModule> db, SignatureKeys keys,
        TimeProvider clock, ILogger<SignaturesModule> logger, CancellationToken cancellation)
    {
        var result = await db.InTransactionAsync<Result<SignatureKey>>(
            async tx => await MayChangeAsync(tx, id, caller)
                ? await keys.RevokeAsync(tx, id, request.Reason)
                : SignatureErrors.UnknownKey,
            cancellation);
        if (!result.Is(out var revoked, out var error))
        {
            return error.ToProblem();
        }

        LogRevoked(logger, id, caller.UserId);
        return TypedResults.Ok(SignatureKeyView.Of(revoked, clock.GetUtcNow()));
    }

    private static async Task<Results<Ok<MessageSignatures>, ProblemHttpResult>> SignAsync(
        SignRequest request, Caller caller, ISignatures signatures, CancellationToken cancellation)
    {
        if (!OwnerFor(caller, request.Owner).Is(out var owner, out var refusal))
        {
            return refusal.ToProblem();
        }

        if (!Base64Strict.TryDecode(request.Message, out var message))
        {
            return SignatureErrors.MessageMalformed.ToProblem();
        }

        var result = await signatures.SignAsync(
            new SignMessage(owner, request.Purpose, message, request.Mode), cancellation);
        return result.Is(out var made, out var error) ? TypedResults.Ok(made) : error.ToProblem();
    }

    private static async Task<Results<Ok<SignatureVerdict>, ProblemHttpResult>> VerifyAsync(
        VerifyRequest request, Caller caller, ISignatures signatures, CancellationToken cancellation)
    {
        if (!Base64Strict.TryDecode(request.Message, out var message) || message.Length > Signer.MessageSizeMax)
        {
            return SignatureErrors.MessageMalformed.ToProblem();
        }

        var given = new List<SignatureToVerify>();
        foreach (var signature in request.Signatures)
        {
            if (!Base64Strict.TryDecode(signature.Signature, out var bytes))
            {
                return SignatureErrors.SignatureMalformed.ToProblem();
            }

            given.Add(new SignatureToVerify(signature.KeyId, bytes));
        }

        return TypedResults.Ok(await signatures.VerifyAsync(
            new VerifyMessage(request.Owner ?? KeyOwner.Of(caller), request.Purpose, message, request.Mode, given),
            cancellation));
    }

    private static async Task<Ok<RewrapView>> RewrapAsync(SignatureKeys keys, CancellationToken cancellation) =>
        TypedResults.Ok(new RewrapView(await keys.RewrapAsync(cancellation)));

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> JwksAsync(
        string owner, HttpContext context, ISignatures signatures, CancellationToken cancellation)
    {
        if (!KeyOwner.IsOwner(owner))
        {
            return SignatureErrors.UnknownOwner.ToProblem();
        }

        var keys = await signatures.ListAsync(owner, purpose: null, cancellation);
        var document = new JsonObject { ["keys"] = new JsonArray([.. keys.Select(key => JsonNode.Parse(key.Jwk))]) };
        context.Response.Headers.CacheControl = $"public, max-age={JwksCached.TotalSeconds:0}";
        return TypedResults.Bytes(JsonSerializer.SerializeToUtf8Bytes(document), "application/jwk-set+json");
    }

    private static async Task<bool> MayChangeAsync(Tx tx, string id, Caller caller) =>
        KeyOwner.IsKeyId(id) && await SignatureKeyStore.FindAsync(tx, id) is { } key
        && OwnerFor(caller, key.Succession.Owner).Is(out _, out _);

    [LoggerMessage(LogLevel.Information, "Keys for {Purpose} of {Owner} were made by {UserId}")]
    private static partial void LogCreated(ILogger logger, string purpose, string owner, Guid userId);

    [LoggerMessage(LogLevel.Information, "Signature key {KeyId} was followed by {NextKeyId}, by {UserId}")]
    private static partial void LogRotated(ILogger logger, string keyId, string nextKeyId, Guid userId);

    [LoggerMessage(LogLevel.Warning, "Signature key {KeyId} was revoked by {UserId}")]
    private static partial void LogRevoked(ILogger logger, string keyId, Guid userId);
}
