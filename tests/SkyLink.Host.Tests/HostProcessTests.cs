using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using SkyLink.Testing;
using SkyLink.Testing.Aws;

namespace SkyLink.Host;

/// <summary>The program itself, as an operator runs it.</summary>
public sealed class HostProcessTests : IAsyncLifetime
{
    /// <summary>What every installation has; other services come with their own tests.</summary>
    private const string Run = "platform.audit,platform.events,platform.gateways,gateway-web,gateway-admin";

    private readonly string data = Directory.CreateTempSubdirectory("skylink-host").FullName;
    private TestDatabase? database;

    private static string Program => Path.Combine(AppContext.BaseDirectory, "SkyLink.Host");

    public async ValueTask InitializeAsync() => database = await TestDatabase.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        await database!.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task It_comes_up_with_its_gateways_says_where_and_stops_cleanly_on_a_signal()
    {
        using var process = Start(Run);
        var said = await UntilReadyAsync(process);
        Assert.Equal(process.Id, said.GetProperty("processId").GetInt32());
        var gateways = said.GetProperty("gateways").EnumerateArray().Select(it => new Uri(it.GetString()!)).ToList();
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(gateways[0], "/health/ready"))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(new Uri(gateways[0], "/api/v1/events"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(gateways[0], "/services"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(gateways[1], "/services"))).StatusCode);
        Assert.Contains("\"ListEvents\"", await http.GetStringAsync(new Uri(gateways[0], "/openapi/v1.json")), StringComparison.Ordinal);
        Assert.Contains("\"GetServices\"", await http.GetStringAsync(new Uri(gateways[1], "/openapi/v1.json")), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(gateways[0], "/docs/index.html"))).StatusCode);
        Assert.Equal(0, await StopAsync(process));
        Assert.False(File.Exists(Path.Combine(data, "run.json")));
    }

    [Fact]
    public async Task It_does_not_watch_the_files_below_the_folder_it_is_started_in()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells what a process watches.");
        for (var number = 0; number < 300; number++)
        {
            Directory.CreateDirectory(Path.Combine(data, "tree", $"{number}"));
        }

        using var process = Start(Run);
        await UntilReadyAsync(process);
        Assert.InRange(Directory.GetFiles($"/proc/{process.Id}/fdinfo").Sum(FilesWatched), 0, 100);
        Assert.Equal(0, await StopAsync(process));
    }

    [Fact]
    public async Task A_gateway_runs_in_a_process_of_its_own()
    {
        using var services = Start("platform.audit,platform.events");
        var address = (await UntilReadyAsync(services)).GetProperty("services").GetString()!;
        var other = Directory.CreateDirectory(Path.Combine(data, "gateway")).FullName;
        using var gateway = Start(
            "gateway-web", other, "--Services:platform.events:Address", address, "--Services:platform.audit:Address", address);
        var web = new Uri((await UntilReadyAsync(gateway, other)).GetProperty("gateways")[0].GetString()!);
        using var http = new HttpClient { BaseAddress = web };
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/api/v1/events")).StatusCode);
        var health = await http.GetFromJsonAsync<JsonElement>("/health");
        Assert.Contains(health.GetProperty("checks").EnumerateArray(), it => it.GetProperty("name").GetString() == "platform.events");
        Assert.Equal(0, await StopAsync(services));
        using var away = await http.GetAsync("/api/v1/events");
        Assert.Equal(HttpStatusCode.BadGateway, away.StatusCode);
        Assert.Equal(0, await StopAsync(gateway));
    }

    [Theory]
    [InlineData("--run", "trade.nothing", "--run: there is no trade.nothing.")]
    [InlineData("--ports:web", "http", "Ports:Web must be a port")]
    [InlineData("--ports:bind", "here", "Ports:Bind must be an IP address")]
    [InlineData("--ConnectionStrings:skylink", "Host=127.0.0.1;Port=9;Username=nobody", "PostgreSQL cannot be reached")]
    [InlineData("--ConnectionStrings:skylink", "Host=${secret:nowhere}", "ConnectionStrings:skylink refers to the secret nowhere")]
    [InlineData("--Database:ConnectionsMax", "1", "ConnectionsMax")]
    [InlineData("--Platform:Gateways:AdminNetworks:0", "everybody", "AdminNetworks holds networks")]
    [InlineData("--Platform:Gateways:Read:CallerPerMinute", "-1", "Platform:Gateways:Read:CallerPerMinute: The field")]
    [InlineData("--Database:StatementTimeout", "1.00:00:00", "Database:StatementTimeout: The field StatementTimeout must be between")]
    [InlineData("--Database:ConnectionsMax", "many", "'many' at 'Database:ConnectionsMax' to type 'System.Int32'")]
    [InlineData("--Demo:Enabled", "perhaps", "'perhaps' at 'Demo:Enabled' to type 'System.Boolean'")]
    [InlineData("--ConnectionStrings:skylink", "127.0.0.1:5432", "ConnectionStrings:skylink cannot be read")]
    [InlineData("--SKYLINK_MASTER_KEY", "short", "SKYLINK_MASTER_KEY: the master key must be 32 bytes in base64.")]
    [InlineData("--SKYLINK_MASTER_KEY", "aws-kms:***", "SKYLINK_MASTER_KEY: after aws-kms: stands a ciphertext of KMS in base64.")]
    [InlineData("--Secrets:Provider", "Elsewhere", "'Elsewhere' at 'Secrets:Provider' to type")]
    [InlineData("--Secrets:Prefix", "qsl", "Secrets:Prefix: must be words that each end with a slash.")]
    [InlineData("--Secrets:Aws:Endpoint", "http://aws.example", "Secrets:Aws:Endpoint: must be over https, or on this machine.")]
    [InlineData("--data", "/proc/skylink", "/proc/skylink")]
    public async Task A_wrong_setting_stops_the_start_with_one_line(string key, string value, string line)
    {
        using var process = Start(
            "platform.events,platform.gateways,gateway-web,gateway-admin", data, key, value,
            "--Services:platform.audit:Address", "http://127.0.0.1:9");
        await AssertRefusedAsync(process, line);
    }

    [Theory]
    [InlineData("--run", "trade.payments", "Services:settle.ledger:Address is not set")]
    [InlineData("--Services:settle.ledger:Address", "ledger", "Services:settle.ledger:Address is 'ledger': give a whole address")]
    [InlineData("--Trade:Buyers:SearchDedline", "00:00:05",
        "Trade:Buyers:SearchDedline: there is no such setting; did you mean Trade:Buyers:SearchDeadline?")]
    [InlineData("--Trade:Network:RegistryUri", "registry", "Trade:Network:RegistryUri: must be a whole address")]
    [InlineData("--Trade:Network:DeliveryTimeout", "1", "Trade:Network:DeliveryTimeout: The field")]
    public async Task A_service_alone_says_what_it_must_know_of_the_others(string key, string value, string line)
    {
        using var process = Start(
            "trade.payments", data, key, value, "--Services:platform.audit:Address", "http://127.0.0.1:9");
        await AssertRefusedAsync(process, line);
    }

    [Fact]
    public async Task A_provider_of_ML_DSA_that_the_machine_lacks_stops_the_start_with_one_line()
    {
        Assert.SkipWhen(System.Security.Cryptography.MLDsa.IsSupported, "The machine has ML-DSA.");
        using var process = Start(
            "platform.signatures", data, "--Platform:Signatures:MlDsaProvider", "Platform",
            "--Services:platform.audit:Address", "http://127.0.0.1:9",
            "--Services:platform.identity:Address", "http://127.0.0.1:9");
        await AssertRefusedAsync(process, "Platform:Signatures:MlDsaProvider: Platform needs OpenSSL 3.5 or newer");
    }

    [Theory]
    [InlineData("platform.audit", "audit", "the head that the audit log signed last")]
    [InlineData("witness", "witness", "what the witness cosigned")]
    public async Task A_data_folder_that_cannot_be_written_stops_the_start_with_one_line(string run, string folder, string what)
    {
        using (var nowhere = Start(run, "/proc/skylink"))
        {
            await AssertRefusedAsync(nowhere, $"/proc/skylink/{folder} cannot be written, and {what} must be kept there: ");
        }

        await File.WriteAllTextAsync(Path.Combine(data, folder), "a file where a folder must be");
        using var process = Start(run);
        await AssertRefusedAsync(process, $"{folder} cannot be written, and {what} must be kept there: ");
    }

    [Fact]
    public async Task The_master_key_comes_from_KMS_and_the_database_password_from_Secrets_Manager()
    {
        await using var aws = await LocalAws.StartAsync();
        var master = aws.KeyManagement.Encrypt(Enumerable.Range(0, 32).Select(it => (byte)it).ToArray());
        aws.SecretsManager.Put("qsl/host/database", database!.ConnectionString);
        string[] settings =
        [
            "--SKYLINK_MASTER_KEY", $"aws-kms:{master}", "--ConnectionStrings:skylink", "${secret:database}",
            "--Secrets:Provider", "SecretsManager", "--Secrets:Prefix", "qsl/host/",
            "--Secrets:Aws:Region", LocalAws.Region, "--Secrets:Aws:Endpoint", aws.Address.ToString(),
        ];
        using (var process = Start(Run, data, settings))
        {
            await UntilReadyAsync(process);
            Assert.Equal(0, await StopAsync(process));
        }

        Assert.Equal(1, aws.Calls.Count(it => it.Action == "Decrypt"));
        Assert.False(File.Exists(Path.Combine(data, "secrets", "master-key")));
        aws.Fail(times: 1, "AccessDeniedException", 400);
        using var refused = Start(Run, data, settings);
        await AssertRefusedAsync(refused, "SKYLINK_MASTER_KEY: AWS KMS in eu-central-1 refuses Decrypt: AccessDeniedException");
    }

    [Fact]
    public async Task A_port_in_use_stops_the_start_with_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        using var process = Start(Run, data, "--ports:web", $"{port}");
        await AssertRefusedAsync(process, $"http://127.0.0.1:{port} is in use.");
    }

    /// <summary>None where the file was closed since it was listed.</summary>
    private static int FilesWatched(string descriptor)
    {
        try
        {
            return File.ReadLines(descriptor).Count(line => line.StartsWith("inotify ", StringComparison.Ordinal));
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }

    private static async Task AssertRefusedAsync(Process process, string line)
    {
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(78, process.ExitCode);
        Assert.StartsWith("skylink cannot start: ", error, StringComparison.Ordinal);
        Assert.Contains(line, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.DoesNotContain("   at ", await process.StandardOutput.ReadToEndAsync(), StringComparison.Ordinal);
    }

    private Process Start(string run, string? folder = null, params string[] more)
    {
        var start = new ProcessStartInfo(Program)
        {
            UseShellExecute = false,
            WorkingDirectory = data,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["--run"] = run,
            ["--data"] = folder ?? data,
            ["--ports:web"] = "0",
            ["--ports:admin"] = "0",
            ["--ports:services"] = "0",
            ["--ConnectionStrings:skylink"] = database!.ConnectionString,
            ["--SKYLINK_MASTER_KEY"] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=",
        };
        foreach (var pair in more.Chunk(2))
        {
            settings[pair[0]] = pair[1];
        }

        foreach (var (key, value) in settings)
        {
            start.ArgumentList.Add(key);
            start.ArgumentList.Add(value);
        }

        return Process.Start(start)!;
    }

    private async Task<JsonElement> UntilReadyAsync(Process process, string? folder = null)
    {
        var file = Path.Combine(folder ?? data, "run.json");
        await Eventually.TrueAsync(
            () => process.HasExited ? throw new InvalidOperationException(process.StandardError.ReadToEnd()) : File.Exists(file),
            "the file that says it runs");
        return JsonSerializer.Deserialize<JsonElement>(await File.ReadAllBytesAsync(file));
    }

    private static async Task<int> StopAsync(Process process)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        _ = process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(90));
        return process.ExitCode;
    }
}
