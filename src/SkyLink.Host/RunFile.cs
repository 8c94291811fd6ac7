using System.Text.Json;
using SkyLink.Platform.Http;

namespace SkyLink.Host;

/// <summary><c>run.json</c> in the data folder: who runs and where it answers, for scripts and people.</summary>
internal sealed class RunFile
{
    private readonly string path;

    private RunFile(string path) => this.path = path;

    public static RunFile Write(string data, HostPlan plan, Uri services, IReadOnlyList<string> gateways)
    {
        Directory.CreateDirectory(data);
        var file = Path.Combine(data, "run.json");
        var content = new Content(
            Environment.ProcessId, plan.Run, services.ToString(), gateways,
                [.. plan.Modules.Select(module => module.Name)]);
        var whole = $"{file}.{Environment.ProcessId}"; // Renamed when complete: a reader never sees half of it.
        File.WriteAllBytes(whole, JsonSerializer.SerializeToUtf8Bytes(content, Json.Options));
        File.Move(whole, file, overwrite: true);
        return new RunFile(file);
    }

    /// <summary>Unless another process has written its own meanwhile.</summary>
    public void Remove()
    {
        try
        {
            if (JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path),
                Json.Options)?.ProcessId == Environment.ProcessId)
            {
                File.Delete(path);
            }
        }
        catch (Exception gone) when (gone is IOException or JsonException)
        {
            return;
        }
    }

    private sealed record Content(
        int ProcessId, string Run, string Services, IReadOnlyList<string> Gateways, IReadOnlyList<string> Modules);
}
