using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace SkyLink.Platform.Secrets;

/// <summary>
/// Replaces <c>${secret:NAME}</c> and <c>${secret:NAME@VERSION}</c> in configuration values, alone or within other
/// text, before anything reads them; and again whenever a secret or the configuration changes.
/// </summary>
internal static partial class SecretReferences
{
    /// <param name="configuration">What is added to it later is not looked at.</param>
    /// <param name="secrets">Where the values come from.</param>
    /// <param name="report">Told, in one line, why a later change is not taken over: the values stay as they
    /// were.</param>
    /// <exception cref="StartException">A secret is missing, or a reference is misspelt; names the setting.</exception>
    public static void Resolve(
        IConfigurationManager configuration, ISecretStore secrets, Action<string>? report = null) =>
        configuration.Add(new SecretSource((IConfigurationRoot)configuration, secrets, report ?? (_ => { })));

    /// <summary>Which settings refer to which secrets, in the order of settings.</summary>
    public static IReadOnlyList<(string Setting, SecretReference Reference)> In(IConfigurationRoot root) =>
    [
        .. from setting in Raw(root)
           orderby setting.Key
           from reference in Of(setting.Value)
           select (setting.Key, reference),
    ];

    /// <summary>The settings that hold references, as they are written.</summary>
    internal static IReadOnlyList<KeyValuePair<string, string>> Raw(IConfigurationRoot root)
    {
        var others = root.Providers.Where(provider => provider is not SecretValues).Reverse().ToList();
        var found = new List<KeyValuePair<string, string>>();
        foreach (var key in root.AsEnumerable().Select(setting => setting.Key))
        {
            string? raw = null;
            if (others.Exists(provider => provider.TryGet(key, out raw)) && IsIn(raw))
            {
                found.Add(KeyValuePair.Create(key, raw!));
            }
        }

        return found;
    }

    internal static IEnumerable<SecretReference> Of(string value) => Reference().Matches(value).Select(ReferenceOf);

    /// <exception cref="StartException">A reference is misspelt, or leads nowhere.</exception>
    internal static string Replace(
        string key, string value, ISecretStore secrets, IReadOnlyDictionary<SecretReference, string> values)
    {
        var replaced = Reference().Replace(value, match =>
            values.GetValueOrDefault(ReferenceOf(match)) ?? throw new StartException(
                $"{key} refers to the secret {ReferenceOf(match)}, which {secrets.Description} does not have."));

        // A secret's own text is not looked at again: it may hold anything.
        return IsIn(Reference().Replace(value, ""))
            ? throw new StartException($"{key} holds a reference to a secret that is not ${{secret:NAME}}.")
            : replaced;
    }

    private static bool IsIn(string? value) => value?.Contains("${secret:", StringComparison.Ordinal) == true;

    private static SecretReference ReferenceOf(Match match) => new(
        match.Groups["name"].Value, match.Groups["version"] is { Success: true } given ? given.Value : null);

    [GeneratedRegex(
        $@"\$\{{secret:(?<name>(?=.{{1,100}}[@}}]){SecretNames.NamePattern})"
            + $@"(@(?<version>{SecretNames.VersionPattern}))?\}}",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Reference();
}
