using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace SkyLink.Platform.Secrets;

/// <summary>The settings that hold references, with the secrets in their place.</summary>
internal sealed class SecretSource(IConfigurationRoot root, ISecretProvider secrets, Action<string> report)
    : IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new SecretValues(root, secrets, report);
}

/// <summary>
/// Looks once a second whether a secret has changed, and at once when the configuration has. A change that leads
/// nowhere leaves the values as they were: a running platform is not stopped by a slip in a vault.
/// </summary>
internal sealed class SecretValues : ConfigurationProvider, IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly IConfigurationRoot root;
    private readonly ISecretProvider secrets;
    private readonly Action<string> report;
    private readonly IDisposable changes;
    private readonly ITimer timer;
    private string revision = "";

    public SecretValues(IConfigurationRoot root, ISecretProvider secrets, Action<string> report)
    {
        (this.root, this.secrets, this.report) = (root, secrets, report);
        changes = ChangeToken.OnChange(root.GetReloadToken, Refresh);
        timer = TimeProvider.System.CreateTimer(_ => Look(), state: null, Every, Every);
    }

    public override void Load()
    {
        lock (gate)
        {
            revision = secrets.Revision;
            Data = Resolve();
        }
    }

    public void Dispose()
    {
        timer.Dispose();
        changes.Dispose();
    }

    private void Look()
    {
        if (secrets.Revision != revision)
        {
            Refresh();
        }
    }

    private void Refresh()
    {
        lock (gate)
        {
            revision = secrets.Revision;
            try
            {
                var now = Resolve();
                if (now.Count == Data.Count && now.All(it => Data.TryGetValue(it.Key, out var old) && old == it.Value))
                {
                    return;
                }

                Data = now;
            }
            catch (Exception wrong) when (wrong is StartException or IOException)
            {
                report(wrong.Message);
                return;
            }
        }

        OnReload();
    }

    private Dictionary<string, string?> Resolve()
    {
        var others = root.Providers.Where(provider => provider is not SecretValues).Reverse().ToList();
        var resolved = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var key in root.AsEnumerable().Select(setting => setting.Key))
        {
            string? raw = null;
            if (others.Exists(provider => provider.TryGet(key, out raw)) && SecretReferences.IsIn(raw))
            {
                resolved[key] = SecretReferences.Replace(key, raw!, secrets);
            }
        }

        return resolved;
    }
}
