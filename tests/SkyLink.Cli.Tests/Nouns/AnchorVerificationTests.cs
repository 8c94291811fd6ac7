using System.Text;
using System.Text.Json;
using SkyLink.Cryptography.Transparency;
using SkyLink.Testing;

namespace SkyLink.Cli;

/// <summary>Logs against the chain of a real node: what it holds of a log, the log cannot take back.</summary>
public sealed class AnchorVerificationTests : IAsyncLifetime
{
    private readonly RecordedShell shell = new(new Workspace(Checkout.Root));
    private Anvil? node;
    private AnchoredCopy? made;

    private Anvil Chain => node!;

    private AnchoredCopy Log => made!;

    private string[] Verify =>
        ["audit", "verify", "--folder", Log.Folder, "--trust", Log.Trust, "--anchor-rpc", $"{Chain.Address}", "--json"];

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Anvil.IsInstalledIn(Checkout.Root), Anvil.HowToInstall);
        node = await Anvil.StartAsync(Checkout.Root);
        made = new AnchoredCopy(node);
    }

    public async ValueTask DisposeAsync()
    {
        made?.Dispose();
        if (node is not null)
        {
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task Each_head_that_the_chain_holds_is_compared_with_the_log()
    {
        await Log.AnchorAsync(3);
        await Log.AnchorAsync(300);
        await Log.WriteAsync(600);
        await Log.AnchorAsync(700); // after the copy: it cannot know
        var verdict = await JsonAsync(ExitCode.Done);
        Assert.Equal(2, verdict.Items("compared").Count());
        Assert.Contains("anchor 1 (0x", verdict.Items("compared").First().GetString(), StringComparison.Ordinal);
        await Log.WriteAsync(700);
        Assert.Equal(3, (await JsonAsync(ExitCode.Done)).Items("compared").Count());
    }

    /// <summary>Somebody with the log's key and the database: signatures, hashes and tiles all fit.</summary>
    [Fact]
    public async Task A_log_that_was_rewritten_and_signed_again_is_told_by_the_first_anchor_that_is_not_of_it()
    {
        await Log.AnchorAsync(100);
        await Log.AnchorAsync(300);
        await Log.AnchorAsync(500);
        await Log.WriteAsync(600, common: 200, "forged");
        var verdict = await JsonAsync(ExitCode.Failed);
        Assert.Equal("Trusted", verdict.Text("checkpoint"));
        var faults = verdict.Items("faults").Select(it => it.GetString()!).ToList();
        Assert.Equal(2, faults.Count);
        Assert.StartsWith(
            $"anchor 2 ({Log.Anchors[1]["transactionHash"]}) holds another root of 300 entries", faults[0], StringComparison.Ordinal);
        Assert.StartsWith("anchor 3 (", faults[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_was_cut_off_is_told_by_the_anchor_that_is_larger()
    {
        await Log.AnchorAsync(300);
        await Log.WriteAsync(200);
        Assert.Contains("anchor 1", await FaultOfRunningAsync(), StringComparison.Ordinal);
        Assert.Contains("holds a head of 300 entries, and the log has 200", await FaultOfRunningAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_anchor_that_is_kept_back_is_missed()
    {
        await Log.AnchorAsync(100);
        await Log.AnchorAsync(300, common: 0, "another story");
        await Log.AnchorAsync(400);
        Log.Hide(2);
        await Log.WriteAsync(500);
        Assert.Contains(
            $"transaction 1 of {Log.Account} is named by no anchor", (await JsonAsync(ExitCode.Failed)).Text("faults"),
            StringComparison.Ordinal);
        Assert.Contains("transaction 1 of", await FaultOfRunningAsync(), StringComparison.Ordinal);

        // In a copy the last ones may be missing; in the log itself they may not.
        Log.Hide(2);
        await Log.WriteAsync(500);
        await JsonAsync(ExitCode.Done);
        Assert.Contains("transaction 1 of", await FaultOfRunningAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_noted_but_not_on_the_chain_or_not_of_this_log_is_named()
    {
        await Log.AnchorAsync(100);
        await Log.PublishAsync(Encoding.ASCII.GetBytes("something else"), 100);
        await Log.PublishAsync(LogAnchor.Encode("other.example/audit", TreeEdge.Empty.Append([new byte[1]]).Edge.Head), 1);
        Log.Anchors[0]["transactionHash"] = $"0x{new string('1', 64)}";
        await Log.WriteAsync(200);
        var faults = (await JsonAsync(ExitCode.Failed)).Items("faults").Select(it => it.GetString()!).ToList();
        Assert.Contains("is in no block of chain 31337, and was said to stand", faults[0], StringComparison.Ordinal);
        Assert.Contains("anchor 2", faults[1], StringComparison.Ordinal);
        Assert.EndsWith($"holds no head of {AnchoredCopy.Origin}.", faults[1], StringComparison.Ordinal);
        Assert.EndsWith($"holds no head of {AnchoredCopy.Origin}.", faults[2], StringComparison.Ordinal);
        Assert.Contains("transaction 0 of", faults[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_is_away_or_of_another_chain_proves_nothing()
    {
        await Log.AnchorAsync(100);
        await Log.WriteAsync(200);
        var trust = await File.ReadAllTextAsync(Log.Trust, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Log.Trust, trust.Replace("31337", "1", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Failed, await shell.RunAsync(Verify));
        Assert.Contains("is of chain 31337, and the log is anchored on 1", shell.Error, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Log.Trust, trust, TestContext.Current.CancellationToken);
        await Chain.KillAsync();
        Assert.Equal(ExitCode.Failed, await shell.RunAsync(Verify));
        Assert.Contains("does not answer to eth_chainId", shell.Error, StringComparison.Ordinal);
    }

    private async Task<JsonElement> JsonAsync(int code)
    {
        var before = shell.Out.Length;
        Assert.True(code == await shell.RunAsync(Verify), shell.Out[before..] + shell.Error);
        return JsonElement.Parse(shell.Out[before..]);
    }

    /// <summary>The faults where the same files are the log itself, which knows all of its anchors.</summary>
    private async Task<string> FaultOfRunningAsync()
    {
        var source = new AuditFolder(Log.Folder);
        var trust = TrustFile.Read(new FileInfo(Log.Trust));
        using var anchors = await AnchorVerification.BeginAsync(source, trust, Chain.Address, CancellationToken.None);
        Assert.True(SignedCheckpoint.TryRead((await source.CheckpointAsync(CancellationToken.None))!, out var checkpoint));
        var verdict = await AuditVerification.RunAsync(source, checkpoint, trust, [], CancellationToken.None);
        return string.Join('\n', (await anchors.CheckAsync(verdict, checkpoint, isCopy: false, CancellationToken.None)).Faults);
    }
}
