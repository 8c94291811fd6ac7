using System.Diagnostics;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SkyLink.Testing;

/// <summary>
/// A real node of a chain of its own (Foundry's anvil, from the packages of tests/peers): it checks signatures, nonces,
/// fees and funds as others do, and makes blocks when it is told to. A test skips where it is not installed.
/// </summary>
public sealed class Anvil : IAsyncDisposable
{
    /// <summary>The chain it makes.</summary>
    public const long ChainId = 31_337;

    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly HttpClient http;

    private Anvil(Process process, Uri address)
    {
        (this.process, Address) = (process, address);
        http = new HttpClient { BaseAddress = address };
    }

    public static string HowToInstall => "The packages of tests/peers are not installed: npm ci.";

    public Uri Address { get; }

    /// <param name="root">The checkout.</param>
    public static bool IsInstalledIn(string root) => File.Exists(ProgramIn(root));

    /// <inheritdoc cref="IsInstalledIn"/>
    public static async Task<Anvil> StartAsync(string root)
    {
        var port = FreePorts.Take();
        var started = Process.Start(new ProcessStartInfo(
            ProgramIn(root), ["--host", "127.0.0.1", "--port", $"{port}", "--accounts", "1", "--silent"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        var anvil = new Anvil(started, new Uri($"http://127.0.0.1:{port}"));
        await Eventually.TrueAsync(anvil.IsUpAsync, "anvil is up", StartMax);
        return anvil;
    }

    /// <summary>The result of a call; an error throws.</summary>
    public async Task<JsonElement> AskAsync(string method, params JsonNode?[] parameters)
    {
        using var answer = await http.PostAsJsonAsync("/", new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = 1,
            ["method"] = method,
            ["params"] = new JsonArray(parameters),
        });
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return body.TryGetProperty("result", out var result)
            ? result
            : throw new InvalidOperationException($"{method}: {body}");
    }

    /// <summary>Gives an account ten whole coins.</summary>
    public Task FundAsync(string account) => AskAsync("anvil_setBalance", account, "0x8ac7230489e80000");

    /// <summary>Whether a block is made for each transaction; otherwise only <see cref="MineAsync"/> makes them.</summary>
    public Task SetAutomineAsync(bool isOn) => AskAsync("evm_setAutomine", isOn);

    public Task MineAsync(int blocks) => AskAsync("anvil_mine", $"0x{blocks:x}");

    /// <summary>It is away, and what it held is lost.</summary>
    public async Task KillAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process.Dispose();
        http.Dispose();
    }

    private static string ProgramIn(string root)
    {
        var system = OperatingSystem.IsMacOS() ? "darwin" : OperatingSystem.IsWindows() ? "win32" : "linux";
        var machine = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "amd64";
        return Path.Combine(
            root, "node_modules", "@foundry-rs", $"anvil-{system}-{machine}", "bin",
            OperatingSystem.IsWindows() ? "anvil.exe" : "anvil");
    }

    private async Task<bool> IsUpAsync()
    {
        try
        {
            await AskAsync("eth_chainId");
            return true;
        }
        catch (HttpRequestException notYet)
        {
            return process.HasExited ? throw new InvalidOperationException("anvil has ended.", notYet) : false;
        }
    }
}
