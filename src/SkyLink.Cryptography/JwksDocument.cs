using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace SkyLink.Cryptography;

/// <summary>The public keys of an issuer (RFC 7517 section 5), found by their id.</summary>
public sealed class JwksDocument
{
    /// <summary>The longest document in bytes.</summary>
    public const int LongestBytes = 65_536;

    /// <summary>More keys than this are not read.</summary>
    public const int MostKeys = 64;

    private readonly Dictionary<string, Es256Key> keys;

    /// <summary>Gathers keys; two of one id are a bug.</summary>
    /// <param name="keys">The caller's to dispose; each once.</param>
    public JwksDocument(IEnumerable<Es256Key> keys) =>
        this.keys = keys.ToDictionary(key => key.KeyId, StringComparer.Ordinal);

    public IReadOnlyCollection<Es256Key> Keys => keys.Values;

    /// <summary>The key of an id, or null; fits the verifier.</summary>
    public Es256Key? Find(string keyId) => keys.GetValueOrDefault(keyId);

    /// <summary>Only the public halves are written, whatever the keys are.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("keys");
        foreach (var key in keys.Values)
        {
            key.WritePublicJwk(writer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Reads the ES256 keys; those of other kinds are passed over, as the RFC asks.</summary>
    /// <returns>
    /// False if it is no such document, is too large, holds an ES256 key that is broken, private, or there twice.
    /// </returns>
    public static bool TryRead(ReadOnlySpan<byte> json, [NotNullWhen(true)] out JwksDocument? document)
    {
        document = null;
        if (json.Length > LongestBytes
            || !StrictJson.TryParseObject(json, out var root)
            || !root.TryGetProperty("keys", out var list)
            || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > MostKeys)
        {
            return false;
        }

        var read = new Dictionary<string, Es256Key>(StringComparer.Ordinal);
        foreach (var jwk in list.EnumerateArray().Where(IsOurKind))
        {
            if (jwk.TryGetProperty("d", out _)
                || !Es256Key.TryReadJwk(jwk, out var key) || !read.TryAdd(key.KeyId, key))
            {
                return false;
            }
        }

        document = new JwksDocument(read.Values);
        return true;
    }

    private static bool IsOurKind(JsonElement jwk) => jwk.ValueKind == JsonValueKind.Object
        && jwk.TryGetProperty("kty", out var kind) && StrictJson.TryGetText(kind, out var kty) && kty == "EC"
        && jwk.TryGetProperty("crv", out var curve) && StrictJson.TryGetText(curve, out var crv) && crv == "P-256";
}
