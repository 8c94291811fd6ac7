using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Beckn;
using SkyLink.Platform;
using SkyLink.Testing;
using SkyLink.Trade.Nodes;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Sellers;

/// <summary>What a keeper does at the counter, and catalogues.</summary>
public sealed class SellersApiTests(SellersHost host) : IClassFixture<SellersHost>
{
    private HttpClient Keeper => host.ActAs(Role.Seller, "Corner Pantry");

    [Fact]
    public async Task A_seller_sees_only_the_shops_of_its_organization_and_an_operator_all()
    {
        Assert.Equal(["corner-pantry"], await SlugsAsync(Keeper));
        Assert.Equal(
            ["anarkali-sweets", "mountain-dairy"], await SlugsAsync(host.ActAs(Role.Partner, "Bazaar Collective")));
        Assert.Equal(3, (await SlugsAsync(host.ActAs(Role.Operator, "SkyLink Network"))).Count);
        Assert.Equal(HttpStatusCode.Forbidden, (
            await host.ActAs(Role.Buyer, "Hamsafar").GetAsync("/api/v1/sellers/shops")).StatusCode);

        var foreign = await ProductIdAsync(host.ActAs(Role.Operator, "SkyLink Network"), "anarkali-sweets", "barfi");
        Assert.Equal(
            HttpStatusCode.NotFound, (await Keeper.GetAsync($"/api/v1/sellers/products/{foreign}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Keeper.PutAsJsonAsync(
            "/api/v1/sellers/shops/anarkali-sweets/online", new { online = false })).StatusCode);
    }

    [Fact]
    public async Task A_price_is_changed_once_by_whoever_saw_the_last_one()
    {
        var id = await ProductIdAsync(Keeper, "corner-pantry", "ajwain crackers");
        var seen = await Keeper.GetAsync($"/api/v1/sellers/products/{id}");
        var edit = new { price = new { units = "10500", asset = "PKR/2" }, stock = 77 };
        async Task<HttpResponseMessage> PutAsync()
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Put, $"/api/v1/sellers/products/{id}")
            { Content = JsonContent.Create(edit) };
            request.Headers.IfMatch.Add(seen.Headers.ETag!);
            return await Keeper.SendAsync(request);
        }

        var changed = await (await PutAsync()).Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal(("10500", 77), ((string)changed!["price"]!["units"]!, (int)changed["stock"]!));
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await PutAsync()).StatusCode);
        var wrong = await Keeper.PutAsJsonAsync(
            $"/api/v1/sellers/products/{id}", new { price = new { units = "99999900", asset = "PKR/2" } });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        await Eventually.TrueAsync(
            () => Search("corner-pantry", "ajwain crackers").Any(
                item => item.Price == 105m), "the search shows the price");
    }

    [Fact]
    public async Task A_closed_shop_is_neither_found_nor_sold_from()
    {
        var owner = host.ActAs(Role.Partner, "Bazaar Collective");
        var shopper = new Shopper(
            host, "bazaar-collective", "mountain-dairy")
        { Items = [new OrderItem("MD-0001", 1)] };
        Assert.NotEmpty(Search("bazaar-collective", "fresh milk"));
        (await owner.PutAsJsonAsync(
            "/api/v1/sellers/shops/mountain-dairy/online", new { online = false })).EnsureSuccessStatusCode();
        try
        {
            Assert.Equal("$.message.order.provider.id", (await shopper.SelectAsync()).Error!.Path);
            await Eventually.TrueAsync(() => !Search("bazaar-collective", "fresh milk").Exists(
                item => item.Sku.StartsWith("MD-", StringComparison.Ordinal)),
                "it is not found");
        }
        finally
        {
            (await owner.PutAsJsonAsync(
                "/api/v1/sellers/shops/mountain-dairy/online", new { online = true })).EnsureSuccessStatusCode();
        }
    }

    [Fact]
    public async Task A_shop_delivers_where_its_keeper_says()
    {
        const string path = "/api/v1/sellers/shops/mountain-dairy/delivery";
        var owner = host.ActAs(Role.Partner, "Bazaar Collective");
        var before = await ShopAsync(owner, "mountain-dairy");
        var radiusKm = (decimal)before["radiusKm"]!;
        ValueList<OrderItem> items = [new OrderItem("MD-0001", 1)];
        Task<Envelope> SelectAsync() =>
            new Shopper(host, "bazaar-collective", "mountain-dairy") { Items = items }.SelectAsync();
        async Task SetAsync(string[] areaCodes, string[] area)
        {
            var answer = await owner.PutAsJsonAsync(path, new { radiusKm, areaCodes, area });
            var shop = (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>())!;
            Assert.True(JsonNode.DeepEquals(shop, await ShopAsync(owner, "mountain-dairy")));
            Assert.Equal(areaCodes, Texts(shop["areaCodes"]));
            Assert.Equal(area, Texts(shop["area"]));
        }

        Assert.Equal(HttpStatusCode.NotFound, (await Keeper.PutAsJsonAsync(
            path, new { radiusKm, areaCodes = Array.Empty<string>(), area = Array.Empty<string>() })).StatusCode);
        try
        {
            await SetAsync(["75500"], []);
            Assert.Equal("$.message.order.fulfillments[0].end.location.gps", (await SelectAsync()).Error!.Path);
            await SetAsync(["75500", "54660"], ["31.6,74.3", "31.6,74.5", "31.7,74.4"]);
            Assert.Equal("$.message.order.fulfillments[0].end.location.gps", (await SelectAsync()).Error!.Path);
            await SetAsync(["75500", "54660"], ["31.4,74.2", "31.4,74.5", "31.6,74.5", "31.6,74.2"]);
            Assert.Null((await SelectAsync()).Error);
        }
        finally
        {
            await SetAsync([], []);
        }

        Assert.Null((await SelectAsync()).Error);
        using var stale = new HttpRequestMessage(HttpMethod.Put, path)
        {
            Content = JsonContent.Create(new { radiusKm, areaCodes = Array.Empty<string>(), area = Array.Empty<string>() }),
            Headers = { { "If-Match", $"\"{before["version"]}\"" } },
        };
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await owner.SendAsync(stale)).StatusCode);
    }

    [Theory]
    [InlineData("""{"radiusKm":0,"areaCodes":[],"area":[]}""", "platform.invalid_request")]
    [InlineData("""{"radiusKm":5,"areaCodes":["1"],"area":[]}""", "sellers.invalid_area_code")]
    [InlineData("""{"radiusKm":5,"areaCodes":["54660 "],"area":[]}""", "sellers.invalid_area_code")]
    [InlineData("""{"radiusKm":5,"areaCodes":["<b>54660"],"area":[]}""", "sellers.invalid_area_code")]
    [InlineData("""{"radiusKm":5,"areaCodes":[null],"area":[]}""", "sellers.invalid_area_code")]
    [InlineData("""{"radiusKm":5,"areaCodes":[],"area":[null]}""", "sellers.invalid_area")]
    [InlineData("""{"radiusKm":5,"areaCodes":[],"area":["31.4,74.2","31.4,74.5"]}""", "sellers.invalid_area")]
    [InlineData("""{"radiusKm":5,"areaCodes":[],"area":["31.4,74.2","31.4,274.5","31,74"]}""", "sellers.invalid_area")]
    [InlineData("""{"radiusKm":5,"areaCodes":[],"area":["0,0","1,1","0,1","1,0"]}""", "sellers.invalid_area")]
    [InlineData("""{"radiusKm":5,"areaCodes":[],"area":["0,0","0,1","0,2"]}""", "sellers.invalid_area")]
    [InlineData("""{"radiusKm":5,"areaCodes":[],"area":["0,0","0,1","0,1","1,0"]}""", "sellers.invalid_area")]
    [InlineData("""{"radiusKm":5,"areaCodes":[],"area":["0,0","0,2","2,2","0,1","1,0"]}""", "sellers.invalid_area")]
    public async Task What_is_no_place_to_deliver_is_refused(string body, string code)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        var answer = await Keeper.PutAsync("/api/v1/sellers/shops/corner-pantry/delivery", content);
        Assert.Equal(code, (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["code"]);
    }

    [Fact]
    public async Task A_closed_node_answers_nobody_and_gets_what_waited_when_it_opens()
    {
        var shopper = new Shopper(host);
        Assert.Equal(["corner-pantry"], await NodesAsync(Keeper));
        Assert.Equal(
            ["bazaar-collective", "corner-pantry"], await NodesAsync(host.ActAs(Role.Operator, "SkyLink Network")));
        Assert.Equal(HttpStatusCode.NotFound, (await Keeper.PutAsJsonAsync(
            "/api/v1/sellers/nodes/bazaar-collective/open", new { isOpen = false })).StatusCode);
        await OpenAsync(isOpen: false);
        string asked;
        try
        {
            asked = await shopper.SayAsync(BecknAction.Select, shopper.Draft);
            await Eventually.TrueAsync(
                async () => await WaitingAsync(shopper.Transaction) is
                { Attempts: > 0, Reason: "HTTP 503 Service Unavailable" },
                "the select is tried and waits");
            Assert.Empty(host.Cast.HeardIn(shopper.Transaction));
        }
        finally
        {
            await OpenAsync(isOpen: true);
        }

        await shopper.HearAsync(
            it => it.Context.MessageId == asked && it.Context.Action == BecknAction.OnSelect, "the late quote");
    }

    [Fact]
    public async Task Products_of_which_few_are_left_can_be_asked_for()
    {
        await host.SetStockAsync("corner-pantry", "CP-0030", 3);
        var few = await Keeper.GetFromJsonAsync<JsonObject>("/api/v1/sellers/products?leftAtMost=3");
        Assert.Contains(few!["items"]!.AsArray(), item => (string)item!["sku"]! == "CP-0030");
        var none = await Keeper.GetFromJsonAsync<JsonObject>("/api/v1/sellers/products?leftAtMost=2");
        Assert.DoesNotContain(none!["items"]!.AsArray(), item => (string)item!["sku"]! == "CP-0030");
        Assert.Equal(
            HttpStatusCode.BadRequest, (await Keeper.GetAsync("/api/v1/sellers/products?leftAtMost=-1")).StatusCode);
    }

    [Fact]
    public async Task The_shop_packs_ships_and_cancels_by_hand()
    {
        var shopper = new Shopper(host);
        await shopper.BuyAsync();
        var sale = await shopper.SaleAsync();
        var packed = await StepAsync(sale.Id, "pack", "pack-1");
        Assert.Equal("Packed", (string)packed["stage"]!);
        Assert.Equal("Packed", (string)(await StepAsync(sale.Id, "pack", "pack-1"))["stage"]!);
        await shopper.HearStateAsync(FulfillmentState.Packed);
        Assert.Equal("PickedUp", (string)(await StepAsync(sale.Id, "ship", "ship-1"))["stage"]!);
        using var again = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/sellers/orders/{sale.Id}/pack");
        again.Headers.Add("Idempotency-Key", "pack-2");
        Assert.Equal(HttpStatusCode.Conflict, (await Keeper.SendAsync(again)).StatusCode);

        var cancelled = await StepAsync(sale.Id, "cancel", "cancel-1", new { reason = "011" });
        Assert.Equal(("Cancelled", "0"), ((string)cancelled["stage"]!, (string)cancelled["total"]!["units"]!));
        await shopper.HearAsync(it => it.Context.Action == BecknAction.OnCancel, "on_cancel");
        await Eventually.TrueAsync(
            () => host.Cast.Asked.Any(
                it => it.Context.TransactionId == shopper.Transaction && it.Context.Action == BecknAction.Cancel),
            "the ride is called off");

        var listed = await Keeper.GetFromJsonAsync<JsonObject>("/api/v1/sellers/orders?shop=corner-pantry&limit=5");
        Assert.Contains(listed!["items"]!.AsArray(), order => (string)order!["id"]! == sale.Id.ToString());
        var detail = await Keeper.GetFromJsonAsync<JsonObject>($"/api/v1/sellers/orders/{sale.Id}");
        Assert.Equal(
            ["Quoting", "Quoted", "Reserved", "Confirming", "Accepted", "Packed", "PickedUp", "Cancelled"],
            detail!["timeline"]!.AsArray().Select(entry => (string)entry!["what"]!));
        var stranger = await host.ActAs(Role.Seller, "Somebody Else").GetAsync($"/api/v1/sellers/orders/{sale.Id}");
        Assert.Equal(HttpStatusCode.NotFound, stranger.StatusCode);
    }

    [Fact]
    public async Task A_bad_row_is_named_and_the_others_are_taken()
    {
        const string csv = """
            name,price,sku,stock,tags
            Lemon Pickle 400 g,390.00,X-1,25,veg|spicy
            "Quoted, with comma",12.5,X-2,3,
            ,10,X-3,1,
            Three Decimals,1.234,X-4,1,
            Too few,5
            Twice,5,X-1,1,
            Stray "quote,5,X-5,1,
            "Two
            lines",7,X-6,1,
            Free,0,X-7,1,
            Last,9,X-8,-1,
            """;
        var report = await ImportAsync("corner-pantry", "csv", csv, "bad-rows");
        Assert.Equal((10, 2, 8), ((int)report["rows"]!, (int)report["added"]!, (int)report["refused"]!));
        Assert.Equal(
            [4, 5, 6, 7, 8, 9, 11, 12],
            report["refusedRows"]!.AsArray().Select(row => (int)row!["line"]!));
        var taken = await host.InSellersAsync(
            tx => ProductStore.FindAsync(tx, "corner-pantry", ["X-1", "X-2", "X-3", "X-6"]));
        Assert.Equal(["X-1", "X-2"], taken.Select(product => product.Sku).Order(StringComparer.Ordinal));
        Assert.Equal(12_50, taken.Single(product => product.Sku == "X-2").Price.Units);
    }

    [Fact]
    public async Task Json_and_an_ONDC_catalogue_are_taken_in_and_found()
    {
        const string json = """
            [{ "sku": "J-1", "name": "Marmalade Zebra 400 g", "price": 390.5, "unit": "gram", "unit_value": 400,
               "tags": ["veg", "spicy"] },
             7, { "name": "No price" }]
            """;
        var report = await ImportAsync("corner-pantry", "json", json, "json-1");
        Assert.Equal((1, 2), ((int)report["added"]!, (int)report["refused"]!));
        Assert.Equal("J-1", Search("corner-pantry", "marmalade zebra").Single().Sku);

        const string ondc = """
            { "context": {}, "message": { "catalog": { "bpp/providers": [ { "id": "p", "items": [
              { "id": "O-1", "descriptor": { "name": "Quince Jam Okapi", "short_desc": "Sour.",
                "images": ["https://x.example/a.png"] },
                "price": { "currency": "PKR", "value": "120.00", "maximum_value": "150.00" }, "category_id": "Jam",
                "quantity": { "available": { "count": "9" }, "maximum": { "count": "3" } },
                "@ondc/org/time_to_ship": "PT45M" },
              { "id": "O-2", "descriptor": { "name": "Dollars" }, "price": { "currency": "USD", "value": "1" } }
            ] } ] } } }
            """;
        report = await ImportAsync("corner-pantry", "ondc", ondc, "ondc-1");
        Assert.Equal((1, 1), ((int)report["added"]!, (int)report["refused"]!));
        var jam = await host.ProductAsync("corner-pantry", "O-1");
        Assert.Equal(
            (120_00, 150_00, 9, 3), ((int)jam.Price.Units, (int)jam.MarketPrice.Units, jam.Stock, jam.MaxPerOrder));
        Assert.Equal(TimeSpan.FromMinutes(45), jam.TimeToShip);
    }

    [Fact]
    public async Task An_import_never_takes_away_what_is_promised()
    {
        await ImportAsync("corner-pantry", "csv", "name,price,sku,stock\nPromised,10,P-1,5\n", "promised-1");
        var shopper = new Shopper(host) { Items = [new OrderItem("P-1", 4)] };
        await shopper.SelectAsync();
        Assert.Null((await shopper.InitAsync()).Error);
        await ImportAsync("corner-pantry", "csv", "name,price,sku,stock\nPromised,10,P-1,0\n", "promised-2");
        var product = await host.ProductAsync("corner-pantry", "P-1");
        Assert.Equal((4, 4), (product.Stock, product.Reserved));
    }

    [Fact]
    public async Task A_foreign_catalogue_of_twenty_thousand_products_is_taken_in_and_found()
    {
        var folder = Environment.GetEnvironmentVariable("SKYLINK_TEST_DATA") ?? "../shared/data";
        var file = Path.Combine(folder, "catalogue", "groceries.csv");
        Assert.SkipUnless(File.Exists(file), $"There is no {file}: set SKYLINK_TEST_DATA.");
        var text = await File.ReadAllTextAsync(file);
        var report = await ImportAsync("*", "csv", text, "groceries", host.ActAs(Role.Operator, "SkyLink Network"));
        Assert.Equal(20_000, (int)report["rows"]!);
        Assert.True((int)report["added"]! > 19_000, report.ToJsonString());
        Assert.Equal(20_000, (int)report["added"]! + (int)report["replaced"]! + (int)report["refused"]!);
        Assert.True(Search("corner-pantry", "biscuits near me").Count == 50);
        Assert.All(
            Search("corner-pantry", "biscuits near me").Take(10),
            item => Assert.Contains("Biscuit", item.Name, StringComparison.OrdinalIgnoreCase));
        Assert.NotEmpty(Search("bazaar-collective", "garlic oil capsules"));
    }

    private List<(string Sku, string Name, decimal Price)> Search(string node, string text)
    {
        var desk = host.Services.GetRequiredService<SearchDesk>();
        var index = desk.Shelves.Indexes[node];
        var phrase = SearchPhrase.Parse(text);
        return [.. index.Find(
            new SearchQuery(phrase.Words, null, phrase.PriceMax, null, null), slug =>
                desk.Shelves.Shops[slug].IsOnline, 50)
            .Select(listing => (listing.Product.Sku, listing.Product.Name, listing.Price))];
    }

    private static async Task<JsonNode> ShopAsync(HttpClient client, string slug) =>
        (await client.GetFromJsonAsync<JsonObject>("/api/v1/sellers/shops"))!["items"]!.AsArray()
        .Single(shop => (string)shop!["slug"]! == slug)!;

    private static string[] Texts(JsonNode? list) => [.. list!.AsArray().Select(text => (string)text!)];

    private static async Task<List<string>> NodesAsync(HttpClient client) =>
        [.. (await client.GetFromJsonAsync<JsonObject>("/api/v1/sellers/nodes"))!["items"]!.AsArray()
            .Select(node => (string)node!["slug"]!)];

    private async Task OpenAsync(bool isOpen)
    {
        var answer = await Keeper.PutAsJsonAsync("/api/v1/sellers/nodes/corner-pantry/open", new { isOpen });
        var node = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal((isOpen, isOpen), ((bool)node!["isOpen"]!, node["closedSince"] is null));
    }

    /// <summary>What the buyer's app has still to deliver of a transaction.</summary>
    private Task<DeliveryView?> WaitingAsync(string transaction) => host.DbOf("trade.cast").InTransactionAsync(
        async tx => (await ExplorerStore.DeliveriesAsync(tx, "pending", after: null, limit: 200))
            .Find(delivery => delivery.TransactionId == transaction), CancellationToken.None);

    private static async Task<List<string>> SlugsAsync(HttpClient client) =>
        [.. (await client.GetFromJsonAsync<JsonObject>("/api/v1/sellers/shops"))!["items"]!.AsArray().Select(
            shop => (string)shop!["slug"]!)];

    private static async Task<Guid> ProductIdAsync(HttpClient client, string shop, string text) => Guid.Parse(
        (string)(await client.GetFromJsonAsync<JsonObject>(
            $"/api/v1/sellers/products?shop={shop}&text={Uri.EscapeDataString(text)}"))!
            ["items"]![0]!["id"]!);

    private async Task<JsonObject> StepAsync(Guid id, string verb, string key, object? body = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/sellers/orders/{id}/{verb}");
        request.Headers.Add("Idempotency-Key", key);
        request.Content = body is null ? null : JsonContent.Create(body);
        using var answer = await Keeper.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    private async Task<JsonObject> ImportAsync(
        string shop, string format, string body, string key, HttpClient? client = null)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, $"/api/v1/sellers/catalogues?shop={shop}&format={format}");
        request.Headers.Add("Idempotency-Key", key);
        request.Content = new StringContent(body, Encoding.UTF8, format == "csv" ? "text/csv" : "application/json");
        using var answer = await (client ?? Keeper).SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!.AsObject();
    }
}
