using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using SkyLink.Platform.Telemetry;

namespace SkyLink.Platform.Gateways;

/// <summary>What is sent to a gateway in order to harm.</summary>
public sealed class GatewayAttackTests(GatewayHost host) : IClassFixture<GatewayHost>
{
    /// <summary>Bytes that no client library would send.</summary>
    [Theory]
    [InlineData("GET /../../../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /assets/..%2f..%2f..%2fetc%2fpasswd HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /assets/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /assets/..\\..\\etc\\passwd HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /assets/%00main-abc123.js HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET //etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /api/v1/doors/mine HTTP/1.1\r\nHost: x\r\nX-Api-Key: a\rb\r\n\r\n")]
    [InlineData("GET /api/v1/doors/mine HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n")]
    [InlineData("GET /api/v1/doors/mine HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n")]
    [InlineData("GET /api/v1/doors/mine HTTP/9.9\r\nHost: x\r\n\r\n")]
    [InlineData("\0\0\0\0\r\n\r\n")]
    public async Task Requests_made_to_harm_get_nothing(string request)
    {
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, host.Web.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        socket.Client.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var answer = new StreamReader(stream, Encoding.Latin1);
        var text = await answer.ReadToEndAsync(patience.Token);
        Assert.DoesNotContain("root:", text, StringComparison.Ordinal);
        Assert.Matches("^(HTTP/1.1 (4[0-9][0-9]|505) |$)", text);
        using var http = GatewayHost.ClientOf(host.Web);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/live")).StatusCode);
    }

    [Fact]
    public async Task A_header_cannot_be_injected_by_what_is_echoed()
    {
        using var http = GatewayHost.ClientOf(host.Web);
        foreach (var correlation in new[] { "a%0d%0aSet-Cookie: x=1", "a b", "<script>", new string('a', 65) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/doors/echo");
            request.Headers.TryAddWithoutValidation(Correlation.Header, correlation);
            using var answer = await http.SendAsync(request);
            Assert.False(answer.Headers.Contains("Set-Cookie"));
            Assert.NotEqual(correlation, answer.Headers.GetValues(Correlation.Header).SingleOrDefault());
        }
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused()
    {
        using var http = GatewayHost.ClientOf(host.Web);
        byte[] body = [.. "{\"name\":\""u8, 0xC3, 0x28, .. "\",\"content\":1}"u8];
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        using var answer = await http.PostAsync("/api/v1/doors/things", content);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("platform.malformed_request", await CodeOf(answer));
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_declared_or_not()
    {
        using var http = GatewayHost.ClientOf(host.Web);
        var large = new byte[1024 * 1024 + 1];
        using var declared = await http.PostAsync("/api/v1/doors/things", new ByteArrayContent(large));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, declared.StatusCode);
        Assert.Equal("platform.body_too_large", await CodeOf(declared));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/doors/large") { Content = new Endless(4_000_000) };
        request.Headers.TransferEncodingChunked = true;
        using var undeclared = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, undeclared.StatusCode);
        Assert.Equal("platform.body_too_large", await CodeOf(undeclared));
        using var allowed = await http.PostAsync("/api/v1/doors/large", new ByteArrayContent(new byte[2_900_000]));
        Assert.Equal("2900000", await allowed.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("{\"name\":\"a\",\"content\":" + "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]" + "}")]
    [InlineData("{\"name\":\"a\",\"name\":\"b\",\"content\":1}")]
    [InlineData("{\"name\":null,\"content\":1}")]
    [InlineData("{\"name\":\"a\"")]
    public async Task Json_made_to_harm_is_refused(string body)
    {
        using var http = GatewayHost.ClientOf(host.Web);
        using var answer = await http.PostAsync(
            "/api/v1/doors/things", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("platform.malformed_request", await CodeOf(answer));
    }

    private static async Task<string?> CodeOf(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();

    /// <summary>A body whose length nobody says.</summary>
    private sealed class Endless(int sizeBytes) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var sent = 0; sent < sizeBytes; sent += 10_000)
            {
                await stream.WriteAsync(new byte[10_000]);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
