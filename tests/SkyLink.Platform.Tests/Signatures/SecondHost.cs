using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Platform.Hosting;
using SkyLink.Testing;

namespace SkyLink.Platform.Signatures;

/// <summary>The service alone, in another process so to speak, on the database of another host.</summary>
internal sealed class SecondHost(string connection) : TestHost
{
    internal SignatureKeys Keys => Services.GetRequiredService<SignatureKeys>();

    protected override IReadOnlyList<IModule> Modules { get; } = [new SignaturesModule()];

    protected override void Configure(WebApplicationBuilder builder) =>
        builder.Configuration["ConnectionStrings:skylink"] = connection;
}
