using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Platform.Http;

namespace SkyLink.Host.Golden;

/// <summary>All modules as they declare themselves; nothing is started.</summary>
internal static class WholeHost
{
    private static readonly IConfiguration Empty = new ConfigurationBuilder().Build();

    public static OpenApiDocuments Documents { get; } = new(Modules.All, Empty);

    public static EndpointCatalogue Endpoints { get; } = new(Modules.All, Empty);

    public static IReadOnlyList<Settings> Settings()
    {
        var builder = WebApplication.CreateSlimBuilder();
        ServiceHost.Add(builder, Modules.All, Modules.All);
        return
        [
            .. builder.Services.Where(service => service.ServiceType == typeof(Settings))
                .Select(service => (Settings)service.ImplementationInstance!)
                .Distinct()
                .OrderBy(settings => settings.Section, StringComparer.Ordinal),
        ];
    }
}
