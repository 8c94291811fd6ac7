using SkyLink.Platform.Hosting;

namespace SkyLink.Automate.Intents;

/// <summary>The set tera-PROMISE, from SKYLINK_TEST_DATA or from ../shared/data beside the checkout.</summary>
internal static class PublicRequirements
{
    private const string Set = "requirements/tera-promise-nfr.csv";

    public static string Root { get; } = Checkout.Find()
        ?? throw new InvalidOperationException("No SkyLink.slnx above the tests: set SKYLINK_ROOT.");

    /// <summary>Skips the test where the set is not there.</summary>
    public static IReadOnlyList<LabelledRequirement> Read()
    {
        var folder = Environment.GetEnvironmentVariable("SKYLINK_TEST_DATA") is { Length: > 0 } configured
            ? configured
            : Path.Combine(Path.GetDirectoryName(Root) ?? "", "shared", "data");
        var file = Path.Combine(folder, Set);
        if (!File.Exists(file))
        {
            Assert.Skip($"{Set} is neither in SKYLINK_TEST_DATA nor in ../shared/data.");
        }

        return LabelledRequirement.Parse(File.ReadLines(file));
    }
}
