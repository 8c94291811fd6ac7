using System.Globalization;
using System.Net.Http.Headers;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SkyLink.Cryptography.Chains;

/// <summary>
/// A node of a chain that speaks Ethereum's JSON-RPC (execution-apis) over HTTP. Nothing it says is believed further
/// than its form; an answer is at most 1 MiB and waited for a few seconds. Thread-safe.
/// </summary>
public sealed class EthereumNode
{
    /// <summary>The longest answer that is read, in bytes.</summary>
    public const int LongestAnswer = 1 << 20;

    private const int ReasonMax = 200;
    private const int WordDigits = 64;
    private const int BlocksForFees = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private readonly HttpClient http;
    private readonly Uri address;
    private int last;

    /// <param name="http">New, and used for nothing else: its limits are set here.</param>
    /// <param name="address">May hold a key to the node: it is in no message.</param>
    public EthereumNode(HttpClient http, Uri address)
    {
        (this.http, this.address) = (http, address);
        http.Timeout = Patience;
        http.MaxResponseContentBufferSize = LongestAnswer;
        Name = address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
    }

    /// <summary>The address without what may be secret in it.</summary>
    public string Name { get; }

    /// <summary>The chain it is a node of (EIP-155).</summary>
    /// <exception cref="EthereumNodeException">There is no usable answer; so for all below.</exception>
    public async Task<ulong> ChainIdAsync(CancellationToken cancellation) =>
        Word(await AskAsync("eth_chainId", [], cancellation));

    /// <summary>The number of the last block.</summary>
    public async Task<ulong> BlockNumberAsync(CancellationToken cancellation) =>
        Word(await AskAsync("eth_blockNumber", [], cancellation));

    /// <summary>The hash of a block, 32 bytes; null where there is none yet.</summary>
    public async Task<byte[]?> BlockHashAsync(ulong number, CancellationToken cancellation)
    {
        var block = await AskAsync("eth_getBlockByNumber", [Quantity(number), false], cancellation);
        return block.ValueKind == JsonValueKind.Null ? null : Hash(Member(block, "hash"));
    }

    /// <summary>How many transactions of an account are in blocks: the nonce of its next one.</summary>
    public async Task<ulong> TransactionCountAsync(EthereumAddress account, CancellationToken cancellation) =>
        Word(await AskAsync("eth_getTransactionCount", [$"{account}", "latest"], cancellation));

    /// <summary>What an account holds, in wei.</summary>
    public async Task<BigInteger> BalanceAsync(EthereumAddress account, CancellationToken cancellation) =>
        Number(await AskAsync("eth_getBalance", [$"{account}", "latest"], cancellation));

    /// <summary>What the next block takes and its proposer expects.</summary>
    public async Task<EthereumFees> FeesAsync(CancellationToken cancellation)
    {
        var history = await AskAsync(
            "eth_feeHistory", [Quantity(BlocksForFees), "latest", new JsonArray(50)], cancellation);
        var bases = Member(history, "baseFeePerGas");
        if (bases.ValueKind != JsonValueKind.Array || bases.GetArrayLength() == 0)
        {
            throw Unusable("it tells no base fee: it is of no chain with EIP-1559");
        }

        return new EthereumFees(
            Number(bases[bases.GetArrayLength() - 1]), await PriorityAsync(history, cancellation));
    }

    /// <summary>The gas that a transaction needs.</summary>
    public async Task<ulong> EstimateGasAsync(
        EthereumAddress from, EthereumAddress to, ReadOnlyMemory<byte> input, CancellationToken cancellation) =>
        Word(await AskAsync(
            "eth_estimateGas",
            [
                new JsonObject
                {
                    ["from"] = $"{from}",
                    ["to"] = $"{to}",
                    ["data"] = PrefixedHex.Encode(input.Span),
                },
            ],
            cancellation));

    /// <summary>Hands a transaction over; that it gets into a block is not said.</summary>
    public async Task SendAsync(SignedTransaction transaction, CancellationToken cancellation)
    {
        var answer = await AskAsync(
            "eth_sendRawTransaction", [PrefixedHex.Encode(transaction.Encoded)], cancellation);
        if (!Hash(answer).AsSpan().SequenceEqual(transaction.Hash()))
        {
            throw Unusable("it names another transaction than it was given");
        }
    }

    /// <summary>The block that holds a transaction, by its receipt; null where none does.</summary>
    public async Task<TransactionPlace?> PlaceAsync(ReadOnlyMemory<byte> hash, CancellationToken cancellation)
    {
        var receipt = await AskAsync("eth_getTransactionReceipt", [PrefixedHex.Encode(hash.Span)], cancellation);
        if (receipt.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        DemandSame(Member(receipt, "transactionHash"), hash);
        return PlaceIn(receipt);
    }

    /// <summary>A transaction by its hash; null where the node does not know it.</summary>
    public async Task<FoundTransaction?> FindAsync(ReadOnlyMemory<byte> hash, CancellationToken cancellation)
    {
        var found = await AskAsync("eth_getTransactionByHash", [PrefixedHex.Encode(hash.Span)], cancellation);
        if (found.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        DemandSame(Member(found, "hash"), hash);
        return EthereumAddress.TryParse(Text(Member(found, "from")), out var from)
            ? new FoundTransaction(
                from, Word(Member(found, "nonce")), Bytes(Member(found, "input")),
                Find(found, "blockHash").ValueKind == JsonValueKind.String ? PlaceIn(found) : null)
            : throw Unusable("a sender is no address");
    }

    /// <summary>Not every node knows the method; the fees that were paid say the same.</summary>
    private async Task<BigInteger> PriorityAsync(JsonElement history, CancellationToken cancellation)
    {
        try
        {
            return Number(await AskAsync("eth_maxPriorityFeePerGas", [], cancellation));
        }
        catch (EthereumNodeException refused) when (refused.IsRefusal)
        {
            var paid = Find(history, "reward");
            return paid.ValueKind == JsonValueKind.Array
                ? paid.EnumerateArray().Where(it => it.ValueKind == JsonValueKind.Array && it.GetArrayLength() > 0)
                    .Select(it => Number(it[0])).DefaultIfEmpty(BigInteger.Zero).Max()
                : BigInteger.Zero;
        }
    }

    private async Task<JsonElement> AskAsync(string method, JsonArray parameters, CancellationToken cancellation)
    {
        var id = Interlocked.Increment(ref last);
        var question = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = id,
            ["method"] = method,
            ["params"] = parameters,
        };
        try
        {
            using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(question));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var answer = await http.PostAsync(address, content, cancellation);
            var body = await answer.Content.ReadAsByteArrayAsync(cancellation);
            return ResultOf(id, method, (int)answer.StatusCode, body);
        }
        catch (Exception away) when (away is HttpRequestException
            || (away is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new EthereumNodeException(
                $"The node {Name} does not answer to {method}: {Printable(away.Message)}", away);
        }
    }

    /// <summary>Nodes say errors with HTTP's status 200 or another: what is in the body counts.</summary>
    private JsonElement ResultOf(int id, string method, int status, byte[] body)
    {
        JsonElement answer;
        try
        {
            answer = JsonElement.Parse(body);
        }
        catch (JsonException unreadable)
        {
            throw new EthereumNodeException(
                $"The node {Name} answers {method} with status {status} and no JSON.", unreadable);
        }

        if (Find(answer, "error") is { ValueKind: JsonValueKind.Object } error)
        {
            var said = Find(error, "message");
            var reason = said.ValueKind == JsonValueKind.String ? said.GetString()! : "no reason";
            throw new EthereumNodeException($"The node {Name} refuses {method}: {Printable(reason)}")
            {
                IsRefusal = true,
            };
        }

        var isMine = Find(answer, "id") is { ValueKind: JsonValueKind.Number } its
            && its.TryGetInt32(out var number) && number == id;
        return isMine && Find(answer, "result") is { ValueKind: not JsonValueKind.Undefined } result
            ? result
            : throw Unusable($"status {status} and no result of {method}");
    }

    private TransactionPlace PlaceIn(JsonElement found) =>
        new(Word(Member(found, "blockNumber")), Hash(Member(found, "blockHash")));

    private void DemandSame(JsonElement told, ReadOnlyMemory<byte> hash)
    {
        if (!Hash(told).AsSpan().SequenceEqual(hash.Span))
        {
            throw Unusable("it tells of another transaction than it was asked for");
        }
    }

    private JsonElement Member(JsonElement of, string name) =>
        Find(of, name) is { ValueKind: not JsonValueKind.Undefined } member
            ? member
            : throw Unusable($"{name} is missing");

    private static JsonElement Find(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var member) ? member : default;

    private string Text(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? value.GetString()!
        : throw Unusable("a number where a text must be");

    private byte[] Bytes(JsonElement value) => PrefixedHex.TryDecode(Text(value), out var bytes)
        ? bytes
        : throw Unusable("bytes that are no hexadecimal digits");

    private byte[] Hash(JsonElement value) => Bytes(value) is { Length: Keccak256.Size } hash
        ? hash
        : throw Unusable("a hash that is not 32 bytes long");

    private BigInteger Number(JsonElement value)
    {
        var text = Text(value).AsSpan();
        return text.StartsWith(PrefixedHex.Prefix, StringComparison.Ordinal)
            && text[PrefixedHex.Prefix.Length..] is { Length: > 0 and <= WordDigits } digits
            && BigInteger.TryParse(
                $"0{digits}", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var it)
            ? it
            : throw Unusable("a number that is none");
    }

    private ulong Word(JsonElement value) => Number(value) is var number && number <= ulong.MaxValue
        ? (ulong)number
        : throw Unusable("a number above 64 bits");

    private EthereumNodeException Unusable(string why) => new($"The node {Name} answers what cannot be: {why}.");

    private static string Quantity(ulong number) =>
        string.Create(CultureInfo.InvariantCulture, $"{PrefixedHex.Prefix}{number:x}");

    private static string Printable(string text) => string.Concat(
        text.Take(ReasonMax).Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? ' ' : letter));
}
