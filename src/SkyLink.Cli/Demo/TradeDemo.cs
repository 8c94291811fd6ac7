namespace SkyLink.Cli;

/// <summary>
/// Trade as shoppers see it: searches, and orders through every action of the protocol, over the public API alone; then
/// holds the money against the goods.
/// </summary>
internal sealed class TradeDemo : IDemo
{
    /// <summary>PKR 20,000 into the shopper's wallet, more than the orders of one run cost.</summary>
    private static readonly Money TopUp = new(2_000_000, "PKR/2");

    /// <summary>What the API takes; beyond, it hangs up before the file is sent.</summary>
    private const long CatalogueBytesMax = 64 * 1024 * 1024;

    public string Area => "trade";

    public async Task<bool> RunAsync(DemoRequest request, CancellationToken cancellation)
    {
        var (shell, times) = (request.Shell, new StepTimes());
        try
        {
            var buyer = await DemoApi.SignInAsync(request, "buyer", cancellation);
            var watcher = await DemoApi.SignInAsync(request, "operator", cancellation);
            var import = request.Catalogue is { } file ? await ImportAsync(watcher, file, cancellation) : null;
            await buyer.PostAsync<object>("payments/top-ups", new { amount = TopUp }, cancellation);
            var wallet = await buyer.GetAsync<DemoWallet>("payments/wallet", cancellation);

            var run = new OrderRun(
                buyer, times, shell.Clock, (number, line) => shell.Say($"order {number + 1,3}  {line}"));
            var orders = await DriveAsync(request, run, cancellation);

            var ended = orders.Select(it => it.Order).OfType<DemoOrder>().ToList();
            var moved = await MovedAsync(watcher, ended, cancellation);
            var trial = await watcher.GetAsync<DemoTrialBalance>("ledger/trial-balance", cancellation);
            var money = MoneyCheck.Of(wallet.Account, TopUp.Asset, ended, moved, trial);
            var report = new TradeReport(import, orders, times.Figures(), money);
            Print(request, report);
            return report.IsGood;
        }
        catch (DemoException deviation)
        {
            throw new CliException(ExitCode.Failed, deviation.Message);
        }
        catch (Exception unreadable) when (unreadable is UnauthorizedAccessException or FileNotFoundException)
        {
            throw new CliException(ExitCode.Missing, unreadable.Message);
        }
        catch (HttpRequestException unreachable)
        {
            throw new CliException(ExitCode.Failed, $"the platform does not answer: {unreachable.Message}");
        }
    }

    private static void Print(DemoRequest request, TradeReport report)
    {
        if (request.IsJson)
        {
            request.Shell.WriteJson(report);
        }
        else
        {
            report.Write(request.Shell.Rich);
        }
    }

    /// <summary>So many orders under way at once as there are buyers.</summary>
    private static async Task<IReadOnlyList<TradeOrderReport>> DriveAsync(
        DemoRequest request, OrderRun run, CancellationToken cancellation)
    {
        var reports = new TradeOrderReport[request.Orders];
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = request.Buyers, CancellationToken = cancellation };
        await Parallel.ForAsync(0, request.Orders, atOnce, async (number, stop) =>
        {
            var script = TradeScripts.Of(number);
            try
            {
                reports[number] = new TradeOrderReport(number, script, await run.RunAsync(number, stop), Failure: null);
            }
            catch (DemoException deviation)
            {
                request.Shell.Say($"order {number + 1,3}  {deviation.Message}");
                reports[number] = new TradeOrderReport(number, script, Order: null, deviation.Message);
            }
        });
        return reports;
    }

    private static async Task<IReadOnlyList<DemoTransaction>> MovedAsync(
        DemoApi watcher, IReadOnlyList<DemoOrder> orders, CancellationToken cancellation)
    {
        var moved = new List<DemoTransaction>();
        foreach (var order in orders)
        {
            moved.AddRange((await watcher.GetAsync<DemoTransactions>(
                $"ledger/transactions?limit=200&reference={order.TransactionId}", cancellation)).Items);
        }

        return moved;
    }

    /// <summary>Spread over all shops.</summary>
    private static Task<DemoImport> ImportAsync(DemoApi api, FileInfo file, CancellationToken cancellation)
    {
        if (file.Length > CatalogueBytesMax)
        {
            throw new DemoException($"{file.FullName} is larger than the 64 MiB that are taken at once; split it");
        }

        var (format, mediaType) = FormatOf(file);
        return api.PostFileAsync<DemoImport>(
            $"sellers/catalogues?shop=*&format={format}", file, mediaType, cancellation);
    }

    /// <summary>
    /// By its first character: an array is our JSON, an object ONDC's, whatever the name; everything else is CSV.
    /// </summary>
    internal static (string Format, string MediaType) FormatOf(FileInfo file)
    {
        using var text = file.OpenText(); // passes over a byte order mark
        while (text.Peek() is var next and >= 0 && char.IsWhiteSpace((char)next))
        {
            _ = text.Read();
        }

        return text.Peek() switch
        {
            '[' => ("json", "application/json"),
            '{' => ("ondc", "application/json"),
            _ => ("csv", "text/csv"),
        };
    }
}
