namespace SkyLink.Host.Golden;

/// <summary>
/// A file of the repository that says what others depend on: compared in tests, rewritten by <c>./skylink golden</c>.
/// </summary>
internal static class GoldenFile
{
    public static string Root { get; } = Checkout.Find()
        ?? throw new InvalidOperationException("No SkyLink.slnx above the tests: set SKYLINK_ROOT.");

    private static bool IsWriting => Environment.GetEnvironmentVariable("SKYLINK_GOLDEN") == "write";

    /// <summary>What the repository says now; empty where the file is not there yet.</summary>
    public static async Task<string> ReadAsync(string name)
    {
        var path = Path.Combine(Root, name);
        return File.Exists(path) ? await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken) : "";
    }

    public static async Task CheckAsync(string name, string now)
    {
        var path = Path.Combine(Root, name);
        if (IsWriting)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, now, TestContext.Current.CancellationToken);
        }

        var before = await ReadAsync(name);
        Assert.True(before == now, $"{name} differs: run ./skylink golden and review.\n{FirstDifference(before, now)}");
    }

    private static string FirstDifference(string before, string now)
    {
        var (old, current) = (before.Split('\n'), now.Split('\n'));
        var line = old.Zip(current).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"line {line + 1}\n- {old.ElementAtOrDefault(line)}\n+ {current.ElementAtOrDefault(line)}";
    }
}
