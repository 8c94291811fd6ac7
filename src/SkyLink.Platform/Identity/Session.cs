using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using SkyLink.Cryptography;

namespace SkyLink.Platform.Identity;

[JsonConverter(typeof(JsonStringEnumConverter<SessionKind>))]
internal enum SessionKind
{
    /// <summary>A cookie.</summary>
    [JsonStringEnumMemberName("browser")]
    Browser,

    /// <summary>A family of refresh tokens, and the access tokens they get.</summary>
    [JsonStringEnumMemberName("app")]
    App,
}

/// <summary>Where somebody is signed in.</summary>
internal sealed record Session
{
    public required Guid Id { get; init; }

    public required SessionKind Kind { get; init; }

    public required Guid UserId { get; init; }

    public required Guid OrganizationId { get; init; }

    /// <summary>The program it was opened with, as it calls itself; cut to 200 characters.</summary>
    public string? Agent { get; init; }

    /// <summary>The client address it was opened from.</summary>
    public string? Address { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset LastSeenAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public static Session Open(
        SessionKind kind, User user, ClientTrace client, DateTimeOffset now, TimeSpan lifetime)
    {
        return new Session
        {
            Id = Guid.CreateVersion7(now),
            Kind = kind,
            UserId = user.Id,
            OrganizationId = user.Organization.Id,
            Agent = client.Agent,
            Address = client.Address,
            CreatedAt = now,
            LastSeenAt = now,
            ExpiresAt = now + lifetime,
        };
    }

    /// <param name="idle">How long a browser's session lives unused; an app's lives by its refresh tokens.</param>
    public bool IsOpen(DateTimeOffset now, TimeSpan idle) =>
        EndedAt is null && now < ExpiresAt && (Kind == SessionKind.App || now < LastSeenAt + idle);
}

/// <summary>Who asked, as far as the connection tells.</summary>
internal sealed record ClientTrace(string? Address, string? Agent)
{
    private const int AgentLengthMax = 200;

    public static ClientTrace Of(HttpContext context)
    {
        var agent = new string([.. context.Request.Headers.UserAgent.ToString().Where(sign => !char.IsControl(sign))]);
        var address = context.Connection.RemoteIpAddress;
        return new ClientTrace(
            address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4().ToString() : address?.ToString(),
            agent.Length == 0 ? null : agent.Beginning(AgentLengthMax));
    }
}

/// <summary>Secrets that the holder keeps and we know only by their hash.</summary>
internal static class Secret
{
    private const int SizeBytes = 32;

    public static string New() => Base64Url.Encode(RandomNumberGenerator.GetBytes(SizeBytes));

    /// <summary>256 random bits need no slow hash: there is nothing to guess.</summary>
    public static byte[] Sha256(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
