using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace SkyLink.Platform.Secrets;

/// <summary>The settings that hold references, with the secrets in their place.</summary>
internal sealed class SecretSource(IConfigurationRoot root, ISecretStore secrets, Action<string> report)
    : IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new SecretValues(root, secrets, report);
}

/// <summary>
/// Looks again and again whether a secret has changed, as often as its store allows, and at once when the
/// configuration has. A change that leads nowhere, and a store that does not answer, leave the values as they were: a
/// running platform is not stopped by a slip in a vault. Each reason is reported once.
/// </summary>
internal sealed class SecretValues : ConfigurationProvider, IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly CancellationTokenSource disposing = new();
    private readonly IConfigurationRoot root;
    private readonly ISecretStore secrets;
    private readonly Action<string> report;
    private readonly IDisposable changes;
    private string revision = "";
    private string? reported;

    /// <summary>The thread that tells others of a change: it hears of it too.</summary>
    private int telling;

    public SecretValues(IConfigurationRoot root, ISecretStore secrets, Action<string> report)
    {
        (this.root, this.secrets, this.report) = (root, secrets, report);
        changes = ChangeToken.OnChange(root.GetReloadToken, ConfigurationChanged);
        _ = WatchAsync(disposing.Token);
    }

    /// <exception cref="StartException">A secret is missing, a reference is misspelt, or the store does not
    /// answer.</exception>
    public override void Load()
    {
        gate.Wait(disposing.Token);
        try
        {
            // Nobody can start without the values, and whoever asks for them here cannot wait for a task.
            var settings = SecretReferences.Raw(root);
            var from = RevisionAsync(settings, CancellationToken.None).GetAwaiter().GetResult();
            Data = ReadAsync(settings, CancellationToken.None).GetAwaiter().GetResult();
            revision = from; // No later than the values.
        }
        catch (SecretStoreException wrong)
        {
            throw new StartException(wrong.Message);
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose()
    {
        changes.Dispose();
        disposing.Cancel();
    }

    private async Task WatchAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(secrets.PollEvery);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                await RefreshAsync(stopping);
            }
        }
        catch (OperationCanceledException)
        {
            // The configuration is gone.
        }
    }

    private void ConfigurationChanged()
    {
        if (Volatile.Read(ref telling) != Environment.CurrentManagedThreadId)
        {
            RefreshAsync(disposing.Token).GetAwaiter().GetResult();
        }
    }

    private async Task RefreshAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            if (!await TryTakeOverAsync(cancellation))
            {
                return;
            }
        }
        finally
        {
            gate.Release();
        }

        Volatile.Write(ref telling, Environment.CurrentManagedThreadId);
        try
        {
            OnReload();
        }
        finally
        {
            Volatile.Write(ref telling, 0);
        }
    }

    /// <summary>Whether a value is another one now.</summary>
    private async Task<bool> TryTakeOverAsync(CancellationToken cancellation)
    {
        try
        {
            var settings = SecretReferences.Raw(root);
            var from = await RevisionAsync(settings, cancellation);
            if (from == revision)
            {
                return false;
            }

            var now = await ReadAsync(settings, cancellation);
            revision = from; // No later than the values.
            reported = null;
            if (now.Count == Data.Count && now.All(it => Data.TryGetValue(it.Key, out var old) && old == it.Value))
            {
                return false;
            }

            Data = now;
            return true;
        }
        catch (Exception wrong) when (
            wrong is StartException or SecretStoreException or IOException or UnauthorizedAccessException)
        {
            if (wrong.Message != reported)
            {
                reported = wrong.Message;
                report(wrong.Message);
            }

            return false;
        }
    }

    /// <summary>What is written in the settings, and the revision of the secrets they refer to.</summary>
    private async Task<string> RevisionAsync(
        IReadOnlyList<KeyValuePair<string, string>> settings, CancellationToken cancellation) =>
        settings.Count == 0
            ? ""
            : $"{string.Join('\n', settings)}\n{await secrets.RevisionAsync(ReferencesIn(settings), cancellation)}";

    /// <summary>The settings with the values in their place.</summary>
    private async Task<Dictionary<string, string?>> ReadAsync(
        IReadOnlyList<KeyValuePair<string, string>> settings, CancellationToken cancellation)
    {
        var values = new Dictionary<SecretReference, string>();
        foreach (var reference in ReferencesIn(settings))
        {
            if (await secrets.FindAsync(reference, cancellation) is { } value)
            {
                values.Add(reference, value);
            }
        }

        return settings.ToDictionary(
            it => it.Key,
            it => (string?)SecretReferences.Replace(it.Key, it.Value, secrets, values),
            StringComparer.OrdinalIgnoreCase);
    }

    private static List<SecretReference> ReferencesIn(IEnumerable<KeyValuePair<string, string>> settings) =>
        [.. settings.SelectMany(it => SecretReferences.Of(it.Value)).Distinct()];
}
