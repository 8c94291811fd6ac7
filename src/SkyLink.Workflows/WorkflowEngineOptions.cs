using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace SkyLink.Workflows;

/// <summary>What an engine runs, and where it keeps that.</summary>
public sealed record WorkflowEngineOptions
{
    /// <summary>The database. Its user makes the schema where it is missing.</summary>
    public required NpgsqlDataSource Database { get; init; }

    /// <summary>The schema of the engine's tables; engines that share it share the work.</summary>
    public string Schema { get; init; } = "workflows";

    /// <summary>The workflows that this process can run; runs of others are left to other processes.</summary>
    public required IReadOnlyList<WorkflowType> Types { get; init; }

    /// <summary>What people call this process; the machine's name and the process's number by default.</summary>
    public string Name { get; init; } = $"{Environment.MachineName}/{Environment.ProcessId}";

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How inputs, results and failures are written as JSON; the defaults of the web otherwise.</summary>
    public JsonSerializerOptions Json { get; init; } = Payloads.DefaultOptions;

    /// <summary>A run that waits longer than this is held by no process meanwhile; 5 s.</summary>
    public TimeSpan ParkAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a process gives a sign of life; 1 s.</summary>
    public TimeSpan BeatEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a process may give none until others take its runs over; 3 s.</summary>
    public TimeSpan GoneAfter { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How often it looks for ended runs that were kept long enough; one hour.</summary>
    public TimeSpan ForgetEvery { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The most runs that this process holds at once; 100,000.</summary>
    public int RunsMax { get; init; } = 100_000;

    /// <summary>Where it says what went wrong.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
