using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.Runtime.Internal.Auth;

namespace SkyLink.Platform.Secrets.Aws;

/// <summary>
/// Calls one service of AWS: JSON 1.1 over HTTPS, signed with Signature Version 4. Tries again, after a pause that
/// grows, what AWS was too busy for or failed at itself; nothing else. At most 4 tries of 5 seconds each.
/// </summary>
internal sealed class AwsClient : IDisposable
{
    private const int TriesMax = 4;
    private const int AnswerSizeMax = 1024 * 1024;
    private const int TextLengthMax = 300;
    private const int ItemsMax = 1_000;
    private const int PagesMax = 200;
    private const string ContentType = "application/x-amz-json-1.1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    private static readonly Meter Meter = new("SkyLink.Platform.Secrets");
    private static readonly Counter<long> Calls = Meter.CreateCounter<long>(
        "skylink.platform.secrets.aws_calls", "{call}", "Tries to call AWS, by service, action and outcome.");

    private readonly AwsApi service;
    private readonly string region;
    private readonly Uri address;
    private readonly TimeProvider clock;
    private readonly HttpClient http;

    /// <exception cref="StartException">There is no region.</exception>
    public AwsClient(AwsApi service, AwsOptions options, TimeProvider clock)
    {
        (this.service, this.clock) = (service, clock);
        region = options.Region ?? FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false)?.SystemName
            ?? throw new StartException("Secrets:Aws:Region is not set, and neither is AWS_REGION.");
        address = options.Endpoint ?? new Uri(
            $"https://{service.Id}.{region}.{RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix}/");
        var handler = new SocketsHttpHandler
        {
            PooledConnectionLifetime = ConnectionLifetime,
            ConnectTimeout = Patience,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = options.Endpoint is null,
        };
        http = new HttpClient(handler)
        {
            MaxResponseContentBufferSize = AnswerSizeMax,
            Timeout = System.Threading.Timeout.InfiniteTimeSpan, // each try has its own
        };
    }

    public string Description => $"{service.Title} in {region}";

    /// <summary>Tells the service in one region from others: "secretsmanager/eu-central-1".</summary>
    public string Id => $"{service.Id}/{region}";

    public void Dispose() => http.Dispose();

    /// <summary>The answer to one action.</summary>
    /// <param name="action">Such as GetSecretValue.</param>
    /// <param name="request">Its members.</param>
    /// <param name="cancellation">Ends the tries.</param>
    /// <exception cref="AwsException">AWS refuses, or does not answer.</exception>
    public async Task<JsonElement> CallAsync(string action, JsonObject request, CancellationToken cancellation)
    {
        // What AWS says against a value may quote it.
        var isTold = !request.ContainsKey("SecretString") && !request.ContainsKey("Value");
        var body = JsonSerializer.SerializeToUtf8Bytes(request);
        try
        {
            for (var tries = 1; ; tries++)
            {
                var (status, answer) = await TryAsync(action, body, cancellation);
                if (status == HttpStatusCode.OK)
                {
                    return answer;
                }

                var code = CodeOf(answer);
                var isBusy = IsBusy(status, code);
                if (!isBusy || tries == TriesMax)
                {
                    throw new AwsException(
                        code,
                        $"{Description} refuses {action}: {code}{(isTold ? TextOf(answer) : "")} ({(int)status})",
                        isBusy);
                }

                await Task.Delay(PauseAfter(tries), TimeProvider.System, cancellation);
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(body);
        }
    }

    /// <summary>What a list holds over all its pages.</summary>
    /// <param name="list">The member that holds the items of a page.</param>
    /// <exception cref="AwsException">Also where there are more than 1,000 items, or 200 pages.</exception>
    public async Task<List<JsonElement>> ListAsync(
        string action, JsonObject request, string list, CancellationToken cancellation)
    {
        var items = new List<JsonElement>();
        for (var page = 1; page <= PagesMax && items.Count <= ItemsMax; page++)
        {
            var answer = await CallAsync(action, request, cancellation);
            items.AddRange(answer.List(list));
            if (answer.FindText("NextToken") is not { } next)
            {
                return items;
            }

            request["NextToken"] = next;
        }

        throw new AwsException(
            "TooManyItems", $"{Description}: {action} finds more than {ItemsMax} items.", isAway: false);
    }

    private async Task<(HttpStatusCode Status, JsonElement Answer)> TryAsync(
        string action, byte[] body, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        var outcome = "none";
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address);
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(ContentType);
            await SignAsync(request, $"{service.Target}.{action}", body, patience.Token);
            using var response = await http.SendAsync(request, patience.Token);
            outcome = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
            var bytes = await response.Content.ReadAsByteArrayAsync(patience.Token);
            try
            {
                return (response.StatusCode, bytes.Length == 0 ? JsonElement.Parse("{}") : JsonElement.Parse(bytes));
            }
            catch (JsonException) when (response.StatusCode != HttpStatusCode.OK)
            {
                return (response.StatusCode, JsonElement.Parse("{}")); // a proxy's page
            }
            finally
            {
                CryptographicOperations.ZeroMemory(bytes);
            }
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException)
        {
            throw Away(action, OneLine(fault.Message));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Away(action, $"no answer within {Patience.TotalSeconds:0} s");
        }
        finally
        {
            Calls.Add(1, new("service", service.Id), new("action", action), new("outcome", outcome));
        }
    }

    /// <summary>Signature Version 4 over the method, the address, these headers and the body.</summary>
    private async Task SignAsync(
        HttpRequestMessage request, string target, byte[] body, CancellationToken cancellation)
    {
        ImmutableCredentials credentials;
        try
        {
            var found = await DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync().WaitAsync(cancellation);
            credentials = await found.GetCredentialsAsync().WaitAsync(cancellation);
        }
        catch (AmazonClientException missing)
        {
            throw new AwsException(
                "NoCredentials", $"{Description}: there are no credentials of AWS: {OneLine(missing.Message)}",
                isAway: true);
        }

        var now = clock.GetUtcNow().UtcDateTime;
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["content-type"] = ContentType,
            ["host"] = address.Authority,
            ["x-amz-date"] = now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture),
            ["x-amz-target"] = target,
        };
        if (credentials.UseToken)
        {
            headers["x-amz-security-token"] = credentials.Token;
        }

        var signed = string.Join(';', headers.Keys);
        var canonical = new StringBuilder("POST\n").Append(address.AbsolutePath).Append("\n\n");
        foreach (var (name, value) in headers)
        {
            canonical.Append(name).Append(':').Append(value).Append('\n');
            if (name.StartsWith("x-amz", StringComparison.Ordinal))
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        canonical.Append('\n').Append(signed).Append('\n').Append(Convert.ToHexStringLower(SHA256.HashData(body)));
        var signature =
            AWS4Signer.ComputeSignature(credentials, region, now, service.Id, signed, canonical.ToString());
        request.Headers.TryAddWithoutValidation("Authorization", signature.ForAuthorizationHeader);
    }

    private static bool IsBusy(HttpStatusCode status, string code) =>
        (int)status >= 500 || status == HttpStatusCode.TooManyRequests || code is
            "ThrottlingException" or "Throttling" or "TooManyRequestsException" or "RequestLimitExceeded"
            or "TooManyUpdates" or "LimitExceededException" or "RequestThrottledException";

    /// <summary>Up to 0.1, 0.2, 0.4 seconds: many that were refused at once do not come back at once.</summary>
    private static TimeSpan PauseAfter(int tries) =>
        ShortestPause * (1 << (tries - 1)) * (RandomNumberGenerator.GetInt32(1, 1_000) / 1_000.0);

    private AwsException Away(string action, string why) =>
        new(AwsException.NoAnswer, $"{Description} does not answer {action}: {why}", isAway: true);

    /// <summary>The error's name is all that counts of "com.amazonaws.ssm#ParameterNotFound:http://…".</summary>
    private static string CodeOf(JsonElement answer)
    {
        var type = StringOf(answer, "__type") ?? AwsException.NoAnswer;
        return OneLine(type[(type.LastIndexOf('#') + 1)..].Split(':')[0]);
    }

    private static string TextOf(JsonElement answer) =>
        (StringOf(answer, "message") ?? StringOf(answer, "Message")) is { Length: > 0 } text
            ? $": {OneLine(text)}"
            : "";

    private static string? StringOf(JsonElement answer, string member) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(member, out var found)
        && found.ValueKind == JsonValueKind.String ? found.GetString() : null;

    private static string OneLine(string text)
    {
        var line = string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));
        return line.Length <= TextLengthMax ? line : line[..TextLengthMax] + "…";
    }
}
