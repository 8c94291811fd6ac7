using SkyLink.Testing;

namespace SkyLink.Platform.Data;

/// <summary>What shares a transaction, seen from the writer: it hears of each batch, and tests hold it up.</summary>
public sealed class GroupCommitTests(FewConnectionsHost host) : IClassFixture<FewConnectionsHost>, IDisposable
{
    private readonly List<int[]> batches = [];
    private readonly SemaphoreSlim mayWrite = new(0);

    public void Dispose() => mayWrite.Dispose();

    [Fact]
    public async Task What_comes_during_a_commit_shares_the_next()
    {
        await using var group = Make();
        var first = group.AddAsync(0, default);
        await IsWritingAsync(1);
        var others = Enumerable.Range(1, 3).Select(item => group.AddAsync(item, default)).ToList();
        mayWrite.Release(2);
        var answers = await Task.WhenAll([first, .. others]);
        Assert.Equal([0, 10, 20, 30], answers);
        Assert.Equal([[0], [1, 2, 3]], batches);
    }

    [Fact]
    public async Task After_a_batch_of_a_few_the_writer_waits_for_more()
    {
        await using var group = Make(rest: TimeSpan.FromSeconds(3));
        var first = group.AddAsync(0, default);
        await IsWritingAsync(1);
        var few = Enumerable.Range(1, 2).Select(item => group.AddAsync(item, default)).ToList();
        mayWrite.Release(10);
        await Task.WhenAll([first, .. few]);
        var third = group.AddAsync(3, default);
        await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
        await Task.WhenAll(third, group.AddAsync(4, default));
        Assert.Equal([[0], [1, 2], [3, 4]], batches);
    }

    [Fact]
    public async Task Who_calls_alone_waits_for_nobody()
    {
        await using var group = Make(rest: TimeSpan.FromHours(1));
        mayWrite.Release(10);
        for (var item = 0; item < 5; item++)
        {
            var answer = await group.AddAsync(item, default);
            Assert.Equal(item * 10, answer);
        }

        Assert.Equal(5, batches.Count);
    }

    private GroupCommit<int, int> Make(TimeSpan rest = default) => new(
        host.DbOf("platform.bells"), async (tx, items) =>
        {
            batches.Add([.. items]);
            await mayWrite.WaitAsync(tx.Cancellation);
            await tx.ExecuteAsync($"select 1");
            return [.. items.Select(item => item * 10)];
        }, rest: rest);

    private Task IsWritingAsync(int batch) =>
        Eventually.TrueAsync(() => batches.Count == batch, $"batch {batch} is being written");
}
