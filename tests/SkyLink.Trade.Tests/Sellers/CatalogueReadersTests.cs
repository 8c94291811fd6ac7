using System.Text;

namespace SkyLink.Trade.Sellers;

/// <summary>Files that people send in place of catalogues.</summary>
public sealed class CatalogueReadersTests
{
    private const int EntryBytesMax = 1024 * 1024;

    [Theory]
    [InlineData("", "There is no header line.")]
    [InlineData("\n\r\n", "There is no header line.")]
    [InlineData("Tea,12.00,5\nRice,9.00,5\n", "No column is named name, product or title")]
    [InlineData("sku;name;price\nA;Tea;12\n", "columns are parted by commas")]
    [InlineData("sku\tname\tprice\nA\tTea\t12\n", "columns are parted by commas")]
    [InlineData("sku,name\nA,Tea\n", "No column is named price, sale_price or selling_price")]
    [InlineData("name,price,price\nTea,1,2\n", "The column 'price' is there twice.")]
    [InlineData("name,\"price\"x\nTea,1\n", "Something follows a closing quote.")]
    [InlineData("name,price\nTea,1\n\"Rice,2\n", "A quoted field that begins on line 3 does not end.")]
    public Task A_csv_file_that_is_no_catalogue_says_so_once(string csv, string reason) =>
        AssertEndsAsync(CatalogueFormat.Csv, Encoding.UTF8.GetBytes(csv), reason);

    [Theory]
    [InlineData("iso-8859-1")]
    [InlineData("utf-16")]
    public Task Another_encoding_is_not_guessed_at(string encoding)
    {
        var other = Encoding.GetEncoding(encoding);
        return AssertEndsAsync(
            CatalogueFormat.Csv, [.. other.GetPreamble(), .. other.GetBytes("name,price\nCafé,1\n")], "is not UTF-8");
    }

    [Fact]
    public Task A_packed_file_is_no_catalogue() =>
        AssertEndsAsync(CatalogueFormat.Csv, [0x1F, 0x8B, 8, 0, 0xFF, 0xFE, 0, 0, 0, 0, 3, 0xED], "is not UTF-8");

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("\"text\"")]
    [InlineData("[")]
    [InlineData("[{]")]
    [InlineData("[{\"name\":\"Tea\",\"price\":1}] x")]
    [InlineData("[{\"name\":\"Tea\",\"price\":1}][]")]
    [InlineData("[{\"name\":\"Tea\",\"price\":1},")]
    public Task A_json_file_that_is_no_catalogue_is_refused(string json) =>
        AssertEndsAsync(CatalogueFormat.Json, Encoding.UTF8.GetBytes(json), reason: "");

    [Theory]
    [InlineData("{}", "There is no bpp/providers")]
    [InlineData("[{}]", "There is no bpp/providers")]
    [InlineData("{\"bpp/providers\":[],\"bpp/providers\":[{\"items\":[]}]}", "occurs twice")]
    [InlineData("{\"\\ud83d\":1}", "no Unicode text")]
    [InlineData("{\"message\":{\"catalog\":{\"bpp/providers\":[{\"items\":[{\"id\":\"A\"}]", "line 1, byte")]
    public Task An_ondc_file_that_is_no_catalogue_is_refused(string json, string reason) =>
        AssertEndsAsync(CatalogueFormat.Ondc, Encoding.UTF8.GetBytes(json), reason);

    [Fact]
    public async Task Depth_and_size_of_an_entry_end_the_reading_and_not_the_memory()
    {
        var deep = Encoding.UTF8.GetBytes(new string('[', 10_000));
        await AssertEndsAsync(CatalogueFormat.Json, deep, "depth of 32");
        await AssertEndsAsync(CatalogueFormat.Ondc, deep, "depth of 32");
        var broad = Encoding.UTF8.GetBytes("[[" + string.Concat(Enumerable.Repeat("0,", 5 * EntryBytesMax)) + "0]]");
        await AssertEndsAsync(CatalogueFormat.Json, broad, $"larger than {EntryBytesMax} bytes");
        var longText = Encoding.UTF8.GetBytes("{\"a\":\"" + new string('a', 5 * EntryBytesMax) + "\"}");
        await AssertEndsAsync(CatalogueFormat.Ondc, longText, $"larger than {EntryBytesMax} bytes");
    }

    [Fact]
    public async Task A_bad_entry_costs_itself_and_no_other()
    {
        const string json = """
            [1, null, {"name":"Tea","name":"Rice","price":1}, {"name":"\ud83d","price":1}, {"\ud83d":1},
             {"name":"Tea","price":1}]
            """;
        var rows = await ReadAsync(CatalogueFormat.Json, Encoding.UTF8.GetBytes(json));
        Assert.Equal([true, true, true, true, true, false], rows.Select(row => row.Fault is not null));
        byte[] noText = [.. "[{\"name\":\"Caf"u8, 0xE9, .. "\",\"price\":1},{\"name\":\"Tea\",\"price\":1}]"u8];
        rows = await ReadAsync(CatalogueFormat.Json, noText);
        Assert.Equal("It holds something that is no Unicode text.", rows[0].Fault!.Reason);
        Assert.Equal("Tea", rows[1].Texts["name"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public async Task Entries_are_found_however_the_bytes_arrive(int bytesAtOnce)
    {
        var ondc = "\uFEFF{\"context\":{\"a\":[1,{}]},\"message\":{\"catalog\":{\"bpp/providers\":[{\"items\":["
            + string.Join(',', Enumerable.Range(0, 500).Select(number => $"{{\"id\":\"Ünï-{number}\"}}"))
            + "]},{\"id\":\"none\"},{\"items\":[{\"id\":\"last\"}]}]}}}";
        using var slow = new Trickle(Encoding.UTF8.GetBytes(ondc), bytesAtOnce);
        var skus = new List<string>();
        await foreach (var row in CatalogueReaders.ReadAsync(CatalogueFormat.Ondc, slow, CancellationToken.None))
        {
            skus.Add(row.Texts["sku"]);
        }

        Assert.Equal([.. Enumerable.Range(0, 500).Select(number => $"Ünï-{number}"), "last"], skus);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public async Task A_row_is_named_by_its_line_whatever_ends_lines(string end)
    {
        var rows = await ReadAsync(CatalogueFormat.Csv, Encoding.UTF8.GetBytes(
            string.Join(end, "name,price", "Tea,1", "\"a", "b\",1", "too,many,fields", "")));
        Assert.Equal([2, 3, 5], rows.Select(row => row.Line));
    }

    private static async Task AssertEndsAsync(CatalogueFormat format, byte[] bytes, string reason)
    {
        var end = (await ReadAsync(format, bytes))[^1].Fault;
        Assert.True(end is { IsEnd: true }, end?.Reason);
        Assert.Contains(reason, end!.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", end.Reason, StringComparison.Ordinal);
    }

    private static async Task<List<CatalogueRow>> ReadAsync(CatalogueFormat format, byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return await CatalogueReaders.ReadAsync(format, stream, CancellationToken.None).ToListAsync();
    }

    /// <summary>A connection that brings few bytes at a time.</summary>
    private sealed class Trickle(byte[] bytes, int bytesAtOnce) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, bytesAtOnce)], cancellationToken);
    }
}
