using System.Buffers;
using SkyLink.Cryptography.Jose;

namespace SkyLink.Platform.Signatures;

/// <summary>A key of a purpose, with the times of its life; the secret is not here.</summary>
internal sealed record SignatureKey
{
    /// <summary>The RFC 7638 thumbprint.</summary>
    public required string Id { get; init; }

    public required Succession Succession { get; init; }

    public required int Version { get; init; }

    public required string PublicJwk { get; init; }

    public required DateTimeOffset PublishedAt { get; init; }

    public required DateTimeOffset SignsFrom { get; init; }

    public required DateTimeOffset SignsUntil { get; init; }

    public required DateTimeOffset VerifiesUntil { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    public SignatureKeyState StateAt(DateTimeOffset now) =>
        RevokedAt is not null ? SignatureKeyState.Revoked
        : now < SignsFrom ? SignatureKeyState.Published
        : now < SignsUntil ? SignatureKeyState.Signs
        : now < VerifiesUntil ? SignatureKeyState.Retired
        : SignatureKeyState.Gone;

    /// <summary>One that waits for its turn counts too: the clock of another process may be ahead.</summary>
    public bool VerifiesAt(DateTimeOffset now) =>
        StateAt(now) is SignatureKeyState.Published or SignatureKeyState.Signs or SignatureKeyState.Retired;

    public PublicSignatureKey ToPublic(DateTimeOffset now) => new(
        Id, Succession.Owner, Succession.Purpose, Succession.Algorithm, Version, StateAt(now), SignsFrom, SignsUntil,
        VerifiesUntil, PublicJwk);
}

/// <summary>The succession of a purpose's keys of one algorithm.</summary>
internal sealed record Succession(long Id, string Owner, string Purpose, SignatureAlgorithm Algorithm);

/// <summary>Who may own keys, and what purposes are called.</summary>
internal static class KeyOwner
{
    public const string Platform = "platform";

    public const string PurposePattern = "^[a-z0-9_.-]{1,60}$";

    /// <summary>All keys of an owner fit into one document, <see cref="JwksDocument.LongestBytes"/> long.</summary>
    public const int PurposesMax = 7;

    private const int PurposeLengthMax = 60;
    private const int KeyIdLength = 43;

    private static readonly SearchValues<char> OfPurposes =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_.-");

    private static readonly SearchValues<char> OfKeyIds =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public static string Of(Caller caller) => caller.OrganizationId.ToString();

    /// <summary>Reads "platform" or an organization's id, in the one form it has.</summary>
    public static bool IsOwner(string text) =>
        text == Platform || (Guid.TryParseExact(text, "D", out var id) && id.ToString() == text);

    public static bool IsPurpose(string text) =>
        text.Length is > 0 and <= PurposeLengthMax && !text.AsSpan().ContainsAnyExcept(OfPurposes);

    /// <summary>A thumbprint.</summary>
    public static bool IsKeyId(string text) =>
        text.Length == KeyIdLength && !text.AsSpan().ContainsAnyExcept(OfKeyIds);
}

/// <summary>The same algorithms as JOSE, the database and the API call them.</summary>
internal static class SignatureAlgorithms
{
    public static bool IsPostQuantum(this SignatureAlgorithm algorithm) =>
        algorithm is SignatureAlgorithm.MlDsa44 or SignatureAlgorithm.MlDsa65;

    public static string Name(this SignatureAlgorithm algorithm) => algorithm switch
    {
        SignatureAlgorithm.Es256 => "ES256",
        SignatureAlgorithm.EdDsa => "EdDSA",
        SignatureAlgorithm.MlDsa44 => "ML-DSA-44",
        SignatureAlgorithm.MlDsa65 => "ML-DSA-65",
    };

    public static SignatureAlgorithm Of(string name) =>
        Enum.GetValues<SignatureAlgorithm>().Single(algorithm => algorithm.Name() == name);

    public static JwsAlgorithm ToJws(this SignatureAlgorithm algorithm) => algorithm switch
    {
        SignatureAlgorithm.Es256 => JwsAlgorithm.Es256,
        SignatureAlgorithm.EdDsa => JwsAlgorithm.EdDsa,
        SignatureAlgorithm.MlDsa44 => JwsAlgorithm.MlDsa44,
        SignatureAlgorithm.MlDsa65 => JwsAlgorithm.MlDsa65,
    };
}
