using SkyLink.Benchmarks.Audit;
using SkyLink.Benchmarks.Crypto;
using SkyLink.Benchmarks.Events;
using SkyLink.Benchmarks.Gateway;
using SkyLink.Benchmarks.Host;
using SkyLink.Benchmarks.Intents;
using SkyLink.Benchmarks.Measuring;
using SkyLink.Benchmarks.Trade;
using SkyLink.Benchmarks.Workflows;

namespace SkyLink.Benchmarks;

/// <summary>Measures what was asked for, tells it as it comes, and keeps it in the documentation.</summary>
internal static class BenchRun
{
    private static readonly IArea[] Areas = [
        new HostArea(), new GatewayArea(), new CryptoArea(), new AuditArea(), new EventsArea(), new TradeArea(),
        new IntentsArea(), new WorkflowsArea(),
    ];

    public static async Task<int> RunAsync(BenchOptions options, CancellationToken cancellation)
    {
        var chosen = Areas.Where(options.Wants).ToList();
        if (chosen.Count == 0)
        {
            await Console.Error.WriteLineAsync(
                $"There is no area {options.Area}. There are {string.Join(", ", Areas.Select(area => area.Name))}.");
            return 2;
        }

        var loadBefore = Load.OfMachine();

        // A pool that grows by one thread every half second would measure the pool.
        ThreadPool.SetMinThreads(32, 32);
        var figures = new List<Figure>();
        foreach (var area in chosen)
        {
            await foreach (var figure in area.MeasureAsync(options, cancellation))
            {
                figures.Add(figure);
                FigureReport.Tell(figure, options.IsJson);
            }
        }

        if (!options.IsJson)
        {
            FigureReport.Tabulate(figures);
        }

        if (options is { IsQuick: false, IsAlone: false })
        {
            await BenchmarksPage.RewriteAsync(figures, loadBefore, cancellation);
        }

        return 0;
    }
}
