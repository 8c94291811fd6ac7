using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using SkyLink.Cryptography;
using SkyLink.Cryptography.Jose;

namespace SkyLink.Platform.Signatures;

/// <summary>What a signed request says, read from its canonical text.</summary>
/// <param name="Canonical">The bytes that are signed (RFC 8785).</param>
/// <param name="Body">The part of them that is the body.</param>
internal sealed record RequestContent(
    byte[] Canonical, string Audience, string Body, DateTimeOffset IssuedAt, string ClassicId, string PostQuantumId,
    byte[] Nonce, long Sequence, Guid Subject)
{
    /// <summary>The longest text in bytes, as it comes and as it is signed.</summary>
    public const int SizeMax = 65_536;

    private const int AudienceLengthMax = 200;
    private const int Members = 7;
    private const int NonceSize = 16;

    /// <summary>2^53 - 1: larger numbers lose their last digits with some readers of JSON (RFC 7493).</summary>
    private const long SequenceMax = 9_007_199_254_740_991;

    private static readonly string[] TimeForms =
        ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];

    /// <summary>Reads what a stranger sent.</summary>
    /// <returns>False where a member is missing, foreign, or not of its form, and for what is too long.</returns>
    public static bool TryRead(string text, [NotNullWhen(true)] out RequestContent? content)
    {
        content = null;
        if (text.Length > SizeMax
            || !CanonicalJson.TryWrite(Encoding.UTF8.GetBytes(text), out var canonical)
            || canonical.Length > SizeMax)
        {
            return false;
        }

        var root = JsonElement.Parse(canonical);
        if (root.ValueKind != JsonValueKind.Object || root.GetPropertyCount() != Members
            || !TryGetText(root, "audience", out var audience) || audience.Length is 0 or > AudienceLengthMax
            || !root.TryGetProperty("body", out var body)
            || !TryReadTime(root, out var issuedAt)
            || !TryReadKeys(root, out var classicId, out var postQuantumId)
            || !TryGetText(root, "nonce", out var nonceText)
            || !Base64Url.TryDecode(nonceText, out var nonce) || nonce.Length != NonceSize
            || !TryReadSequence(root, out var sequence)
            || !TryGetText(root, "subject", out var subjectText)
            || !Guid.TryParseExact(subjectText, "D", out var subject))
        {
            return false;
        }

        content = new RequestContent(
            canonical, audience, body.GetRawText(), issuedAt, classicId, postQuantumId, nonce, sequence, subject);
        return true;
    }

    private static bool TryReadTime(JsonElement root, out DateTimeOffset time)
    {
        time = default;
        return TryGetText(root, "issuedAt", out var text) && DateTimeOffset.TryParseExact(
            text, TimeForms, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }

    private static bool TryReadKeys(JsonElement root, out string classicId, out string postQuantumId)
    {
        classicId = postQuantumId = "";
        if (!root.TryGetProperty("keys", out var keys) || keys.ValueKind != JsonValueKind.Object
            || keys.GetPropertyCount() != 2
            || !TryGetText(keys, "classic", out var classic) || !KeyOwner.IsKeyId(classic)
            || !TryGetText(keys, "postQuantum", out var postQuantum) || !KeyOwner.IsKeyId(postQuantum))
        {
            return false;
        }

        (classicId, postQuantumId) = (classic, postQuantum);
        return true;
    }

    private static bool TryReadSequence(JsonElement root, out long sequence)
    {
        sequence = 0;
        return root.TryGetProperty("sequence", out var number) && number.ValueKind == JsonValueKind.Number
            && number.TryGetInt64(out sequence) && sequence is > 0 and <= SequenceMax;
    }

    private static bool TryGetText(JsonElement parent, string name, [NotNullWhen(true)] out string? text)
    {
        text = parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
        return text is not null;
    }
}
