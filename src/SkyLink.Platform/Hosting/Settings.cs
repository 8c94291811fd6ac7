namespace SkyLink.Platform.Hosting;

/// <summary>Options and the section of the configuration they are read from; docs/settings.md lists them all.</summary>
public sealed record Settings(string Section, Type Type);

public static class SettingsSetup
{
    /// <summary>Binds a section to annotated options; a wrong value stops the start.</summary>
    public static IServiceCollection AddSettings<TOptions>(this IServiceCollection services, string section)
        where TOptions : class
    {
        services.AddOptions<TOptions>().BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton(new Settings(section, typeof(TOptions)));
    }
}
