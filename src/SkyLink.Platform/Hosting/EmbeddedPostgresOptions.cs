namespace SkyLink.Platform.Hosting;

/// <summary>Where the embedded PostgreSQL lies and how it is run; all but the two folders has a default.</summary>
internal sealed class EmbeddedPostgresOptions
{
    /// <summary>
    /// The platform's data folder, <c>.data</c> as a rule. The database lies in <c>postgres/</c> below it, the
    /// superuser's password in <c>secrets/postgres-password</c> (mode 0600).
    /// </summary>
    public required string DataDirectory { get; init; }

    /// <summary>The folder that holds <c>node_modules</c> with the npm package of the binaries.</summary>
    public required string RepositoryRoot { get; init; }

    /// <summary>False turns fsync and synchronous commit off: for tests, whose data may be lost.</summary>
    public bool IsDurable { get; init; } = true;

    /// <summary>Connections the server accepts, 10 to 2,000; each costs about 2 MB when it is used.</summary>
    public int MaxConnections { get; init; } = 200;

    /// <summary>How long a start may take, crash recovery included.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a fast shutdown may take: it rolls back what is open and writes a checkpoint.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Is told in one line each what an operator would tell: made, started, adopted, stopped.</summary>
    public Action<string> Report { get; init; } = static _ => { };
}

/// <summary>PostgreSQL could not be brought up or down; the message is one line and says what to do.</summary>
internal sealed class EmbeddedPostgresException(string message, Exception? inner = null) : Exception(message, inner);
