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
    private readonly List<string> others;
    private string? current;
    private string? inUse;
    private volatile bool hasWorked;

    /// <param name="builder">Everything but the password.</param>
    /// <param name="keys">Those of the service's sealed fields.</param>
    /// <param name="configured">The password as the configuration has it now; null where the server asks for
    /// none.</param>
    /// <param name="others">Others that it may have at the server, as far as is known.</param>
    internal DatabaseConnections(
        NpgsqlDataSourceBuilder builder, DataKeys keys, Func<string?> configured, IReadOnlyList<string> others)
    {
        (Keys, this.configured, this.others) = (keys, configured, [.. others]);
        current = inUse = configured();
        if (current is not null)
        {
            builder.UsePasswordProvider(_ => Password(), (_, _) => ValueTask.FromResult(Password()));
        }

        Source = builder.Build();
    }

    internal NpgsqlDataSource Source { get; }

    internal DataKeys Keys { get; }

    public ValueTask DisposeAsync()
    {
        Keys.Dispose();
        return Source.DisposeAsync();
    }

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
                others.Remove(now);
                others.Add(inUse!);
                (current, inUse) = (now, now);
            }

            return inUse!;
        }
    }

    /// <summary>Nobody else may have turned it over meanwhile.</summary>
    private void TryOther(string refused)
    {
        lock (gate)
        {
            if (inUse == refused)
            {
                List<string> all = [current!, .. others];
                inUse = all[(all.IndexOf(refused) + 1) % all.Count];
            }
        }
    }
}
