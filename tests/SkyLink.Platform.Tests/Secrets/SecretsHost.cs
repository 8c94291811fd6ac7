using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SkyLink.Platform.Audit;
using SkyLink.Platform.Data;
using SkyLink.Platform.Hosting;
using SkyLink.Platform.Identity;
using SkyLink.Testing;
using SkyLink.Testing.Aws;

namespace SkyLink.Platform.Secrets;

/// <summary>The service on the local vault, with a setting that refers to a secret of it.</summary>
public class SecretsHost : TestHost
{
    public const string Path = "/api/v1/secrets";

    internal ISecretStore Store => Services.GetRequiredService<ISecretStore>();

    protected override IReadOnlyList<IModule> Modules { get; } =
        [new IdentityModule(), new AuditModule(), new SecretsModule()];

    internal static async Task<JsonElement> SendAsync(
        HttpClient http, HttpMethod method, string path, object? body = null, HttpStatusCode expected = HttpStatusCode.OK,
        string? key = null)
    {
        using var request = new HttpRequestMessage(method, $"{Path}{path}")
        {
            Content = body is null ? null : JsonContent.Create(body),
        };
        request.Headers.Add("Idempotency-Key", key ?? Guid.CreateVersion7().ToString());
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{path}: {answer.StatusCode} {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    internal static Task<JsonElement> PutAsync(HttpClient http, string name, string value, string? key = null) => SendAsync(
        http, HttpMethod.Post, $"/{Uri.EscapeDataString(name)}/versions", new { value }, HttpStatusCode.Created, key);

    internal static async Task<string?> RefusalAsync(
        HttpClient http, HttpMethod method, string path, object? body, HttpStatusCode expected) =>
        (await SendAsync(http, method, path, body, expected)).GetProperty("code").GetString();

    /// <summary>The host's vault as the command line has it: without the host.</summary>
    internal static LocalVault VaultOutside(IConfiguration configuration) => LocalVault.In(
        DataDirectory.Of(configuration), configuration[MasterKey.Setting], previous: null, TimeProvider.System);

    /// <summary>One more watch, as another process runs it.</summary>
    internal SecretsWatch Watch(ISecretStore? store = null, ILogger<SecretsWatch>? logger = null) => new(
        Services.GetRequiredService<Db<SecretsModule>>(), store ?? Store, Clock, logger ?? NullLogger<SecretsWatch>.Instance);

    /// <summary>What is noted about a secret, in the order in which it was, wherever the note is by now.</summary>
    internal async Task<List<JsonElement>> NotedOfAsync(string name)
    {
        var noted = await Database.ScalarAsync<string>($"""
            select coalesce(json_agg(entry order by entry ->> 'id'), '[]')::text from (
                select convert_from(entry, 'UTF8')::jsonb as entry from platform_audit.entries
                 union
                select convert_from(entry, 'UTF8')::jsonb from platform_secrets.audit_outbox) as all_of_them
             where entry -> 'target' ->> 'name' = '{name}'
            """);
        return [.. JsonElement.Parse(noted).EnumerateArray()];
    }

    /// <summary>The same in short: "ChangeSecretOutside 2".</summary>
    internal async Task<List<string>> ActionsOfAsync(string name) =>
        (await NotedOfAsync(name)).ConvertAll(it => it.GetProperty("target").TryGetProperty("version", out var version)
            ? $"{it.GetProperty("action").GetString()} {version.GetString()}"
            : it.GetProperty("action").GetString()!);

    /// <summary>What was said of a secret, in its order, with the bodies.</summary>
    internal Task<List<(string Change, string? Version, string Body)>> SaidOfAsync(string name) =>
        DbOf("platform.secrets").InTransactionAsync(
            tx => tx.ListAsync(
                $"select body from events where body like {'%' + name + '%'} order by 1",
                row => (JsonElement.Parse(row.GetString(0)).GetProperty("change").GetString()!,
                    JsonElement.Parse(row.GetString(0)).GetProperty("version").GetString(), row.GetString(0))),
            CancellationToken.None);

    protected override void Configure(WebApplicationBuilder builder)
    {
        builder.Configuration["Some:Password"] = "Host=x;Password=${secret:used/password}";
        builder.Configuration["Other:Password"] = "${secret:used/password@1}";
    }
}

/// <summary>The same service on Secrets Manager.</summary>
public sealed class AwsSecretsHost : SecretsHost
{
    private LocalAws? aws;

    public LocalAws Aws => aws ?? throw new InvalidOperationException("Not started.");

    public override async ValueTask InitializeAsync()
    {
        aws = await LocalAws.StartAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Aws.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override void Configure(WebApplicationBuilder builder)
    {
        base.Configure(builder);
        builder.Configuration["Secrets:Provider"] = "SecretsManager";
        builder.Configuration["Secrets:Prefix"] = "qsl/test/";
        builder.Configuration["Secrets:Aws:Region"] = LocalAws.Region;
        builder.Configuration["Secrets:Aws:Endpoint"] = Aws.Address.ToString();
    }
}
