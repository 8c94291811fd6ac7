using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace SkyLink.Cryptography.Jose;

/// <summary>The public keys of an issuer (RFC 7517 section 5), found by their id.</summary>
public sealed class JwksDocument
{
    /// <summary>The longest document in bytes.</summary>
    public const int LongestBytes = 65_536;

    /// <summary>More keys than this are not read.</summary>
    public const int MostKeys = 64;

    private readonly Dictionary<string, JsonWebKey> keys;

    /// <summary>Gathers keys; two of one id are a bug.</summary>
    /// <param name="keys">The caller's to dispose; each once.</param>
    public JwksDocument(IEnumerable<JsonWebKey> keys) =>
        this.keys = keys.ToDictionary(key => key.KeyId, StringComparer.Ordinal);

    public IReadOnlyCollection<JsonWebKey> Keys => keys.Values;

    /// <summary>The key of an id, or null.</summary>
    public JsonWebKey? Find(string keyId) => keys.GetValueOrDefault(keyId);

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

    /// <summary>Reads the keys that sign; those of other kinds and ends are passed over, as the RFC asks.</summary>
    /// <returns>
    /// False if it is no such document, is too large, or holds a key of ours that is broken, weak, private, or of an
    /// id that another has.
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

        var read = new Dictionary<string, JsonWebKey>(StringComparer.Ordinal);
        foreach (var jwk in list.EnumerateArray().Where(jwk => JwkPurpose.IsOurs(jwk, isPrivate: false)))
        {
            if (!JsonWebKey.TryRead(jwk, isPrivate: false, out var key) || !read.TryAdd(key.KeyId, key))
            {
                return false;
            }
        }

        document = new JwksDocument(read.Values);
        return true;
    }
}
