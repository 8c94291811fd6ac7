using System.Diagnostics;

namespace SkyLink.Trade.Nodes;

/// <summary>
/// The HTTP client of the protocol: keeps connections, follows nothing, waits briefly. One for all participants of a
/// process, without the handlers that a factory puts around each call: a message passes here four times per search.
/// </summary>
internal sealed class NodeHttp(IOptions<NetworkOptions> options) : IDisposable
{
    private const int AnswerBytesMax = 4 * 1024 * 1024;

    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectTimeout = TimeSpan.FromSeconds(2),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        MaxConnectionsPerServer = 128,
        // The sender's span says all that a span of the connection would: only its context goes along.
        ActivityHeadersPropagator = null,
    })
    {
        Timeout = options.Value.DeliveryTimeout,
        MaxResponseContentBufferSize = AnswerBytesMax,
    };

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        DistributedContextPropagator.Current.Inject(Activity.Current, request, static (carrier, name, value) =>
            ((HttpRequestMessage)carrier!).Headers.TryAddWithoutValidation(name, value));
        return http.SendAsync(request, cancellation);
    }

    public async Task<string> GetTextAsync(Uri address, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var answer = await SendAsync(request, cancellation);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellation);
    }

    public void Dispose() => http.Dispose();
}
