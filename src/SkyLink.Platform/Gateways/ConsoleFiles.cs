using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace SkyLink.Platform.Gateways;

/// <summary>
/// The console: files as they were built, and its page for every address that a person opens and no file or route
/// has.
/// </summary>
internal static class ConsoleFiles
{
    private const string Page = "/index.html";
    private static readonly string[] NotPages =
        ["/inside", "/health", "/metrics", "/services", "/openapi", "/docs", "/assets"];

    public static void Use(IApplicationBuilder app)
    {
        var folder = FolderOf(app.ApplicationServices.GetRequiredService<IConfiguration>());
        if (folder is null)
        {
            return;
        }

        var files = new StaticFileOptions
        {
            FileProvider = new PhysicalFileProvider(folder),
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl =
                file.Context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal)
                    ? "public, max-age=31536000, immutable" // The build puts a hash into the name.
                    : "no-cache",
        };
        app.Use((context, next) =>
        {
            if (IsPage(context.Request))
            {
                context.Request.Path = Page;
            }

            return next(context);
        });
        app.UseStaticFiles(files);
    }

    /// <summary>The built console, or null where there is none: the API works without it.</summary>
    internal static string? FolderOf(IConfiguration configuration)
    {
        var folder = configuration["Platform:Gateways:Console"]
            ?? (Checkout.Find() is { } root ? Path.Combine(root, "web", "console", "dist") : null);
        return folder is not null && File.Exists(folder + Page) ? Path.GetFullPath(folder) : null;
    }

    private static bool IsPage(HttpRequest request)
    {
        var path = request.Path;
        return (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            && request.Headers[HeaderNames.Accept].ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
            && !Array.Exists(NotPages, start => path.StartsWithSegments(start, StringComparison.OrdinalIgnoreCase));
    }
}
