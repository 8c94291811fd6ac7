using System.Diagnostics;
using SkyLink.Platform.Telemetry;

namespace SkyLink.Platform.Events;

/// <summary>What the journal is asked for; null asks for all.</summary>
/// <param name="TypePrefix">The beginning of a type's name.</param>
/// <param name="From">Said at this moment or later.</param>
/// <param name="To">Said before this moment.</param>
internal sealed record JournalFilter(
    string? TypePrefix, string? Subject, string? Correlation, DateTimeOffset? From, DateTimeOffset? To,
    JournalPlace? Before, int Limit);

/// <summary>A place in the journal, which is read from the newest back.</summary>
internal sealed record JournalPlace(DateTimeOffset At, Guid Id);

/// <summary>How far one subscription has read one publisher.</summary>
internal sealed record ReadingState(string Publisher, EventPosition Position, DateTimeOffset ReadUntil);

/// <summary>A subscription as its own module knows it.</summary>
internal sealed record SubscriptionState(
    string Name, string Module, string[] Types, List<ReadingState> Readings, int Waiting, int Dead);

/// <summary>Events not yet read: how many (counted up to a limit), and since when the oldest waits.</summary>
internal sealed record Backlog(int Count, DateTimeOffset? Since);

/// <summary>
/// Looks after the events of the modules of one process. Every process serves it to the others by <see cref="Bridge"/>,
/// so that the events' API works in any of them, whatever runs where.
/// </summary>
internal interface IEventAdministration
{
    /// <summary>A module's own events, newest first.</summary>
    Task<List<EventRecord>> JournalAsync(string module, JournalFilter filter, CancellationToken cancellation);

    /// <summary>A place behind everything that can be read now, and before everything else.</summary>
    Task<EventPosition> HeadAsync(string module, CancellationToken cancellation);

    /// <summary>The place before the first event of a moment or later.</summary>
    Task<EventPosition> PlaceAsync(string module, DateTimeOffset from, CancellationToken cancellation);

    /// <summary>What a reader at a place has before it.</summary>
    Task<Backlog> BacklogAsync(string module, EventPosition after, string[] types, CancellationToken cancellation);

    Task<List<SubscriptionState>> SubscriptionsAsync(string module, CancellationToken cancellation);

    Task<List<Parked>> DeadAsync(string module, long after, int limit, CancellationToken cancellation);

    Task<bool> RedriveAsync(string module, long id, CancellationToken cancellation);

    Task<bool> PurgeAsync(string module, long id, CancellationToken cancellation);

    /// <summary>
    /// Sets a subscription to a place of a publisher's log. False if it does not read that publisher.
    /// </summary>
    Task<bool> SetPlaceAsync(
        string module, string subscription, string publisher, EventPosition place, DateTimeOffset since,
        CancellationToken cancellation);

    /// <summary>The spans of a trace that this process still remembers.</summary>
    Task<List<RecentSpan>> SpansAsync(string traceId, CancellationToken cancellation);
}

/// <summary>For the modules of this process.</summary>
internal sealed class EventAdministration(
    IServiceProvider services, RunningModules running, TelemetryProviders telemetry) : IEventAdministration
{
    public Task<List<EventRecord>> JournalAsync(string module, JournalFilter filter, CancellationToken cancellation) =>
        EventJournal.ReadAsync(DbOf(module), filter, cancellation);

    public Task<EventPosition> HeadAsync(string module, CancellationToken cancellation) =>
        EventJournal.HeadAsync(DbOf(module), cancellation);

    public Task<EventPosition> PlaceAsync(string module, DateTimeOffset from, CancellationToken cancellation) =>
        EventJournal.PlaceAsync(DbOf(module), from, cancellation);

    public Task<Backlog> BacklogAsync(
        string module, EventPosition after, string[] types, CancellationToken cancellation) =>
        EventJournal.BacklogAsync(DbOf(module), after, types, cancellation);

    public async Task<List<SubscriptionState>> SubscriptionsAsync(string module, CancellationToken cancellation)
    {
        var declared = running.Builders.Single(it => it.Name == module).Subscriptions;
        var (cursors, counts) = await DbOf(module).InTransactionAsync(
            async tx => (await CursorStore.ListAsync(tx), await ParkedStore.CountsAsync(tx)), cancellation);
        return [.. declared.Select(subscription =>
        {
            var readings = subscription.Publishers.Select(publisher =>
            {
                var cursor = cursors.Find(it => it.Subscription == subscription.Name && it.Publisher == publisher);
                return new ReadingState(
                    publisher, cursor?.Position ?? EventPosition.Start, cursor?.ReadUntil ?? DateTimeOffset.MinValue);
            });
            var (waiting, dead) = counts.GetValueOrDefault(subscription.Name);
            return new SubscriptionState(
                subscription.Name, module, [.. subscription.Types], [.. readings], waiting, dead);
        })];
    }

    public Task<List<Parked>> DeadAsync(string module, long after, int limit, CancellationToken cancellation) =>
        DbOf(module).InStatementAsync(tx => ParkedStore.DeadAsync(tx, after, limit), cancellation);

    public async Task<bool> RedriveAsync(string module, long id, CancellationToken cancellation) =>
        await DbOf(module).InStatementAsync(tx => ParkedStore.RedriveAsync(tx, id), cancellation) == 1;

    public async Task<bool> PurgeAsync(string module, long id, CancellationToken cancellation) =>
        await DbOf(module).InStatementAsync(tx => ParkedStore.PurgeAsync(tx, id), cancellation) == 1;

    public async Task<bool> SetPlaceAsync(
        string module, string subscription, string publisher, EventPosition place, DateTimeOffset since,
        CancellationToken cancellation) => await DbOf(module).InTransactionAsync(
            tx => CursorStore.ResetAsync(tx, subscription, publisher, place, since), cancellation) == 1;

    public Task<List<RecentSpan>> SpansAsync(string traceId, CancellationToken cancellation) =>
        Task.FromResult(telemetry.Recent.Of(ActivityTraceId.CreateFromString(traceId)).ToList());

    private Db DbOf(string module) => services.GetRequiredKeyedService<Db>(module);
}

/// <summary>Finds whoever looks after a module's events: this process, or the one the module runs in.</summary>
internal sealed class EventAdministrations(
    EventAdministration here, RunningModules running, KnownModules known, IServiceProvider services,
    Microsoft.Extensions.Configuration.IConfiguration configuration)
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, IEventAdministration> elsewhere =
        new(StringComparer.Ordinal);

    /// <summary>The modules that can be asked: those that run here, and those whose address is configured.</summary>
    public IReadOnlyList<string> Reachable =>
        [.. known.Names.Where(name => running.Has(name) || configuration[$"Services:{name}:Address"] is not null)];

    public IEventAdministration Of(string module) => running.Has(module)
        ? here
        : elsewhere.GetOrAdd(module, name => (IEventAdministration)RemoteProxy.Of(
            typeof(IEventAdministration), ServiceAddresses.Remote(services, name)));

    /// <summary>One administration per process, this one first.</summary>
    public IReadOnlyList<IEventAdministration> Processes =>
    [
        here,
        .. Reachable.Where(name => !running.Has(name))
            .DistinctBy(name => configuration[$"Services:{name}:Address"], StringComparer.OrdinalIgnoreCase).Select(Of),
    ];

    /// <summary>Asks for each module at once; names those whose process does not answer.</summary>
    public async Task<(List<T> Answers, List<string> Unreachable)> AskAllAsync<T>(
        IEnumerable<string> modules, Func<IEventAdministration, string, Task<T>> ask)
    {
        var asked = await Task.WhenAll(modules.Select(async module =>
        {
            try
            {
                return (module, IsAnswer: true, Answer: await ask(Of(module), module));
            }
            catch (RemoteCallException)
            {
                return (module, IsAnswer: false, Answer: default(T)!);
            }
        }));
        return (
            [.. asked.Where(it => it.IsAnswer).Select(it => it.Answer)],
            [.. asked.Where(it => !it.IsAnswer).Select(it => it.module)]);
    }
}
