using System.Runtime.InteropServices;
using System.Text.Json;

namespace SkyLink.Cryptography;

/// <summary>What came of reading a token; <c>default</c> is a refusal.</summary>
/// <param name="Refusal"><see cref="JwtRefusal.None"/> if the token is believed.</param>
/// <param name="Claims">The payload; undefined unless the token is believed.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct JwtResult(JwtRefusal Refusal, JsonElement Claims = default)
{
    public bool IsValid => Refusal == JwtRefusal.None;

    /// <summary>The text of a claim, or null if it is missing or no text.</summary>
    public string? Text(string claim) =>
        IsValid && Claims.TryGetProperty(claim, out var value) && StrictJson.TryGetText(value, out var text)
            ? text
            : null;
}
