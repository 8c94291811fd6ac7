using System.Globalization;
using System.Text.Json;

namespace SkyLink.Cli;

/// <summary>What the API refused, in its own words.</summary>
internal sealed class ApiProblemException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;

    /// <summary>Reads a problem document (RFC 9457); anything else is told by its status alone.</summary>
    public static ApiProblemException Of(int status, string body)
    {
        try
        {
            using var problem = JsonDocument.Parse(body);
            var root = problem.RootElement;
            var title = root.Text("title") ?? "refused";
            var detail = root.Text("detail") is { } more ? $" {more}" : "";
            var code = root.Text("code") ?? status.ToString(CultureInfo.InvariantCulture);
            return new ApiProblemException(
                status, $"{$"{title}{detail}".Printable()} ({code.Printable()}){Fields(root)}");
        }
        catch (JsonException)
        {
            return new ApiProblemException(
                status, string.Create(CultureInfo.InvariantCulture, $"the answer was {status} without a reason"));
        }
    }

    /// <summary>Which part of the request was wrong, and why.</summary>
    private static string Fields(JsonElement problem) =>
        problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty("errors", out var errors)
        && errors.ValueKind == JsonValueKind.Object
            ? string.Concat(errors.EnumerateObject().Select(field =>
                $"\n  {$"{field.Name}: {ReasonsOf(field.Value)}".Printable()}"))
            : "";

    private static string ReasonsOf(JsonElement reasons) => reasons.ValueKind == JsonValueKind.Array
        ? string.Join("; ", reasons.EnumerateArray().Select(reason => reason.ToString()))
        : reasons.ToString();
}
