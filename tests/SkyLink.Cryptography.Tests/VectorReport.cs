using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;

[assembly: AssemblyFixture(typeof(SkyLink.Cryptography.VectorReport))]

namespace SkyLink.Cryptography;

/// <summary>
/// Which sets of vectors the tests read, and how many cases these hold: written where `skylink test` prints it from.
/// </summary>
public sealed class VectorReport : IDisposable
{
    private const string Folder = "SKYLINK_TEST_REPORTS";

    private static readonly ConcurrentDictionary<string, int> Cases = new(StringComparer.Ordinal);

    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable(Folder) is { Length: > 0 } folder && !Cases.IsEmpty)
        {
            var lines = new StringBuilder();
            foreach (var (set, count) in Cases.OrderBy(it => it.Key, StringComparer.Ordinal))
            {
                lines.Append(CultureInfo.InvariantCulture, $"vectors: {set}: {count}\n");
            }

            lines.Append(CultureInfo.InvariantCulture, $"vectors: {Cases.Count} sets, {Cases.Values.Sum()} cases\n");
            File.WriteAllText(Path.Combine(folder, "vectors.txt"), lines.ToString());
        }
    }

    /// <summary>A set that is made here, not read.</summary>
    internal static void Note(string set, int cases) => Cases[set] = cases;

    internal static void Note(string file, JsonElement content) => Cases[file] = CasesIn(file, content);

    /// <summary>Groups of tests, lists, named cases, or one case.</summary>
    private static int CasesIn(string file, JsonElement content)
    {
        if (content.ValueKind == JsonValueKind.Array)
        {
            return content.GetArrayLength();
        }

        if (content.TryGetProperty("testGroups", out var groups))
        {
            return groups.EnumerateArray().Sum(it => it.GetProperty("tests").GetArrayLength());
        }

        var members = content.EnumerateObject().ToList();
        var lists = members.Where(it => it.Value.ValueKind == JsonValueKind.Array).ToList();
        return lists.Count > 0 ? lists.Sum(it => it.Value.GetArrayLength())
            : file.Contains("siwe/", StringComparison.Ordinal) || file.Contains("cookbook", StringComparison.Ordinal) ? members.Count
            : 1;
    }
}
