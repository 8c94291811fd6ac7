using System.Collections.Concurrent;
using Npgsql;

namespace SkyLink.Testing;

/// <summary>A database of its own for one test class, on the server that SKYLINK_TEST_PG names.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Templates = new(StringComparer.Ordinal);

    private readonly bool isOwned;

    private TestDatabase(string name)
        : this(name, $"{Server};Database={name}", isOwned: true)
    {
    }

    private TestDatabase(string name, string connectionString, bool isOwned) =>
        (Name, ConnectionString, this.isOwned) = (name, connectionString, isOwned);

    public static string Server { get; } = Environment.GetEnvironmentVariable("SKYLINK_TEST_PG")
        ?? throw new InvalidOperationException("SKYLINK_TEST_PG is not set: run ./skylink test, or name a PostgreSQL.");

    public string Name { get; }

    public string ConnectionString { get; }

    /// <summary>A database on another server, which stays when this is disposed of.</summary>
    public static TestDatabase At(string connectionString) =>
        new(new NpgsqlConnectionStringBuilder(connectionString).Database!, connectionString, isOwned: false);

    /// <summary>An empty database.</summary>
    public static async Task<TestDatabase> CreateAsync()
    {
        var name = $"test_{Guid.CreateVersion7():n}";
        await RunAsync($"create database {name}");
        return new TestDatabase(name);
    }

    /// <summary>A copy of a template that <paramref name="fill"/> prepared once in this process.</summary>
    public static async Task<TestDatabase> CopyAsync(string template, Func<string, Task> fill)
    {
        var from = await Templates.GetOrAdd(template, _ => new Lazy<Task<string>>(() => MakeTemplateAsync(fill))).Value;
        var name = $"test_{Guid.CreateVersion7():n}";
        await RunAsync($"create database {name} template {from}");
        return new TestDatabase(name);
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var source = NpgsqlDataSource.Create($"{ConnectionString};Pooling=false");
        return (T)(await source.CreateCommand(sql).ExecuteScalarAsync())!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create($"{ConnectionString};Pooling=false");
        await source.CreateCommand(sql).ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (isOwned)
        {
            await RunAsync($"drop database if exists {Name} with (force)");
        }
    }

    private static async Task<string> MakeTemplateAsync(Func<string, Task> fill)
    {
        var name = $"template_{Guid.CreateVersion7():n}";
        await RunAsync($"create database {name}");
        await fill($"{Server};Database={name};Pooling=false");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => RunAsync($"drop database if exists {name} with (force)").Wait();
        return name;
    }

    private static async Task RunAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create($"{Server};Database=postgres;Pooling=false");
        await source.CreateCommand(sql).ExecuteNonQueryAsync();
    }
}
