using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Platform.Data;

namespace SkyLink.Platform.Events;

public sealed class LocalEventFeedTests(BellsHost host) : IClassFixture<BellsHost>
{
    private static readonly EventRecord[] Log =
        [.. Enumerable.Range(1, 6_000).Select(number => Event(number, new string('x', 100)))];

    /// <summary>Each step: so many events are written, then a reader asks from a place.</summary>
    [Fact]
    public void What_is_remembered_is_always_a_stretch_of_the_log_without_a_gap() =>
        Prop.ForAll(Gen.Choose(0, 40).Zip(Gen.Choose(-300, 300)).ArrayOf(400).ToArbitrary(), steps =>
        {
            var (recent, written) = (RecentEvents.None, 0);
            foreach (var (more, from) in steps)
            {
                written = Math.Min(written + more, Log.Length);
                var place = from < 0 ? At(Math.Max(written + from, 0)) : End(recent);
                var truth = Log.Take(written).SkipWhile(it => it.Position <= place);
                var known = recent.After(place);
                if (known is { } events)
                {
                    Assert.Equal(truth.Take(events.Count), events);
                }

                if (known is null or { Count: 0 } && !recent.IsBefore(place))
                {
                    recent = recent.With(place, [.. truth.Take(500)]);
                }

                Assert.InRange(recent.Events.Length, 0, 1_000);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Large_events_are_let_go_before_they_fill_the_memory_and_still_reach_who_asked()
    {
        EventRecord[] large = [.. Enumerable.Range(1, 10).Select(number => Event(number, new string('x', 1_000_000)))];
        var recent = RecentEvents.None.With(EventPosition.Start, large);
        Assert.Equal(4, recent.Events.Length);
        Assert.True(recent.IsBefore(EventPosition.Start));
        Assert.Equal(10, RecentEvents.Select(large, types: null, limit: 500).Count);
    }

    [Fact]
    public void A_reader_gets_as_many_as_it_wants_and_no_bodies_of_other_types()
    {
        EventRecord[] mixed = [Event(1, "a") with { Type = "one" }, Event(2, "b") with { Type = "two" }, Event(3, "c")];
        Assert.Equal([null, "b"], RecentEvents.Select(mixed, ["two"], limit: 2).Select(it => it.Body));
    }

    /// <summary>Readers that ask with other limits, from other places, some late, while writers write.</summary>
    [Fact]
    public async Task Many_readers_read_the_same_log_each_event_once_and_in_order()
    {
        const int count = 2_000;
        var feeds = host.Services.GetRequiredService<EventFeeds>();
        var start = (await EventLog.ReadAsync(
            host.DbOf("platform.bells"), EventPosition.Start, DateTimeOffset.MinValue, types: null, 1_000_000,
            CancellationToken.None)).LastOrDefault()?.Position ?? EventPosition.Start;
        var readers = Enumerable.Range(0, 12)
            .Select(number => ReadAsync(feeds.Of("platform.bells"), start, limit: 1 + (number * 60), count)).ToList();
        await Task.WhenAll(Enumerable.Range(0, count).Chunk(5).Select(chunk =>
            host.RingAsync(chunk.Select(number => new BellRung($"many-{number}", number)))));
        readers.Add(ReadAsync(feeds.Of("platform.bells"), start, limit: 500, count));
        var read = await Task.WhenAll(readers).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(count, read[0].Distinct().Count());
        Assert.All(read, positions =>
        {
            Assert.Equal(read[0], positions);
            Assert.Equal(positions.Order(), positions);
        });
    }

    [Fact]
    public async Task A_readers_commit_waits_for_the_disk_only_where_somebody_outside_hears_of_it()
    {
        var cursor = new Cursor("ears.disk", "platform.bells", EventPosition.Start, DateTimeOffset.UnixEpoch, Epoch: 1);
        var ears = host.DbOf("platform.ears");
        await ears.InTransactionAsync(
            tx => CursorStore.LeaseAsync(tx, cursor.Subscription, cursor.Publisher, Guid.CreateVersion7()),
            CancellationToken.None);
        Assert.Equal("off", await CommitOfAsync(_ => { }));
        Assert.Equal("on", await CommitOfAsync(tx => tx.AfterCommit(() => { })));

        Task<string> CommitOfAsync(Action<Tx> work) => ears.InTransactionAsync(async tx =>
        {
            await tx.ExecuteAsync($"set local synchronous_commit = on"); // The server of the tests has it off.
            work(tx);
            await CursorStore.MoveAsync(tx, cursor);
            return await tx.ScalarAsync<string>($"select current_setting('synchronous_commit')");
        }, CancellationToken.None);
    }

    private static async Task<List<EventPosition>> ReadAsync(
        IEventFeed feed, EventPosition from, int limit, int count)
    {
        var read = new List<EventPosition>();
        var place = from;
        while (read.Count < count)
        {
            var next = feed.NextAsync(TimeSpan.FromSeconds(1), CancellationToken.None);
            var found = await feed.ReadAsync(
                place, DateTimeOffset.MinValue, types: null, limit, CancellationToken.None);
            if (found.Count == 0)
            {
                await next;
                continue;
            }

            read.AddRange(found.Where(it => it.Subject.StartsWith("many-", StringComparison.Ordinal))
                .Select(it => it.Position));
            place = found[^1].Position;
        }

        return read;
    }

    private static EventPosition End(RecentEvents recent) =>
        recent.Events.Length > 0 ? recent.Events[^1].Position : recent.From;

    private static EventPosition At(int number) => number == 0 ? EventPosition.Start : Log[number - 1].Position;

    /// <summary>Three events to a transaction.</summary>
    private static EventRecord Event(int number, string body) => new(
        "platform.bells", new EventPosition((ulong)(1 + (number / 3)), number), Guid.CreateVersion7(), "bell", "a",
        DateTimeOffset.UnixEpoch, Correlation: null, Trace: null, body);
}
