using System.Collections;
using Microsoft.Extensions.Configuration;

namespace SkyLink.Platform.Hosting;

/// <summary>
/// Finds keys of the configuration that nothing reads: a misspelt setting must stop the start, not be ignored. Looks
/// only below our own names; whatever else the environment holds belongs to other programs.
/// </summary>
internal static class UnknownSettings
{
    /// <summary>What is read without an options class.</summary>
    private static readonly string[] Plain =
        ["Data:Directory", "Demo:Enabled", "Ports:Bind", "Ports:Services", "Ports:Web", "Ports:Admin"];

    /// <param name="configuration">All of it.</param>
    /// <param name="known">The settings of every service there is: one configuration serves all processes.</param>
    /// <param name="modules">Every service there is.</param>
    /// <exception cref="StartException">There are keys that nothing reads.</exception>
    public static void Refuse(
        IConfiguration configuration, IEnumerable<Settings> known, IEnumerable<string> modules)
    {
        var unknown = Names.Of(known, modules).UnknownIn(configuration).Order(StringComparer.Ordinal).ToList();
        if (unknown.Count > 0)
        {
            throw new StartException(string.Join("; ", unknown));
        }
    }

    /// <summary>What may stand below a key.</summary>
    private sealed class Names
    {
        private readonly Dictionary<string, Names> below = new(StringComparer.OrdinalIgnoreCase);

        /// <summary>What may stand below each item of a list; null where this is none.</summary>
        private Names? items;

        /// <summary>
        /// Others may use the name, too: only a key that is nearly one of ours is taken for a mistake.
        /// </summary>
        private bool isShared;

        public static Names Of(IEnumerable<Settings> known, IEnumerable<string> modules)
        {
            var all = new Names();
            foreach (var settings in known.Distinct())
            {
                all.At(settings.Section).Add(settings.Type);
            }

            foreach (var key in Plain.Concat(modules.SelectMany(
                module => new[] { $"Services:{module}:Address", $"Services:{module}:Timeout" })))
            {
                all.At(key);
            }

            var areas = known.Select(settings => settings.Section.Split(':')).Where(path => path.Length > 1);
            foreach (var name in areas.Select(path => path[0]).Append("Database"))
            {
                all.At(name).isShared = true;
            }

            return all;
        }

        /// <summary>Top-level keys are nobody's; ours are below those we know.</summary>
        public IEnumerable<string> UnknownIn(IConfiguration configuration) =>
            below.SelectMany(it => it.Value.UnknownBelow(configuration.GetSection(it.Key)));

        private IEnumerable<string> UnknownBelow(IConfigurationSection section)
        {
            foreach (var child in section.GetChildren())
            {
                if ((below.GetValueOrDefault(child.Key) ?? items) is { } known)
                {
                    foreach (var unknown in known.UnknownBelow(child))
                    {
                        yield return unknown;
                    }
                }
                else if (Nearest(child.Key) is { } near)
                {
                    yield return $"{child.Path}: there is no such setting; did you mean {section.Path}:{near}?";
                }
                else if (!isShared)
                {
                    yield return $"{child.Path}: there is no such setting.";
                }
            }
        }

        private Names At(string key) => key.Split(':').Aggregate(this, (names, name) =>
            names.below.TryGetValue(name, out var found) ? found : names.below[name] = new Names());

        private void Add(Type options)
        {
            foreach (var property in options.GetProperties().Where(property => property.SetMethod is not null))
            {
                var (names, type) = (At(property.Name), property.PropertyType);
                if (type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable)))
                {
                    type = type.GetElementType() ?? type.GetGenericArguments()[0];
                    names = names.items = new Names();
                }

                if (SettingsRules.IsOptions(type))
                {
                    names.Add(type);
                }
            }
        }

        private string? Nearest(string key)
        {
            var word = key.ToLowerInvariant();
            return Enumerable.Range(1, Math.Clamp(word.Length / 4, min: 1, max: 3))
                .Select(slips => below.Keys.Order(StringComparer.Ordinal)
                    .FirstOrDefault(name => EditDistance.IsWithin(word, name.ToLowerInvariant(), slips)))
                .FirstOrDefault(name => name is not null);
        }
    }
}
