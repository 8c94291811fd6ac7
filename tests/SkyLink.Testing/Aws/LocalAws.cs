using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SkyLink.Testing.Aws;

/// <summary>An error as AWS answers it.</summary>
public sealed class AwsFaultException(string code, string message, int status = 400) : Exception(message)
{
    public string Code { get; } = code;

    public int Status { get; } = status;
}

/// <summary>
/// Stands in for AWS on this machine: Secrets Manager, Parameter Store and KMS over JSON 1.1. It checks signatures by a
/// computation of its own, answers with AWS's errors, and throttles or fails when it is told to.
/// </summary>
public sealed class LocalAws : IAsyncDisposable
{
    public const string Region = "eu-central-1";
    public const string AccessKey = "AKIDLOCALAWS";
    public const string SecretKey = "a key that only this machine knows";

    private readonly WebApplication app;
    private readonly ConcurrentQueue<AwsFaultException> faults = new();
    private readonly ConcurrentQueue<(string Action, string Body)> calls = new();

    private LocalAws(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        app = builder.Build();
        app.Run(AnswerAsync);
    }

    public LocalAwsSecrets SecretsManager { get; } = new();

    public LocalAwsParameters ParameterStore { get; } = new();

    public LocalAwsKeys KeyManagement { get; } = new();

    public Uri Address => new(app.Urls.Single());

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>Every call that was answered or refused, in its order.</summary>
    public IReadOnlyList<(string Action, string Body)> Calls => [.. calls];

    /// <summary>The headers that the last call was signed with, and its signature.</summary>
    public IReadOnlyDictionary<string, string> LastHeaders { get; private set; } = new Dictionary<string, string>();

    /// <summary>How long an answer takes.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.Zero;

    /// <summary>Has this process be the user that the stand-in knows, and starts one.</summary>
    /// <param name="port">0 takes a free one.</param>
    public static async Task<LocalAws> StartAsync(int port = 0)
    {
        foreach (var (name, value) in Identity)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        var aws = new LocalAws(port);
        await aws.app.StartAsync();
        return aws;
    }

    /// <summary>What the environment says to programs of the user that the stand-in knows.</summary>
    public static IReadOnlyDictionary<string, string> Identity { get; } = new Dictionary<string, string>
    {
        ["AWS_ACCESS_KEY_ID"] = AccessKey,
        ["AWS_SECRET_ACCESS_KEY"] = SecretKey,
        ["AWS_EC2_METADATA_DISABLED"] = "true",
    };

    /// <summary>The next calls are answered with this.</summary>
    public void Fail(int times, string code, int status)
    {
        for (var i = 0; i < times; i++)
        {
            faults.Enqueue(new AwsFaultException(code, "Told to.", status));
        }
    }

    public void Recover() => faults.Clear();

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var target = context.Request.Headers["X-Amz-Target"].ToString();
        calls.Enqueue((target[(target.IndexOf('.', StringComparison.Ordinal) + 1)..], body));
        LastHeaders = context.Request.Headers.Where(it => it.Key is not ("Host" or "Content-Length"))
            .ToDictionary(it => it.Key, it => it.Value.ToString());
        await Task.Delay(Delay, TimeProvider.System, context.RequestAborted);
        try
        {
            var service = SignatureV4.Check(context.Request, body);
            if (faults.TryDequeue(out var fault))
            {
                throw fault;
            }

            var answer = Act(service, target, JsonNode.Parse(body)!.AsObject());
            await WriteAsync(context, 200, answer);
        }
        catch (AwsFaultException refused)
        {
            await WriteAsync(context, refused.Status, new JsonObject
            {
                ["__type"] = refused.Code,
                ["message"] = refused.Message,
            });
        }
    }

    private JsonObject Act(string service, string target, JsonObject request) => (service, target.Split('.')) switch
    {
        ("secretsmanager", ["secretsmanager", var action]) => SecretsManager.Act(action, request, Now),
        ("ssm", ["AmazonSSM", var action]) => ParameterStore.Act(action, request, Now),
        ("kms", ["TrentService", var action]) => KeyManagement.Act(action, request),
        _ => throw new AwsFaultException("UnknownOperationException", target),
    };

    private static Task WriteAsync(HttpContext context, int status, JsonObject answer)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/x-amz-json-1.1";
        return context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }

    /// <summary>Reads members of a request, and numbers of AWS.</summary>
    internal static string Text(JsonObject request, string member) =>
        request[member] is JsonValue value && value.GetValueKind() == JsonValueKind.String
            ? value.GetValue<string>()
            : throw new AwsFaultException("ValidationException", $"1 validation error detected: '{member}' must not be null");

    internal static double Seconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).TotalMilliseconds / 1_000;

    /// <summary>One page of a list, and where the next one begins.</summary>
    internal static JsonObject Page(JsonObject request, string list, IEnumerable<JsonObject> items, int sizeMax)
    {
        var asked = request["MaxResults"]?.GetValue<int>() ?? sizeMax;
        if (asked > sizeMax || asked < 1)
        {
            throw new AwsFaultException("ValidationException", $"MaxResults must be 1 to {sizeMax}");
        }

        var all = items.ToList();
        var from = request["NextToken"] is { } token ? int.Parse(token.GetValue<string>()) : 0;
        var answer = new JsonObject { [list] = new JsonArray([.. all.Skip(from).Take(asked)]) };
        if (from + asked < all.Count)
        {
            answer["NextToken"] = $"{from + asked}";
        }

        return answer;
    }
}
