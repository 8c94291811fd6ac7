using Microsoft.Extensions.Configuration;

namespace SkyLink.Platform.Hosting;

/// <summary>
/// A web application within another's process, configured by it: a gateway, or one that is only mapped.
/// </summary>
internal static class InnerApplication
{
    /// <summary>
    /// Watches no files: left to itself the builder watches every folder below the working directory, which is the
    /// checkout with its packages and the database's files, each write of which would then be told to us.
    /// </summary>
    public static WebApplicationBuilder CreateBuilder(string environment, IConfiguration configuration)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = environment,
        });
        builder.Configuration.AddConfiguration(configuration);
        return builder;
    }
}
