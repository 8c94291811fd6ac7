using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Platform;
using SkyLink.Platform.Hosting;
using SkyLink.Testing;

namespace SkyLink.Trade.Registry;

/// <summary>The registry on a real socket, with the callers of <see cref="Callers"/>.</summary>
public class RegistryHost : TestHost
{
    protected override IReadOnlyList<IModule> Modules { get; } = [new RegistryModule()];

    protected virtual Dictionary<string, string?> Settings => new()
    {
        ["Trade:Registry:AllowPrivateAddresses"] = "true",
        ["Trade:Registry:ChallengeTimeout"] = "00:00:10",
        ["Trade:Registry:ChallengeFirstWait"] = "00:00:00.050",
        ["Trade:Registry:ChallengeAttemptsMax"] = "3",
        ["Trade:Registry:SubscribesPerMinute"] = "1000",
        ["Trade:Registry:ExpiryInterval"] = "00:00:00.050",
    };

    protected override void Configure(WebApplicationBuilder builder)
    {
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.Services.AddSingleton<IIdentity, Callers>();
    }

    /// <summary>A client of a caller in <see cref="Callers"/>.</summary>
    public HttpClient As(string caller) => CreateClient(caller);

    public async Task<JsonElement> ParticipantAsync(string subscriberId)
    {
        using var http = As(Callers.Operator);
        return await http.GetFromJsonAsync<JsonElement>(
            $"/api/v1/registry/participants/{Uri.EscapeDataString(subscriberId)}");
    }

    /// <summary>The status, or null while the participant is unknown.</summary>
    public async Task<string?> StatusAsync(string subscriberId)
    {
        using var http = As(Callers.Operator);
        using var answer = await http.GetAsync($"/api/v1/registry/participants/{Uri.EscapeDataString(subscriberId)}");
        return answer.IsSuccessStatusCode
            ? (await answer.Content.ReadFromJsonAsync<JsonElement>())
                .GetProperty("participant").GetProperty("status").GetString()
            : null;
    }

    public Task UntilAsync(string subscriberId, string status) => Eventually.TrueAsync(
        async () => await StatusAsync(subscriberId) == status, $"{subscriberId} is {status}");

    /// <summary>Waits until the participant's newest request is in a state; a timeout shows its checks.</summary>
    public async Task UntilRequestAsync(string subscriberId, string state)
    {
        var newest = default(JsonElement);
        try
        {
            await Eventually.TrueAsync(async () =>
            {
                newest = (await ParticipantAsync(subscriberId)).GetProperty("subscriptions")[0];
                return newest.GetProperty("state").GetString() == state;
            }, $"the newest request of {subscriberId} is {state}");
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message} {newest}", late);
        }
    }

    public async Task<HttpResponseMessage> DecideAsync(
        string subscriberId, string action, string? reason = null, string caller = Callers.Operator, string? ifMatch = null)
    {
        using var http = As(caller);
        using var request = new HttpRequestMessage(
            HttpMethod.Post, $"/api/v1/registry/participants/{Uri.EscapeDataString(subscriberId)}/{action}")
        {
            Content = JsonContent.Create(new { reason }),
        };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return await http.SendAsync(request);
    }

    /// <summary>The bodies of events of one type about one participant, oldest first.</summary>
    public async Task<int> EventsAsync(string type, string subscriberId, string fragment) =>
        (int)await Database.ScalarAsync<long>($"""
            select count(*) from trade_registry.events
             where type = '{type}' and subject = '{subscriberId}' and body like '%{fragment}%'
            """);
}

/// <summary>Stands in for the identity service: the token is the name of the caller.</summary>
internal sealed class Callers : IIdentity
{
    internal const string Operator = "operator";
    internal const string Partner = "partner";
    internal const string OtherPartner = "other-partner";
    internal const string Buyer = "buyer";

    internal static Guid PartnerOrganization { get; } = new("0190a000-0000-7000-8000-000000000001");

    private static readonly Dictionary<string, Caller> Known = new(StringComparer.Ordinal)
    {
        [Operator] = Make(Operator, "0190a000-0000-7000-8000-0000000000ff", Role.Operator),
        [Partner] = Make(Partner, PartnerOrganization.ToString(), Role.Partner),
        [OtherPartner] = Make(OtherPartner, "0190a000-0000-7000-8000-000000000002", Role.Partner),
        [Buyer] = Make(Buyer, "0190a000-0000-7000-8000-000000000003", Role.Buyer),
    };

    public Task<Authentication> AuthenticateAsync(Credential credential, CancellationToken cancellation) =>
        Task.FromResult(new Authentication(Known.GetValueOrDefault(credential.Value), "identity.token_invalid"));

    private static Caller Make(string name, string organization, Role role) => new(
        Guid.CreateVersion7(), name, new Guid(organization), $"{name}'s company", [role], Scopes: null);
}
