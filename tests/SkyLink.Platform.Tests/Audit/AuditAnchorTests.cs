using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Json;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SkyLink.Cryptography.Transparency;
using SkyLink.Testing;

namespace SkyLink.Platform.Audit;

/// <summary>Each test has a chain and a log of its own: what one makes of its account is not the other's affair.</summary>
public sealed class AuditAnchorTests : IAsyncLifetime
{
    private const string Audit = AuditHost.Audit;

    private readonly AnchoredHost host = new();
    private HttpClient? signedIn;

    private HttpClient Admin => signedIn!;

    public async ValueTask InitializeAsync()
    {
        await host.InitializeAsync();
        signedIn = await host.ClientOfAsync(Role.Admin);
    }

    public async ValueTask DisposeAsync()
    {
        signedIn?.Dispose();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_head_is_on_the_chain_word_for_word_and_stands_after_enough_blocks()
    {
        await host.FundAsync(Admin);
        await AuditHost.DoneAsync(Admin, Guid.CreateVersion7().ToString("n"));
        var included = await AnchoredHost.UntilAsync(Admin, "Included");
        Assert.Equal(JsonValueKind.Null, (await AnchoredHost.StatusAsync(Admin)).GetProperty("confirmed").ValueKind);
        await host.Chain.MineAsync(2);
        var confirmed = await AnchoredHost.UntilAsync(Admin, "Confirmed");
        Assert.Equal(included.GetProperty("transactionHash").GetString(), confirmed.GetProperty("transactionHash").GetString());

        // What everybody sees there, read without our own decoder.
        var seen = await TransactionAsync(confirmed);
        Assert.Equal(seen.GetProperty("from").GetString(), seen.GetProperty("to").GetString());
        Assert.Equal("0x0", seen.GetProperty("value").GetString());
        Assert.Equal("0x2", seen.GetProperty("type").GetString());
        var data = Convert.FromHexString(seen.GetProperty("input").GetString()![2..]);
        Assert.Equal("skylog-1", Encoding.ASCII.GetString(data, 0, 8));
        Assert.Equal(SHA256.HashData("skylink.local/audit"u8), data[8..40]);
        Assert.Equal(confirmed.GetProperty("size").GetInt64(), BinaryPrimitives.ReadInt64BigEndian(data.AsSpan(40)));
        Assert.Equal(confirmed.GetProperty("root").GetBytesFromBase64(), data[48..]);
        Assert.Equal(seen.GetProperty("blockHash").GetString(), confirmed.GetProperty("blockHash").GetString());

        // It is the log's root of that size.
        var tree = await host.DbOf("platform.audit").InTransactionAsync(
            async tx => await new TiledTree(new StoredTiles(tx))
                .HeadAsync(confirmed.GetProperty("size").GetInt64(), CancellationToken.None),
            CancellationToken.None);
        Assert.Equal(tree.Root.ToString(), confirmed.GetProperty("root").GetString());
        var status = await AnchoredHost.StatusAsync(Admin);
        Assert.Equal(confirmed.ToString(), status.GetProperty("confirmed").ToString());
        Assert.Equal(JsonValueKind.Null, status.GetProperty("problem").ValueKind);
    }

    [Fact]
    public async Task An_entry_is_proven_by_the_first_anchor_that_covers_it()
    {
        var entry = await AuditHost.DoneAsync(Admin, Guid.CreateVersion7().ToString("n"));
        await host.FundAsync(Admin); // The first head that goes to the chain covers it.
        var path = $"{Audit}/entries/{entry.GetProperty("number").GetInt64()}/anchor";
        await AnchoredHost.UntilAsync(Admin, "Included");
        using (var early = await Admin.GetAsync(path))
        {
            Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
            Assert.Equal("audit.not_anchored", (await early.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
        }

        await host.Chain.MineAsync(2);
        var first = await AnchoredHost.UntilAsync(Admin, "Confirmed");
        await host.GrowAsync(Admin);
        await AnchoredHost.UntilAsync(Admin, "Included", above: first.GetProperty("number").GetInt64());
        await host.Chain.MineAsync(2);
        await AnchoredHost.UntilAsync(Admin, "Confirmed", above: first.GetProperty("number").GetInt64());
        var found = await Admin.GetFromJsonAsync<JsonElement>(path);
        Assert.Equal(first.GetProperty("number").GetInt64(), found.GetProperty("anchor").GetProperty("number").GetInt64());
        var hashes = found.GetProperty("hashes").EnumerateArray().Select(it =>
        {
            Assert.True(TreeHash.TryRead(it.GetBytesFromBase64(), out var hash));
            return hash;
        }).ToArray();
        Assert.True(LogAnchor.TryRead(
            Convert.FromHexString((await SentAsync(first)).GetProperty("input").GetString()![2..]), out var anchor));
        Assert.True(anchor.IsOf("skylink.local/audit"));
        Assert.True(InclusionProof.Verify(
            TreeHash.OfLeaf(entry.GetProperty("entry").GetBytesFromBase64()), entry.GetProperty("number").GetInt64(), hashes, anchor.Head));
        using var unknown = await Admin.GetAsync($"{Audit}/entries/999999/anchor");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task What_gets_into_no_block_is_sent_again_for_more_until_it_does()
    {
        await host.Chain.SetAutomineAsync(false);
        await host.FundAsync(Admin);
        await AuditHost.DoneAsync(Admin, Guid.CreateVersion7().ToString("n"));
        var first = await AnchoredHost.UntilAsync(Admin, "Pending");
        var paid = await SentAsync(first);
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        JsonElement replaced = default;
        await Eventually.TrueAsync(async () =>
        {
            replaced = await AnchoredHost.UntilAsync(Admin, "Pending");
            return replaced.GetProperty("transactionHash").GetString() != first.GetProperty("transactionHash").GetString();
        }, "another transaction");
        var more = await SentAsync(replaced);
        Assert.Equal(paid.GetProperty("nonce").GetString(), more.GetProperty("nonce").GetString());
        Assert.Equal(paid.GetProperty("input").GetString(), more.GetProperty("input").GetString());
        Assert.True(Fee(more, "maxFeePerGas") * 8 >= Fee(paid, "maxFeePerGas") * 9);
        Assert.True(Fee(more, "maxPriorityFeePerGas") * 8 >= Fee(paid, "maxPriorityFeePerGas") * 9);
        await host.Chain.MineAsync(3);
        var confirmed = await AnchoredHost.UntilAsync(Admin, "Confirmed");
        Assert.Equal(replaced.GetProperty("transactionHash").GetString(), confirmed.GetProperty("transactionHash").GetString());
        Assert.Single(await AnchoredHost.ListAsync(Admin));
    }

    [Fact]
    public async Task A_block_that_is_taken_back_takes_its_anchor_along_and_it_is_sent_again()
    {
        await host.FundAsync(Admin);
        await host.Chain.MineAsync(1);
        var before = await host.Chain.AskAsync("evm_snapshot");
        await AuditHost.DoneAsync(Admin, Guid.CreateVersion7().ToString("n"));
        var included = await AnchoredHost.UntilAsync(Admin, "Included");
        await host.Chain.SetAutomineAsync(false);
        await host.Chain.AskAsync("evm_revert", before.GetString());
        await host.Chain.MineAsync(2);
        await AnchoredHost.UntilAsync(Admin, "Pending");
        await SentAsync(included);
        await host.Chain.MineAsync(3);
        var confirmed = await AnchoredHost.UntilAsync(Admin, "Confirmed");
        Assert.Equal(included.GetProperty("transactionHash").GetString(), confirmed.GetProperty("transactionHash").GetString());
        Assert.NotEqual(included.GetProperty("blockHash").GetString(), confirmed.GetProperty("blockHash").GetString());
    }

    [Fact]
    public async Task Replicas_that_anchor_at_once_and_a_log_that_does_not_grow_send_each_head_once()
    {
        await host.FundAsync(Admin);
        await host.Chain.SetAutomineAsync(true);
        using var stop = new CancellationTokenSource();
        var twins = Enumerable.Range(0, 4).Select(_ => Twin().RunAsync(stop.Token)).ToList();
        for (var round = 1; round <= 3; round++)
        {
            await host.GrowAsync(Admin);
            await AnchoredHost.UntilAsync(Admin, "Included", above: round - 1);
            await host.Chain.MineAsync(2);
            await AnchoredHost.UntilAsync(Admin, "Confirmed", above: round - 1);
        }

        // Whatever came in meanwhile is anchored too; after that nothing comes in.
        await Eventually.TrueAsync(async () =>
        {
            host.Clock.Advance(TimeSpan.FromSeconds(10));
            await host.Chain.MineAsync(2);
            return await host.Database.ScalarAsync<bool>("""
                select max(anchors.size) = (select size from platform_audit.tree) and bool_and(state = 'Confirmed')
                  from platform_audit.anchors
                """);
        }, "all is anchored");
        var count = await host.Database.ScalarAsync<long>("select count(*) from platform_audit.anchors");
        host.Clock.Advance(TimeSpan.FromMinutes(11));
        await Task.Delay(1_000);
        Assert.Equal(count, await host.Database.ScalarAsync<long>("select count(*) from platform_audit.anchors"));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(twins));
        Assert.Equal(count, host.Between.CountOf("eth_sendRawTransaction"));
        Assert.Equal(count, await host.Database.ScalarAsync<long>("select count(distinct size) from platform_audit.anchors"));
        Assert.Equal(count - 1, await host.Database.ScalarAsync<long>("select max(nonce) from platform_audit.anchors"));
        var account = (await AnchoredHost.StatusAsync(Admin)).GetProperty("account").GetString();
        Assert.Equal($"0x{count:x}", (await host.Chain.AskAsync("eth_getTransactionCount", account, "latest")).GetString());
    }

    /// <summary>The host's own job holds the lease; it goes when the host stops, and another goes on at once.</summary>
    [Fact]
    public async Task A_process_that_stops_lets_the_next_one_anchor_at_once()
    {
        await host.FundAsync(Admin);
        await AuditHost.DoneAsync(Admin, Guid.CreateVersion7().ToString("n"));
        await AnchoredHost.UntilAsync(Admin, "Included");
        await host.RestartAsync();
        using var again = await host.ClientOfAsync(Role.Admin);
        await host.Chain.MineAsync(2);
        var confirmed = await AnchoredHost.UntilAsync(again, "Confirmed");
        Assert.Equal(1, confirmed.GetProperty("number").GetInt64());
    }

    [Theory]
    [InlineData("away", "does not answer")]
    [InlineData("other chain", "is of chain 1, not of 31337")]
    [InlineData("no money", "send it some")]
    [InlineData("dear", "anchors wait")]
    [InlineData("greedy", "beyond reason")]
    [InlineData("large", "does not answer")]
    [InlineData("no JSON-RPC", "answers what cannot be")]
    [InlineData("odd numbers", "a number that is none")]
    [InlineData("another transaction", "names another transaction")]
    public async Task A_node_that_fails_is_reported_and_the_log_goes_on_without_it(string how, string words)
    {
        Spoil(how);
        await host.FundAsync(Admin);
        await AuditHost.DoneAsync(Admin, Guid.CreateVersion7().ToString("n"));
        await AnchoredHost.UntilProblemAsync(Admin, words);
        await AuditHost.DoneAsync(Admin, Guid.CreateVersion7().ToString("n")); // taken in, and signed
        host.Between.IsAway = false;
        host.Between.BeHonest();
        await host.FundAsync(Admin);
        await AnchoredHost.UntilAsync(Admin, "Included");
        Assert.Equal(JsonValueKind.Null, (await AnchoredHost.StatusAsync(Admin)).GetProperty("problem").ValueKind);
    }

    /// <summary>It says that the transaction is in a block which nobody else has.</summary>
    [Fact]
    public async Task A_node_that_tells_of_a_block_that_is_not_there_confirms_nothing()
    {
        await host.Chain.SetAutomineAsync(false);
        await host.FundAsync(Admin);
        await AuditHost.DoneAsync(Admin, Guid.CreateVersion7().ToString("n"));
        var pending = await AnchoredHost.UntilAsync(Admin, "Pending");
        await host.Chain.MineAsync(10);
        host.Between.Lie("eth_getTransactionReceipt", receipt =>
        {
            if (receipt is not null)
            {
                receipt["blockHash"] = $"0x{new string('a', 64)}";
            }

            return receipt;
        });
        await AnchoredHost.UntilProblemAsync(Admin, "that is not block");
        Assert.NotEqual("Confirmed", await AnchoredHost.StateOfAsync(Admin, pending.GetProperty("number").GetInt64()));
        host.Between.BeHonest();
        await AnchoredHost.UntilAsync(Admin, "Confirmed");
    }

    [Fact]
    public async Task A_place_that_another_transaction_took_is_lost_and_the_next_anchor_takes_the_next()
    {
        host.Between.Meddle("eth_sendRawTransaction", async (question, _) =>
        {
            await Task.Yield();
            return new JsonObject
            {
                ["jsonrpc"] = "2.0",
                ["id"] = question["id"]!.DeepClone(),
                ["error"] = new JsonObject { ["code"] = -32000, ["message"] = "not today" },
            };
        });
        await host.FundAsync(Admin);
        await AuditHost.DoneAsync(Admin, Guid.CreateVersion7().ToString("n"));
        await AnchoredHost.UntilProblemAsync(Admin, "not today");
        var account = (await AnchoredHost.StatusAsync(Admin)).GetProperty("account").GetString()!;
        await host.Chain.AskAsync("anvil_impersonateAccount", account);
        await host.Chain.AskAsync("eth_sendTransaction", new JsonObject { ["from"] = account, ["to"] = account, ["value"] = "0x1" });
        host.Between.BeHonest();
        await Eventually.TrueAsync(async () =>
        {
            host.Clock.Advance(TimeSpan.FromMinutes(1));
            return await AnchoredHost.StateOfAsync(Admin, 1) == "Lost";
        }, "the first is lost");
        await host.GrowAsync(Admin);
        var next = await AnchoredHost.UntilAsync(Admin, "Included", above: 1);
        Assert.Equal(1, next.GetProperty("nonce").GetInt64());
    }

    private void Spoil(string how)
    {
        var between = host.Between;
        switch (how)
        {
            case "away":
                between.IsAway = true;
                break;
            case "other chain":
                between.Lie("eth_chainId", _ => "0x1");
                break;
            case "no money":
                between.Lie("eth_getBalance", _ => "0x0");
                break;
            case "dear":
                between.Lie("eth_maxPriorityFeePerGas", _ => "0xde0b6b3a7640000");
                break;
            case "greedy":
                between.Lie("eth_estimateGas", _ => "0xfffffffffffffff");
                break;
            case "large":
                between.Lie("eth_feeHistory", _ => new string('x', 2 << 20));
                break;
            case "no JSON-RPC":
                between.Meddle("eth_chainId", (_, _) => Task.FromResult<JsonNode?>(new JsonArray(1, 2, 3)));
                break;
            case "odd numbers":
                between.Lie("eth_getTransactionCount", _ => "0xnine");
                break;
            default:
                between.Lie("eth_sendRawTransaction", _ => $"0x{new string('b', 64)}");
                break;
        }
    }

    private AuditAnchors Twin() => Microsoft.Extensions.DependencyInjection.ActivatorUtilities
        .CreateInstance<AuditAnchors>(host.Services);

    /// <summary>The transaction once the chain has it: an anchor is written down before it is sent.</summary>
    private async Task<JsonElement> SentAsync(JsonElement anchor)
    {
        JsonElement sent = default;
        await Eventually.TrueAsync(
            async () => (sent = await TransactionAsync(anchor)).ValueKind == JsonValueKind.Object, "the transaction is sent");
        return sent;
    }

    private Task<JsonElement> TransactionAsync(JsonElement anchor) =>
        host.Chain.AskAsync("eth_getTransactionByHash", anchor.GetProperty("transactionHash").GetString());

    private static BigInteger Fee(JsonElement transaction, string name) => BigInteger.Parse(
        $"0{transaction.GetProperty(name).GetString()![2..]}", System.Globalization.NumberStyles.AllowHexSpecifier);
}
