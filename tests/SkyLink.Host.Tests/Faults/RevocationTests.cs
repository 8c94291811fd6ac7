using System.Diagnostics;
using System.Net;
using SkyLink.Host.Scenario;
using SkyLink.Testing;

namespace SkyLink.Host.Faults;

/// <summary>Who is taken off the network is refused within a second, by every process, whatever it remembered.</summary>
[Collection(Deployments.Name)]
public sealed class RevocationTests(ThreeProcesses deployment, ITestOutputHelper output) : IClassFixture<ThreeProcesses>
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(1);

    /// <summary>
    /// On a quiet machine a message is answered in a few milliseconds. Where it takes longer, what must happen between
    /// the answer of the revoking call and the refusals (two round trips) takes longer as well.
    /// </summary>
    private const int RoundTripsMax = 40;

    [Fact]
    public Task A_revoked_key_is_refused_by_every_process_within_a_second() => AssertEndsAsync(
        "revoked.example", $"keys/{Stranger.KeyId}/revoke", new { reason = "stolen" });

    [Fact]
    public Task A_suspended_participant_is_refused_by_every_process_within_a_second() => AssertEndsAsync(
        "suspended.example", "suspend", new { reason = "does not pay" });

    private async Task AssertEndsAsync(string name, string how, object reason)
    {
        using var admin = await Person.SignInAsync(deployment, "Operator", isAdmin: true);
        await using var stranger = await Stranger.JoinAsync(name, deployment.Network);
        (Uri Uri, string? Name)[] receivers =
        [
            (new Uri(deployment.AddressOf("trade.routing"), "/network/routing/gateway"), null),
            (new Uri(deployment.AddressOf("trade.sellers"), "/network/sellers/corner-pantry"), Market.CornerPantry),
        ];
        var slowest = TimeSpan.Zero;
        foreach (var receiver in receivers)
        {
            await stranger.UntilAcceptedAsync(receiver.Uri, receiver.Name); // Everybody remembers the key from here on.
            var (isAccepted, _, took) = await stranger.SearchAsync(receiver.Uri, receiver.Name);
            Assert.True(isAccepted);
            slowest = took > slowest ? took : slowest;
        }

        await admin.PostAsync($"/api/v1/registry/participants/{name}/{how}", reason, HttpStatusCode.OK);
        var ended = Stopwatch.GetTimestamp();
        var allowed = slowest * RoundTripsMax > Promised ? slowest * RoundTripsMax : Promised;
        foreach (var receiver in receivers)
        {
            var last = TimeSpan.Zero;
            await Eventually.TrueAsync(
                async () =>
                {
                    last = Stopwatch.GetElapsedTime(ended); // When it was sent.
                    return !(await stranger.SearchAsync(receiver.Uri, receiver.Name)).IsAccepted;
                },
                $"{receiver.Uri} refuses {name}", TimeSpan.FromSeconds(60));
            output.WriteLine($"{receiver.Uri} refuses what is sent after {last.TotalMilliseconds:0} ms");
            Assert.True(last <= allowed, $"{receiver.Uri} accepted {name} for {last}; {allowed} is allowed.");
        }

        foreach (var receiver in receivers)
        {
            var (isAccepted, status, _) = await stranger.SearchAsync(receiver.Uri, receiver.Name);
            Assert.Equal((false, HttpStatusCode.Unauthorized), (isAccepted, status));
        }
    }
}
