using Microsoft.Extensions.Options;
using SkyLink.Host;

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
    Console.Error.WriteLine($"skylink cannot start: {refused.Message}");
    return ExitCodes.Configuration;
}
catch (OptionsValidationException wrong)
{
    Console.Error.WriteLine($"skylink cannot start: {string.Join("; ", wrong.Failures)}");
    return ExitCodes.Configuration;
}

internal static class ExitCodes
{
    /// <summary>EX_CONFIG of sysexits.h: a person must change a setting.</summary>
    public const int Configuration = 78;
}
