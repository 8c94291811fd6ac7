using System.Text.Json;

namespace SkyLink.Trade.Routing;

/// <summary>All SQL of routing rules.</summary>
internal static class RuleStore
{
    public static Task<List<Rule>> ListAsync(Tx tx) => tx.ListAsync(
        $"""
        select id, rank, name, is_enabled, conditions::text, effect::text, version, changed_at
          from rules order by rank, id
        """,
        Read);

    public static Task<Rule?> LockAsync(Tx tx, Guid id) => tx.FindAsync($"""
        select id, rank, name, is_enabled, conditions::text, effect::text, version, changed_at
          from rules where id = {id} for update
        """, Read);

    public static Task AddAsync(Tx tx, Rule rule) => tx.ExecuteAsync($"""
        insert into rules (id, rank, name, is_enabled, conditions, effect, version, changed_at)
        values ({rule.Id}, {rule.Rank}, {rule.Name}, {rule.IsEnabled}, {Text(rule.Conditions)}::text::jsonb,
                {Text(rule.Effect)}::text::jsonb, {rule.Version}, {rule.ChangedAt})
        """);

    public static Task UpdateAsync(Tx tx, Rule rule) => tx.ExecuteAsync($"""
        update rules
           set rank = {rule.Rank}, name = {rule.Name}, is_enabled = {rule.IsEnabled},
               conditions = {Text(rule.Conditions)}::text::jsonb, effect = {Text(rule.Effect)}::text::jsonb,
               version = {rule.Version}, changed_at = {rule.ChangedAt}
         where id = {rule.Id}
        """);

    public static Task<int> RemoveAsync(Tx tx, Guid id) => tx.ExecuteAsync($"delete from rules where id = {id}");

    public static Task<int> CountAsync(Tx tx) => tx.ScalarAsync<int>($"select count(*)::int from rules");

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, Json.Options);

    private static Rule Read(NpgsqlDataReader row) => new(
        row.Get<Guid>("id"),
        row.Get<int>("rank"),
        row.Get<string>("name"),
        row.Get<bool>("is_enabled"),
        JsonSerializer.Deserialize<RuleConditions>(row.Get<string>("conditions"), Json.Options)!,
        JsonSerializer.Deserialize<RuleEffect>(row.Get<string>("effect"), Json.Options)!,
        row.Get<int>("version"),
        row.Get<DateTimeOffset>("changed_at"));
}

/// <summary>The rules in force, read again when they may have changed.</summary>
internal sealed class RuleBook(Db<RoutingModule> db, IOptions<RoutingOptions> options, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim reading = new(1, 1);
    private IReadOnlyList<Rule> rules = [];
    private long readAt;

    public async ValueTask<IReadOnlyList<Rule>> CurrentAsync(CancellationToken cancellation)
    {
        if (readAt != 0 && clock.GetElapsedTime(readAt) < options.Value.RulesLifetime)
        {
            return rules;
        }

        await reading.WaitAsync(cancellation);
        try
        {
            if (readAt == 0 || clock.GetElapsedTime(readAt) >= options.Value.RulesLifetime)
            {
                var at = clock.GetTimestamp();
                rules = await db.InStatementAsync(RuleStore.ListAsync, cancellation);
                readAt = at;
            }

            return rules;
        }
        finally
        {
            reading.Release();
        }
    }

    /// <summary>They were changed here: no need to wait.</summary>
    public void Forget() => readAt = 0;

    public void Dispose() => reading.Dispose();
}
