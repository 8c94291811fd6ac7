using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using SkyLink.Cryptography.Jose;

namespace SkyLink.Platform.Signatures;

/// <summary>A program of an organization that signs requests.</summary>
/// <param name="LastSequence">Of the last request that was taken; 0 before the first.</param>
internal sealed record SignatureClient(
    Guid Id, Guid Owner, string Name, long LastSequence, DateTimeOffset CreatedAt, IReadOnlyList<ClientKey> Keys);

/// <summary>Where a client's keys are in their life.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClientKeyState>))]
internal enum ClientKeyState
{
    /// <summary>Requests are signed with them.</summary>
    Current,

    /// <summary>Stands in when the current ones are revoked, and proves nothing before.</summary>
    Substitute,

    Revoked,
}

/// <summary>Two public keys of a client, with which it signs together.</summary>
/// <param name="ClassicId">The RFC 7638 thumbprint; <paramref name="PostQuantumId"/> likewise.</param>
internal sealed record ClientKey(
    Guid Id, Guid ClientId, ClientKeyState State, string ClassicId, string ClassicJwk, string PostQuantumId,
    string PostQuantumJwk, DateTimeOffset RegisteredAt, DateTimeOffset? RevokedAt)
{
    /// <summary>What a client signs to name its substitute: its body in the signed request.</summary>
    public string Proposal => Encoding.UTF8.GetString(CanonicalJson.Write(
        new JsonObject { ["classic"] = ClassicId, ["postQuantum"] = PostQuantumId }));

    /// <summary>Reads the two keys as somebody registers them.</summary>
    public static Result<ClientKey> Read(
        Guid clientId, ClientKeyState state, JsonElement classic, JsonElement postQuantum, DateTimeOffset now)
    {
        if (!TryRead(classic, out var classicKey))
        {
            return SignatureErrors.ClientKeyInvalid;
        }

        using (classicKey)
        {
            if (!TryRead(postQuantum, out var postQuantumKey))
            {
                return SignatureErrors.ClientKeyInvalid;
            }

            using (postQuantumKey)
            {
                return classicKey.Algorithm is JwsAlgorithm.Es256 or JwsAlgorithm.EdDsa
                    && postQuantumKey.Algorithm == JwsAlgorithm.MlDsa44
                    ? new ClientKey(
                        Guid.CreateVersion7(now), clientId, state, classicKey.Thumbprint,
                        Encoding.UTF8.GetString(classicKey.ToPublicJwk()), postQuantumKey.Thumbprint,
                        Encoding.UTF8.GetString(postQuantumKey.ToPublicJwk()), now, RevokedAt: null)
                    : SignatureErrors.ClientKeyInvalid;
            }
        }
    }

    /// <summary>Whether both signatures are of this message.</summary>
    public bool Verifies(
        ReadOnlySpan<byte> message, ReadOnlySpan<byte> classic, ReadOnlySpan<byte> postQuantum,
        MlDsaProvider provider) =>
        Verifies(ClassicJwk, message, classic, provider) && Verifies(PostQuantumJwk, message, postQuantum, provider);

    private static bool Verifies(
        string jwk, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, MlDsaProvider provider)
    {
        if (!JsonWebKey.TryRead(Encoding.UTF8.GetBytes(jwk), out var key, provider))
        {
            return false;
        }

        using (key)
        {
            return key.Verify(key.Algorithm, message, signature);
        }
    }

    private static bool TryRead(JsonElement jwk, [NotNullWhen(true)] out JsonWebKey? key)
    {
        key = null;
        return jwk.ValueKind == JsonValueKind.Object
            && JsonWebKey.TryRead(Encoding.UTF8.GetBytes(jwk.GetRawText()), out key);
    }
}
