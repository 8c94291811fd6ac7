using System.Runtime.CompilerServices;

namespace SkyLink.Cli;

/// <summary>Drives one order from the search to its end, and measures each step as the shopper feels it.</summary>
internal sealed class OrderRun(DemoApi api, StepTimes times, TimeProvider clock, Action<int, string> report)
{
    /// <summary>Where no stream tells what comes.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);

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
            var begun = await api.PostAsync<DemoSearch>("buyers/searches", body, cancellation);
            return await AnswersAsync(begun, cancellation);
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

    /// <summary>All answers that came in time; what the shopper sees first is noted on the way.</summary>
    private async Task<DemoSearch> AnswersAsync(DemoSearch search, CancellationToken cancellation)
    {
        var (started, hasFirst) = (clock.GetTimestamp(), false);
        while (!search.Complete && clock.GetElapsedTime(started) < StepMax)
        {
            var stream = $"buyers/searches/{search.Id}/stream";
            await foreach (var answers in api.FollowAsync<DemoSearch>(stream, cancellation))
            {
                search = answers;
                if (!hasFirst && answers.Offers.Count > 0)
                {
                    hasFirst = true;
                    times.Add("first offers", clock.GetElapsedTime(started));
                }
            }

            if (!search.Complete)
            {
                await Task.Delay(LookAgain, clock, cancellation);
                search = await api.GetAsync<DemoSearch>($"buyers/searches/{search.Id}", cancellation);
            }
        }

        return search;
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
        using var late = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        DemoOrder? last = null;
        try
        {
            await foreach (var order in StatesAsync(id, either.Token))
            {
                Report(number, last, order);
                last = order;
                if (isDone(order))
                {
                    return order;
                }

                if (order.State is "Cancelled" or "Failed" && IsSettled(order))
                {
                    throw new DemoException($"the order ended as {order.State}: {order.Notice}");
                }
            }
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
        }

        throw new DemoException(
            $"after {patience.TotalSeconds:0} s the order is still {last?.State}: {last?.Notice}");
    }

    /// <summary>The order now and after each change: from its stream while that tells, else by looking again.</summary>
    private async IAsyncEnumerable<DemoOrder> StatesAsync(
        Guid id, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            await foreach (var order in api.FollowAsync<DemoOrder>($"buyers/orders/{id}/stream", cancellation))
            {
                yield return order;
            }

            yield return await api.GetAsync<DemoOrder>($"buyers/orders/{id}", cancellation);
            await Task.Delay(LookAgain, clock, cancellation);
        }
    }

    private void Report(int number, DemoOrder? before, DemoOrder order)
    {
        if (order.Timeline.Count != before?.Timeline.Count)
        {
            report(number, $"{order.State}: {order.Timeline[^1].What} {order.Timeline[^1].Detail}".TrimEnd());
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
