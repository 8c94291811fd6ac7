using System.Xml.Linq;

namespace SkyLink.Tidy;

/// <summary>Who may reference whom, and how packages are named, as functions of a project file's text.</summary>
internal static class ProjectRules
{
    private static readonly string[] Areas =
        ["SkyLink.Trade", "SkyLink.Settle", "SkyLink.Grow", "SkyLink.Decide", "SkyLink.Automate"];

    private static readonly string[] Libraries =
        ["SkyLink.Cryptography", "SkyLink.Beckn", "SkyLink.Optimization", "SkyLink.Dmn", "SkyLink.Workflows"];

    /// <summary>The projects a source project may reference; null for a project the house does not know.</summary>
    internal static IReadOnlyList<string>? Allowed(string project) => project switch
    {
        "SkyLink.Contracts" => [],
        "SkyLink.Beckn" => ["SkyLink.Cryptography"],
        "SkyLink.Workflows" => ["SkyLink.Workflows.Analyzers"],
        "SkyLink.Workflows.Analyzers" => [],
        "SkyLink.Platform" => ["SkyLink.Contracts", .. Libraries.Except(["SkyLink.Beckn"])],
        "SkyLink.Cli" => ["SkyLink.Contracts", "SkyLink.Cryptography"],
        "SkyLink.Host" => ["SkyLink.Contracts", "SkyLink.Platform", .. Areas, .. Libraries],
        "SkyLink.Trade" => ["SkyLink.Platform", .. Libraries],
        _ when Libraries.Contains(project) => [],
        _ when Areas.Contains(project) => ["SkyLink.Platform", .. Libraries.Except(["SkyLink.Beckn"])],
        _ => null,
    };

    /// <param name="path">The project file, relative to the root.</param>
    /// <param name="xml">Its text.</param>
    public static IEnumerable<string> Findings(string path, string xml)
    {
        var project = XDocument.Parse(xml);
        foreach (var package in project.Descendants("PackageReference"))
        {
            if (package.Attribute("Version") is not null || package.Attribute("VersionOverride") is not null)
            {
                yield return $"{path}: {package.Attribute("Include")?.Value}: versions stand in Directory.Packages.props";
            }
        }

        if (!path.StartsWith("src/", StringComparison.Ordinal))
        {
            yield break;
        }

        var name = Path.GetFileNameWithoutExtension(path);
        if (Allowed(name) is not { } allowed)
        {
            yield return $"{path}: a project the house does not know; decide in ProjectRules.cs what it may reference";
            yield break;
        }

        var named = project.Descendants("ProjectReference")
            .Select(reference => reference.Attribute("Include")?.Value.Replace('\\', '/') ?? "")
            .Select(reference => Path.GetFileNameWithoutExtension(reference));
        foreach (var reference in named.Except(allowed))
        {
            yield return $"{path}: {name} may not reference {reference}; it meets it through SkyLink.Contracts";
        }
    }
}
