using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace SkyLink.Cli;

/// <summary>
/// A host process that <c>up</c> started, or its witness; kept as <c>run/host-PID.json</c> in the data folder.
/// </summary>
/// <param name="ServicesPort">Of a witness, its one port.</param>
/// <param name="WitnessPort">Where the witness answers that this host was told of; null without one.</param>
internal sealed record HostRecord(
    int ProcessId, DateTimeOffset StartedAt, string Run, int WebPort, int AdminPort, int ServicesPort,
    int? WitnessPort = null)
{
    /// <summary>What a witness runs, and nothing else.</summary>
    public const string Witness = "witness";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public Uri Services => Local(ServicesPort);

    public Uri Web => Local(WebPort);

    public bool IsWitness => Run == Witness;

    /// <summary>Whether it keeps the audit log, which a witness watches.</summary>
    public bool HasAudit => Runs("platform.audit");

    /// <summary>Whether people and apps are answered here, at <see cref="Web"/>.</summary>
    public bool HasWeb => Runs("gateway-web");

    /// <summary>Everything that answers when it is ready; gateways come up after the services.</summary>
    public IReadOnlyList<Uri> Addresses
    {
        get
        {
            List<Uri> all = [Services];
            all.AddRange(HasWeb ? [Web] : []);
            all.AddRange(Runs("gateway-admin") ? [Local(AdminPort)] : []);
            return all;
        }
    }

    /// <summary>The hosts that are alive; forgets those that are not.</summary>
    public static List<HostRecord> ReadAlive(string data, string hostExecutable)
    {
        var folder = Folder(data);
        var alive = new List<HostRecord>();
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(folder, "host-*.json").Order())
        {
            if (Read(file) is { } record && IsAlive(record.ProcessId, hostExecutable))
            {
                alive.Add(record);
            }
            else
            {
                File.Delete(file);
            }
        }

        return alive;
    }

    public void Write(string data) => File.WriteAllText(FileIn(data), JsonSerializer.Serialize(this, Json));

    public void Forget(string data) => File.Delete(FileIn(data));

    private static Uri Local(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));

    private bool Runs(string name) => Run.Split(',').Any(part => part.Trim() is "all" || part.Trim() == name);

    private static string Folder(string data) => Path.Combine(data, "run");

    private string FileIn(string data) =>
        Path.Combine(Folder(data), string.Create(CultureInfo.InvariantCulture, $"host-{ProcessId}.json"));

    private static HostRecord? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<HostRecord>(File.ReadAllText(file), Json);
        }
        catch (JsonException)
        {
            return null; // Half written by something that was killed.
        }
    }

    /// <summary>Numbers are used again: it must be our program, not only some process.</summary>
    private static bool IsAlive(int processId, string hostExecutable)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            var commandLine = $"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/cmdline";
            return File.Exists(commandLine)
                ? File.ReadAllText(commandLine).Contains(hostExecutable, StringComparison.Ordinal)
                : process.ProcessName.StartsWith(Path.GetFileName(hostExecutable), StringComparison.Ordinal);
        }
        catch (ArgumentException)
        {
            return false;
        }
        catch (IOException)
        {
            return false; // It ended while we looked.
        }
    }
}
