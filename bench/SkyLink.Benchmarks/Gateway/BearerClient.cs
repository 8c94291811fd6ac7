using System.Net.Http.Headers;

namespace SkyLink.Benchmarks.Gateway;

/// <summary>Asks the same thing again and again as somebody, and accepts nothing but a good answer.</summary>
internal sealed class BearerClient : IDisposable
{
    private readonly Uri address;
    private readonly HttpClient http;

    public BearerClient(Uri address, string token, int connections)
    {
        this.address = address;
        http = new HttpClient(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = connections,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
        });
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public async Task AskAsync(CancellationToken cancellation)
    {
        using var answer = await http.GetAsync(address, HttpCompletionOption.ResponseContentRead, cancellation);
        answer.EnsureSuccessStatusCode();
    }

    public void Dispose() => http.Dispose();
}
