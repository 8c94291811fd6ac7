using System.Text.Json;
using SkyLink.Cryptography;
using SkyLink.Cryptography.Transparency;

namespace SkyLink.Cli;

/// <summary>The audit log from the command line, on the real platform with its witness.</summary>
[Collection(nameof(OnePlatform))]
public sealed class AuditCommandTests(RunningPlatform platform) : IDisposable
{
    private readonly RecordedShell shell = new(RunningPlatform.Workspace);
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task What_is_changed_is_listed_shown_and_proven_offline()
    {
        var done = await DoAsync();
        JsonElement entry;
        while ((entry = (await JsonAsync("audit", "list", "--service", "trade.routing", "--since", "1d", "--limit", "1"))
            .Items("items").FirstOrDefault()).At("number")?.GetInt64() is not { } found || found < done)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
        }

        var number = entry.Text("number")!;
        var shown = await JsonAsync("audit", "show", number);
        Assert.Equal(entry.Text("leafHash"), shown.Text("leafHash"));
        Assert.Empty((await JsonAsync("audit", "list", "--action", "NothingLikeThis")).Items("items"));
        Assert.Equal(ExitCode.Failed, await AskAsync("audit", "show", "999999"));
        Assert.Contains("(audit.unknown_entry)", shell.Error, StringComparison.Ordinal);

        await SignedAsync(long.Parse(number));
        string[] files = [scratch["p.tlog-proof"], scratch["entry.json"], scratch["trust.json"]];
        Assert.Equal(ExitCode.Done, await AskAsync("audit", "proof", number, "--out", files[0], "--entry-out", files[1]));
        Assert.Equal(ExitCode.Done, await AskAsync("audit", "trust", "--out", files[2]));
        string[] check = ["audit", "verify-proof", files[0], "--entry", files[1], "--trust", files[2]];
        Assert.Equal(ExitCode.Done, await shell.RunAsync(check));
        Assert.Contains($"Proven: it is entry {number} of skylink.local/audit", shell.Out, StringComparison.Ordinal);

        await File.AppendAllTextAsync(files[1], " ", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Failed, await shell.RunAsync(check));
        Assert.Contains("WRONG: the proof does not lead from the entry", shell.Out, StringComparison.Ordinal);
        await File.WriteAllTextAsync(files[0], "no proof", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Failed, await shell.RunAsync(check));
    }

    [Fact]
    public async Task The_whole_log_is_verified_against_saved_keys_an_older_checkpoint_and_the_witness()
    {
        await SignedAsync(await DoAsync());
        var (trust, copy) = (scratch["trust.json"], scratch["copy"]);
        await AskAsync("audit", "trust", "--out", trust);
        Assert.Equal(ExitCode.Done, await AskAsync("audit", "export", copy));
        await SignedAsync(await DoAsync());
        var verdict = await JsonAsync(
            "audit", "verify", "--trust", trust, "--seen", Path.Combine(copy, "checkpoint"), "--witness", $"{platform.Witness}");
        Assert.True(verdict.At("isIntact")?.GetBoolean(), verdict.ToString());
        Assert.Equal(2, verdict.Items("compared").Count());
        Assert.Equal(ExitCode.Done, await AskAsync("audit", "verify"));
        Assert.Contains("Intact: all ", shell.Out, StringComparison.Ordinal);
        Assert.Contains("give --trust", shell.Error, StringComparison.Ordinal);
        Assert.Contains((await JsonAsync("audit", "status")).Text("state"), (string[])["Signed", "Behind"]);
        Assert.Equal(ExitCode.Failed, await AskAsync("audit", "verify", "--witness", $"{platform.Web}"));
        Assert.Equal(ExitCode.WrongUsage, await shell.RunAsync("audit", "verify", "--folder", copy));
    }

    [Fact]
    public async Task A_copy_is_verified_offline_and_what_was_changed_in_it_is_named()
    {
        await SignedAsync(await DoAsync());
        var (trust, copy) = (scratch["trust.json"], scratch["copy"]);
        await AskAsync("audit", "trust", "--out", trust);
        Assert.Equal(ExitCode.Done, await AskAsync("audit", "export", copy));
        string[] verify = ["audit", "verify", "--folder", copy, "--trust", trust, "--json"];
        Assert.Equal(ExitCode.Done, await shell.RunAsync(verify));

        var bundle = Directory.GetFiles(Path.Combine(copy, "tile", "entries"), "*", SearchOption.AllDirectories).Order().First();
        var bytes = await File.ReadAllBytesAsync(bundle, TestContext.Current.CancellationToken);
        var changed = bytes.ToArray();
        changed[13] ^= 1; // the first letter of the first entry's action
        await File.WriteAllBytesAsync(bundle, changed, TestContext.Current.CancellationToken);
        Assert.Equal("0", (await FailedAsync(verify)).Text("leaf.leaf"));
        await File.WriteAllBytesAsync(bundle, bytes, TestContext.Current.CancellationToken);

        var tile = Directory.GetFiles(Path.Combine(copy, "tile", "0"), "*", SearchOption.AllDirectories).Order().First();
        var hashes = await File.ReadAllBytesAsync(tile, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(tile, hashes[..^1], TestContext.Current.CancellationToken);
        Assert.StartsWith("tile/0/000", (await FailedAsync(verify)).Text("tile"), StringComparison.Ordinal);
        await File.WriteAllBytesAsync(tile, hashes, TestContext.Current.CancellationToken);

        // The same tree, signed under another master key.
        var checkpoint = Path.Combine(copy, "checkpoint");
        Assert.True(SignedCheckpoint.TryRead(
            await File.ReadAllBytesAsync(checkpoint, TestContext.Current.CancellationToken), out var signed));
        using var key = Ed25519PrivateKey.Generate();
        var forged = SignedCheckpoint.Sign(
            signed.Checkpoint, [NoteSigner.Of(signed.Checkpoint.Origin, key)], TimeProvider.System.GetUtcNow());
        await File.WriteAllTextAsync(checkpoint, forged.ToString(), TestContext.Current.CancellationToken);
        Assert.Equal("SignatureMissing", (await FailedAsync(verify)).Text("checkpoint"));

        // Without the witness's lines it is the log's word alone.
        var alone = signed.Note.ToString().Split('\n').Where(line => !line.StartsWith("— skylink.local/witness", StringComparison.Ordinal));
        await File.WriteAllTextAsync(checkpoint, string.Join('\n', alone), TestContext.Current.CancellationToken);
        Assert.Equal("WitnessesTooFew", (await FailedAsync(verify)).Text("checkpoint"));
    }

    /// <summary>Something to note; answers how many entries there were before.</summary>
    private async Task<long> DoAsync()
    {
        var before = (await JsonAsync("audit", "status")).At("size")!.Value.GetInt64();
        await JsonAsync("events", "replay", "trade.routing.participants", "--from", "1s");
        return before;
    }

    private async Task SignedAsync(long number)
    {
        while ((await JsonAsync("audit", "status")).Items("witnesses").Single().At("size")?.GetInt64() <= number)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
        }
    }

    private async Task<JsonElement> FailedAsync(string[] command)
    {
        var before = shell.Out.Length;
        Assert.Equal(ExitCode.Failed, await shell.RunAsync(command));
        return JsonElement.Parse(shell.Out[before..]);
    }

    private Task<int> AskAsync(params string[] arguments) => shell.RunAsync([.. arguments, "--data", platform.Data]);

    private Task<JsonElement> JsonAsync(params string[] arguments) => shell.JsonAsync([.. arguments, "--data", platform.Data]);
}
