using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using SkyLink.Testing;

namespace SkyLink.Host.Scenario;

/// <summary>Somebody signed in at gateway-web as a browser does: with a cookie.</summary>
internal sealed class Person : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly object Home = new
    {
        name = "Amna",
        phone = "+923001234567",
        email = "amna@example.org",
        address = "1 Mall Road",
        city = "Lahore",
        areaCode = "54660",
        gps = "31.5204,74.3487",
    };

    private readonly Deployment deployment;

    private Person(Deployment deployment, HttpClient http, string email) =>
        (this.deployment, Http, Email) = (deployment, http, email);

    public HttpClient Http { get; }

    public string Email { get; }

    /// <summary>The demo account of a role.</summary>
    public static async Task<Person> SignInAsync(Deployment deployment, string role, bool isAdmin = false)
    {
        using var accounts = JsonDocument.Parse(
            await File.ReadAllBytesAsync(deployment.FileOf("platform.identity", "demo-accounts.json")));
        var account = accounts.RootElement.EnumerateArray().Single(
            it => string.Equals(it.GetProperty("role").GetString(), role, StringComparison.OrdinalIgnoreCase));
        var http = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), UseProxy = false })
        {
            BaseAddress = isAdmin ? deployment.Admin : deployment.Web,
        };
        http.DefaultRequestHeaders.Add("X-SkyLink-Request", "1");
        var signIn = new
        {
            email = account.GetProperty("email").GetString(),
            password = account.GetProperty("password").GetString(),
        };
        await Eventually.TrueAsync(async () =>
        {
            using var answer = await http.PostAsJsonAsync("/api/v1/identity/sessions", signIn);
            if (answer.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout)
            {
                return false; // The gateway is up before the service behind it, or that one has much to do.
            }

            await ExpectAsync(answer, HttpStatusCode.Created);
            return true;
        }, "somebody answers the sign-in", Patience);
        return new Person(deployment, http, signIn.email!);
    }

    public Task TopUpAsync(long units) => PostAsync(
        "/api/v1/payments/top-ups", new { amount = new { units = $"{units}", asset = "PKR/2" } }, HttpStatusCode.Created);

    /// <summary>The offers of one seller for a search that it has answered.</summary>
    public async Task<(Guid Search, IReadOnlyList<Offer> Offers)> SearchAsync(string text, string seller)
    {
        var (search, offers, last) = (Guid.Empty, (IReadOnlyList<Offer>)[], "");
        try
        {
            await Eventually.TrueAsync(async () =>
            {
                using var started = await SendAsync("/api/v1/buyers/searches", new { text, gps = "31.5204,74.3487" });
                last = await started.Content.ReadAsStringAsync();
                if (!started.IsSuccessStatusCode)
                {
                    return false; // The gateway is not on the network yet.
                }

                search = JsonDocument.Parse(last).RootElement.GetProperty("id").GetGuid();
                for (var tries = 0; tries < 60 && offers.Count == 0; tries++)
                {
                    var view = await Http.GetFromJsonAsync<JsonElement>($"/api/v1/buyers/searches/{search}");
                    last = view.GetProperty("sources").ToString();
                    offers = [.. view.GetProperty("offers").EnumerateArray().Select(Offer.Of).Where(it => it.SellerId == seller)];
                    await Task.Delay(50);
                }

                return offers.Count > 0;
            }, $"{seller} answers a search for {text}", Patience);
        }
        catch (TimeoutException late)
        {
            Assert.Fail($"{late.Message} Last: {last}\n{deployment.Logs()}");
        }

        return (search, offers);
    }

    /// <summary>Places a cart; the answer's orders are acknowledged.</summary>
    public async Task<IReadOnlyList<Guid>> PlaceAsync(Guid search, string? key = null, params (string Offer, int Count)[] lines)
    {
        var body = new
        {
            searchId = search,
            lines = lines.Select(line => new { offerId = line.Offer, quantity = line.Count }),
            delivery = Home,
        };
        using var answer = await SendAsync("/api/v1/buyers/orders", body, key);
        await ExpectAsync(answer, HttpStatusCode.Accepted);
        var orders = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return [.. orders.EnumerateArray().Select(order => order.GetProperty("id").GetGuid())];
    }

    /// <summary>Goes through an order until the shop has accepted it.</summary>
    public async Task<BoughtOrder> BuyAsync(string text, string seller, int count)
    {
        var (search, offers) = await SearchAsync(text, seller);
        var offer = offers.First(it => it.Available is null or > 20);
        var id = (await PlaceAsync(search, key: null, (offer.Id, count))).Single();
        await UntilAsync(id, it => it.State == "Ready");
        await ActAsync(id, "confirm");
        return await UntilAsync(id, it => it.State is "Accepted" or "InProgress" or "Completed");
    }

    public Task ActAsync(Guid order, string action, object? request = null) =>
        PostAsync($"/api/v1/buyers/orders/{order}/{action}", request ?? new { }, HttpStatusCode.Accepted);

    public async Task<BoughtOrder> GetAsync(Guid order) =>
        BoughtOrder.Of(await Http.GetFromJsonAsync<JsonElement>($"/api/v1/buyers/orders/{order}"));

    public async Task<BoughtOrder> UntilAsync(Guid id, Func<BoughtOrder, bool> isSo)
    {
        BoughtOrder? order = null;
        try
        {
            await Eventually.TrueAsync(async () => isSo(order = await GetAsync(id)), "the order gets there", Patience);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"It stays {order}\n{deployment.Logs()}");
        }

        return order!;
    }

    public async Task PostAsync(string path, object body, HttpStatusCode expected)
    {
        using var answer = await SendAsync(path, body);
        await ExpectAsync(answer, expected);
    }

    public async Task<HttpResponseMessage> SendAsync(string path, object body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", key ?? Guid.CreateVersion7().ToString());
        return await Http.SendAsync(request);
    }

    public void Dispose() => Http.Dispose();

    private static async Task ExpectAsync(HttpResponseMessage answer, HttpStatusCode expected)
    {
        if (answer.StatusCode != expected)
        {
            Assert.Fail($"{answer.RequestMessage?.RequestUri}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
    }
}

internal sealed record Offer(string Id, string SellerId, string ItemId, long Units, long? Available)
{
    public static Offer Of(JsonElement it) => new(
        it.GetProperty("id").GetString()!, it.GetProperty("sellerId").GetString()!, it.GetProperty("itemId").GetString()!,
        long.Parse(it.GetProperty("price").GetProperty("units").GetString()!),
        it.GetProperty("available").ValueKind == JsonValueKind.Number ? it.GetProperty("available").GetInt64() : null);
}

internal sealed record BoughtOrder(
    Guid Id, string TransactionId, string State, string PaymentState, string? Notice, string Fulfilment,
    IReadOnlyList<(string ItemId, int Count)> Lines,
    IReadOnlyList<(string What, string? Detail)> Timeline)
{
    public static BoughtOrder Of(JsonElement it) => new(
        it.GetProperty("id").GetGuid(), it.GetProperty("transactionId").GetString()!, it.GetProperty("state").GetString()!,
        it.GetProperty("payment").GetProperty("state").GetString()!, it.GetProperty("notice").GetString(),
        it.GetProperty("fulfilment").GetProperty("state").GetString()!,
        [.. it.GetProperty("lines").EnumerateArray().Select(
            line => (line.GetProperty("itemId").GetString()!, line.GetProperty("count").GetInt32()))],
        [.. it.GetProperty("timeline").EnumerateArray().Select(
            entry => (entry.GetProperty("what").GetString()!, entry.GetProperty("detail").GetString()))]);

    public bool Tells(string what) => Timeline.Any(entry => entry.What == what);

    public override string ToString() =>
        $"{State}, money {PaymentState}, {Fulfilment}, {Notice}: {string.Join("; ", Timeline)}";
}
