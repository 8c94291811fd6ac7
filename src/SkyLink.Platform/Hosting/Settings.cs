using System.Collections;

namespace SkyLink.Platform.Hosting;

/// <summary>Options and the section of the configuration they are read from; docs/settings.md lists them all.</summary>
public sealed record Settings(string Section, Type Type);

public static class SettingsSetup
{
    /// <summary>Binds a section to annotated options; a wrong value stops the start.</summary>
    public static IServiceCollection AddSettings<TOptions>(this IServiceCollection services, string section)
        where TOptions : class
    {
        services.AddOptions<TOptions>().BindConfiguration(section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TOptions>>(new SettingsRules<TOptions>(section));
        return services.AddSingleton(new Settings(section, typeof(TOptions)));
    }

    internal static IEnumerable<Settings> AllIn(IServiceCollection services) =>
        services.Where(it => !it.IsKeyedService).Select(it => it.ImplementationInstance).OfType<Settings>();
}

/// <summary>
/// Checks options by their annotations, those inside them too; what is wrong is named by the key an operator writes.
/// </summary>
internal sealed class SettingsRules<TOptions>(string section) : IValidateOptions<TOptions>
    where TOptions : class
{
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        var failures = SettingsRules.Failures(section, options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}

internal static class SettingsRules
{
    public static IEnumerable<string> Failures(string section, object options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        var values = options.GetType().GetProperties().Where(property => property.SetMethod is not null)
            .SelectMany(property => Parts($"{section}:{property.Name}", property.GetValue(options))).ToList();
        return
        [
            .. results.Select(result => $"{string.Join(':', [section, .. result.MemberNames])}: {result.ErrorMessage}"),
            .. values.Where(part => part.Value is Uri { IsAbsoluteUri: false })
                .Select(part => $"{part.Key}: must be a whole address, such as http://127.0.0.1:7100."),
            .. values.Where(part => IsOptions(part.Value.GetType())).SelectMany(part => Failures(part.Key, part.Value)),
        ];
    }

    private static IEnumerable<(string Key, object Value)> Parts(string key, object? value) => value switch
    {
        null => [],
        string => [(key, value)],
        IEnumerable many => many.OfType<object>().Select((item, index) => ($"{key}:{index}", item)),
        _ => [(key, value)],
    };

    /// <summary>Whether it is made of settings itself.</summary>
    public static bool IsOptions(Type type) => type is { IsClass: true, Namespace: { } name }
        && name.StartsWith("SkyLink", StringComparison.Ordinal);
}
