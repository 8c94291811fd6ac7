using System.Text;
using System.Text.RegularExpressions;

namespace SkyLink.Platform.Secrets;

/// <summary>
/// Which names, versions and values are acceptable: the same in all stores, so that one can take the place of another.
/// </summary>
internal static partial class SecretNames
{
    public const int LengthMax = 100;

    /// <summary>Words between slashes.</summary>
    public const string NamePattern = "[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*";

    public const string VersionPattern = "[A-Za-z0-9._-]{1,64}";

    public const string NameRule =
        "A name is 1 to 100 letters, digits, dots, dashes and underscores, in words between slashes.";

    public const string VersionRule = "A version is 1 to 64 letters, digits, dots, dashes and underscores.";

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    public static bool IsName(string text) => text.Length <= LengthMax && Name().IsMatch(text);

    public static bool IsVersion(string text) => Version().IsMatch(text);

    /// <summary>Whether a store can keep a value.</summary>
    public static bool IsValue(string text, int sizeMax) =>
        text.Length > 0 && text.Length <= sizeMax && Encoding.UTF8.GetByteCount(text) <= sizeMax;

    /// <exception cref="ArgumentException">One of them is not acceptable.</exception>
    public static void Check(string name, string value, int sizeMax)
    {
        if (!IsName(name))
        {
            throw new ArgumentException(NameRule, nameof(name));
        }

        if (!IsValue(value, sizeMax))
        {
            throw new ArgumentException($"A value has 1 to {sizeMax} bytes.", nameof(value));
        }
    }

    [GeneratedRegex($"^{NamePattern}\\z", Options, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Name();

    [GeneratedRegex($"^{VersionPattern}\\z", Options, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Version();
}
