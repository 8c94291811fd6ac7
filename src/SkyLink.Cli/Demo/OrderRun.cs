namespace SkyLink.Cli;

/// <summary>Drives one order from the search to its end, and measures each step as the shopper feels it.</summary>
internal sealed class OrderRun(DemoApi api, StepTimes times, TimeProvider clock, Action<int, string> report)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan StepMax = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan DeliveryMax = TimeSpan.FromMinutes(6);
    private static readonly string[] Over = ["Completed", "Cancelled", "Failed"];

    private static readonly object Home = new
    {
        name = "Ayesha Khan",
        phone = "03001234567",
        email = "ayesha@hamsafar.example",
        address = "House 12, Gulberg III",
        city = "Lahore",
        areaCode = "54660",
        gps = Gps,
    };

    private const string Gps = "31.5102,74.3441";
    private const string City = "std:042";

    /// <summary>The order as it ended.</summary>
    /// <exception cref="DemoException">It went another way than its script.</exception>
    public async Task<DemoOrder> RunAsync(int number, CancellationToken cancellation)
    {
        var script = TradeScripts.Of(number);
        var (search, offer) = await SearchAsync(number, script, cancellation);
        var lines = new[] { new { offerId = offer.Id, quantity = TradeScripts.CountOf(script) } };
        var order = await MeasureAsync("select, init", async () =>
        {
            var placed = await api.PostAsync<List<DemoOrder>>(
                "buyers/orders", new { searchId = search.Id, lines, delivery = Home }, cancellation);
            return await UntilAsync(placed.Single().Id, it => it.State == "Ready", StepMax, number, cancellation);
        });
        order = await ActAsync(
            "confirm", order, new { }, it => it.State is "Accepted" or "InProgress", number, cancellation);
        switch (script)
        {
            case TradeScript.Cancel:
                order = await ActAsync("cancel", order, new { reason = "001" }, IsSettled, number, cancellation);
                return Expect(order, "Cancelled");
            case TradeScript.Reduce:
                var first = order.Lines[0];
                var fewer = new { lines = new[] { new { itemId = first.ItemId, count = first.Count - 1 } } };
                order = await ActAsync(
                    "update", order, fewer, it => it.Lines.Sum(line => line.Count) < first.Count, number, cancellation);
                break;
            case TradeScript.Receive:
                order = await AskAsync("status", order, new { }, "asked: status", number, cancellation);
                order = await AskAsync("track", order, new { }, "asked: track", number, cancellation);
                break;
        }

        order = await MeasureAsync(
            "delivery", () => UntilAsync(order.Id, IsSettled, DeliveryMax, number, cancellation));
        Expect(order, "Completed");
        order = await AskAsync("rating", order, new { value = 5 }, "rated", number, cancellation);
        return await AskAsync("support", order, new { }, "support", number, cancellation);
    }

    /// <summary>Its end is known, and that of its money.</summary>
    private static bool IsSettled(DemoOrder order) =>
        Over.Contains(order.State) && order.Payment.State is "Released" or "Returned" or "None" or "Declined";

    private static DemoOrder Expect(DemoOrder order, string state) => order.State == state
        ? order
        : throw new DemoException($"the order ended as {order.State} instead of {state}: {order.Notice}");

    private async Task<(DemoSearch Search, DemoOffer Offer)> SearchAsync(
        int number, TradeScript script, CancellationToken cancellation)
    {
        var query = TradeScripts.QueryOf(number);
        var search = await MeasureAsync("search", async () =>
        {
            var body = new { text = query.Text, gps = Gps, query.RadiusKm, query.PriceMax, city = City };
            var answers = await api.PostAsync<DemoSearch>("buyers/searches", body, cancellation);
            var started = clock.GetTimestamp();
            while (!answers.Complete && clock.GetElapsedTime(started) < StepMax)
            {
                await Task.Delay(LookAgain, clock, cancellation);
                answers = await api.GetAsync<DemoSearch>($"buyers/searches/{answers.Id}", cancellation);
            }

            return answers;
        });
        foreach (var source in search.Sources)
        {
            times.Add("on_search", TimeSpan.FromMilliseconds(source.LatencyMs));
        }

        var offer = TradeScripts.Choose(search.Offers, query.Text, TradeScripts.CountOf(script))
            ?? throw new DemoException($"no shop offers enough “{query.Text}” ({search.Offers.Count} offers)");
        var found = $"“{query.Text}”: {search.Offers.Count} offers of {search.Sources.Count} sellers";
        report(number, $"{found}, takes {offer.Item} of {offer.Provider}");
        return (search, offer);
    }

    /// <summary>An action that moves the order.</summary>
    private Task<DemoOrder> ActAsync(
        string action, DemoOrder order, object body, Func<DemoOrder, bool> isDone, int number,
        CancellationToken cancellation) => MeasureAsync(action, async () =>
    {
        await api.PostAsync<DemoOrder>($"buyers/orders/{order.Id}/{action}", body, cancellation);
        return await UntilAsync(order.Id, isDone, StepMax, number, cancellation);
    });

    /// <summary>An action that leaves the order as it is, but a trace in its timeline.</summary>
    private Task<DemoOrder> AskAsync(
        string action, DemoOrder order, object body, string trace, int number, CancellationToken cancellation) =>
        ActAsync(action, order, body, it => it.Timeline.Any(moment => moment.What == trace), number, cancellation);

    private async Task<DemoOrder> UntilAsync(
        Guid id, Func<DemoOrder, bool> isDone, TimeSpan patience, int number, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        var seen = 0;
        while (true)
        {
            var order = await api.GetAsync<DemoOrder>($"buyers/orders/{id}", cancellation);
            if (order.Timeline.Count != seen)
            {
                seen = order.Timeline.Count;
                report(number, $"{order.State}: {order.Timeline[^1].What} {order.Timeline[^1].Detail}".TrimEnd());
            }

            if (isDone(order))
            {
                return order;
            }

            if (order.State is "Cancelled" or "Failed" && IsSettled(order))
            {
                throw new DemoException($"the order ended as {order.State}: {order.Notice}");
            }

            if (clock.GetElapsedTime(started) > patience)
            {
                throw new DemoException(
                    $"after {patience.TotalSeconds:0} s the order is still {order.State}: {order.Notice}");
            }

            await Task.Delay(LookAgain, clock, cancellation);
        }
    }

    private async Task<T> MeasureAsync<T>(string step, Func<Task<T>> take)
    {
        var started = clock.GetTimestamp();
        var result = await take();
        times.Add(step, clock.GetElapsedTime(started));
        return result;
    }
}
