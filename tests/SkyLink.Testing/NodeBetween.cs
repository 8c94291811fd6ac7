using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SkyLink.Testing;

/// <summary>What somebody between a client and a node does with one call.</summary>
/// <param name="question">As it came.</param>
/// <param name="ask">Asks the node.</param>
/// <returns>What the client gets.</returns>
public delegate Task<JsonNode?> Meddling(JsonNode question, Func<Task<JsonNode?>> ask);

/// <summary>Stands before a node: counts what it is asked, and may lie, lose answers, or say nothing at all.</summary>
public sealed class NodeBetween : IAsyncDisposable
{
    private readonly HttpClient node;
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, Meddling> meddlings = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> counts = new(StringComparer.Ordinal);

    private NodeBetween(Uri node)
    {
        this.node = new HttpClient { BaseAddress = node };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapPost("/", AnswerAsync);
    }

    public Uri Address => new(app.Urls.Single());

    /// <summary>Whether connections are cut off before anything is answered.</summary>
    public bool IsAway { get; set; }

    public static async Task<NodeBetween> StartAsync(Uri node)
    {
        var between = new NodeBetween(node);
        await between.app.StartAsync();
        return between;
    }

    /// <summary>How often a method was called.</summary>
    public int CountOf(string method) => counts.GetValueOrDefault(method);

    public void Meddle(string method, Meddling how) => meddlings[method] = how;

    /// <summary>Changes the result of a method.</summary>
    public void Lie(string method, Func<JsonNode?, JsonNode?> how) => Meddle(method, async (_, ask) =>
    {
        var answer = await ask();
        answer!["result"] = how(answer["result"]?.DeepClone());
        return answer;
    });

    public void BeHonest() => meddlings.Clear();

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        node.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var question = (await JsonNode.ParseAsync(context.Request.Body))!;
        var method = question["method"]!.GetValue<string>();
        counts.AddOrUpdate(method, 1, (_, count) => count + 1);
        if (IsAway)
        {
            context.Abort();
            return;
        }

        var answer = meddlings.TryGetValue(method, out var how) ? await how(question, AskAsync) : await AskAsync();
        await context.Response.WriteAsJsonAsync(answer);

        async Task<JsonNode?> AskAsync()
        {
            using var told = await node.PostAsJsonAsync("/", question);
            return await told.Content.ReadFromJsonAsync<JsonNode>();
        }
    }
}
