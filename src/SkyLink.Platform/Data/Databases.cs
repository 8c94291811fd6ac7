using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;

namespace SkyLink.Platform.Data;

/// <summary>How the host reaches PostgreSQL.</summary>
public sealed class DatabaseOptions
{
    /// <summary>Connections one service may hold open in one process.</summary>
    [Range(2, 200)]
    public int ConnectionsMax { get; init; } = 16;

    /// <summary>The longest a statement may take before it is cancelled.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long events are kept at least; a month goes as a whole when its last day is that old.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan EventsKept { get; init; } = TimeSpan.FromDays(90);

    /// <summary>The same for events of the financial bus: seven years.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan FinancialEventsKept { get; init; } = TimeSpan.FromDays((7 * 365) + 2);

    /// <summary>How long a service seals fields with one key; then it makes the next, and seals them anew.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan DataKeyLifetime { get; init; } = TimeSpan.FromDays(365);
}

/// <summary>
/// One data source per service, each with a login role of its own. <c>ConnectionStrings:skylink</c> names the server
/// on which roles and schemas are made; <c>ConnectionStrings:&lt;area.service&gt;</c> puts one service elsewhere, with
/// a role that exists there.
/// </summary>
public sealed class Databases(
    IConfiguration configuration, IOptions<DatabaseOptions> options, MasterKey master, TimeProvider clock)
    : IAsyncDisposable
{
    private const int RoleTriesMax = 10;
    private readonly ConcurrentDictionary<string, DatabaseConnections> connections = new(StringComparer.Ordinal);

    public DatabaseConnections ConnectionsOf(string module) => connections.GetOrAdd(module, Open);

    /// <summary>Makes role and schema of a service where they are missing, and brings the schema up to date.</summary>
    public async Task PrepareAsync(Db db, IEnumerable<MigrationSet> sets, CancellationToken cancellation)
    {
        if (!await CanUseSchemaAsync(db, cancellation))
        {
            await (configuration.GetConnectionString(db.Module) is null
                ? MakeRoleAsync(db, cancellation)
                : db.InTransactionAsync(tx => tx.MakeSchemaAsync(db.Schema), cancellation));
        }

        await Migrations.RunAsync(db, sets, cancellation);
        await db.Connections.Keys.PrepareAsync(db, clock.GetUtcNow(), cancellation);
        await Sealing.SealAsync(db, sets, cancellation);
    }

    internal static async Task<List<MigrationStatus>> StatusAsync(
        Db db, IEnumerable<MigrationSet> sets, CancellationToken cancellation) =>
        await Migrations.StatusAsync(db, sets, await CanUseSchemaAsync(db, cancellation), cancellation);

    public async ValueTask DisposeAsync()
    {
        foreach (var open in connections.Values)
        {
            await open.DisposeAsync();
        }
    }

    private static async Task<bool> CanUseSchemaAsync(Db db, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await db.Connections.Source.OpenConnectionAsync(cancellation);
            await using var command = new NpgsqlCommand("select to_regnamespace($1) is not null", connection);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = db.Schema });
            return (bool)(await command.ExecuteScalarAsync(cancellation))!;
        }
        catch (PostgresException refused)
            when (refused.SqlState is PostgresErrorCodes.InvalidPassword
                or PostgresErrorCodes.InvalidAuthorizationSpecification
                or PostgresErrorCodes.InsufficientPrivilege)
        {
            return false;
        }
    }

    /// <summary>
    /// Roles belong to the server: a host on another of its databases may change the same one at this moment, and the
    /// advisory lock, which belongs to a database, does not keep the two apart. The loser tries again.
    /// </summary>
    private async Task MakeRoleAsync(Db db, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await TryMakeRoleAsync(db, cancellation);
                return;
            }
            catch (PostgresException refused) when (IsRace(refused) && tries < RoleTriesMax)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50 * tries), TimeProvider.System, cancellation);
            }
        }
    }

    /// <summary>"tuple concurrently updated" has no code of its own.</summary>
    private static bool IsRace(PostgresException refused) => refused.SqlState is PostgresErrorCodes.InternalError
        or PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DuplicateObject;

    /// <summary>
    /// Role names and passwords are made of [a-z0-9_] by us alone: that is why they may stand in the text.
    /// </summary>
    private async Task TryMakeRoleAsync(Db db, CancellationToken cancellation)
    {
        var server = new NpgsqlConnectionStringBuilder(Server()) { Pooling = false };
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync(cancellation);
        var sql = $"""
            begin;
            select pg_advisory_xact_lock(7311);
            do $$ begin
                if not exists (select from pg_roles where rolname = '{db.Schema}') then
                    create role {db.Schema} login;
                end if;
            end $$;
            alter role {db.Schema} login password '{PasswordsOf(db.Schema)[0]}';
            grant connect on database "{server.Database}" to {db.Schema};
            grant {db.Schema} to current_user;
            create schema if not exists {db.Schema} authorization {db.Schema};
            commit;
            """;
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private DatabaseConnections Open(string module)
    {
        var schema = ModuleBuilder.SchemaOf(module);
        var own = configuration.GetConnectionString(module);
        var parsed = own is null ? Parse(Server(), "skylink") : Parse(own, module);
        var connection = new NpgsqlConnectionStringBuilder(parsed.ConnectionString)
        {
            Password = null,
            SearchPath = schema,
            ApplicationName = $"skylink {module}",
            MaxPoolSize = options.Value.ConnectionsMax,
            CommandTimeout = (int)options.Value.StatementTimeout.TotalSeconds,
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true, // no session state is ever set: nothing to reset
        };
        connection.Username = own is null ? schema : connection.Username;
        var builder = new NpgsqlDataSourceBuilder(connection.ConnectionString) { Name = module };
        var keys = new DataKeys(master, module);
        return own is null
            ? new DatabaseConnections(builder, keys, () => PasswordsOf(schema)[0], [.. PasswordsOf(schema).Skip(1)])
            : new DatabaseConnections(builder, keys, () => ConfiguredOf(module), []);
    }

    /// <summary>Read anew for each connection: it may be a secret, and have a new version.</summary>
    private string? ConfiguredOf(string module) => Parse(configuration.GetConnectionString(module)!, module).Password;

    /// <summary>The text may hold a password: what is said of it must not.</summary>
    private static NpgsqlConnectionStringBuilder Parse(string text, string name)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException)
        {
            throw new StartException(
                $"ConnectionStrings:{name} cannot be read: "
                + "write Host=...;Port=...;Database=...;Username=...;Password=...");
        }
    }

    private string Server() => configuration.GetConnectionString("skylink") ?? throw new StartException(
        "ConnectionStrings:skylink is not set: name a PostgreSQL server, or start with the embedded one.");

    /// <summary>Of the master key, then of the one beside it.</summary>
    private List<string> PasswordsOf(string role) =>
        [.. master.DeriveAll($"database role {role}", 24).Select(Convert.ToHexStringLower)];
}
