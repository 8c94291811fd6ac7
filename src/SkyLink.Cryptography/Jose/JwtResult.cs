using System.Runtime.InteropServices;
using System.Text.Json;

namespace SkyLink.Cryptography.Jose;

/// <summary>What came of reading a token; <c>default</c> is a refusal.</summary>
/// <param name="Refusal"><see cref="JwtRefusal.None"/> if the token is believed.</param>
/// <param name="Claims">The payload; undefined unless the token is believed.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct JwtResult(JwtRefusal Refusal, JsonElement Claims = default)
{
    public bool IsValid => Refusal == JwtRefusal.None;

    /// <summary>The text of a claim, or null if it is missing or no text.</summary>
    public string? Text(string claim) => IsValid ? Claims.TextOf(claim) : null;

    /// <summary>The time a claim such as "auth_time" says, or null if it is missing or no whole seconds.</summary>
    public DateTimeOffset? Time(string claim) =>
        IsValid && JwtRules.TryGetTime(Claims, claim, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    /// <summary>Whether a list such as "amr" or "roles" holds a text.</summary>
    public bool Lists(string claim, string text) =>
        IsValid && Claims.TryGetProperty(claim, out var list) && list.ValueKind == JsonValueKind.Array
        && list.EnumerateArray().Any(one => StrictJson.TryGetText(one, out var own) && own == text);
}
