namespace SkyLink.Trade.Registry;

/// <summary>What a newcomer needs to know of the registry; its public keys are at <c>/key</c> below it.</summary>
/// <param name="SubscriberId">The name under which it signs its challenges.</param>
/// <param name="Url">Below it, participants subscribe and look each other up.</param>
/// <param name="Domain">In which goods are traded here, for example <c>ONDC:RET10</c>.</param>
internal sealed record RegistryView(string SubscriberId, Uri Url, string Domain);

/// <summary>A participant in a list; type, domain, city and address are those of its first role.</summary>
/// <param name="Actions">What may be asked of it now: approve, reject, suspend, reinstate, unsubscribe.</param>
internal sealed record ParticipantView(
    string SubscriberId, string Name, ParticipantType? Type, SellerKind? Kind, string? Domain, string? City,
    string? Url, string Country, string Status, string? Reason, Guid? OrganizationId, int Roles,
    IReadOnlyList<string> Actions, int Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static ParticipantView Of(Participant it, IReadOnlyList<ParticipationRow> roles)
    {
        var first = roles.Count > 0 ? roles[0].Role : null;
        var hasNewRoles = it.IsSubscribed && roles.Any(role => role.AccreditedAt is null);
        return new ParticipantView(
            it.SubscriberId, it.LegalName, first?.Type ?? it.Application?.Type, first?.Kind, first?.Domain,
            first is null ? null : string.Join(',', first.Cities), first?.SubscriberUrl, it.Country, it.Status,
            it.Reason, it.OwnerOrganization, roles.Count, hasNewRoles ? ["approve", .. it.Actions] : it.Actions,
            it.Version, it.CreatedAt, it.UpdatedAt);
    }
}

internal sealed record RoleView(
    ParticipantType Type, SellerKind Kind, string Domain, IReadOnlyList<string> Cities, string SubscriberUrl,
    IReadOnlyList<SellerOnRecord> Sellers, DateTimeOffset? AccreditedAt);

internal sealed record KeyView(
    string KeyId, string SigningPublicKey, string EncryptionPublicKey, DateTimeOffset ValidFrom,
    DateTimeOffset ValidUntil, string State, DateTimeOffset? RevokedAt, DateTimeOffset CreatedAt);

internal sealed record CheckView(int Attempt, string Name, bool Ok, string Detail, DateTimeOffset At);

internal sealed record SubscriptionView(
    Guid Id, string RequestId, string KeyId, string CallbackUrl, string State, int Attempts, DateTimeOffset? NextAt,
    DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt, IReadOnlyList<CheckView> Checks);

/// <summary>Everything about one participant; of its history the newest hundred, of its requests twenty.</summary>
internal sealed record ParticipantDetail(
    ParticipantView Participant, Application? Application, IReadOnlyList<RoleView> Participations,
    IReadOnlyList<KeyView> Keys, IReadOnlyList<SubscriptionView> Subscriptions, IReadOnlyList<HistoryEntry> History)
{
    private const int HistoryMax = 100;
    private const int SubscriptionsMax = 20;

    public static async Task<ParticipantDetail> ReadAsync(Tx tx, Participant it, DateTimeOffset now)
    {
        var roles = await RegistryStore.RolesAsync(tx, [it.SubscriberId]);
        var keys = await RegistryStore.KeysAsync(tx, it.SubscriberId);
        var requests = await EnrolmentStore.OfAsync(tx, it.SubscriberId, SubscriptionsMax);
        var checks = (await EnrolmentStore.ChecksAsync(tx, [.. requests.Select(request => request.Id)]))
            .ToLookup(check => check.SubscriptionId);
        return new ParticipantDetail(
            ParticipantView.Of(it, roles),
            it.Application,
            roles.ConvertAll(row => new RoleView(
                row.Role.Type, row.Role.Kind, row.Role.Domain, row.Role.Cities, row.Role.SubscriberUrl,
                row.Role.Sellers, row.AccreditedAt)),
            keys.ConvertAll(key => ViewOf(key, now)),
            requests.ConvertAll(request => ViewOf(request, checks[request.Id])),
            await RegistryStore.HistoryAsync(tx, it.SubscriberId, HistoryMax));
    }

    /// <summary>A key is over when its time is, whether the watcher has come by or not.</summary>
    private static KeyView ViewOf(ParticipantKey key, DateTimeOffset now) => new(
        key.Pair.KeyId, key.Pair.SigningPublicKey, key.Pair.EncrPublicKey, key.Pair.ValidFrom, key.Pair.ValidUntil,
        key.State == ParticipantKey.Valid && key.Pair.ValidUntil <= now ? ParticipantKey.Expired : key.State,
        key.RevokedAt, key.CreatedAt);

    private static SubscriptionView ViewOf(EnrolmentRequest it, IEnumerable<CheckRow> checks) => new(
        it.Id, it.Requested.RequestId, it.Requested.Key.KeyId, it.Requested.CallbackUrl, it.State, it.Attempts,
        it.State == EnrolmentRequest.Pending ? it.NextAt : null, it.CreatedAt, it.FinishedAt,
        [.. checks.Select(check => new CheckView(check.Attempt, check.Name, check.Ok, check.Detail, check.At))]);
}
