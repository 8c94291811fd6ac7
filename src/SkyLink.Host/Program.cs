using Microsoft.Extensions.Options;
using SkyLink.Host;

// EX_CONFIG of sysexits.h: a person must change a setting.
const int configurationError = 78;

try
{
    var builder = WebApplication.CreateSlimBuilder(args);
    builder.WebHost.UseKestrelHttpsConfiguration();
    ServiceHost.Add(builder, Modules.All, ServiceHost.Choose(Modules.All, builder.Configuration["run"]));
    var app = builder.Build();
    ServiceHost.Map(app);
    await app.RunAsync();
    return 0;
}
catch (StartException refused)
{
    await Console.Error.WriteLineAsync($"skylink cannot start: {refused.Message}");
    return configurationError;
}
catch (OptionsValidationException wrong)
{
    await Console.Error.WriteLineAsync($"skylink cannot start: {string.Join("; ", wrong.Failures)}");
    return configurationError;
}
