using System.Reflection;
using System.Security.Cryptography;

namespace SkyLink.Platform.Data;

/// <summary>Numbered SQL files embedded under one resource prefix.</summary>
/// <param name="Name">Goes before each file's name in the record, so that sets do not collide.</param>
public sealed record MigrationSet(string Name, Assembly Assembly, string Prefix)
{
    /// <summary>The tables every service has.</summary>
    internal static MigrationSet Platform { get; } =
        new("platform", typeof(MigrationSet).Assembly, "SkyLink.Platform.Data.Migrations.")
        {
            Upkeep = """
                select ensure_event_partition(now()), ensure_event_partition(now() + interval '25 days');
                delete from idempotency where created_at < now() - interval '7 days';
                """,
            Sealed = [Idempotency.Answer, AuditTrail.Personal],
        };

    /// <summary>
    /// What the tables need at every start and from time to time: partitions ahead, old rows gone. Constant SQL.
    /// </summary>
    public string? Upkeep { get; init; }

    /// <summary>Whose fields are sealed.</summary>
    public IReadOnlyList<SealedColumn> Sealed { get; init; } = [];

    /// <summary>The files in the folder <c>Migrations</c> beside a module.</summary>
    private static MigrationSet Of(IModule module, ModuleBuilder builder) =>
        new(module.Name, module.GetType().Assembly, $"{module.GetType().Namespace}.Migrations.")
        {
            Sealed = builder.Sealed,
        };

    /// <summary>All that lie in a module's schema, in the order they are applied.</summary>
    internal static IReadOnlyList<MigrationSet> AllOf(IModule module, ModuleBuilder builder) =>
        [Platform, .. builder.MigrationSets, Of(module, builder)];

    internal IEnumerable<(string Name, byte[] Content)> Files() => Assembly.GetManifestResourceNames()
        .Where(file => file.StartsWith(Prefix, StringComparison.Ordinal))
        .Where(file => file.EndsWith(".sql", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(file => ($"{Name}/{file[Prefix.Length..]}", Read(file)));

    private byte[] Read(string file)
    {
        using var stream = Assembly.GetManifestResourceStream(file)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}

/// <summary>
/// Brings a service's schema up to date: each file once, in order, under a lock, never edited afterwards.
/// </summary>
internal static class Migrations
{
    private const string Prologue = """
        select pg_advisory_xact_lock(hashtextextended('skylink migrations ' || current_schema(), 0));
        create table if not exists migrations (
            name        text        primary key,
            sha256      bytea       not null,
            applied_at  timestamptz not null default now()
        );
        """;

    /// <exception cref="StartException">A file that was applied has been edited since.</exception>
    public static async Task RunAsync(Db db, IEnumerable<MigrationSet> sets, CancellationToken cancellation)
    {
        var files = sets.SelectMany(set => set.Files()).ToList();
        await using var connection = await db.Connections.OpenAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var tx = new Tx(connection, transaction, db.Connections.Keys, cancellation);
        await using (var prologue = tx.Command(Prologue))
        {
            await prologue.ExecuteNonQueryAsync(cancellation);
        }

        var applied = (await tx.ListAsync($"select name, sha256 from migrations",
            row => (Name: row.Get<string>("name"), Sha256: row.Get<byte[]>("sha256")))).ToDictionary(it =>
                it.Name, it => it.Sha256);
        foreach (var (name, content) in files)
        {
            await ApplyAsync(tx, db.Module, name, content, applied);
        }

        await transaction.CommitAsync(cancellation);
    }

    /// <summary>What was applied, what is pending, what was edited; changes nothing.</summary>
    /// <param name="isReady">Whether the service can use its schema; until then everything is pending.</param>
    public static async Task<List<MigrationStatus>> StatusAsync(
        Db db, IEnumerable<MigrationSet> sets, bool isReady, CancellationToken cancellation)
    {
        var applied = isReady ? await db.InTransactionAsync(ReadAsync, cancellation) : [];
        return [.. sets.SelectMany(set => set.Files()).Select(file =>
        {
            var known = applied.Find(it => it.Name == file.Name);
            var state = known is null ? "pending"
                : known.Sha256.AsSpan().SequenceEqual(SHA256.HashData(file.Content)) ? "applied" : "edited";
            return new MigrationStatus(db.Module, file.Name, state, known?.At);
        })];
    }

    private static async Task<List<Applied>> ReadAsync(Tx tx)
    {
        var isThere = await tx.ScalarAsync<bool>($"select to_regclass('migrations') is not null");
        return isThere
            ? await tx.ListAsync($"select name, sha256, applied_at from migrations", row => new Applied(
                row.Get<string>("name"), row.Get<byte[]>("sha256"), row.Get<DateTimeOffset>("applied_at")))
            : [];
    }

    private static async Task ApplyAsync(
        Tx tx, string module, string name, byte[] content, Dictionary<string, byte[]> applied)
    {
        var sha256 = SHA256.HashData(content);
        if (applied.TryGetValue(name, out var known))
        {
            if (!known.AsSpan().SequenceEqual(sha256))
            {
                throw new StartException(
                    $"{module}: migration {name} was edited after it was applied; add a new file.");
            }

            return;
        }

        await using (var command = tx.Command(System.Text.Encoding.UTF8.GetString(content)))
        {
            await command.ExecuteNonQueryAsync(tx.Cancellation);
        }

        await tx.ExecuteAsync($"insert into migrations (name, sha256) values ({name}, {sha256})");
    }

    private sealed record Applied(string Name, byte[] Sha256, DateTimeOffset At);
}
