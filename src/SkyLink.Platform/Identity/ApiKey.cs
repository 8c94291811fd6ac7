using System.Security.Cryptography;

namespace SkyLink.Platform.Identity;

/// <summary>
/// A key with which a program calls on behalf of its creator: it can do what its scopes name, as long as its creator
/// still may. Known by its prefix; of the secret there is only the SHA-256.
/// </summary>
internal sealed record ApiKey
{
    private const int PrefixLength = 12;
    private const string PrefixSigns = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const string Start = "sk_";

    public required Guid Id { get; init; }

    public required string Prefix { get; init; }

    public required string Name { get; init; }

    public required Guid UserId { get; init; }

    public required Guid OrganizationId { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>How often it may be used from midnight to midnight UTC; null for as often as it likes.</summary>
    public int? CallsPerDay { get; init; }

    /// <summary>The key that was made in its place.</summary>
    public Guid? ReplacedBy { get; init; }

    /// <summary>Noted every five minutes at most.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>A key, and its secret, which is shown this once.</summary>
    /// <param name="held">The permissions of the creator's own credential.</param>
    public static Result<NewApiKey> Create(
        Caller creator, CreateApiKey wish, IReadOnlyCollection<string> held, DateTimeOffset now, TimeSpan lifetimeMax)
    {
        var (scopes, expiresAt) = (wish.Scopes, wish.ExpiresAt);
        var beyond = scopes.Except(held, StringComparer.Ordinal).ToList();
        if (beyond.Count > 0)
        {
            return IdentityErrors.ScopesBeyondCreator.With($"You have no {string.Join(", ", beyond)}.");
        }

        if (expiresAt <= now || expiresAt > now + lifetimeMax)
        {
            return IdentityErrors.KeyExpiryInvalid.With($"At most {lifetimeMax.TotalDays:0} days ahead.");
        }

        var prefix = RandomNumberGenerator.GetString(PrefixSigns, PrefixLength);
        var secret = Secret.New();
        var key = new ApiKey
        {
            Id = Guid.CreateVersion7(now),
            Prefix = prefix,
            Name = wish.Name.Trim(),
            UserId = creator.UserId,
            OrganizationId = creator.OrganizationId,
            Scopes = [.. scopes.Distinct(StringComparer.Ordinal)],
            CreatedAt = now,
            ExpiresAt = expiresAt.ToMicroseconds(),
            CallsPerDay = wish.CallsPerDay,
        };
        return new NewApiKey(key, $"{Start}{prefix}_{secret}", Secret.Sha256(secret));
    }

    /// <summary>Another key for the same, and what becomes of this one: it ends when the overlap is over.</summary>
    public Result<Replacement> Replace(
        Caller creator, ReplaceApiKey wish, IReadOnlyCollection<string> held, DateTimeOffset now, TimeSpan lifetimeMax)
    {
        if (ReplacedBy is not null)
        {
            return IdentityErrors.KeyReplaced;
        }

        if (!IsGood(now))
        {
            return IdentityErrors.KeyNotFound;
        }

        var same = new CreateApiKey(Name, Scopes, wish.ExpiresAt, CallsPerDay);
        if (!Create(creator, same, held, now, lifetimeMax).Is(out var made, out var refusal))
        {
            return refusal;
        }

        var end = (now + (wish.Overlap ?? ReplaceApiKey.UsualOverlap)).ToMicroseconds();
        return new Replacement(
            this with { ReplacedBy = made.Key.Id, ExpiresAt = end < ExpiresAt ? end : ExpiresAt }, made);
    }

    /// <summary>Takes <c>sk_prefix_secret</c> apart.</summary>
    public static (string Prefix, byte[] SecretSha256)? Parse(string text)
    {
        var secretAt = Start.Length + PrefixLength + 1;
        return text.Length > secretAt && text.StartsWith(Start, StringComparison.Ordinal) && text[secretAt - 1] == '_'
            ? (text.Substring(Start.Length, PrefixLength), Secret.Sha256(text[secretAt..]))
            : null;
    }

    public bool IsGood(DateTimeOffset now) => RevokedAt is null && now < ExpiresAt;
}

/// <summary>The key that goes, and the one that comes.</summary>
internal sealed record Replacement(ApiKey Old, NewApiKey New);

/// <param name="Text">The key as its holder keeps it.</param>
internal sealed record NewApiKey(ApiKey Key, string Text, byte[] SecretSha256);
