using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using SkyLink.Beckn.Signing;
using SkyLink.Cryptography;

namespace SkyLink.Trade.Registry;

/// <summary>Asks participants: are you there, is this your host, your key? Never follows them anywhere.</summary>
internal sealed class ParticipantProbe(
    IHttpClientFactory clients, RegistryKeys keys, IOptions<RegistryOptions> options,
    TimeProvider clock)
{
    internal const string Client = "trade.registry";
    internal const int AnswerMaxBytes = 64 * 1024;

    /// <summary>Puts the challenge to <c>on_subscribe</c> and compares the answer.</summary>
    public Task<EnrolmentCheck> ChallengeAsync(
        string subscriberId, string callbackUrl, string encrPublicKey, CancellationToken cancellation) =>
        CheckAsync("challenge", async timeout =>
        {
            var own = await keys.GetAsync(timeout);
            if (!X25519PublicKey.TryRead(encrPublicKey, out var theirs)
                || !Challenge.TryCreate(own.Encryption, theirs, out var challenge))
            {
                return (false, "No secret can be shared with this encryption key.");
            }

            var body = JsonSerializer.SerializeToUtf8Bytes(
                new ChallengeQuestion(subscriberId, challenge.Encrypted), WireJson.Options);
            var address = new Uri($"{callbackUrl.TrimEnd('/')}/on_subscribe");
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = Content(body) };
            var now = clock.GetUtcNow();
            var expires = now + options.Value.ChallengeTimeout + MessageVerifier.ClockSkew;
            request.Headers.TryAddWithoutValidation("Authorization", own.Signer.Sign(body, now, expires));
            var (status, answer) = await SendAsync(request, timeout);
            return status != HttpStatusCode.OK
                    ? (false, $"{address} answered {(int)status} instead of 200.")
                : AnswerOf(answer) is not { } said ? (false, $"{address} answered no JSON with a member answer.")
                : challenge.IsAnsweredBy(said) ? (true, $"{address} answered the challenge.")
                : (false, $"{address} : Encryption verification is failed: it gave another answer.");
        }, cancellation);

    /// <summary>Reads the verification page on the subscriber's host.</summary>
    public Task<EnrolmentCheck> VerifySiteAsync(Enrolment asked, CancellationToken cancellation) =>
        CheckAsync("site", async timeout =>
        {
            var page = new Uri(new Uri(asked.CallbackUrl), SiteVerification.Path);
            using var request = new HttpRequestMessage(HttpMethod.Get, page);
            var (status, body) = await SendAsync(request, timeout);
            var key = Ed25519PublicKey.FromBase64(asked.Key.SigningPublicKey);
            return status != HttpStatusCode.OK ? (false, $"{page} answered {(int)status} instead of 200.")
                : !SiteVerification.TryFindSignature(Encoding.UTF8.GetString(body), out var signature)
                    ? (false, $"{page} has no meta element named ondc-site-verification.")
                : SiteVerification.Verify(key, asked.RequestId, signature)
                    ? (true, $"{page} carries the signature of the request id.")
                : (false, $"{page} : Domain verification is failed: the signature does not fit request id and key.");
        }, cancellation);

    /// <summary>Whether anything answers HTTP there, whatever it says.</summary>
    public Task<EnrolmentCheck> ReachAsync(string url, CancellationToken cancellation) =>
        CheckAsync("reachable", async timeout =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            var (status, _) = await SendAsync(request, timeout);
            return (true, $"{url} answers (HTTP {(int)status}).");
        }, cancellation);

    /// <summary>The client's door: resolves, refuses what is not public, and connects to what was checked.</summary>
    internal static SocketsHttpHandler Door(IServiceProvider services)
    {
        var addresses = services.GetRequiredService<CallbackAddresses>();
        return new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            MaxResponseHeadersLength = 16,
            ConnectCallback = (context, cancellation) => ConnectAsync(addresses, context.DnsEndPoint, cancellation),
        };
    }

    private static async ValueTask<Stream> ConnectAsync(
        CallbackAddresses addresses, DnsEndPoint to, CancellationToken cancellation)
    {
        var found = await Dns.GetHostAddressesAsync(to.Host, cancellation);
        var allowed = Array.FindAll(found, addresses.MayConnect);
        if (allowed.Length == 0)
        {
            throw new HttpRequestException($"{to.Host} has no public address.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, to.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<EnrolmentCheck> CheckAsync(
        string name, Func<CancellationToken, Task<(bool Ok, string Detail)>> ask, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(options.Value.ChallengeTimeout);
        var (ok, detail) = (false, "");
        try
        {
            (ok, detail) = await ask(timeout.Token);
        }
        catch (HttpRequestException unreachable)
        {
            detail = unreachable.Message;
        }
        catch (IOException broken)
        {
            detail = broken.Message;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            detail = $"No answer within {options.Value.ChallengeTimeout.TotalSeconds:0.#} s.";
        }

        return new EnrolmentCheck(name, ok, detail, Stopwatch.GetElapsedTime(started));
    }

    private async Task<(HttpStatusCode Status, byte[] Body)> SendAsync(
        HttpRequestMessage request, CancellationToken cancellation)
    {
        using var http = clients.CreateClient(Client);
        http.MaxResponseContentBufferSize = AnswerMaxBytes;
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation);
        return (answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellation));
    }

    private static string? AnswerOf(byte[] body) => WireJson.Parse<ChallengeAnswer>(body, out _)?.Answer;

    private static ByteArrayContent Content(byte[] body) => new(body)
    {
        Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
    };
}

internal sealed record ChallengeQuestion(string SubscriberId, string Challenge);

internal sealed record ChallengeAnswer(string? Answer);
