using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using SkyLink.Cryptography.Transparency;
using SkyLink.Testing;

namespace SkyLink.Host.Witnessing;

/// <summary>The witness as an operator runs it, in a data folder of its own.</summary>
internal sealed class WitnessProgram : IAsyncDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 20 });
    private Process? process;

    public string Data { get; } = Directory.CreateTempSubdirectory("skylink-witness").FullName;

    public string Folder => Path.Combine(Data, "witness");

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>The one file of what was cosigned.</summary>
    public string StateFile => Assert.Single(Directory.GetFiles(Folder, "*.checkpoint"));

    public Process Launch(params string[] more)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "SkyLink.Host"))
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (var argument in (string[])["--run", "witness", "--data", Data, "--Witness:Port", "0", .. more])
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    public async Task StartAsync(params string[] more)
    {
        var run = Path.Combine(Folder, "run.json");
        Directory.CreateDirectory(Folder);
        File.Delete(run); // One that was killed left its own.
        process?.Dispose();
        process = Launch(more);
        _ = process.StandardOutput.ReadToEndAsync();
        await Eventually.TrueAsync(
            () => process.HasExited ? throw new InvalidOperationException(process.StandardError.ReadToEnd()) : File.Exists(run),
            "the witness runs");
        var said = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllBytesAsync(run));
        Assert.Equal(process.Id, said.GetProperty("processId").GetInt32());
        Address = new Uri(said.GetProperty("address").GetString()!);
    }

    public long ResidentBytes()
    {
        process!.Refresh();
        return process.WorkingSet64;
    }

    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process!.Id}"]);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return process.ExitCode;
    }

    public async Task<NoteKey[]> KeysAsync() =>
    [
        .. (await http.GetStringAsync(new Uri(Address, "/keys"))).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
        {
            Assert.True(NoteKey.TryParse(line, out var key));
            return key;
        }),
    ];

    public Task<WitnessAnswer> AskAsync(WitnessRequest request) => SendAsync(Encoding.UTF8.GetBytes(request.ToString()));

    public async Task<WitnessAnswer> SendAsync(byte[] body)
    {
        using var answer = await http.PostAsync(new Uri(Address, "/add-checkpoint"), new ByteArrayContent(body));
        return await WitnessAnswer.OfAsync(answer);
    }

    public async Task<WitnessAnswer> GetAsync(string path)
    {
        using var answer = await http.GetAsync(new Uri(Address, path));
        return await WitnessAnswer.OfAsync(answer);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            await KillAsync();
        }

        process?.Dispose();
        http.Dispose();
        Directory.Delete(Data, recursive: true);
    }
}

internal sealed record WitnessAnswer(HttpStatusCode Status, string MediaType, string Body)
{
    /// <summary>Of a refusal.</summary>
    public string? Code => MediaType == "application/problem+json" ? JsonElement.Parse(Body).GetProperty("code").GetString() : null;

    public static async Task<WitnessAnswer> OfAsync(HttpResponseMessage answer) => new(
        answer.StatusCode, answer.Content.Headers.ContentType?.MediaType ?? "", await answer.Content.ReadAsStringAsync());

    /// <summary>The checkpoint with the lines of this answer.</summary>
    public SignedCheckpoint Of(SignedCheckpoint checkpoint) =>
        Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Aggregate(checkpoint, (signed, line) =>
        {
            Assert.True(NoteSignature.TryParse(line, out var signature));
            return signed.With(signature);
        });
}
