using System.Text.Json;

namespace SkyLink.Cli;

/// <summary>A client's keys from their making to their substitute, and the ledger that takes what they sign.</summary>
[Collection(nameof(OnePlatform))]
public sealed class SigningClientsTests(RunningPlatform platform) : IDisposable
{
    private readonly RecordedShell shell = new(RunningPlatform.Workspace);
    private readonly Scratch scratch = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_client_posts_with_its_keys_until_they_are_revoked_and_then_with_its_substitute()
    {
        var (keys, next) = (scratch["payouts.keys.json"], scratch["payouts.next.json"]);
        var client = await JsonAsync("signatures", "clients", "register", $"payouts {Guid.CreateVersion7()}", "--out", keys);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(keys));
        Assert.DoesNotContain("priv", client.GetRawText(), StringComparison.Ordinal);
        await WriteAsync("payout.json", "5");
        await JsonAsync("ledger", "open", "world:cli");
        await JsonAsync("ledger", "open", "cli:payouts", "--asset", "PKR/2");
        var posted = await JsonAsync("ledger", "post", scratch["payout.json"], "--keys", keys);
        Assert.Equal(client.Text("id"), posted.At("metadata")?.GetProperty("signed.client").GetString());

        await JsonAsync("signatures", "clients", "substitute", keys, "--out", next);
        Assert.Equal(ExitCode.Failed, await AskAsync("ledger", "post", scratch["payout.json"], "--keys", next));
        Assert.Contains("(signatures.request_keys_unknown)", shell.Error, StringComparison.Ordinal);
        var revoked = await JsonAsync("signatures", "clients", "revoke", client.Text("id")!);
        Assert.Equal(["Revoked", "Current"], revoked.Items("keys").Select(it => it.Text("state")));
        Assert.Equal(ExitCode.Failed, await AskAsync("ledger", "post", scratch["payout.json"], "--keys", keys));
        await JsonAsync("ledger", "post", scratch["payout.json"], "--keys", next);
        var listed = (await JsonAsync("signatures", "clients", "list", "--limit", "200")).Items("items");
        Assert.Contains(client.Text("id"), listed.Select(it => it.Text("id")));
    }

    [Fact]
    public async Task What_cannot_be_registered_leaves_no_file_and_what_is_no_file_of_keys_is_said()
    {
        var name = $"till {Guid.CreateVersion7()}";
        Assert.Equal(ExitCode.Done, await AskAsync("signatures", "clients", "register", name, "--out", scratch["one"]));
        Assert.Equal(ExitCode.Failed, await AskAsync("signatures", "clients", "register", name, "--out", scratch["two"]));
        Assert.Contains("(signatures.client_taken)", shell.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(scratch["two"]));
        var before = await File.ReadAllTextAsync(scratch["one"], Cancellation);
        Assert.Equal(ExitCode.Failed, await AskAsync("signatures", "clients", "register", $"{name} 2", "--out", scratch["one"]));
        Assert.Contains("is not overwritten", shell.Error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(scratch["one"], Cancellation));

        await WriteAsync("payout.json", "5");
        await File.WriteAllTextAsync(scratch["no.keys"], """{"client":"x","classic":{},"postQuantum":7}""", Cancellation);
        foreach (var wrong in (string[])["no.keys", "payout.json", "nothing"])
        {
            Assert.Equal(ExitCode.Failed, await AskAsync("ledger", "post", scratch["payout.json"], "--keys", scratch[wrong]));
        }

        Assert.Contains("holds no client's keys", shell.Error, StringComparison.Ordinal);
        await File.WriteAllTextAsync(scratch["list.json"], "[1]", Cancellation);
        Assert.Equal(ExitCode.Failed, await AskAsync("ledger", "post", scratch["list.json"]));
        Assert.Contains("holds no transaction", shell.Error, StringComparison.Ordinal);
    }

    private Task WriteAsync(string file, string units) => File.WriteAllTextAsync(scratch[file], $$"""
        {
          "description": "A payout", "reference": "payouts",
          "postings": [{ "from": "world:cli", "to": "cli:payouts", "amount": { "units": "{{units}}", "asset": "PKR/2" } }]
        }
        """, Cancellation);

    private Task<int> AskAsync(params string[] command) => shell.RunAsync([.. command, "--data", platform.Data]);

    private Task<JsonElement> JsonAsync(params string[] command) => shell.JsonAsync([.. command, "--data", platform.Data]);
}
