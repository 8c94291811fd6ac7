using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using SkyLink.Host.Scenario;
using SkyLink.Testing;

namespace SkyLink.Host.Faults;

/// <summary>
/// A shopper with many orders at once who goes on through every outage: what was not answered is asked again, under
/// the same key.
/// </summary>
internal sealed class Crowd : IDisposable
{
    private const int AtOnceMax = 32;
    private const int PageSize = 200;
    private const int OffersMax = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Deployment deployment;
    private readonly Person shopper;
    private readonly ConcurrentDictionary<Guid, string> orders = [];
    private readonly ConcurrentDictionary<Guid, bool> confirmed = [];
    private readonly long started = Stopwatch.GetTimestamp();
    private Guid search;
    private IReadOnlyList<Offer> offers = [];

    private Crowd(Deployment deployment, Person shopper) => (this.deployment, this.shopper) = (deployment, shopper);

    /// <summary>How many orders the market must carry: a machine with little time sets SKYLINK_FAULT_ORDERS.</summary>
    public static int OrdersOr(int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable("SKYLINK_FAULT_ORDERS"), out var wanted)
            ? Math.Min(wanted, usual)
            : usual;

    public static async Task<Crowd> GatherAsync(Deployment deployment)
    {
        var crowd = new Crowd(deployment, await Person.SignInAsync(deployment, "Buyer"));
        await crowd.shopper.TopUpAsync(1_000_000_000);
        (crowd.search, var found) = await crowd.shopper.SearchAsync("biscuits", Market.CornerPantry);
        crowd.offers = [.. found.Take(OffersMax)];
        foreach (var offer in crowd.offers)
        {
            await Market.StockAsync(deployment, offer.ItemId, 10_000);
        }

        return crowd;
    }

    public Task UntilPlacedAsync(int count) => UntilAsync(() => orders.Count >= count, $"{count} orders are placed");

    public Task UntilConfirmedAsync(int count) => UntilAsync(() => confirmed.Count >= count, $"{count} are confirmed");

    /// <summary>Places and confirms so many; done when each is over.</summary>
    public async Task BuyAsync(int count)
    {
        var following = FollowAsync(count);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnceMax },
            async (number, _) => await PlaceAsync(number));
        await following;
    }

    /// <summary>
    /// Each acknowledged order is there, once, and was delivered and paid; one whose partners were away for too long
    /// may have come to nothing, and says so. And all laws of the market hold.
    /// </summary>
    /// <param name="count">Orders of this crowd.</param>
    /// <param name="before">Orders there were before it came.</param>
    public async Task AuditAsync(int count, long before = 0)
    {
        await Market.AuditAsync(deployment, Patience);
        Assert.Equal(count, orders.Count);
        Assert.Equal(before + count, await deployment.Database.ScalarAsync<long>("select count(*) from trade_buyers.orders"));
        var lost = orders.Where(it => it.Value is not ("Completed" or "Failed: in time")).Select(it => $"{it.Key} {it.Value}").ToList();
        Assert.True(lost.Count == 0, $"{string.Join('\n', lost)}\n{deployment.Logs()}");
        Assert.Contains("Completed", orders.Values);
    }

    public void Dispose() => shopper.Dispose();

    private async Task PlaceAsync(int number)
    {
        var key = Guid.CreateVersion7().ToString();
        var cart = (offers[number % offers.Count].Id, 1);
        orders[(await InsistAsync(async () => await shopper.PlaceAsync(search, key, cart))).Single()] = "Placed";
    }

    /// <summary>Confirms what is ready, until nothing is left to do.</summary>
    private async Task FollowAsync(int count)
    {
        while (orders.Count < count || orders.Values.Any(state => !IsOver(state)))
        {
            Assert.True(
                Stopwatch.GetElapsedTime(started) < Patience,
                $"{orders.Count} orders: {Count(orders.Values)}\n{deployment.Logs()}");
            await LookAsync();
            var ready = orders.Where(it => it.Value == "Ready" && !confirmed.ContainsKey(it.Key)).Select(it => it.Key).ToList();
            await Parallel.ForEachAsync(
                ready, new ParallelOptions { MaxDegreeOfParallelism = AtOnceMax }, async (id, _) => await ConfirmAsync(id));
            await Task.Delay(Pause);
        }
    }

    /// <summary>409 says that an earlier ask, whose answer was lost, was heard.</summary>
    private async Task ConfirmAsync(Guid id)
    {
        await InsistAsync(async () =>
        {
            using var answer = await shopper.SendAsync($"/api/v1/buyers/orders/{id}/confirm", new { });
            return answer.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.Conflict
                ? answer.StatusCode
                : throw new HttpRequestException($"{answer.StatusCode}");
        });
        confirmed[id] = true;
    }

    private async Task LookAsync()
    {
        for (var after = ""; after is not null;)
        {
            var page = await InsistAsync(() => shopper.Http.GetFromJsonAsync<JsonElement>(
                $"/api/v1/buyers/orders?limit={PageSize}{(after.Length > 0 ? $"&after={after}" : "")}"));
            foreach (var it in page.GetProperty("items").EnumerateArray())
            {
                var id = it.GetProperty("id").GetGuid();
                if (orders.ContainsKey(id))
                {
                    orders[id] = StateOf(it);
                }
            }

            after = page.GetProperty("next").GetString();
        }
    }

    private static string StateOf(JsonElement order)
    {
        var (state, notice) = (order.GetProperty("state").GetString()!, order.GetProperty("notice").GetString());
        return state != "Failed" ? state
            : notice?.Contains("in time", StringComparison.Ordinal) == true ? "Failed: in time"
            : $"Failed: {notice}";
    }

    private static bool IsOver(string state) =>
        state is "Completed" or "Cancelled" || state.StartsWith("Failed", StringComparison.Ordinal);

    private static string Count(IEnumerable<string> states) =>
        string.Join(", ", states.GroupBy(it => it).Select(it => $"{it.Count()} {it.Key}"));

    private async Task<T> InsistAsync<T>(Func<Task<T>> ask)
    {
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (Exception away) when (
                away is HttpRequestException or OperationCanceledException or IOException or Xunit.Sdk.XunitException
                && Stopwatch.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(Pause);
            }
        }
    }

    private static Task UntilAsync(Func<bool> isSo, string what) => Eventually.TrueAsync(isSo, what, Patience);
}
