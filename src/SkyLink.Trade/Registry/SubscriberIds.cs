using System.Text.RegularExpressions;

namespace SkyLink.Trade.Registry;

/// <summary>
/// The names of participants and keys, in characters that fit into a signature header, a URL and a log line. A
/// subscriber id is a host name, with port and path where several participants share a host.
/// </summary>
internal static partial class SubscriberIds
{
    internal const int LengthMax = 255;
    internal const string Pattern =
        @"^(?=.{1,255}\z)[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~-]+)*\z";

    internal const string KeyPattern = @"^[A-Za-z0-9._~:=+@-]{1,128}\z";

    public static bool IsSubscriber(string? text) => text?.Length <= LengthMax && Subscriber().IsMatch(text);

    public static bool IsKey(string? text) => text is not null && Key().IsMatch(text);

    /// <summary>The id from a route: a slash in it comes as %2F, which routing leaves alone.</summary>
    public static string FromRoute(string text) => text.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    /// <summary>Where relative addresses of the participant start.</summary>
    public static Uri BaseOf(string subscriberId) => new($"https://{subscriberId}/");

    [GeneratedRegex(Pattern, RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Subscriber();

    [GeneratedRegex(KeyPattern, RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Key();
}
