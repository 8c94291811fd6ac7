using System.Collections.Concurrent;
using Npgsql;
using SkyLink.Testing;

namespace SkyLink.Workflows;

/// <summary>A database of its own, and engines on it as a test needs them.</summary>
public sealed class EngineHost : IAsyncLifetime
{
    private readonly ConcurrentBag<WorkflowEngine> engines = [];
    private TestDatabase? database;
    private NpgsqlDataSource? source;

    public TestDatabase Database => database!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        source = NpgsqlDataSource.Create(database.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in engines)
        {
            await engine.DisposeAsync();
        }

        await source!.DisposeAsync();
        await database!.DisposeAsync();
    }

    /// <summary>An engine in a schema; those of one schema share the work.</summary>
    public async Task<WorkflowEngine> StartAsync(
        string schema, WorkflowType[] types, Func<WorkflowEngineOptions, WorkflowEngineOptions>? change = null)
    {
        var options = new WorkflowEngineOptions
        {
            Database = source!,
            Schema = schema,
            Types = types,
            ParkAfter = TimeSpan.FromMilliseconds(300),
            BeatEvery = TimeSpan.FromMilliseconds(100),
            GoneAfter = TimeSpan.FromSeconds(1),
        };
        var engine = await WorkflowEngine.StartAsync(change?.Invoke(options) ?? options);
        engines.Add(engine);
        return engine;
    }

    public async Task<T> ScalarAsync<T>(string sql) => (T)(await source!.CreateCommand(sql).ExecuteScalarAsync())!;

    public async Task ExecuteAsync(string sql) => await source!.CreateCommand(sql).ExecuteNonQueryAsync();
}
