using System.Text.Json;

namespace SkyLink.Cli;

[Collection(nameof(OnePlatform))]
public sealed class DataKeysCommandTests(RunningPlatform platform)
{
    private readonly RecordedShell shell = new(RunningPlatform.Workspace);

    [Fact]
    public async Task Every_service_tells_its_key_and_makes_one_more_however_often_it_is_asked()
    {
        var before = await JsonAsync("list");
        Assert.All(before, service => Assert.Equal("1", service.Text("number")));
        var buyers = before.Single(service => service.Text("service") == "trade.buyers");
        Assert.Contains("orders.document", buyers.Items("columns").Select(column => column.GetString()));
        Assert.Empty(buyers.Items("outdated"));
        var rotated = await JsonAsync("rotate");
        Assert.Equal(before.Count, rotated.Count);
        Assert.All(rotated, service => Assert.NotNull(service.Text("nextFrom")));
        Assert.Equal(
            rotated.Select(service => service.Text("nextFrom")),
            (await JsonAsync("rotate")).Select(service => service.Text("nextFrom")));
        Assert.Equal(ExitCode.Done, await shell.RunAsync(["data-keys", "list", "--data", platform.Data]));
        Assert.Contains("trade.buyers", shell.Out, StringComparison.Ordinal);
    }

    private async Task<List<JsonElement>> JsonAsync(string verb) =>
        [.. (await shell.JsonAsync(["data-keys", verb, "--data", platform.Data])).Items("services")];
}
