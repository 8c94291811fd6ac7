using System.Text.Json;
using SkyLink.Cryptography;

namespace SkyLink.Platform.Signatures;

/// <param name="Name">For people; one of its kind in the organization.</param>
/// <param name="Classic">A public JWK of ES256 or EdDSA.</param>
/// <param name="PostQuantum">A public JWK of ML-DSA-44.</param>
internal sealed record RegisterClient(
    [property: Required, StringLength(100), RegularExpression(@"^\S(.*\S)?$")] string Name, JsonElement Classic,
    JsonElement PostQuantum);

/// <param name="Classic">A public JWK of ES256 or EdDSA.</param>
/// <param name="PostQuantum">A public JWK of ML-DSA-44.</param>
/// <param name="Proof">
/// A request signed by the client's current keys, for the audience <c>signatures.substitute</c>, whose body holds the
/// thumbprints of the new ones as <c>classic</c> and <c>postQuantum</c>. Administrators may leave it out.
/// </param>
internal sealed record RegisterSubstitute(
    JsonElement Classic, JsonElement PostQuantum, SignedRequestProof? Proof = null);

/// <param name="Request">What is signed, as JSON.</param>
/// <param name="Classic">The signature of ES256 or EdDSA in base64.</param>
/// <param name="PostQuantum">The signature of ML-DSA-44 in base64.</param>
internal sealed record SignedRequestProof(
    JsonElement Request, [property: StringLength(8_192)] string Classic,
    [property: StringLength(8_192)] string PostQuantum);

/// <param name="Audience">What the caller is called in the request.</param>
internal sealed record TakeSignedRequest(
    [property: StringLength(200, MinimumLength = 1)] string Audience, SignedRequestProof Signed);

/// <param name="Body">What the signatures cover.</param>
internal sealed record TakenRequest(
    Guid ClientId, string Client, Guid Owner, string Audience, long Sequence, DateTimeOffset IssuedAt,
    JsonElement Body);

internal sealed record ClientView(
    Guid Id, Guid Owner, string Name, long LastSequence, DateTimeOffset CreatedAt, IReadOnlyList<ClientKeyView> Keys)
{
    public static ClientView Of(SignatureClient it) => new(
        it.Id, it.Owner, it.Name, it.LastSequence, it.CreatedAt, [.. it.Keys.Select(ClientKeyView.Of)]);
}

/// <param name="ClassicId">The RFC 7638 thumbprint, as requests name it; <paramref name="PostQuantumId"/> too.</param>
internal sealed record ClientKeyView(
    Guid Id, ClientKeyState State, string ClassicId, string PostQuantumId, DateTimeOffset RegisteredAt,
    DateTimeOffset? RevokedAt)
{
    public static ClientKeyView Of(ClientKey it) =>
        new(it.Id, it.State, it.ClassicId, it.PostQuantumId, it.RegisteredAt, it.RevokedAt);
}

/// <summary>Clients of organizations, their keys, and the requests they sign.</summary>
internal static class ClientKeysEndpoints
{
    public const string SubstituteAudience = "signatures.substitute";

    private const string Clients = $"{SignaturesEndpoints.Path}/clients";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var clients = routes.MapGroup(Clients).WithTags("Signatures")
            .WithMetadata(new RequestSizeLimitAttribute(SignaturesEndpoints.BodyBytesMax));
        clients.MapPost("/", RegisterAsync).WithName("RegisterSignatureClient")
            .WithSummary("Register a client with the two public keys it signs requests with")
            .Requires(SignaturesPermissions.Manage, rate: RateClass.Write);
        clients.MapGet("/", ListAsync).WithName("ListSignatureClients").WithSummary("Clients, oldest first")
            .Requires(SignaturesPermissions.Read);
        clients.MapPost("/{id:guid}/substitute", SubstituteAsync).WithName("RegisterSubstituteKey")
            .WithSummary("Register keys that stand in for the current ones when these are revoked")
            .Requires(SignaturesPermissions.Manage, rate: RateClass.Write);
        clients.MapPost("/{id:guid}/keys/{keyId:guid}/revoke", RevokeAsync).WithName("RevokeClientKey")
            .WithSummary("Revoke keys of a client; the substitute, if there is one, stands in at once")
            .Requires(SignaturesPermissions.Manage, rate: RateClass.Write);
        routes.MapPost($"{SignaturesEndpoints.Path}/requests/verify", TakeAsync).WithTags("Signatures")
            .WithMetadata(new RequestSizeLimitAttribute(SignaturesEndpoints.BodyBytesMax))
            .WithName("VerifySignedRequest").WithSummary("Take a signed request of one's organization, once")
            .Requires(SignaturesPermissions.Sign, rate: RateClass.Write);
    }

    private static async Task<Results<Created<ClientView>, ProblemHttpResult>> RegisterAsync(
        RegisterClient request, [FromHeader(Name = "Idempotency-Key")] string key, Caller caller,
        Db<SignaturesModule> db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var read = ClientKey.Read(
            Guid.CreateVersion7(now), ClientKeyState.Current, request.Classic, request.PostQuantum, now);
        if (!read.Is(out var keys, out var invalid))
        {
            return invalid.ToProblem();
        }

        var client = new SignatureClient(
            keys.ClientId, caller.OrganizationId, request.Name, LastSequence: 0, now, [keys]);
        string[] asked = [request.Name, keys.ClassicJwk, keys.PostQuantumJwk];
        var result = await db.OnceAsync<ClientView>(
            $"signatures.register_client:{caller.UserId}", key, asked, async tx =>
            {
                if (!await ClientStore.TryAddAsync(tx, client))
                {
                    return SignatureErrors.ClientTaken;
                }

                await ClientStore.TryAddKeyAsync(tx, keys);
                tx.Publish(new ClientKeyRegistered(client.Id, client.Owner, keys.Id, IsSubstitute: false));
                return ClientView.Of(client);
            }, cancellation);
        return result.Is(out var view, out var error)
            ? TypedResults.Created($"{Clients}/{view.Id}", view)
            : error.ToProblem();
    }

    private static async Task<Ok<Page<ClientView>>> ListAsync(
        [AsParameters] PageRequest page, Caller caller, Db<SignaturesModule> db, CancellationToken cancellation)
    {
        Guid? owner = caller.SeesAllOrganizations ? null : caller.OrganizationId;
        var found = await db.InTransactionAsync(tx => ClientStore.ListAsync(tx, owner, page), cancellation);
        return TypedResults.Ok(Page.Of(found, page.Limit, ClientView.Of, it => it.Id.ToString()));
    }

    /// <summary>The proof is taken in a transaction of its own: a repeat gets the first answer before it.</summary>
    private static async Task<Results<Created<ClientView>, ProblemHttpResult>> SubstituteAsync(
        Guid id, RegisterSubstitute request, [FromHeader(Name = "Idempotency-Key")] string key, Caller caller,
        Db<SignaturesModule> db, ISignedRequests requests, TimeProvider clock, CancellationToken cancellation)
    {
        var read = ClientKey.Read(
            id, ClientKeyState.Substitute, request.Classic, request.PostQuantum, clock.GetUtcNow());
        if (!read.Is(out var keys, out var invalid))
        {
            return invalid.ToProblem();
        }

        var scope = $"signatures.register_substitute:{caller.UserId}:{id}";
        string[] asked = [keys.ClassicJwk, keys.PostQuantumJwk];
        var first = await db.FindAnswerAsync<ClientView>(scope, key, asked, cancellation);
        if (first is null && !caller.Is(Role.Admin)
            && await RefusalAsync(request.Proof, keys, requests, cancellation) is { } refusal)
        {
            return refusal.ToProblem();
        }

        var result = first
            ?? await db.OnceAsync(scope, key, asked, tx => AddSubstituteAsync(tx, keys, caller), cancellation);
        return result.Is(out var view, out var error)
            ? TypedResults.Created($"{Clients}/{id}", view)
            : error.ToProblem();
    }

    private static async Task<Results<Ok<ClientView>, ProblemHttpResult>> RevokeAsync(
        Guid id, Guid keyId, Caller caller, Db<SignaturesModule> db, TimeProvider clock, CancellationToken cancellation)
    {
        var result = await db.InTransactionAsync<Result<ClientView>>(async tx =>
        {
            if (await ClientStore.LockAsync(tx, id) is not { } client || !IsFor(caller, client))
            {
                return SignatureErrors.UnknownClient;
            }

            var revoked = client.Keys.FirstOrDefault(key => key.Id == keyId);
            if (revoked is null or { State: ClientKeyState.Revoked })
            {
                return revoked is null ? SignatureErrors.UnknownKey : SignatureErrors.AlreadyRevoked;
            }

            await ClientStore.ChangeAsync(tx, keyId, ClientKeyState.Revoked, clock.GetUtcNow());
            var substitute = revoked.State == ClientKeyState.Current
                ? client.Keys.FirstOrDefault(key => key.State == ClientKeyState.Substitute)
                : null;
            if (substitute is not null)
            {
                await ClientStore.ChangeAsync(tx, substitute.Id, ClientKeyState.Current, revokedAt: null);
            }

            tx.Publish(new ClientKeyRevoked(id, client.Owner, keyId, substitute?.Id));
            return ClientView.Of((await ClientStore.FindAsync(tx, id))!);
        }, cancellation);
        return result.Is(out var view, out var error) ? TypedResults.Ok(view) : error.ToProblem();
    }

    private static async Task<Results<Ok<TakenRequest>, ProblemHttpResult>> TakeAsync(
        TakeSignedRequest request, Caller caller, ISignedRequests requests, CancellationToken cancellation)
    {
        if (!TryRead(request.Signed, out var signed))
        {
            return SignatureErrors.RequestMalformed.ToProblem();
        }

        Guid? owner = caller.Is(Role.Admin) ? null : caller.OrganizationId;
        var result = await requests.VerifyAsync(signed, request.Audience, owner, cancellation);
        return result.Is(out var taken, out var error)
            ? TypedResults.Ok(new TakenRequest(
                taken.ClientId, taken.Client, taken.Owner, taken.Audience, taken.Sequence, taken.IssuedAt,
                JsonElement.Parse(taken.Body)))
            : error.ToProblem();
    }

    private static async Task<Result<ClientView>> AddSubstituteAsync(Tx tx, ClientKey keys, Caller caller)
    {
        if (await ClientStore.LockAsync(tx, keys.ClientId) is not { } client || !IsFor(caller, client))
        {
            return SignatureErrors.UnknownClient;
        }

        if (client.Keys.Any(key => key.State == ClientKeyState.Substitute))
        {
            return SignatureErrors.SubstituteWaits;
        }

        // Who has lost the keys, and had none to stand in for them, gets new ones from an administrator.
        var isFirst = client.Keys.All(key => key.State == ClientKeyState.Revoked);
        var added = isFirst ? keys with { State = ClientKeyState.Current } : keys;
        if (!await ClientStore.TryAddKeyAsync(tx, added))
        {
            return SignatureErrors.ClientKeyKnown;
        }

        tx.Publish(new ClientKeyRegistered(client.Id, client.Owner, added.Id, !isFirst));
        return ClientView.Of(client with { Keys = [.. client.Keys, added] });
    }

    /// <summary>Why the client has not said itself that these keys are its substitute; null where it has.</summary>
    private static async Task<Error?> RefusalAsync(
        SignedRequestProof? proof, ClientKey keys, ISignedRequests requests, CancellationToken cancellation)
    {
        if (proof is null)
        {
            return SignatureErrors.SubstituteNotAllowed;
        }

        if (!TryRead(proof, out var signed)
            || !RequestContent.TryRead(signed.Content, out var content))
        {
            return SignatureErrors.RequestMalformed;
        }

        if (content.Subject != keys.ClientId || content.Body != keys.Proposal)
        {
            return SignatureErrors.SubstituteNotAllowed;
        }

        var taken = await requests.VerifyAsync(signed, SubstituteAudience, owner: null, cancellation);
        return taken.Is(out _, out var refusal) ? null : refusal;
    }

    private static bool TryRead(
        SignedRequestProof given, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out SignedRequest? signed)
    {
        signed = Base64Strict.TryDecode(given.Classic, out var classic)
            && Base64Strict.TryDecode(given.PostQuantum, out var postQuantum)
            ? new SignedRequest(given.Request.GetRawText(), classic, postQuantum)
            : null;
        return signed is not null;
    }

    private static bool IsFor(Caller caller, SignatureClient client) =>
        client.Owner == caller.OrganizationId || caller.Is(Role.Admin);
}
