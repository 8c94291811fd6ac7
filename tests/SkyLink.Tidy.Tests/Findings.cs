namespace SkyLink.Tidy;

internal static class Findings
{
    /// <summary>Fails with every finding on a line of its own: what xunit prints of a list is cut short.</summary>
    public static void AssertNone(IEnumerable<string> findings)
    {
        var lines = findings.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        Assert.True(lines.Count == 0, string.Join('\n', lines));
    }
}
