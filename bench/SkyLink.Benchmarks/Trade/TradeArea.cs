namespace SkyLink.Benchmarks.Trade;

internal sealed class TradeArea : IArea
{
    public string Name => "trade";

    public async IAsyncEnumerable<Figure> MeasureAsync(
        BenchOptions options, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        yield break;
    }
}
