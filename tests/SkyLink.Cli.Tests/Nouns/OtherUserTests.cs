namespace SkyLink.Cli;

/// <summary>The platform for a user who is not root and owns nothing but a folder.</summary>
public sealed class OtherUserTests : IDisposable
{
    /// <summary>"nobody", by number: it owns nothing that could help.</summary>
    private const string UserId = "65534";

    private const string SetPriv = "/usr/bin/setpriv";

    private readonly Scratch scratch = new();

    private static string Configuration => Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_user_without_rights_brings_it_up_and_down()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "All other tests run as such a user already.");
        Assert.SkipUnless(File.Exists(SetPriv), "Only setpriv makes another user of us here.");
        var program = Workspace.Executable(Checkout.Root, "SkyLink.Cli", Configuration);
        Assert.SkipUnless(
            (await AsUserAsync("test", "-x", program)).ExitCode == 0, "The checkout lies where only root may enter.");

        var home = Directory.CreateDirectory(scratch["home"]).FullName;
        await Subprocess.RunAsync(
            home, ["chown", UserId, home], isCaptured: true, new Dictionary<string, string>(),
            TestContext.Current.CancellationToken);
        string[] data = ["--data", Path.Combine(home, "data")];
        string[] ports = [.. Enumerable.Range(0, 4).Select(_ => RunningPlatform.FreePort())];
        var up = await AsUserAsync([
            program, "up", "--detach", "--timeout", "600", "--web-port", ports[0], "--admin-port", ports[1],
            "--services-port", ports[2], "--witness-port", ports[3], .. data]);
        Assert.True(up.ExitCode == ExitCode.Done, up.Output);
        Assert.Contains("SkyLink is ready", up.Output, StringComparison.Ordinal);
        var status = await AsUserAsync([program, "status", .. data]);
        Assert.Contains("ready", status.Output, StringComparison.Ordinal);
        var down = await AsUserAsync([program, "down", .. data]);
        Assert.True(down.ExitCode == ExitCode.Done, down.Output);
        Assert.Equal(ExitCode.NotRunning, (await AsUserAsync([program, "status", .. data])).ExitCode);
    }

    private Task<Subprocess.Answer> AsUserAsync(params string[] command) => Subprocess.RunAsync(
        scratch.Path,
        [SetPriv, $"--reuid={UserId}", $"--regid={UserId}", "--clear-groups", .. command],
        isCaptured: true,
        new Dictionary<string, string>
        {
            ["HOME"] = scratch["home"],
            ["SKYLINK_ROOT"] = Checkout.Root,
        },
        TestContext.Current.CancellationToken);
}
