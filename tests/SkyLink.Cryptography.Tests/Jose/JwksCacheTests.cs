namespace SkyLink.Cryptography.Jose;

public sealed class JwksCacheTests : IDisposable
{
    private readonly JsonWebKey first = JsonWebKey.Generate(JwsAlgorithm.Es256);
    private readonly JsonWebKey second = JsonWebKey.Generate(JwsAlgorithm.Es256);
    private readonly HandClock clock = new();
    private readonly JwksCache cache;
    private Func<CancellationToken, Task<byte[]>> answer;
    private int questions;

    public JwksCacheTests()
    {
        answer = _ => Task.FromResult(Document(first, second));
        cache = new JwksCache(new JwksDocument([first]), FetchAsync, clock);
    }

    public void Dispose()
    {
        first.Dispose();
        second.Dispose();
    }

    [Fact]
    public async Task Pinned_keys_are_known_without_a_question()
    {
        Assert.Equal([first.KeyId], await IdsAsync(isMissing: false));
        Assert.Equal(0, questions);
    }

    [Fact]
    public async Task A_missing_key_is_asked_for_at_most_once_a_minute()
    {
        Assert.Equal([first.KeyId, second.KeyId], await IdsAsync(isMissing: true));
        for (var i = 0; i < 100; i++)
        {
            await IdsAsync(isMissing: true);
        }

        Assert.Equal(1, questions);
        clock.Advance(JwksCache.AskedAtMost - TimeSpan.FromTicks(1));
        await IdsAsync(isMissing: true);
        Assert.Equal(1, questions);
        clock.Advance(TimeSpan.FromTicks(1));
        await IdsAsync(isMissing: true);
        Assert.Equal(2, questions);
    }

    [Fact]
    public async Task Many_who_miss_a_key_at_once_share_one_question()
    {
        var published = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        answer = _ => published.Task;
        var waiting = Enumerable.Range(0, 50).Select(_ => IdsAsync(isMissing: true)).ToList();
        Assert.All(waiting, it => Assert.False(it.IsCompleted));
        Assert.Equal([first.KeyId], await IdsAsync(isMissing: false));
        published.SetResult(Document(second));
        foreach (var one in waiting)
        {
            Assert.Equal([second.KeyId], await one);
        }

        Assert.Equal(1, questions);
    }

    [Fact]
    public async Task One_who_gives_up_does_not_end_the_question_of_the_others()
    {
        var published = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        answer = _ => published.Task;
        using var cancelling = new CancellationTokenSource();
        var impatient = cache.KeysAsync(isMissing: true, cancelling.Token).AsTask();
        var patient = IdsAsync(isMissing: true);
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        published.SetResult(Document(second));
        Assert.Equal([second.KeyId], await patient);
    }

    [Fact]
    public async Task Where_the_issuer_cannot_be_reached_or_talks_nonsense_what_is_known_stays()
    {
        foreach (var failing in new Func<CancellationToken, Task<byte[]>>[]
        {
            _ => Task.FromException<byte[]>(new HttpRequestException("down")),
            _ => throw new IOException("cut"),
            _ => Task.FromResult("no json"u8.ToArray()),
            _ => Task.FromResult(new byte[JwksDocument.LongestBytes + 1]),
            _ => Task.FromResult(Document(first)[..^1]),
        })
        {
            answer = failing;
            Assert.Equal([first.KeyId], await IdsAsync(isMissing: true));
            clock.Advance(JwksCache.AskedAtMost);
        }

        Assert.Equal(5, questions);
        answer = _ => Task.FromResult(Document(second));
        Assert.Equal([second.KeyId], await IdsAsync(isMissing: true));
    }

    [Fact]
    public async Task An_issuer_that_never_answers_is_waited_for_a_while_only()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        answer = async _ =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, CancellationToken.None);
            return [];
        };
        var waiting = IdsAsync(isMissing: true);
        await asked.Task;
        while (!waiting.IsCompleted)
        {
            clock.Advance(JwksCache.PatienceMax);
            await Task.Yield();
        }

        Assert.Equal([first.KeyId], await waiting);
    }

    [Fact]
    public async Task A_key_that_was_withdrawn_is_forgotten_in_time()
    {
        answer = _ => Task.FromResult(Document(second));
        clock.Advance(JwksCache.FreshFor);
        Assert.Equal([first.KeyId], await IdsAsync(isMissing: false)); // Asked for, not waited for.
        Assert.Equal([second.KeyId], await IdsAsync(isMissing: true)); // Waits for the same question.
        Assert.Equal([second.KeyId], await IdsAsync(isMissing: false));
        Assert.Equal(1, questions);
    }

    private static byte[] Document(params JsonWebKey[] keys) => Tokens.WriteBytes(new JwksDocument(keys).Write);

    private async Task<IEnumerable<string>> IdsAsync(bool isMissing) =>
        (await cache.KeysAsync(isMissing, CancellationToken.None)).Keys.Select(key => key.KeyId);

    private Task<byte[]> FetchAsync(CancellationToken cancellation)
    {
        Interlocked.Increment(ref questions);
        return answer(cancellation);
    }
}
