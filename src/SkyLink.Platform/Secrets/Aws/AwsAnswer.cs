using System.Text.Json;

namespace SkyLink.Platform.Secrets.Aws;

/// <summary>Reads what AWS answers. One without a member, or with one of another kind, counts as none.</summary>
internal static class AwsAnswer
{
    public static string Text(this JsonElement answer, string member) =>
        answer.FindText(member) ?? throw Unreadable(member);

    public static string? FindText(this JsonElement answer, string member) =>
        answer.Find(member, JsonValueKind.String)?.GetString();

    public static long Number(this JsonElement answer, string member) =>
        answer.Find(member, JsonValueKind.Number) is { } found && found.TryGetInt64(out var number)
            ? number
            : throw Unreadable(member);

    /// <summary>Seconds since 1970, with a fraction.</summary>
    public static DateTimeOffset Time(this JsonElement answer, string member) =>
        answer.Find(member, JsonValueKind.Number) is { } found && found.TryGetDouble(out var seconds)
            && seconds is >= 0 and < 253_402_300_800
            ? DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Floor(seconds * 1_000))
            : throw Unreadable(member);

    /// <summary>A list; empty where it is missing.</summary>
    public static IEnumerable<JsonElement> List(this JsonElement answer, string member) =>
        answer.Find(member, JsonValueKind.Array) is { } found ? found.EnumerateArray() : [];

    /// <summary>A map; null where it is missing.</summary>
    public static JsonElement? Map(this JsonElement answer, string member) =>
        answer.Find(member, JsonValueKind.Object);

    private static JsonElement? Find(this JsonElement answer, string member, JsonValueKind kind) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(member, out var found)
        && found.ValueKind == kind ? found : null;

    private static AwsException Unreadable(string member) =>
        new(AwsException.NoAnswer, $"AWS answers without {member}.", isAway: true);
}
