using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SkyLink.Cli;

/// <summary>
/// The public API through gateway-web, as one account. What the API refuses ends the story that asked.
/// </summary>
internal sealed class DemoApi
{
    private const int TriesMax = 10;
    private static readonly TimeSpan PauseOfBusy = TimeSpan.FromSeconds(2);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly HttpClient web;
    private readonly TimeProvider clock;
    private readonly AuthenticationHeaderValue bearer;

    private DemoApi(HttpClient web, TimeProvider clock, string token) =>
        (this.web, this.clock, bearer) = (web, clock, new AuthenticationHeaderValue("Bearer", token));

    public static async Task<DemoApi> SignInAsync(
        DemoRequest request, string role, CancellationToken cancellation)
    {
        var account = request.Accounts
            .FirstOrDefault(it => string.Equals(it.Role, role, StringComparison.OrdinalIgnoreCase))
            ?? throw new DemoException($"there is no demo account with the role {role}");
        using var answer = await request.Web.PostAsJsonAsync(
            "/api/v1/identity/tokens",
            new { grantType = "password", email = account.Email, password = account.Password },
            Json,
            cancellation);
        var tokens = await ReadAsync<Tokens>(answer, "sign in", cancellation);
        return new DemoApi(request.Web, request.Shell.Clock, tokens.AccessToken);
    }

    public Task<T> GetAsync<T>(string path, CancellationToken cancellation) =>
        SendAsync<T>(HttpMethod.Get, path, () => null, cancellation);

    /// <summary>One key for all tries, so that a repetition does nothing twice.</summary>
    public Task<T> PostAsync<T>(string path, object body, CancellationToken cancellation) =>
        SendAsync<T>(
            HttpMethod.Post, path, () => JsonContent.Create(body, body.GetType(), options: Json), cancellation);

    public Task<T> PostFileAsync<T>(string path, FileInfo file, string mediaType, CancellationToken cancellation) =>
        SendAsync<T>(
            HttpMethod.Post, path,
            () => new StreamContent(file.OpenRead())
            {
                Headers = { ContentType = new MediaTypeHeaderValue(mediaType) },
            },
            cancellation);

    /// <summary>
    /// What a live stream tells, from now on; ends when it has nothing more to tell, breaks, or is not to be had.
    /// </summary>
    public async IAsyncEnumerable<T> FollowAsync<T>(
        string path, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/{path}");
        request.Headers.Authorization = bearer;
        using var answer = await web.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            yield break;
        }

        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        await using var items = SseParser.Create(body, (_, data) => JsonSerializer.Deserialize<T>(data, Json)!)
            .EnumerateAsync(cancellation).GetAsyncEnumerator(cancellation);
        while (await MoveAsync(items))
        {
            yield return items.Current.Data;
        }
    }

    private static async ValueTask<bool> MoveAsync<T>(IAsyncEnumerator<T> items)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<T> ReadAsync<T>(
        HttpResponseMessage answer, string what, CancellationToken cancellation)
    {
        if (!answer.IsSuccessStatusCode)
        {
            var problem = await answer.Content.ReadAsStringAsync(cancellation);
            throw new DemoException($"{what} answered {(int)answer.StatusCode}: {problem}");
        }

        return await answer.Content.ReadFromJsonAsync<T>(Json, cancellation)
            ?? throw new DemoException($"{what} answered null");
    }

    private async Task<T> SendAsync<T>(
        HttpMethod method, string path, Func<HttpContent?> content, CancellationToken cancellation)
    {
        var key = Guid.CreateVersion7(clock.GetUtcNow()).ToString();
        for (var tries = 1; ; tries++)
        {
            using var request = new HttpRequestMessage(method, $"/api/v1/{path}") { Content = content() };
            request.Headers.Authorization = bearer;
            request.Headers.Add("Idempotency-Key", key);
            using var answer = await web.SendAsync(request, cancellation);
            if (answer.StatusCode != HttpStatusCode.TooManyRequests || tries == TriesMax)
            {
                return await ReadAsync<T>(answer, $"{method} {path}", cancellation);
            }

            await Task.Delay(answer.Headers.RetryAfter?.Delta ?? PauseOfBusy, clock, cancellation);
        }
    }

    private sealed record Tokens(string AccessToken);
}

/// <summary>The platform did something else than the story expects.</summary>
internal sealed class DemoException(string message) : Exception(message);
