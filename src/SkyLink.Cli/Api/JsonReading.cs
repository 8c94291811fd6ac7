using System.Text.Json;

namespace SkyLink.Cli;

/// <summary>Reads what the API answered without a type for each answer.</summary>
internal static class JsonReading
{
    /// <summary>The member at a path, "participant.status"; null where it is missing or null.</summary>
    public static JsonElement? At(this JsonElement from, string path)
    {
        var at = from;
        foreach (var name in path.Split('.'))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return null;
            }
        }

        return at.ValueKind == JsonValueKind.Null ? null : at;
    }

    /// <summary>The member as text: a string, a number, or the items of a list with commas.</summary>
    public static string? Text(this JsonElement from, string path) => from.At(path) is not { } found ? null
        : found.ValueKind == JsonValueKind.Array
            ? string.Join(", ", found.EnumerateArray().Select(TextOf))
            : TextOf(found);

    public static IEnumerable<JsonElement> Items(this JsonElement from, string path) =>
        from.At(path) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>What others wrote must not move the cursor or colour the terminal.</summary>
    public static string Printable(this string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(it => char.IsControl(it) ? ' ' : it)) : text;

    /// <summary>Money is {units, asset}: "1250 PKR/2" is told as "12.50 PKR".</summary>
    private static string TextOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object
            && value.Text("units") is { } units && value.Text("asset") is { } asset
            ? MoneyText(units, asset)
            : value.ToString();

    internal static string MoneyText(string units, string asset)
    {
        var parts = asset.Split('/');
        if (parts.Length != 2 || !int.TryParse(parts[1], out var digits) || digits is < 1 or > 38)
        {
            return $"{units} {asset}";
        }

        var isNegative = units.StartsWith('-');
        var figures = (isNegative ? units[1..] : units).PadLeft(digits + 1, '0');
        return $"{(isNegative ? "-" : "")}{figures[..^digits]}.{figures[^digits..]} {parts[0]}";
    }
}
