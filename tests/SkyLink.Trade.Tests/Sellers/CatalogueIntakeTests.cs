using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using SkyLink.Platform;

namespace SkyLink.Trade.Sellers;

/// <summary>Catalogues that would have harmed, by the API.</summary>
public sealed class CatalogueIntakeTests(SellersHost host) : IClassFixture<SellersHost>
{
    [Fact]
    public async Task A_catalogue_that_breaks_off_changes_nothing()
    {
        var broken = await ImportAsync("csv", "sku,name,price\nBR-1,Tea,1\n\"never closed,2\n", "broken");
        Assert.Equal(HttpStatusCode.BadRequest, broken.Status);
        Assert.Equal("sellers.catalogue_unreadable", (string)broken.Body["code"]!);
        Assert.Contains("begins on line 3", (string)broken.Body["detail"]!, StringComparison.Ordinal);
        var json = await ImportAsync("json", """[{"sku":"BR-1","name":"Tea","price":1},{"sku":""", "broken");
        Assert.Equal("sellers.catalogue_unreadable", (string)json.Body["code"]!);
        Assert.Empty(await FindAsync("BR-1"));
        var mended = await ImportAsync("csv", "sku,name,price\nBR-1,Tea,1\n", "broken");
        Assert.Equal(1, (int)mended.Body["added"]!); // a refusal leaves its key free
    }

    [Fact]
    public async Task A_late_repeat_does_not_undo_what_came_after_it()
    {
        const string old = "sku,name,price\nRE-1,Tea,100\n";
        var first = await ImportAsync("csv", old, "repeat-1");
        await ImportAsync("csv", "sku,name,price\nRE-1,Tea,120\n", "repeat-2");
        var again = await ImportAsync("csv", old, "repeat-1");
        Assert.Equal(first.Body.ToJsonString(), again.Body.ToJsonString());
        Assert.Equal(120_00, Assert.Single(await FindAsync("RE-1")).Price.Units);
    }

    [Fact]
    public async Task A_key_that_is_refused_takes_no_row()
    {
        await ImportAsync("csv", "sku,name,price\nRU-0,Tea,1\n", "reused");
        var reused = await ImportAsync("csv", "sku,name,price\nRU-1,Tea,1\n", "reused");
        Assert.Equal("platform.idempotency_key_reused", (string)reused.Body["code"]!);
        var tooLong = await ImportAsync("csv", "sku,name,price\nRU-1,Tea,1\n", new string('k', 201));
        Assert.Equal("platform.idempotency_key_invalid", (string)tooLong.Body["code"]!);
        Assert.Empty(await FindAsync("RU-1"));
    }

    [Fact]
    public async Task The_same_catalogue_again_changes_nothing()
    {
        const string csv = "sku,name,price,tags,image\nSA-1,Tea,1,a|b,https://x.example/a.png\nSA-2,Rice,2,,\n";
        await ImportAsync("csv", csv, "same-1");
        var before = await FindAsync("SA-1", "SA-2");
        var again = await ImportAsync("csv", csv, "same-2");
        Assert.Equal(
            (2, 0, 0, 2),
            ((int)again.Body["rows"]!, (int)again.Body["added"]!, (int)again.Body["replaced"]!,
                (int)again.Body["unchanged"]!));
        Assert.Equal([1, 1], (await FindAsync("SA-1", "SA-2")).Select(product => product.Version));
        Assert.Equal(2, before.Count);
    }

    [Theory]
    [InlineData("name", "a\u0001b", "Invalid")]
    [InlineData("name", "Tea \u202Efdp.exe", "Invalid")]
    [InlineData("description", "\u2067tea", "Invalid")]
    [InlineData("description", "a\0b", "Invalid")]
    [InlineData("tags", "a\0b", "Invalid")]
    [InlineData("currency", "PK\0R", "OtherCurrency")]
    [InlineData("currency", "USD", "OtherCurrency")]
    [InlineData("unit", "fathom", "Invalid")]
    [InlineData("image", "javascript:alert(1)", "Invalid")]
    [InlineData("image", "file:///etc/passwd", "Invalid")]
    [InlineData("image", "data:x", "Invalid")]
    [InlineData("price", "NaN", "Invalid")]
    [InlineData("price", "1e400", "Invalid")]
    [InlineData("price", "-1", "Invalid")]
    [InlineData("price", "", "Missing")]
    [InlineData("stock", "2147483648", "Invalid")]
    [InlineData("time_to_ship", "P99999999999Y", "Invalid")]
    public async Task A_value_made_to_harm_is_refused_by_line_column_and_code(string column, string value, string code)
    {
        var columns = new Dictionary<string, string> { ["sku"] = "HA-1", ["name"] = "Tea", ["price"] = "1" };
        columns[column] = value;
        var csv = $"{string.Join(',', columns.Keys)}\n{string.Join(',', columns.Values)}\n";
        var answer = await ImportAsync("csv", csv, $"{column} {Guid.CreateVersion7()}");
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Body.ToJsonString());
        var row = Assert.Single(answer.Body["refusedRows"]!.AsArray())!;
        Assert.Equal((2, column, code), ((int)row["line"]!, (string)row["column"]!, (string)row["code"]!));
        Assert.Empty(await FindAsync("HA-1"));
    }

    [Fact]
    public async Task A_long_description_is_not_cut_within_a_character()
    {
        var answer = await ImportAsync(
            "csv", $"sku,name,price,description\nLO-1,Tea,1,{new string('x', 3_999)}\U0001F600\n", "long");
        Assert.Equal(1, (int)answer.Body["added"]!);
        Assert.Equal(new string('x', 3_999), Assert.Single(await FindAsync("LO-1")).Description);
    }

    private Task<List<Product>> FindAsync(params string[] skus) =>
        host.InSellersAsync(tx => ProductStore.FindAsync(tx, "corner-pantry", skus));

    private async Task<(HttpStatusCode Status, JsonObject Body)> ImportAsync(string format, string body, string key)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, $"/api/v1/sellers/catalogues?shop=corner-pantry&format={format}");
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        using var keeper = host.ActAs(Role.Seller, "Corner Pantry");
        using var answer = await keeper.SendAsync(request);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject());
    }
}
