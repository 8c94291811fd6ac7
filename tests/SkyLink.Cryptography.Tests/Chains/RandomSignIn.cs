using System.Globalization;
using System.Text.Json.Nodes;

namespace SkyLink.Cryptography.Chains;

#pragma warning disable CA5394 // Seeded on purpose: what fails, fails again.

/// <summary>Any message of EIP-4361, for us and as a peer takes it.</summary>
internal static class RandomSignIn
{
    public static (SiweMessage Own, JsonObject Peer) Next(Random random)
    {
        var address = EthereumAddress.FromBytes(new RandomAbi(random).Bytes(20));
        var (chainId, issuedAt) = (random.Next(1, int.MaxValue), Time(random));
        bool Some() => random.Next(2) == 0;
        var request = new SignInRequest
        {
            Scheme = Some() ? "https" : null,
            Domain = random.Next(3) switch { 0 => "example.com", 1 => "localhost:8080", _ => "127.0.0.1" },
            Statement = Some() ? $"I accept the terms ({random.Next()}): https://example.com/tos?a=b#c" : null,
            Uri = $"https://example.com/{random.Next()}?q={random.Next()}",
            Nonce = $"{random.NextInt64(long.MaxValue):x16}",
            IssuedAt = issuedAt,
            ExpirationTime = Some() ? issuedAt.AddDays(1) : null,
            NotBefore = Some() ? issuedAt.AddDays(-1) : null,
            RequestId = Some() ? $"id-{random.Next()}" : null,
            Resources = [.. Enumerable.Range(0, random.Next(3)).Select(i => $"https://example.com/resource/{i}")],
        };
        (string Name, JsonNode? Value)[] fields =
        [
            ("address", address.ToString()), ("chainId", chainId), ("domain", request.Domain), ("nonce", request.Nonce),
            ("uri", request.Uri), ("issuedAt", Write(request.IssuedAt)), ("scheme", request.Scheme), ("statement", request.Statement),
            ("expirationTime", request.ExpirationTime is { } end ? Write(end) : null),
            ("notBefore", request.NotBefore is { } start ? Write(start) : null), ("requestId", request.RequestId),
            ("resources", request.Resources.Count > 0 ? new JsonArray([.. request.Resources.Select(one => (JsonNode)one)]) : null),
        ];
        var given = fields.Where(field => field.Value is not null);
        return (
            SiweMessage.Create(address, (ulong)chainId, request),
            new JsonObject(given.Select(field => KeyValuePair.Create(field.Name, field.Value))));
    }

    /// <summary>With milliseconds that do not end in a zero, which we would not write.</summary>
    private static DateTimeOffset Time(Random random) =>
        DateTimeOffset.FromUnixTimeMilliseconds((random.NextInt64(0, 300_000_000_000) * 10) + random.Next(1, 10));

    private static string Write(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
