using System.Net;

namespace SkyLink.Trade.Nodes;

/// <summary>What a registry's 401 says: that of whoever asks, and nothing of whom was asked for.</summary>
public sealed class ParticipantsTests(NodeHost host) : IClassFixture<NodeHost>
{
    private readonly Node buyer = host.Node("buyer");
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whom_the_registry_does_not_answer_finds_itself_unlisted_and_knows_nothing_of_others()
    {
        await host.FindAsync("seller", ParticipantType.Bpp);
        host.Registry.Strangers["buyer.example"] = true;
        host.Participants.ForgetAll();

        Assert.Null(await FindAsync("buyer.example", ParticipantType.Bap));
        var refused = await Assert.ThrowsAsync<HttpRequestException>(
            async () => await FindAsync("seller.example", ParticipantType.Bpp));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(async () => await host.Participants.SearchAsync(
            buyer, ParticipantType.Bpp, ThreeNodesModule.Domain, "*", cancellation));

        host.Registry.Strangers.Clear();
        host.Participants.Forget("buyer.example");
        Assert.NotNull(await FindAsync("buyer.example", ParticipantType.Bap));
        Assert.NotNull(await FindAsync("seller.example", ParticipantType.Bpp));
    }

    private ValueTask<Participant?> FindAsync(string subscriber, ParticipantType type) =>
        host.Participants.FindAsync(buyer, subscriber, type, ThreeNodesModule.Domain, cancellation);
}
