using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using SkyLink.Platform.Hosting;
using SkyLink.Platform.Secrets.Aws;
using SkyLink.Testing;
using SkyLink.Testing.Aws;

namespace SkyLink.Platform.Secrets;

public sealed class AwsClientTests : IAsyncLifetime
{
    private readonly ManualClock clock = new();
    private LocalAws? aws;

    private LocalAws Aws => aws ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        aws = await LocalAws.StartAsync();
        Aws.SecretsManager.Put("token", "value");
    }

    public ValueTask DisposeAsync() => Aws.DisposeAsync();

    [Fact]
    public async Task A_signature_holds_for_its_body_alone()
    {
        using var client = Client();
        await GetAsync(client);
        Assert.Equal(200, await ReplayAsync(Aws.Calls[^1].Body));
        Assert.Equal(400, await ReplayAsync(Aws.Calls[^1].Body.Replace("token", "other", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Another_region_is_refused_at_once()
    {
        using var client = Client("us-east-1");
        var refused = await Assert.ThrowsAsync<AwsException>(() => GetAsync(client));
        Assert.Equal(("InvalidSignatureException", false), (refused.Code, refused.IsAway));
        Assert.Single(Aws.Calls);
    }

    [Theory]
    [InlineData(-6)]
    [InlineData(6)]
    public async Task A_clock_that_is_wrong_is_told_in_one_line(int minutes)
    {
        using var client = Client();
        clock.Advance(TimeSpan.FromMinutes(minutes));
        var refused = await Assert.ThrowsAsync<AwsException>(() => GetAsync(client));
        Assert.StartsWith(
            "AWS Secrets Manager in eu-central-1 refuses GetSecretValue: InvalidSignatureException: Signature expired: ",
            refused.Message, StringComparison.Ordinal);
        clock.Advance(TimeSpan.FromMinutes(-minutes));
        await GetAsync(client);
    }

    [Theory]
    [InlineData("ThrottlingException", 400)]
    [InlineData("TooManyRequestsException", 429)]
    [InlineData("InternalServiceError", 500)]
    [InlineData("ServiceUnavailable", 503)]
    public async Task What_passes_is_tried_again_four_times_in_all(string code, int status)
    {
        using var client = Client();
        Aws.Fail(times: 3, code, status);
        await GetAsync(client);
        Assert.Equal(4, Aws.Calls.Count);
        Aws.Fail(times: 4, code, status);
        var refused = await Assert.ThrowsAsync<AwsException>(() => GetAsync(client));
        Assert.Equal((code, true), (refused.Code, refused.IsAway));
        Assert.Equal(8, Aws.Calls.Count);
    }

    [Fact]
    public async Task A_refusal_is_not_tried_again()
    {
        using var client = Client();
        Aws.Fail(times: 1, "AccessDeniedException", 400);
        var refused = await Assert.ThrowsAsync<AwsException>(() => GetAsync(client));
        Assert.Equal(
            "AWS Secrets Manager in eu-central-1 refuses GetSecretValue: AccessDeniedException: Told to. (400)", refused.Message);
        Assert.Single(Aws.Calls);
    }

    [Fact]
    public async Task Nobody_there_and_nobody_answering_are_told_as_away()
    {
        using var client = Client();
        Aws.Delay = TimeSpan.FromSeconds(30);
        var silent = await Assert.ThrowsAsync<AwsException>(() => GetAsync(client));
        Assert.True(silent.IsAway);
        Assert.EndsWith("does not answer GetSecretValue: no answer within 5 s", silent.Message, StringComparison.Ordinal);
        using var nobody = new AwsClient(
            AwsApi.SecretsManager,
            new AwsOptions { Region = LocalAws.Region, Endpoint = new Uri($"http://127.0.0.1:{FreePorts.Take()}") }, clock);
        var away = await Assert.ThrowsAsync<AwsException>(() => GetAsync(nobody));
        Assert.True(away.IsAway);
        Assert.DoesNotContain('\n', away.Message);
    }

    [Fact]
    public async Task What_AWS_says_against_a_value_is_not_repeated()
    {
        using var client = Client();
        var refused = await Assert.ThrowsAsync<AwsException>(() => client.CallAsync(
            "PutSecretValue",
            new JsonObject { ["SecretId"] = "token", ["SecretString"] = "a password", ["ClientRequestToken"] = "short" },
            CancellationToken.None));
        Assert.Equal("AWS Secrets Manager in eu-central-1 refuses PutSecretValue: ValidationException (400)", refused.Message);
    }

    [Fact]
    public async Task A_store_that_is_away_leaves_the_values_as_they_were_and_is_reported_once()
    {
        using var store = new AwsSecretStore(Options("qsl/"), TimeProvider.System);
        Aws.SecretsManager.Put("qsl/bank/password", "first");
        using var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection([new("Bank:Password", "${secret:bank/password}")]);
        var reports = new System.Collections.Concurrent.ConcurrentQueue<string>();
        SecretReferences.Resolve(configuration, store, reports.Enqueue);
        Assert.Equal("first", configuration["Bank:Password"]);
        Aws.Fail(times: 1_000, "AccessDeniedException", 400);
        var before = Aws.Calls.Count;
        await Eventually.TrueAsync(() => Aws.Calls.Count >= before + 3, "the store is asked again");
        Assert.Equal("first", configuration["Bank:Password"]);
        Assert.Single(reports);
        Aws.SecretsManager.Put("qsl/bank/password", "second");
        Aws.Recover();
        await Eventually.TrueAsync(() => configuration["Bank:Password"] == "second", "the new value is read");
        Aws.Fail(times: 1_000, "AccessDeniedException", 400);
        await Eventually.TrueAsync(() => reports.Count == 2, "the store is away again, and it is reported again");
    }

    [Fact]
    public void A_store_that_is_away_at_the_start_stops_it_in_one_line()
    {
        using var store = new AwsSecretStore(Options(""), TimeProvider.System);
        Aws.Fail(times: 4, "InternalServiceError", 500);
        using var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection([new("Some:Token", "${secret:token}")]);
        var refused = Assert.Throws<StartException>(() => SecretReferences.Resolve(configuration, store));
        Assert.Equal(
            "AWS Secrets Manager in eu-central-1 refuses DescribeSecret: InternalServiceError: Told to. (500)", refused.Message);
    }

    [Fact]
    public async Task A_watch_costs_one_call_for_a_name_and_asks_for_no_value()
    {
        using var store = new AwsSecretStore(Options(""), TimeProvider.System);
        using var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection([new("Some:Token", "${secret:token}"), new("Same", "x ${secret:token}")]);
        SecretReferences.Resolve(configuration, store);
        await Eventually.TrueAsync(() => Aws.Calls.Count >= 5, "the store is asked again");
        Assert.Equal(1, Aws.Calls.Count(it => it.Action == "GetSecretValue"));
        Assert.All(Aws.Calls.Skip(2), it => Assert.Equal("DescribeSecret", it.Action));
    }

    [Fact]
    public async Task KMS_opens_a_master_key_of_32_bytes_and_nothing_else()
    {
        var options = Options("").Aws;
        var key = Enumerable.Range(0, 32).Select(it => (byte)it).ToArray();
        Assert.Equal(
            Convert.ToBase64String(key),
            await KmsMasterKey.OpenAsync("KEY", $"aws-kms:{Aws.KeyManagement.Encrypt(key)}", options, clock));
        foreach (var (configured, line) in new[]
        {
            ($"aws-kms:{Aws.KeyManagement.Encrypt(key[1..])}", "KEY: KMS opens it, but it holds no key of 32 bytes."),
            ("aws-kms:", "KEY: after aws-kms: stands a ciphertext of KMS in base64."),
            ("aws-kms:***", "KEY: after aws-kms: stands a ciphertext of KMS in base64."),
            ("aws-kms:AAAA", "KEY: AWS KMS in eu-central-1 refuses Decrypt: InvalidCiphertextException (400)"),
        })
        {
            var refused = await Assert.ThrowsAsync<StartException>(
                () => KmsMasterKey.OpenAsync("KEY", configured, options, clock));
            Assert.Equal(line, refused.Message);
        }
    }

    private async Task<int> ReplayAsync(string body)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, Aws.Address)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
        };
        foreach (var (name, value) in Aws.LastHeaders)
        {
            _ = request.Headers.TryAddWithoutValidation(name, value) || request.Content.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request);
        return (int)response.StatusCode;
    }

    private static Task GetAsync(AwsClient client) => client.CallAsync(
        "GetSecretValue", new JsonObject { ["SecretId"] = "token" }, CancellationToken.None);

    private AwsClient Client(string region = LocalAws.Region) => new(
        AwsApi.SecretsManager, new AwsOptions { Region = region, Endpoint = Aws.Address }, clock);

    private SecretsOptions Options(string prefix) => new()
    {
        Prefix = prefix,
        PollEvery = TimeSpan.FromSeconds(1),
        Aws = new AwsOptions { Region = LocalAws.Region, Endpoint = Aws.Address },
    };
}
