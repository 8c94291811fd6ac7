using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using SkyLink.Platform.Events;
using SkyLink.Platform.Gateways;
using SkyLink.Platform.Identity;

namespace SkyLink.Platform.Hosting;

public sealed class UnknownSettingsTests
{
    private static readonly IModule[] All = [new IdentityModule(), new EventsModule(), new GatewaysModule()];

    [Theory]
    [InlineData("Platform:Events:StreamMax", "did you mean Platform:Events:StreamsMax?")]
    [InlineData("Platform:events:STREAMSMAXX", "did you mean Platform:events:StreamsMax?")]
    [InlineData("Platform:Identity:SesionLifetime", "did you mean Platform:Identity:SessionLifetime?")] // runs elsewhere
    [InlineData("Platform:Gateways:Read:Timout", "did you mean Platform:Gateways:Read:Timeout?")]
    [InlineData("Platform:Gateways:Closed:0:Route", "there is no such setting.")]
    [InlineData("Platform:Gateways:HopsMax:Least", "there is no such setting.")]
    [InlineData("Platform:Evnets:StreamsMax", "did you mean Platform:Events?")]
    [InlineData("Platform:Events:Weather", "there is no such setting.")]
    [InlineData("Telemetry:Otlp:Endpont", "did you mean Telemetry:Otlp:Endpoint?")]
    [InlineData("Database:ConnectionMax", "did you mean Database:ConnectionsMax?")]
    [InlineData("Data:Folder", "there is no such setting.")]
    [InlineData("Ports:Wbe", "did you mean Ports:Web?")]
    [InlineData("Demo:Enable", "did you mean Demo:Enabled?")]
    [InlineData("Services:platform.identty:Address", "did you mean Services:platform.identity?")]
    [InlineData("Services:platform.identity:Adress", "did you mean Services:platform.identity:Address?")]
    public void A_setting_that_there_is_not_stops_the_start_and_names_the_nearest(string key, string hint)
    {
        var refused = Assert.Throws<StartException>(() => Compose((key, "1")));
        Assert.EndsWith(hint, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void All_unknown_settings_are_told_at_once()
    {
        var refused = Assert.Throws<StartException>(() => Compose(("Ports:Wob", "1"), ("Demo:Enable", "true")));
        Assert.Equal(
            "Demo:Enable: there is no such setting; did you mean Demo:Enabled?; "
            + "Ports:Wob: there is no such setting; did you mean Ports:Web?",
            refused.Message);
    }

    [Fact]
    public void Settings_there_are_and_names_of_other_programs_do_not_stop_the_start() => Compose(
        ("Platform:Events:StreamsMax", "10"),
        ("PLATFORM:IDENTITY:ISSUER", "https://id.example"),
        ("Platform:Gateways:Read:Timeout", "00:00:08"),
        ("Platform:Gateways:Closed:0", "GET /api/v1/doors"),
        ("Telemetry:Readers:1", "10.0.0.0/8"),
        ("Services:platform.identity:Address", "http://127.0.0.1:7100"),
        ("Services:platform.identity:Timeout", "00:00:20"),
        ("data", ".data"),
        ("run", "all"),
        ("PORT", "8080"),
        ("DATABASE_URL", "postgres://elsewhere"),
        ("Database:Url", "postgres://elsewhere"),
        ("Platform", "linux/amd64"),
        ("Platform:Architecture", "amd64"),
        ("Trade:Winds", "north-east"),
        ("Logging:LogLevel:Default", "Warning"),
        ("Path", "/usr/bin"));

    private static void Compose(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { EnvironmentName = "Testing" });
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(it => it.Key, it => (string?)it.Value));
        ServiceHost.Add(builder, All, [All[1]]);
    }
}
