using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace SkyLink.Cli;

/// <summary>Asks one API: waits when it says to, tells what it refuses, and never shows what it sends.</summary>
internal sealed class ApiConnection : IDisposable
{
    private const int TriesMax = 5;
    private const long AnswerBytesMax = 64 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan PauseOfBusy = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(30);

    private readonly HttpClient http;

    /// <exception cref="CliException">Credentials would cross a network unencrypted.</exception>
    public ApiConnection(Uri address, TimeProvider clock)
    {
        if (address is not { IsAbsoluteUri: true, Scheme: "http" or "https" }
            || (address.Scheme == "http" && !address.IsLoopback))
        {
            throw new CliException(
                ExitCode.WrongUsage, $"{address} is neither https nor on this machine: credentials do not go there.");
        }

        (Address, Clock) = (address, clock);
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        http = new HttpClient(handler)
        {
            BaseAddress = address,
            Timeout = Patience,
            MaxResponseContentBufferSize = AnswerBytesMax,
        };
    }

    public Uri Address { get; }

    public TimeProvider Clock { get; }

    /// <summary>Null until somebody has signed in.</summary>
    public ICredential? Credential { get; set; }

    public Task<ApiAnswer> GetAsync(string path, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, path, body: null, ifMatch: null, cancellation);

    /// <summary>What is no JSON: a file, a proof.</summary>
    public Task<byte[]> DownloadAsync(string path, CancellationToken cancellation) => SendAsync(
        HttpMethod.Get, path, body: null, ifMatch: null,
        async answer => answer.IsSuccessStatusCode
            ? await answer.Content.ReadAsByteArrayAsync(cancellation)
            : throw ApiProblemException.Of(
                (int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellation)),
        cancellation);

    public Task<ApiAnswer> SendAsync(
        HttpMethod method, string path, object? body, string? ifMatch, CancellationToken cancellation) =>
        SendAsync(method, path, body, ifMatch, answer => ReadAsync(answer, cancellation), cancellation);

    /// <summary>One idempotency key for all tries, so that a repetition does nothing twice.</summary>
    private async Task<T> SendAsync<T>(
        HttpMethod method, string path, object? body, string? ifMatch, Func<HttpResponseMessage, Task<T>> read,
        CancellationToken cancellation)
    {
        var key = Guid.CreateVersion7(Clock.GetUtcNow()).ToString();
        var isRenewed = false;
        for (var tries = 1; ; tries++)
        {
            using var request = new HttpRequestMessage(method, $"/api/v1/{path}");
            request.Content = body is null ? null : JsonContent.Create(body, body.GetType());
            if (method != HttpMethod.Get)
            {
                request.Headers.Add("Idempotency-Key", key);
            }

            if (ifMatch is not null)
            {
                request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
            }

            using var answer = await SendOnceAsync(request, HttpCompletionOption.ResponseContentRead, cancellation);
            switch (answer.StatusCode)
            {
                case HttpStatusCode.TooManyRequests when tries < TriesMax:
                    await Task.Delay(PauseOf(answer), Clock, cancellation);
                    continue;
                case HttpStatusCode.Unauthorized when !isRenewed && Credential is not null
                    && await Credential.RenewAsync(cancellation):
                    isRenewed = true;
                    continue;
                default:
                    return await read(answer);
            }
        }
    }

    /// <summary>A live stream; the caller reads and disposes it.</summary>
    public async Task<HttpResponseMessage> OpenStreamAsync(
        string path, string? lastEventId, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/{path}");
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastEventId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }

        var answer = await SendOnceAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            throw ApiProblemException.Of(
                (int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellation));
        }
    }

    /// <summary>Signs in or renews; the answer is the session to keep.</summary>
    public async Task<Session> IssueAsync(object grant, Session of, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/identity/tokens");
        request.Content = JsonContent.Create(grant, grant.GetType());
        using var answer = await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation);
        var tokens = (await ReadAsync(answer, cancellation)).Body;
        var lifetime = tokens.At("expiresInSeconds")?.GetInt32() ?? 0;
        return of with
        {
            AccessToken = tokens.Text("accessToken") ?? "",
            RefreshToken = tokens.Text("refreshToken") ?? "",
            ExpiresAt = Clock.GetUtcNow().AddSeconds(lifetime),
        };
    }

    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> SendOnceAsync(
        HttpRequestMessage request, HttpCompletionOption until, CancellationToken cancellation)
    {
        if (Credential is not null)
        {
            await Credential.AddToAsync(request, cancellation);
        }

        return await SendAsync(request, until, cancellation);
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, HttpCompletionOption until, CancellationToken cancellation)
    {
        try
        {
            return await http.SendAsync(request, until, cancellation);
        }
        catch (HttpRequestException unreachable)
        {
            throw new CliException(ExitCode.NotRunning, $"{Address} does not answer: {unreachable.Message}");
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CliException(ExitCode.Failed, $"{Address} did not answer within {Patience.TotalSeconds} s.");
        }
    }

    private static async Task<ApiAnswer> ReadAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        if (!answer.IsSuccessStatusCode)
        {
            throw ApiProblemException.Of((int)answer.StatusCode, text);
        }

        try
        {
            return new ApiAnswer(
                text.Length == 0 ? default : JsonElement.Parse(text), answer.Headers.ETag?.ToString());
        }
        catch (JsonException)
        {
            throw new CliException(ExitCode.Failed, "what answers there is not SkyLink's API.");
        }
    }

    private static TimeSpan PauseOf(HttpResponseMessage answer)
    {
        var asked = answer.Headers.RetryAfter?.Delta ?? PauseOfBusy;
        return asked < PauseMax ? asked : PauseMax;
    }
}

/// <param name="Body">Undefined where the answer has none.</param>
/// <param name="ETag">The version, for a change that must not overwrite another's.</param>
internal sealed record ApiAnswer(JsonElement Body, string? ETag);
