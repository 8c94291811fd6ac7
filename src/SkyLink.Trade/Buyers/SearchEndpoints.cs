using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace SkyLink.Trade.Buyers;

internal static class SearchEndpoints
{
    internal static readonly Permission Shop = new(
        "buyers.shop", "Search, order and follow one's own orders",
        Role.Buyer, Role.Seller, Role.Partner, Role.Operator, Role.Admin);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var searches = routes.MapGroup("/api/v1/buyers/searches").WithTags("Searches");
        searches.MapPost("/", StartAsync).WithName("StartSearch")
            .WithSummary("Ask all shops on the network").Requires(Shop, rate: RateClass.Write);
        searches.MapGet("/{id:guid}", GetAsync).WithName("GetSearch")
            .WithSummary("Read what shops have answered so far").Requires(Shop);
        searches.MapGet("/{id:guid}/stream", StreamAsync).WithName("StreamSearch")
            .WithSummary("Follow the answers as they come (server-sent events)").Requires(Shop, rate: RateClass.Stream);
    }

    private static async Task<Results<Accepted<SearchView>, ProblemHttpResult>> StartAsync(
        SearchQuery query, Caller caller, BuyerSearches searches, CancellationToken cancellation)
    {
        var started = await searches.StartAsync(caller.UserId, query, cancellation);
        return started.Is(out var results, out var error)
            ? TypedResults.Accepted($"/api/v1/buyers/searches/{results.Search.Id}", results.View(isComplete: false))
            : error.ToProblem();
    }

    private static async Task<Results<Ok<SearchView>, ProblemHttpResult>> GetAsync(
        Guid id, Caller caller, BuyerSearches searches, CancellationToken cancellation) =>
        await searches.FindAsync(caller.UserId, id, cancellation) is { } results
            ? TypedResults.Ok(results.View(searches.IsComplete(results.Search)))
            : BuyerErrors.SearchNotFound.ToProblem();

    private static async Task<Results<ServerSentEventsResult<string>, ProblemHttpResult>> StreamAsync(
        Guid id, Caller caller, BuyerSearches searches, Watchers watchers, TimeProvider clock,
        CancellationToken cancellation) =>
        await searches.FindAsync(caller.UserId, id, cancellation) is { } results
            ? TypedResults.ServerSentEvents(FollowAsync(results, searches, watchers, clock, cancellation))
            : BuyerErrors.SearchNotFound.ToProblem();

    /// <summary>
    /// The whole view after each answer (<c>source</c>), and once more when all had their time (<c>done</c>).
    /// </summary>
    private static async IAsyncEnumerable<SseItem<string>> FollowAsync(
        SearchResults results, BuyerSearches searches, Watchers watchers, TimeProvider clock,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var watch = watchers.Follow(results.Search.TransactionId);
        while (!searches.IsComplete(results.Search))
        {
            var next = watch.Next;
            yield return Item(results.View(isComplete: false), "source");
            var left = searches.TimeLeft(results.Search);
            if (left > TimeSpan.Zero)
            {
                await next.WaitAsync(left, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            cancellation.ThrowIfCancellationRequested();
        }

        yield return Item(results.View(isComplete: true), "done");
    }

    private static SseItem<string> Item(SearchView view, string type) =>
        new(JsonSerializer.Serialize(view, Json.Options), type);
}
