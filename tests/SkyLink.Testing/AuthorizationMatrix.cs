using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Platform;
using SkyLink.Platform.Http;

namespace SkyLink.Testing;

/// <summary>
/// Asks every endpoint of a host as everybody: nobody, a forged token, each role, each role of another organization
/// that can have it, and a key that lacks the scope. What comes back must be what the endpoint declares.
/// </summary>
public static partial class AuthorizationMatrix
{
    private const string OtherOrganization = "Other Traders";

    /// <summary>A stream may keep its headers until it has something to tell: who is not refused by then is in.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>A refusal needs no time, but a busy machine does.</summary>
    private static readonly TimeSpan PatienceForRefusal = TimeSpan.FromSeconds(30);

    /// <returns>How many calls were made and judged.</returns>
    /// <exception cref="InvalidOperationException">With one line for each answer that differs.</exception>
    public static async Task<int> CheckAsync(TestHost host)
    {
        var endpoints = host.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>().ToList();
        var asked = 0;
        var findings = new List<string>();
        var askers = new Askers(host);
        foreach (var endpoint in endpoints)
        {
            var rule = endpoint.Metadata.GetRequiredMetadata<AccessRule>();
            foreach (var method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                foreach (var (who, expected) in Expectations(rule))
                {
                    var patience = expected.IsMetBy(HttpStatusCode.OK) ? Patience : PatienceForRefusal;
                    var status = await AskAsync(askers, who, method, PathOf(endpoint), patience);
                    asked++;
                    if (!expected.IsMetBy(status))
                    {
                        findings.Add($"{method} {endpoint.RoutePattern.RawText} as {who}: {status}, not {expected}");
                    }
                }
            }
        }

        return findings.Count == 0
            ? asked
            : throw new InvalidOperationException(
                string.Join('\n', findings.Prepend("The authorization matrix does not hold:")));
    }

    private static IEnumerable<(Asker Who, Expected Expected)> Expectations(AccessRule rule)
    {
        if (rule.Permission is not { } permission)
        {
            yield return (Asker.Nobody, rule.Audience switch
            {
                Audience.Inside => Expected.Forbidden,
                Audience.Network => Expected.NoFault, // an unsigned message may well be refused with 401
                _ => Expected.LetIn,
            });
            yield break;
        }

        yield return (Asker.Nobody, Expected.Unauthenticated);
        yield return (Asker.Forger, Expected.Unauthenticated);
        yield return (Asker.KeyWithoutScope, permission.Name == Askers.OnlyScope ? Expected.LetIn : Expected.Forbidden);
        foreach (var role in Roles.All)
        {
            var expected = permission.GrantedTo.Contains(role) ? Expected.LetIn : Expected.Forbidden;
            yield return (new Asker(role, Organization: null), expected);
            if (!role.IsOfNetwork())
            {
                yield return (new Asker(role, OtherOrganization), expected);
            }
        }
    }

    private static async Task<HttpStatusCode> AskAsync(
        Askers askers, Asker who, string method, string path, TimeSpan patience)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method is not ("GET" or "HEAD" or "DELETE"))
        {
            request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
            request.Content = JsonContent.Create(new { });
        }

        var client = await askers.GetAsync(who);
        using var gaveUp = new CancellationTokenSource(patience);
        try
        {
            using var answer = await client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, gaveUp.Token);
            if (method == "DELETE" && answer.IsSuccessStatusCode)
            {
                askers.Forget(who); // it may have ended its own session
            }

            return answer.StatusCode;
        }
        catch (OperationCanceledException) when (gaveUp.IsCancellationRequested)
        {
            return HttpStatusCode.OK;
        }
    }

    /// <summary>The route with values that exist nowhere.</summary>
    private static string PathOf(RouteEndpoint endpoint) => "/" + RouteParameter()
        .Replace(endpoint.RoutePattern.RawText ?? "", hole => hole.Value switch
        {
            var guid when guid.Contains(":guid", StringComparison.Ordinal) => Guid.CreateVersion7().ToString(),
            var number when NumberConstraint().IsMatch(number) => "987654321",
            _ => "nowhere",
        }).TrimStart('/');

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex RouteParameter();

    [GeneratedRegex(":(int|long)")]
    private static partial Regex NumberConstraint();

    private sealed record Expected(string Name, Func<HttpStatusCode, bool> IsMetBy)
    {
        public static readonly Expected Unauthenticated = new("401", it => it == HttpStatusCode.Unauthorized);
        public static readonly Expected Forbidden = new("403", it => it == HttpStatusCode.Forbidden);
        public static readonly Expected NoFault = new("below 500", it => (int)it < 500);
        public static readonly Expected LetIn = new("let in", it =>
            it is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) && (int)it < 500);

        public override string ToString() => Name;
    }

    private sealed record Asker(Role? Role, string? Organization, string? Special = null)
    {
        public static readonly Asker Nobody = new(Role: null, Organization: null, "nobody");
        public static readonly Asker Forger = new(Role: null, Organization: null, "forger");
        public static readonly Asker KeyWithoutScope = new(Role: null, Organization: null, "a key without the scope");

        public override string ToString() => Special ?? $"{Role} of {Organization ?? "its organization"}";
    }

    private sealed class Askers(TestHost host)
    {
        /// <summary>All that the admin's key may do.</summary>
        public const string OnlyScope = "identity.permissions_read";

        private readonly ConcurrentDictionary<Asker, HttpClient> clients = [];

        public async Task<HttpClient> GetAsync(Asker who)
        {
            if (!clients.TryGetValue(who, out var client))
            {
                client = await MakeAsync(who);
                clients[who] = client;
            }

            return client;
        }

        public void Forget(Asker who)
        {
            if (clients.TryRemove(who, out var client))
            {
                client.Dispose();
            }
        }

        private async Task<HttpClient> MakeAsync(Asker who) => who switch
        {
            { Role: { } role } => await host.ClientOfAsync(role, who.Organization),
            _ when who == Asker.Forger => host.CreateClient("eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."),
            _ when who == Asker.KeyWithoutScope => await MakeKeyAsync(),
            _ => host.CreateClient(),
        };

        private async Task<HttpClient> MakeKeyAsync()
        {
            using var admin = await host.ClientOfAsync(Role.Admin);
            using var answer = await admin.PostAsJsonAsync("/api/v1/identity/api-keys", new
            {
                name = "matrix",
                scopes = new[] { OnlyScope },
                expiresAt = host.Clock.GetUtcNow().AddDays(1),
            });
            answer.EnsureSuccessStatusCode();
            var made = await answer.Content.ReadFromJsonAsync<JsonElement>();
            var client = host.CreateClient();
            client.DefaultRequestHeaders.Add("X-Api-Key", made.GetProperty("secret").GetString());
            return client;
        }
    }
}
