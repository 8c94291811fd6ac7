using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace SkyLink.Platform.Http;

/// <summary>When an endpoint goes, and what takes its place.</summary>
/// <param name="Since">From when on nobody should begin to use it (RFC 9745).</param>
/// <param name="Sunset">When it may be gone (RFC 8594).</param>
/// <param name="Successor">Where to go instead, such as <c>/api/v2/things</c>.</param>
public sealed record Retirement(DateOnly Since, DateOnly Sunset, string? Successor)
{
    internal void Tell(IHeaderDictionary headers)
    {
        headers["Deprecation"] =
            $"@{new DateTimeOffset(Since, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeSeconds()}";
        headers["Sunset"] = new DateTimeOffset(Sunset, TimeOnly.MinValue, TimeSpan.Zero)
            .ToString("R", CultureInfo.InvariantCulture);
        if (Successor is not null)
        {
            headers.Append(HeaderNames.Link, $"<{Successor}>; rel=\"successor-version\"");
        }
    }
}
