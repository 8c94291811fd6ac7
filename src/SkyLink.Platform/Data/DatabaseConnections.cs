namespace SkyLink.Platform.Data;

/// <summary>
/// Opens the connections of one service, also while its password is being changed: the configuration and the server
/// never change in the same instant, so until both agree the password before the last change is tried as well.
/// </summary>
public sealed class DatabaseConnections : IAsyncDisposable
{
    /// <summary>How long the configuration and the server may disagree before a request fails for it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Lock gate = new();
    private readonly Func<string?> configured;
    private string? current;
    private string? previous;
    private string? inUse;
    private volatile bool hasWorked;

    /// <param name="builder">Everything but the password.</param>
    /// <param name="configured">The password as the configuration has it now; null where the server asks for
    /// none.</param>
    internal DatabaseConnections(NpgsqlDataSourceBuilder builder, Func<string?> configured)
    {
        this.configured = configured;
        current = inUse = configured();
        if (current is not null)
        {
            builder.UsePasswordProvider(_ => Password(), (_, _) => ValueTask.FromResult(Password()));
        }

        Source = builder.Build();
    }

    internal NpgsqlDataSource Source { get; }

    public ValueTask DisposeAsync() => Source.DisposeAsync();

    /// <summary>A password that never worked is wrong, and refused at once.</summary>
    internal async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellation)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var tried = Password();
            try
            {
                var opened = await Source.OpenConnectionAsync(cancellation);
                hasWorked = true;
                return opened;
            }
            catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InvalidPassword
                && hasWorked && TimeProvider.System.GetElapsedTime(since) < Patience)
            {
                TryOther(tried);
                await Task.Delay(Pause, TimeProvider.System, cancellation);
            }
        }
    }

    private string Password()
    {
        var now = configured();
        lock (gate)
        {
            if (now is not null && now != current)
            {
                (previous, current, inUse) = (inUse, now, now);
            }

            return inUse!;
        }
    }

    /// <summary>Nobody else may have turned it over meanwhile.</summary>
    private void TryOther(string refused)
    {
        lock (gate)
        {
            if (inUse == refused && previous is not null)
            {
                inUse = refused == current ? previous : current;
            }
        }
    }
}
