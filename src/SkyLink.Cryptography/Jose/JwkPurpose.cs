using System.Text.Json;

namespace SkyLink.Cryptography.Jose;

/// <summary>
/// What a JSON Web Key is for. A set of keys holds those of other kinds and for other ends too: they are passed over,
/// while one that is ours by its own word must be right (RFC 7517 sections 4 and 5).
/// </summary>
internal static class JwkPurpose
{
    private const int MostOperations = 8;

    /// <summary>Whether kind, algorithm, use and operations are those of a key that signs here.</summary>
    internal static bool IsOurs(JsonElement jwk, bool isPrivate) =>
        jwk.ValueKind == JsonValueKind.Object
        && IsOurKind(jwk)
        && (!jwk.Has("use") || jwk.TextOf("use") == "sig")
        && (!jwk.TryGetProperty("key_ops", out var operations) || AreOurs(operations, isPrivate ? "sign" : "verify"));

    private static bool IsOurKind(JsonElement jwk)
    {
        var hasAlgorithm = jwk.Has("alg");
        JwsAlgorithm? algorithm = JwsAlgorithmNames.TryRead(jwk.TextOf("alg"), out var known) ? known : null;
        if (hasAlgorithm && algorithm is null)
        {
            return false;
        }

        return jwk.TextOf("kty") switch
        {
            "EC" => jwk.TextOf("crv") == "P-256" && algorithm is null or JwsAlgorithm.Es256,
            "OKP" => jwk.TextOf("crv") == "Ed25519" && algorithm is null or JwsAlgorithm.EdDsa,
            "RSA" => algorithm is null or JwsAlgorithm.Ps256 or JwsAlgorithm.Rs256,
            "AKP" => algorithm is JwsAlgorithm.MlDsa44 or JwsAlgorithm.MlDsa65,
            _ => false,
        };
    }

    /// <summary>Each once, none but those of signatures, and the one that is needed among them.</summary>
    private static bool AreOurs(JsonElement operations, string needed)
    {
        if (operations.ValueKind != JsonValueKind.Array || operations.GetArrayLength() > MostOperations)
        {
            return false;
        }

        var named = new HashSet<string>(StringComparer.Ordinal);
        return operations.EnumerateArray().All(operation => StrictJson.TryGetText(operation, out var text)
            && text is "sign" or "verify" && named.Add(text)) && named.Contains(needed);
    }
}
