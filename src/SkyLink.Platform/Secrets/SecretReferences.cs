using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace SkyLink.Platform.Secrets;

/// <summary>
/// Replaces <c>${secret:NAME}</c> and <c>${secret:NAME@VERSION}</c> in configuration values, alone or within other
/// text, before anything reads them; and again whenever a secret or the configuration changes.
/// </summary>
public static partial class SecretReferences
{
    /// <param name="configuration">What is added to it later is not looked at.</param>
    /// <param name="secrets">Where the values come from.</param>
    /// <param name="report">Told, in one line, why a later change is not taken over: the values stay as they
    /// were.</param>
    /// <exception cref="StartException">A secret is missing, or a reference is misspelt; names the setting.</exception>
    public static void Resolve(
        IConfigurationManager configuration, ISecretProvider secrets, Action<string>? report = null) =>
        configuration.Add(new SecretSource((IConfigurationRoot)configuration, secrets, report ?? (_ => { })));

    internal static bool IsIn(string? value) => value?.Contains("${secret:", StringComparison.Ordinal) == true;

    internal static string Replace(string key, string value, ISecretProvider secrets)
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
        return IsIn(Reference().Replace(value, ""))
            ? throw new StartException($"{key} holds a reference to a secret that is not ${{secret:NAME}}.")
            : replaced;
    }

    [GeneratedRegex(@"\$\{secret:(?<name>[A-Za-z0-9._-]{1,100})(@(?<version>[1-9][0-9]{0,5}))?\}",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Reference();
}
