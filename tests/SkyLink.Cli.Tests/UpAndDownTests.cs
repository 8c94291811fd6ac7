using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace SkyLink.Cli;

/// <summary>
/// The commands around the host, on a stand-in for it: a Node.js program that answers like the host and notes how
/// it ended. The real host is started by the end-to-end tests.
/// </summary>
public sealed class UpAndDownTests : IDisposable
{
    private const string HostProgram = """
        #!/usr/bin/env node
        const http = require('http'), fs = require('fs'), path = require('path');
        const option = name => process.argv[process.argv.indexOf('--' + name) + 1];
        const data = option('Data:Directory');
        const KEY = 'witness.example/stand-in+2e43d77c+BFhmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZm';
        if (option('run') === 'witness') {
          process.on('SIGTERM', () => {
            fs.writeFileSync(path.join(data, 'witness-ended'), `${fs.existsSync(path.join(data, 'ended'))}`);
            process.exit(0);
          });
          http.createServer((request, response) => response.end(request.url === '/keys' ? KEY + '\n'
            : '{"checks":[{"name":"skylink.local/audit","status":"Healthy","detail":"17 entries cosigned"}]}'))
            .listen(Number(option('Witness:Port')), '127.0.0.1');
          return;
        }
        fs.writeFileSync(path.join(data, 'arguments.json'), JSON.stringify(process.argv.slice(2)));
        if (option('run').startsWith('broken')) { console.error('skylink cannot start: there is no broken'); process.exit(78); }
        fs.writeFileSync(path.join(data, 'demo-accounts.json'),
          JSON.stringify([{ role: 'buyer', email: 'buyer@example.org', password: 'p-1' }]));
        process.on('SIGTERM', () => { fs.writeFileSync(path.join(data, 'ended'), 'SIGTERM'); process.exit(0); });
        let asked = 0;
        http.createServer((request, response) => {
          if (request.url === '/health/ready') { response.statusCode = ++asked > 2 ? 200 : 503; response.end(); return; }
          response.end(JSON.stringify({ services: [{ name: 'trade.registry', status: 'Healthy' }] }));
        }).listen(Number(option('Ports:Services')), '127.0.0.1', () => setTimeout(gateways, 500));
        function gateways() { // They come up after the services.
          if (option('run') !== 'all') return;
          for (const name of ['Web', 'Admin']) http.createServer((request, response) => {
            fs.writeFileSync(path.join(data, 'gateway-' + name), 'asked');
            response.end();
          }).listen(Number(option('Ports:' + name)), '127.0.0.1');
        }
        console.log('info: SkyLink.Trade.Registry[1] up');
        console.log('info: SkyLink.Settle.Ledger[1] up');
        """;

    private readonly Scratch scratch = new();
    private readonly string port = RunningPlatform.FreePort();
    private readonly string witnessPort = RunningPlatform.FreePort();
    private readonly string[] gatewayPorts = ["--web-port", RunningPlatform.FreePort(), "--admin-port", RunningPlatform.FreePort()];
    private readonly RecordedShell shell;

    public UpAndDownTests()
    {
        var host = scratch["SkyLink.Host"];
        File.WriteAllText(host, HostProgram);
        File.SetUnixFileMode(host, (UnixFileMode)0b111_101_101);
        Directory.CreateDirectory(Data);
        shell = new RecordedShell(new Workspace(Checkout.Root) { HostExecutable = host });
    }

    private string Data => scratch["data"];

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Up_waits_until_ready_and_down_ends_it_cleanly()
    {
        Assert.Equal(ExitCode.Done, await UpAsync("--detach"));
        Assert.Contains($"http://127.0.0.1:{port}", shell.Out, StringComparison.Ordinal);
        Assert.Contains("buyer@example.org  p-1", shell.Out, StringComparison.Ordinal);
        Assert.Matches(@"SkyLink is ready in \d+\.\d s\.", shell.Out);
        Assert.True(File.Exists(Path.Combine(Data, "gateway-Web")), "It was ready before its gateway was.");
        Assert.True(File.Exists(Path.Combine(Data, "gateway-Admin")), "It was ready before its gateway was.");

        Assert.Equal(ExitCode.Done, await shell.RunAsync("status", "--data", Data));
        Assert.Contains("trade.registry", shell.Out, StringComparison.Ordinal);

        Assert.Equal(ExitCode.Done, await shell.RunAsync("down", "--data", Data));
        Assert.Equal("SIGTERM", await File.ReadAllTextAsync(Path.Combine(Data, "ended"), TestContext.Current.CancellationToken));
        Assert.Equal(ExitCode.NotRunning, await shell.RunAsync("status", "--data", Data));
    }

    [Fact]
    public async Task The_host_is_told_what_the_user_asked_for()
    {
        Assert.Equal(ExitCode.Done, await UpAsync("--detach", "--no-demo", "--run", "settle.ledger"));
        await shell.RunAsync("down", "--data", Data);
        var told = JsonSerializer.Deserialize<string[]>(
            await File.ReadAllTextAsync(Path.Combine(Data, "arguments.json"), TestContext.Current.CancellationToken))!;
        Assert.Equal(
            ["--run", "settle.ledger", "--Data:Directory", Data, "--Demo:Enabled", "false", "--Ports:Web",
                gatewayPorts[1], "--Ports:Admin", gatewayPorts[3], "--Ports:Services", port],
            told);
    }

    [Fact]
    public async Task The_witness_starts_first_ends_last_and_the_host_is_told_its_keys()
    {
        Assert.Equal(ExitCode.Done, await UpAsync("--detach"));
        Assert.Contains($"http://127.0.0.1:{witnessPort}", shell.Out, StringComparison.Ordinal);
        var told = JsonSerializer.Deserialize<string[]>(
            await File.ReadAllTextAsync(Path.Combine(Data, "arguments.json"), TestContext.Current.CancellationToken))!;
        var keys = told[Array.IndexOf(told, "--Platform:Audit:Witnesses:0") + 1];
        Assert.Equal(
            $"witness.example/stand-in+2e43d77c+BFhmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZm http://127.0.0.1:{witnessPort}", keys);
        var status = await shell.JsonAsync("status", "--data", Data);
        Assert.Equal(witnessPort, status.Items("witnesses").Single().Text("port"));
        Assert.Equal("17 entries cosigned", status.Items("witnesses").Single().Items("logs").Single().Text("detail"));
        Assert.Single(status.Items("hosts"));

        // One that died is missed, and the next `up` starts it where the host looks for it.
        using (var witness = Process.GetProcessById(status.Items("witnesses").Single().At("processId")!.Value.GetInt32()))
        {
            witness.Kill();
            await witness.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(ExitCode.Failed, await shell.RunAsync("status", "--data", Data));
        Assert.Contains("witness of the audit log is not running", shell.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, await UpAsync("--detach"));
        Assert.Contains("runs again", shell.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, await shell.RunAsync("status", "--data", Data));
        Assert.Equal(ExitCode.Done, await shell.RunAsync("down", "--data", Data));
        Assert.Equal("true", await File.ReadAllTextAsync(Path.Combine(Data, "witness-ended"), TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetFiles(Path.Combine(Data, "run")));
    }

    [Fact]
    public async Task A_host_that_does_not_start_leaves_no_witness_behind()
    {
        Assert.Equal(ExitCode.Failed, await UpAsync("--run", "broken,platform.audit"));
        Assert.True(File.Exists(Path.Combine(Data, "witness-ended")));
        Assert.Empty(Directory.GetFiles(Path.Combine(Data, "run")));
    }

    [Fact]
    public async Task A_second_up_says_that_it_is_up_and_starts_nothing()
    {
        Assert.Equal(ExitCode.Done, await UpAsync("--detach"));
        File.Delete(Path.Combine(Data, "arguments.json"));
        Assert.Equal(ExitCode.Done, await UpAsync("--detach"));
        Assert.Contains("Already up", shell.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Data, "arguments.json")));
        await shell.RunAsync("down", "--data", Data);
    }

    [Fact]
    public async Task A_host_that_does_not_start_is_told_with_its_own_words()
    {
        Assert.Equal(ExitCode.Failed, await UpAsync("--run", "broken"));
        Assert.Contains("skylink cannot start: there is no broken", shell.Error, StringComparison.Ordinal);
        Assert.Contains("exit code 78", shell.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.NotRunning, await shell.RunAsync("status", "--data", Data));
    }

    [Fact]
    public async Task Another_platform_on_its_ports_does_not_count_as_ready()
    {
        using var other = new TcpListener(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture));
        other.Start();
        Assert.Equal(ExitCode.Failed, await UpAsync("--detach"));
        Assert.Contains($"skylink: http://127.0.0.1:{port} is in use.", shell.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("ready", shell.Out, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Data, "arguments.json")));
    }

    [Theory]
    [InlineData("up")]
    [InlineData("down")]
    [InlineData("status")]
    [InlineData("demo", "trade")]
    public async Task A_data_folder_that_cannot_be_one_is_told_in_a_line(params string[] command)
    {
        await File.WriteAllTextAsync(scratch["file"], "no folder", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Missing, await shell.RunAsync([.. command, "--data", scratch["file/below"]]));
        Assert.Matches("^skylink: [^\n]*file[^\n]*\n$", shell.Error);
    }

    [Fact]
    public async Task Status_as_JSON_has_ports_and_health()
    {
        await UpAsync("--detach");
        var before = shell.Out.Length;
        Assert.Equal(ExitCode.Done, await shell.RunAsync("status", "--json", "--data", Data));
        using var status = JsonDocument.Parse(shell.Out[before..]);
        var host = status.RootElement.GetProperty("hosts")[0];
        Assert.Equal(port, host.GetProperty("servicesPort").GetRawText());
        Assert.True(host.GetProperty("isReady").GetBoolean());
        Assert.Equal("Healthy", host.GetProperty("services")[0].GetProperty("status").GetString());
        await shell.RunAsync("down", "--data", Data);
    }

    [Fact]
    public async Task Logs_show_the_end_and_only_the_service_asked_for()
    {
        await UpAsync("--detach");
        var before = shell.Out.Length;
        Assert.Equal(ExitCode.Done, await shell.RunAsync("logs", "--service", "trade.registry", "--data", Data));
        Assert.Equal("info: SkyLink.Trade.Registry[1] up\n", shell.Out[before..]);
        await shell.RunAsync("down", "--data", Data);
    }

    [Fact]
    public async Task Without_a_log_that_is_said() =>
        Assert.Equal(ExitCode.Missing, await shell.RunAsync("logs", "--data", scratch["nowhere"]));

    [Fact]
    public async Task A_record_of_a_process_that_is_another_program_by_now_is_forgotten()
    {
        Directory.CreateDirectory(Path.Combine(Data, "run"));
        new HostRecord(Environment.ProcessId, DateTimeOffset.UnixEpoch, "all", 1, 2, 3).Write(Data);
        Assert.Equal(ExitCode.NotRunning, await shell.RunAsync("status", "--data", Data));
        Assert.Empty(Directory.GetFiles(Path.Combine(Data, "run")));
    }

    private Task<int> UpAsync(params string[] more) =>
        shell.RunAsync(
            ["up", "--data", Data, "--services-port", port, "--timeout", "120", "--witness-port", witnessPort,
                .. gatewayPorts, .. more]);
}
