namespace SkyLink.Trade.Nodes;

public sealed class NodeTests(NodeHost host) : IClassFixture<NodeHost>
{
    [Fact]
    public async Task A_search_travels_four_signed_hops_and_comes_back()
    {
        var catalogue = await host.SearchAsync();
        Assert.Equal(10, catalogue.Providers.Single().Items.Count);
    }
}
