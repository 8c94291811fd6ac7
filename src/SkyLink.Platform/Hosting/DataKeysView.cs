namespace SkyLink.Platform.Hosting;

/// <summary>The keys with which a service seals fields, and how far it has come with them.</summary>
/// <param name="Number">The one that seals now; the first is 1.</param>
/// <param name="NextFrom">When the next one takes its place; null where none waits.</param>
/// <param name="Columns">The columns whose fields are sealed.</param>
/// <param name="Outdated">Those of them that may hold fields of an earlier key.</param>
public sealed record DataKeysView(
    string Service, int Number, DateTimeOffset SealsFrom, DateTimeOffset? NextFrom, IReadOnlyList<string> Columns,
    IReadOnlyList<string> Outdated)
{
    internal static async Task<DataKeysView> OfAsync(
        Db db, IEnumerable<MigrationSet> sets, DateTimeOffset now, CancellationToken cancellation)
    {
        var keys = await db.InStatementAsync(
            tx => tx.ListAsync(
                $"select number, seals_from from data_keys where kind = 'seal' order by number",
                row => (Number: row.Get<short>("number"), From: row.Get<DateTimeOffset>("seals_from"))),
            cancellation);
        var current = keys.Last(key => key.From <= now || key.Number == 1);
        var known = await Sealing.KnownAsync(db, cancellation);
        var columns = sets.SelectMany(set => set.Sealed).Select(column => $"{column}").ToList();
        return new DataKeysView(
            db.Module, current.Number, current.From,
            keys.Where(key => key.Number > current.Number).Select(key => (DateTimeOffset?)key.From).FirstOrDefault(),
            columns,
            [.. columns.Where(column => known.GetValueOrDefault(column) is not { } of || of < current.Number)]);
    }
}
