using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace SkyLink.Platform.Secrets;

/// <summary>
/// Replaces <c>${secret:NAME}</c> and <c>${secret:NAME@VERSION}</c> in configuration values, alone or within other
/// text, before anything reads them.
/// </summary>
public static partial class SecretReferences
{
    /// <exception cref="StartException">A secret is missing, or a reference is misspelt; names the setting.</exception>
    public static void Resolve(IConfigurationManager configuration, ISecretProvider secrets)
    {
        var resolved = configuration.AsEnumerable()
            .Where(setting => setting.Value?.Contains("${secret:", StringComparison.Ordinal) == true)
            .ToDictionary(setting => setting.Key, setting => (string?)Replace(setting.Key, setting.Value!, secrets));
        if (resolved.Count > 0)
        {
            configuration.AddInMemoryCollection(resolved);
        }
    }

    private static string Replace(string key, string value, ISecretProvider secrets)
    {
        var replaced = Reference().Replace(value, match =>
        {
            var name = match.Groups["name"].Value;
            int? version = match.Groups["version"] is { Success: true } given ? int.Parse(given.Value) : null;
            return secrets.Find(name, version) ?? throw new StartException(
                $"{key} refers to the secret {name}{(version is null ? "" : $" version {version}")}, "
                + $"which {secrets.Description} does not have.");
        });

        // A secret's own text is not looked at again: it may hold anything.
        return Reference().Replace(value, "").Contains("${secret:", StringComparison.Ordinal)
            ? throw new StartException($"{key} holds a reference to a secret that is not ${{secret:NAME}}.")
            : replaced;
    }

    [GeneratedRegex(@"\$\{secret:(?<name>[A-Za-z0-9._-]{1,100})(@(?<version>[1-9][0-9]{0,5}))?\}",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Reference();
}
