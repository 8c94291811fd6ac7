using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SkyLink.Cryptography;

namespace SkyLink.Platform.Secrets;

/// <summary>
/// Secrets in one file, each version sealed under a key derived from the master key and bound to its name and version:
/// entries cannot be read, changed, swapped or renamed without it. A write replaces the file whole.
/// </summary>
internal sealed class LocalVault : ISecretStore
{
    /// <summary>Versions kept of each secret; the oldest beyond goes.</summary>
    public const int VersionsMax = 20;

    private const int LockTriesMax = 100;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly TimeSpan LockTriedEvery = TimeSpan.FromMilliseconds(50);

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
    };

    private readonly string path;
    private readonly string idPath;
    private readonly Lazy<SealedBox> box;
    private readonly TimeProvider clock;

    /// <param name="path">The file; made at the first write.</param>
    /// <param name="master">Asked for when a secret is first read or written.</param>
    /// <param name="clock">Stamps versions.</param>
    public LocalVault(string path, Func<MasterKey> master, TimeProvider clock)
    {
        (this.path, this.clock) = (path, clock);
        idPath = Path.ChangeExtension(path, "id");
        box = new Lazy<SealedBox>(() => master().RingOf("local vault"));
    }

    public string Description => $"the local vault ({path})";

    public TimeSpan PollEvery => TimeSpan.FromSeconds(1);

    public TimeSpan ListEvery => PollEvery;

    public int ValueSizeMax => 64 * 1024;

    /// <summary>The vault of an installation: <c>secrets/vault.json</c> in its data folder.</summary>
    /// <param name="masterKey">As configured; null where it lies beside the vault.</param>
    /// <param name="previous">The one before, while something may be sealed under it; or null.</param>
    public static LocalVault In(string dataFolder, string? masterKey, string? previous, TimeProvider clock)
    {
        var secrets = Path.Combine(dataFolder, "secrets");
        return new LocalVault(
            Path.Combine(secrets, "vault.json"),
            () => MasterKey.Load(masterKey, Path.Combine(secrets, "master-key"), previous),
            clock);
    }

    public void Dispose()
    {
        if (box.IsValueCreated)
        {
            box.Value.Dispose();
        }
    }

    /// <summary>
    /// Lies beside the file, and is read each time: a folder that is gone, or another one, is not this vault.
    /// </summary>
    public async Task<string> IdAsync(CancellationToken cancellation)
    {
        if (!File.Exists(idPath))
        {
            await using var alone = await LockAsync(cancellation);
            if (!File.Exists(idPath))
            {
                Write(idPath, Encoding.ASCII.GetBytes(Guid.CreateVersion7(clock.GetUtcNow()).ToString()));
            }
        }

        return Guid.TryParse(await File.ReadAllTextAsync(idPath, cancellation), out var id)
            ? $"vault/{id}"
            : throw new SecretStoreException($"{idPath} holds no id.", isAway: false);
    }

    public Task<string> ListRevisionAsync(CancellationToken cancellation) => RevisionAsync([], cancellation);

    public Task<string> RevisionAsync(IReadOnlyCollection<SecretReference> references, CancellationToken cancellation)
    {
        var file = new FileInfo(path);
        return Task.FromResult(file.Exists ? $"{file.LastWriteTimeUtc.Ticks} {file.Length}" : "none");
    }

    public Task<string?> FindAsync(SecretReference reference, CancellationToken cancellation)
    {
        var name = reference.Name;
        var secret = Read().Secrets.GetValueOrDefault(name);
        var entry = secret?.Versions.Find(
            it => reference.Version is null ? it.Version == secret.Current : TextOf(it.Version) == reference.Version);
        if (entry is null)
        {
            return Task.FromResult<string?>(null);
        }

        return Task.FromResult<string?>(Open(name, entry));
    }

    public Task<IReadOnlyList<KeptSecret>> ListAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<KeptSecret>>(
        [
            .. Read().Secrets.Select(it => KeptOf(it.Key, it.Value)),
        ]);

    public Task<KeptSecret?> FindCurrentAsync(string name, CancellationToken cancellation) =>
        Task.FromResult(Read().Secrets.GetValueOrDefault(name) is { } secret ? KeptOf(name, secret) : null);

    public Task<IReadOnlyList<SecretVersion>> VersionsAsync(string name, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<SecretVersion>>(
        Read().Secrets.GetValueOrDefault(name) is not { } secret ? [] :
        [
            .. secret.Versions.Select(it => new SecretVersion(
                name, TextOf(it.Version), it.CreatedAt, it.Version == secret.Current, [])),
        ]);

    public async Task<string> PutAsync(string name, string value, Guid token, CancellationToken cancellation)
    {
        SecretNames.Check(name, value, ValueSizeMax);
        await using var alone = await LockAsync(cancellation);
        var content = Read();
        var known = content.Secrets.GetValueOrDefault(name)?.Versions ?? [];
        if (known.Find(it => it.Token == token) is { } before)
        {
            return TextOf(before.Version);
        }

        var version = (known.Count == 0 ? 0 : known.Max(it => it.Version)) + 1;
        var made = new Entry(version, clock.GetUtcNow(), Seal(value, ContextOf(name, version)), token);
        content.Secrets[name] = new Secret(version, [.. known.Append(made).TakeLast(VersionsMax)], made.CreatedAt);
        Write(content);
        return TextOf(version);
    }

    public async Task<string?> RollbackAsync(string name, string version, CancellationToken cancellation)
    {
        await using var alone = await LockAsync(cancellation);
        var content = Read();
        if (content.Secrets.GetValueOrDefault(name) is not { } secret
            || secret.Versions.Find(it => TextOf(it.Version) == version) is not { } earlier)
        {
            return null;
        }

        content.Secrets[name] = secret with { Current = earlier.Version, ChangedAt = clock.GetUtcNow() };
        Write(content);
        return version;
    }

    public async Task<bool> RemoveAsync(string name, CancellationToken cancellation)
    {
        await using var alone = await LockAsync(cancellation);
        var content = Read();
        if (!content.Secrets.Remove(name))
        {
            return false;
        }

        Write(content);
        return true;
    }

    /// <summary>Seals under the current master key what lies under the one before.</summary>
    /// <exception cref="SecretStoreException">An entry cannot be opened, or the file cannot be written.</exception>
    public async Task RenewAsync(CancellationToken cancellation)
    {
        await using var alone = await LockAsync(cancellation);
        var content = Read();
        if (content.Secrets.Values.Any(secret => secret.Versions.Exists(it => box.Value.IsOutdated(it.Sealed))))
        {
            Write(content with
            {
                Secrets = new(content.Secrets.ToDictionary(it => it.Key, it => Renew(it.Key, it.Value))),
            });
        }
    }

    private Secret Renew(string name, Secret secret) => secret with
    {
        Versions = secret.Versions.ConvertAll(
            it => it with { Sealed = Seal(Open(name, it), ContextOf(name, it.Version)) }),
    };

    private static KeptSecret KeptOf(string name, Secret secret)
    {
        var (version, at) = (TextOf(secret.Current), secret.ChangedAt ?? secret.Versions[^1].CreatedAt);
        return new KeptSecret(name, version, at, string.Create(CultureInfo.InvariantCulture, $"{version} {at:O}"));
    }

    private static string TextOf(int version) => version.ToString(CultureInfo.InvariantCulture);

    private string Open(string name, Entry entry)
    {
        if (!box.Value.TryOpen(entry.Sealed, ContextOf(name, entry.Version), out var plain))
        {
            throw new SecretStoreException(
                $"The secret {name} version {entry.Version} in {path} cannot be opened: "
                + "it was changed, or sealed under another master key.", isAway: false);
        }

        var value = Encoding.UTF8.GetString(plain);
        CryptographicOperations.ZeroMemory(plain);
        return value;
    }

    private byte[] Seal(string value, byte[] context)
    {
        var plain = Encoding.UTF8.GetBytes(value);
        try
        {
            return box.Value.Seal(plain, context);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static byte[] ContextOf(string name, int version) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"skylink secret {name} version {version}"));

    private Content Read()
    {
        if (!File.Exists(path))
        {
            return new Content(1, new SortedDictionary<string, Secret>(StringComparer.Ordinal));
        }

        try
        {
            return JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path), Format)!;
        }
        catch (JsonException broken)
        {
            throw new SecretStoreException($"{path} is not a vault: {broken.Message}", isAway: false);
        }
    }

    private void Write(Content content) => Write(path, JsonSerializer.SerializeToUtf8Bytes(content, Format));

    private static void Write(string file, byte[] content)
    {
        try
        {
            DurableFile.Write(file, content);
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            throw new SecretStoreException($"{file} cannot be written: {broken.Message}", isAway: true);
        }
    }

    /// <summary>One writer at a time, over all processes; gone with its process.</summary>
    private async Task<FileStream> LockAsync(CancellationToken cancellation)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        for (var tries = 1; ; tries++)
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                return new FileStream(path + ".lock", options);
            }
            catch (UnauthorizedAccessException)
            {
                throw new SecretStoreException($"{path} may not be written by this user.", isAway: false);
            }
            catch (IOException) when (tries < LockTriesMax)
            {
                await Task.Delay(LockTriedEvery, TimeProvider.System, cancellation);
            }
            catch (IOException)
            {
                throw new SecretStoreException($"{path} is being changed by another process; try again.", isAway: true);
            }
        }
    }

    private sealed record Content(int Format, SortedDictionary<string, Secret> Secrets);

    /// <param name="ChangedAt">When another version became the current one; files of old do not say it.</param>
    private sealed record Secret(int Current, List<Entry> Versions, DateTimeOffset? ChangedAt = null);

    /// <param name="Token">Of the put that made it; files of old do not say it.</param>
    private sealed record Entry(int Version, DateTimeOffset CreatedAt, byte[] Sealed, Guid? Token = null);
}
