using System.Globalization;
using System.Text.Json.Serialization;
using SkyLink.Beckn.Signing;

namespace SkyLink.Trade.Registry;

/// <summary>The body of <c>/lookup</c>: filters, all of which must hold, and where to read on.</summary>
internal sealed record LookupBody(
    string? SubscriberId,
    [property: JsonPropertyName("ukId")] string? UkId,
    string? UniqueKeyId,
    string? Domain,
    string? Country,
    string? City,
    string? Type,
    string? After,
    int? Limit);

/// <summary>The body of <c>/vlookup</c>, signed over the parameters alone.</summary>
internal sealed record VerifiedLookupBody(
    string? SenderSubscriberId, string? RequestId, string? Timestamp, string? Signature,
    LookupParameters? SearchParameters);

internal sealed record LookupParameters(
    string? Country, string? Domain, string? Type, string? City, string? SubscriberId);

/// <summary>One key in one role, as the network's registries print it.</summary>
/// <param name="BrId">The role's own id; with the key id it names the entry.</param>
/// <param name="City">The city asked for, or the cities joined by commas.</param>
internal sealed record LookupEntry(
    string SubscriberId,
    [property: JsonPropertyName("ukId")] string UkId,
    string UniqueKeyId,
    string BrId,
    string SubscriberUrl,
    string Domain,
    string City,
    IReadOnlyList<string> Cities,
    string Country,
    string Type,
    bool Msn,
    string Status,
    string SigningPublicKey,
    string EncrPublicKey,
    string ValidFrom,
    string ValidUntil,
    string Created,
    string Updated)
{
    public static LookupEntry Of(LookupRow row, string? askedCity) => new(
        row.SubscriberId,
        row.Key.KeyId,
        row.Key.KeyId,
        row.RoleId.ToString(),
        row.SubscriberUrl,
        row.Domain,
        askedCity ?? string.Join(',', row.Cities),
        row.Cities,
        row.Country,
        row.Type.ToString(),
        row.Kind == SellerKind.Marketplace,
        row.Status,
        row.Key.SigningPublicKey,
        row.Key.EncrPublicKey,
        Time(row.Key.ValidFrom),
        Time(row.Key.ValidUntil),
        Time(row.CreatedAt),
        Time(row.UpdatedAt));

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

/// <summary>A page of entries; <paramref name="Next"/> is the <c>after</c> of the following one.</summary>
internal sealed record LookupAnswer(IReadOnlyList<LookupEntry> Entries, string? Next);

/// <summary>Answers who is on the network.</summary>
internal sealed class Lookups(
    Db<RegistryModule> db, SignatureCheck signatures, RegistryLimits limits, IOptions<RegistryOptions> options,
    TimeProvider clock)
{
    internal const int LimitMax = 500;
    private const int FilterLengthMax = 255;

    /// <summary>A lookup with the normal <c>Authorization</c> header; unsigned where that is allowed.</summary>
    /// <param name="mustSign">Version 2 takes signed requests only.</param>
    public async Task<(LookupAnswer? Answer, RegistryRefusal? Refusal)> AnswerAsync(
        byte[] body, string? authorization, System.Net.IPAddress? from, bool mustSign, CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(authorization) && !mustSign)
        {
            var refused = !options.Value.AllowUnsignedLookup ? RegistryRefusal.UnsignedLookup
                : !limits.AdmitUnsignedLookup(from) ? RegistryRefusal.TooMany
                : null;
            return refused is null ? await FindAsync(body, cancellation) : (null, refused);
        }

        var signer = await signatures.CheckAsync(authorization, body, expected: null, cancellation);
        var refusal = signer.Refusal ?? (limits.AdmitLookup(signer.SubscriberId) ? null : RegistryRefusal.TooMany);
        return refusal is null ? await FindAsync(body, cancellation) : (null, refusal);
    }

    /// <summary>A lookup whose parameters are signed.</summary>
    public async Task<(LookupAnswer? Answer, RegistryRefusal? Refusal)> AnswerVerifiedAsync(
        byte[] body, CancellationToken cancellation)
    {
        if (WireJson.Parse<VerifiedLookupBody>(body, out var malformed) is not { } asked)
        {
            return (null, malformed);
        }

        if (!SubscriberIds.IsSubscriber(asked.SenderSubscriberId))
        {
            return (null, RegistryRefusal.Malformed("sender_subscriber_id", "A subscriber id is expected."));
        }

        if (asked.SearchParameters is not { } search || asked.Signature is not { Length: <= FilterLengthMax } signature)
        {
            var path = asked.SearchParameters is null ? "search_parameters" : "signature";
            return (null, RegistryRefusal.Malformed(path, "It is missing or too long."));
        }

        if (!limits.AdmitVerifiedLookup(asked.SenderSubscriberId!))
        {
            return (null, RegistryRefusal.TooMany);
        }

        var signed = new LookupSignature(
            search.Country ?? "", search.Domain ?? "", search.Type ?? "", search.City ?? "", search.SubscriberId ?? "");
        var refusal = await signatures.CheckAsync(asked.SenderSubscriberId!, signed, signature, cancellation);
        return refusal is null
            ? await FindAsync(
                new LookupBody(
                    search.SubscriberId, null, null, search.Domain, search.Country, search.City, search.Type, null,
                    null),
                cancellation)
            : (null, refusal);
    }

    private async Task<(LookupAnswer? Answer, RegistryRefusal? Refusal)> FindAsync(
        byte[] body, CancellationToken cancellation) =>
        WireJson.Parse<LookupBody>(body, out var malformed) is { } asked
            ? await FindAsync(asked, cancellation)
            : (null, malformed);

    private async Task<(LookupAnswer? Answer, RegistryRefusal? Refusal)> FindAsync(
        LookupBody asked, CancellationToken cancellation)
    {
        if (FaultOf(asked) is { } fault)
        {
            return (null, fault);
        }

        TryReadPlace(asked.After, out var afterRole, out var afterKey);
        var filter = new LookupFilter(
            NullIfEmpty(asked.SubscriberId), NullIfEmpty(asked.UkId ?? asked.UniqueKeyId), NullIfEmpty(asked.Domain),
            NullIfEmpty(asked.Country), NullIfEmpty(asked.City), WireTypes.Find(asked.Type));
        var limit = asked.Limit ?? LimitMax;
        var now = clock.GetUtcNow();
        var rows = await db.InTransactionAsync(
            tx => LookupStore.FindAsync(tx, filter, now, afterRole, afterKey, limit), cancellation);
        var next = rows.Count == limit ? $"{rows[^1].RoleId}|{rows[^1].Key.KeyId}" : null;
        return (new LookupAnswer(rows.ConvertAll(row => LookupEntry.Of(row, filter.City)), next), null);
    }

    private static RegistryRefusal? FaultOf(LookupBody asked)
    {
        (string Path, string? Text)[] texts =
        [
            ("subscriber_id", asked.SubscriberId), ("ukId", asked.UkId), ("unique_key_id", asked.UniqueKeyId),
            ("domain", asked.Domain), ("country", asked.Country), ("city", asked.City),
        ];
        var wrong = Array.Find(texts, it => it.Text?.Length > FilterLengthMax || it.Text?.Any(char.IsControl) == true);
        return wrong.Path is not null
                ? RegistryRefusal.Malformed(wrong.Path, "At most 255 printable characters are expected.")
            : !string.IsNullOrEmpty(asked.Type) && WireTypes.Find(asked.Type) is null
                ? RegistryRefusal.Malformed("type", "BAP, BPP or BG is expected.")
            : asked.Limit is < 1 or > LimitMax ? RegistryRefusal.Malformed("limit", $"1 to {LimitMax} is expected.")
            : !TryReadPlace(asked.After, out _, out _)
                ? RegistryRefusal.Malformed("after", "The value of the header X-SkyLink-Next is expected.")
            : null;
    }

    private static bool TryReadPlace(string? after, out Guid role, out string key)
    {
        (role, key) = (Guid.Empty, "");
        var parts = after?.Split('|');
        if (parts is not [var id, var keyId])
        {
            return string.IsNullOrEmpty(after);
        }

        key = keyId;
        return SubscriberIds.IsKey(keyId) && Guid.TryParse(id, out role);
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
